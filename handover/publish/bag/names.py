"""What files in a bag may be called, so that every system can unpack it, and how manifests write that (RFC 8493)."""

import re
from collections.abc import Iterable
from typing import Final

# Names that Windows keeps for devices, with any ending.
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)
_FORBIDDEN: Final = re.compile(r'[<>:"\\|?*\x00-\x1f\x7f]')
_LONGEST: Final = 240  # bytes of one path; together with a folder's, more than 260 cannot be opened on Windows
_ENCODED: Final = re.compile(r"%(0[AaDd]|25)")


def encoded(path: str) -> str:
    """A path as a manifest writes it: line ends and the sign itself percent-encoded (RFC 8493, 2.1.3).

    >>> encoded("data/100%.txt")
    'data/100%25.txt'
    """
    return path.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def decoded(path: str) -> str:
    """The path that a manifest writes so; every other percent sign is itself.

    >>> decoded("data/100%25%41.txt")
    'data/100%%41.txt'
    """
    return _ENCODED.sub(lambda found: chr(int(found[1], 16)), path)


def mistake_in(path: str) -> str | None:
    """Why a path cannot be one inside a bag, in the words that follow its name; None where it can.

    Absolute paths and such as lead out of the bag are what an attack has; nothing is ever read or written there.
    """
    parts = path.split("/")
    if not path or path.startswith(("/", "~", "\\")) or re.match(r"[A-Za-z]:", path):
        return "is not a path inside the bag"
    if ".." in parts or ".." in path.split("\\"):
        return "leads out of the bag"
    if "" in parts or "." in parts or "\x00" in path:
        return "is not a path as one is written"
    return None


def unsafe_names(paths: Iterable[str]) -> list[str]:
    """Those paths that some system cannot unpack: names of devices, signs that are not allowed, names that differ only
    in the case of their letters.
    """
    seen: dict[str, str] = {}
    found = []
    for path in paths:
        names = path.split("/")
        if (
            mistake_in(path)
            or len(path.encode()) > _LONGEST
            or any(_DEVICES.fullmatch(one) or _FORBIDDEN.search(one) or one.endswith((".", " ")) for one in names)
            or seen.setdefault(path.casefold(), path) != path
        ):
            found.append(path)
    return found
