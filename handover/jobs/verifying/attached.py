"""The dossier.json inside a PDF."""

import contextlib
from typing import Final

_NAME: Final = "dossier.json"


def attached_json(pdf: bytes) -> bytes | None:
    """The attachment ``dossier.json`` of a PDF; None where it has none, or cannot be read as a PDF."""
    import pypdfium2

    with contextlib.suppress(pypdfium2.PdfiumError):
        document = pypdfium2.PdfDocument(pdf)
        try:
            for number in range(document.count_attachments()):
                attachment = document.get_attachment(number)
                if attachment.get_name() == _NAME:
                    return bytes(attachment.get_data())
        finally:
            document.close()
    return None
