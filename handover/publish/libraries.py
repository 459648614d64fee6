"""The system libraries that laying out a PDF needs, looked for without loading WeasyPrint.

WeasyPrint's own answer to a missing library is a page of text on standard output and an OSError.
"""

import ctypes
from functools import lru_cache
from typing import Final

from handover.errors import RenderError

# What each is called in messages, whether a PDF can be made without it, and the names it goes by on Linux,
# macOS and Windows.
_LIBRARIES: Final = (
    ("GObject", True, ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib", "libgobject-2.0-0.dll")),
    ("Pango", True, ("libpango-1.0.so.0", "libpango-1.0.dylib", "libpango-1.0-0.dll")),
    ("PangoFT2", True, ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib", "libpangoft2-1.0-0.dll")),
    ("Fontconfig", True, ("libfontconfig.so.1", "libfontconfig.1.dylib", "libfontconfig-1.dll")),
    ("HarfBuzz", True, ("libharfbuzz.so.0", "libharfbuzz.0.dylib", "libharfbuzz-0.dll")),
    (
        "HarfBuzz-Subset",
        False,
        ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib", "libharfbuzz-subset-0.dll"),
    ),
)
INSTALL: Final = "Install libpango-1.0-0, libpangoft2-1.0-0 and libharfbuzz-subset0 (the names in Debian and Ubuntu)."


def rendering_libraries() -> list[tuple[str, bool]]:
    """Each library by name, and whether it was found. Without HarfBuzz-Subset PDFs are made, at half the speed."""
    return [(name, _found(names)) for name, _, names in _LIBRARIES]


def require_rendering_libraries() -> None:
    """Raise RenderError where a PDF cannot be made on this machine."""
    missing = [name for name, needed, names in _LIBRARIES if needed and not _found(names)]
    if missing:
        raise RenderError(
            f"The PDF cannot be made here, because this machine lacks {', '.join(missing)}.", what_to_do=INSTALL
        )


@lru_cache
def _found(names: tuple[str, ...]) -> bool:
    for name in names:
        try:
            ctypes.CDLL(name)
        except OSError:
            continue
        return True
    return False
