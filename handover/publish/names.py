"""What the files of a dossier are called, wherever they are put."""

import re
import unicodedata
from typing import Final

from handover.dossier.model import Dossier
from handover.publish.legible import shortened

_LONGEST_TITLE: Final = 60
_LONGEST_REFERENCE: Final = 60


def file_stem(dossier: Dossier, *, otherwise: str) -> str:
    """What a dossier's files are called, without their ending: plain letters, digits and hyphens, whatever its title.

    ``HO-0007-v1-Closure-of-Riverside-Quarter``, of an edition ``HO-0007-v1-public-…``; ``otherwise`` stands where the
    reference has no plain letter.
    """
    reference = _plain_letters(dossier.reference)[:_LONGEST_REFERENCE] or otherwise
    title = _plain_letters(shortened(dossier.title.encode("utf-8", "replace").decode(), _LONGEST_TITLE))
    edition = dossier.edition.name if dossier.edition else ""
    return "-".join(part for part in (reference, f"v{dossier.version}", edition, title) if part)


def _plain_letters(text: str) -> str:
    ascii_only = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", ascii_only).strip("-")
