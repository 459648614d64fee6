"""Files put into one ZIP whose bytes depend on nothing but them."""

import io
import zipfile
from collections.abc import Collection, Mapping
from typing import Final

# The earliest that a ZIP can say. When its files were put together is no part of what they say.
_THEN: Final = (1980, 1, 1, 0, 0, 0)
_READABLE: Final = 0o644 << 16
_UNIX: Final = 3


def pack(files: Mapping[str, bytes], *, stored: Collection[str] = ()) -> bytes:
    """A ZIP of ``files`` by their names, in the order given; those in ``stored`` are not compressed."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w") as package:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _THEN)
            entry.create_system, entry.external_attr = _UNIX, _READABLE
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            package.writestr(entry, content, compress_type=method, compresslevel=6)
    return into.getvalue()
