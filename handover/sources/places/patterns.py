"""Which files a location means: one, all below a folder, or all whose way down from a folder fits a pattern.

``*``, ``?`` and ``[…]`` stand for a part of one name, as in a shell; ``**`` for any number of folders. Names that
begin with a dot, and the ``~$…`` that an office program lays beside a file that is open, are left out unless the
pattern begins so too. It means the same on a disk, in a bucket and on a server.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Final, Protocol

from handover.errors import SourceError, SourceUnreachable
from handover.sources.places.file_refusals import no_file_like
from handover.sources.registering.locations import WILDCARD
from handover.sources.rows import Fetched

MOST_FILES: Final = 10_000
# So many entries of folders are looked at before it is said that the pattern reaches too far.
_MOST_LOOKED_AT: Final = 1_000_000
# Hidden files, and what an office program lays beside a file that is open.
SET_ASIDE: Final = (".", "~$")


@dataclass(frozen=True, slots=True)
class Entry:
    """What lies in a folder of some place: its path there, its name in the folder, and what is known of it.

    ``size`` is in bytes, where it is known. ``mark`` changes whenever the file does, where the place has such a thing.
    ``refusal`` is why it cannot be used, which matters only where it is meant; then it may be (``is_folder`` is None)
    that nobody can tell whether it is a folder.
    """

    path: str
    name: str
    is_folder: bool | None = False
    is_link: bool = False
    size: int | None = None
    dated: datetime | None = None
    mark: str | None = None
    refusal: SourceError | None = None


class Place(Protocol):
    """Where files lie: this machine, a bucket, a server."""

    def said(self, path: str) -> str:
        """What a path is called in sentences and in provenance."""
        ...

    def entry(self, path: str) -> Entry | None:
        """What lies at a path, if anything does. Raises SourceError."""
        ...

    def entries(self, folder: str) -> Iterable[Entry]:
        """What lies in a folder. Raises SourceError."""
        ...

    def get(self, entry: Entry) -> Fetched:
        """Fetch a file, or fingerprint it where it lies. Raises SourceError, DiskFull."""
        ...


@dataclass(frozen=True, slots=True)
class Pattern:
    """Those files below the folder ``root`` whose way down fits ``parts``; without any, what lies at ``root``."""

    root: str
    parts: tuple[str, ...] = ()


def pattern_of(path: str) -> Pattern:
    """Where a path begins to be a pattern.

    >>> pattern_of("records/status-*.csv"), pattern_of("lessons/**/*.md")
    (Pattern(root='records', parts=('status-*.csv',)), Pattern(root='lessons', parts=('**', '*.md')))
    >>> pattern_of("records/a.csv")
    Pattern(root='records/a.csv', parts=())
    """
    parts = path.split("/")
    first = next((at for at, part in enumerate(parts) if WILDCARD.search(part)), None)
    if first is None:
        return Pattern(path)
    root = "/".join(parts[:first])
    if first == 1 and not root:
        root = "/"
    return Pattern(root, tuple(part for part in parts[first:] if part))


def files_of(place: Place, pattern: Pattern, *, endings: Sequence[str] = ()) -> list[Entry]:
    """The files that a pattern means, in the order of their paths; with ``endings``, those that end so.

    A link to a folder is followed where a part of the pattern names it, and not by ``**``: what it leads to is found
    where it lies. Raises SourceUnreachable where there is none, where there are too many, and for what is meant and
    cannot be used.
    """
    found: list[Entry] = []
    looked_at = 0
    waiting = [(pattern.root, _reached(pattern.parts, {0}))]
    while waiting:
        folder, at = waiting.pop()
        for entry in place.entries(folder):
            looked_at += 1
            if looked_at > _MOST_LOOKED_AT:
                raise _reaches_too_far(place.said(folder))
            below = _below(pattern.parts, at, entry)
            fits = _fits(pattern.parts, at, entry) and entry.name.lower().endswith(tuple(endings) or "")
            if entry.refusal is not None and (below or fits):
                raise entry.refusal
            if below:
                waiting.append((entry.path, below))
            elif fits:
                found.append(entry)
                if len(found) > MOST_FILES:
                    raise _too_many(place.said(pattern.root))
    if not found:
        root = (pattern.root.rstrip("/"),) if pattern.root else ()
        raise no_file_like(place.said("/".join((*root, *pattern.parts))))
    return sorted(found, key=lambda one: one.path)


def _reached(parts: Sequence[str], at: Iterable[int]) -> frozenset[int]:
    """The parts that a name may fit next; ``**`` may stand for no folder at all."""
    reached = set(at)
    for position, part in enumerate(parts):
        if part == "**" and position in reached:
            reached.add(position + 1)
    return frozenset(position for position in reached if position < len(parts))


def _below(parts: Sequence[str], at: frozenset[int], entry: Entry) -> frozenset[int]:
    """Which parts may fit what lies in a folder; none where it is not on the way."""
    if entry.is_folder is False:
        return frozenset()
    onwards = set()
    for position in at:
        if parts[position] != "**":
            if _names(parts[position], entry.name):
                onwards.add(position + 1)
        elif _names("*", entry.name) and (not entry.is_link or entry.refusal is not None):
            onwards.add(position)  # a link that is refused is on the way, so that it is not passed by unseen
    return _reached(parts, onwards)


def _fits(parts: Sequence[str], at: frozenset[int], entry: Entry) -> bool:
    last = len(parts) - 1
    return (
        entry.is_folder is not True and last in at and _names("*" if parts[last] == "**" else parts[last], entry.name)
    )


def _names(part: str, name: str) -> bool:
    if name.startswith(SET_ASIDE) and part[0] != name[0]:
        return False
    return fnmatchcase(name, part)


def _too_many(said: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"More than {MOST_FILES:,} files in {said} are meant.",
        where=said,
        what_to_do="Say more exactly in “location” which they are, or make several sources of them.",
    )


def _reaches_too_far(said: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"After {_MOST_LOOKED_AT:,} files and folders, the last of them in {said}, not all had been looked at.",
        where=said,
        what_to_do="Name in “location” the folder in which they lie, rather than one far above.",
    )
