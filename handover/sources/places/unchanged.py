"""Whether files of a server are as they were: since the last gathering, and while they are fetched."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from handover.sources.places.file_refusals import changed_meanwhile, gone
from handover.sources.places.patterns import Entry

# Servers tell time to the second: a file written just now may be written again without that being seen.
_SETTLED: Final = timedelta(seconds=2)


def mark_by_time(written: datetime | None, size: int | None, now: datetime) -> str | None:
    """What stays for as long as a file does, where a server says no more of it than when it was written."""
    if written is None or size is None or written > now - _SETTLED:
        return None
    return f"{written.isoformat()} {size}"


def mark_of_all(files: Sequence[Entry]) -> str | None:
    """What stays for as long as all of these files do, and no other is there; None where that cannot be known."""
    digest = hashlib.sha256()
    for file in files:
        if file.mark is None:
            return None
        digest.update(f"{file.mark}\0{file.path}\0".encode(errors="surrogateescape"))
    return digest.hexdigest()


def check_unchanged(before: Entry, size: int, after: Entry | None, said: str) -> None:
    """That the ``size`` bytes fetched are those of one file, seen before and after. Raises SourceUnreachable."""
    if after is None:
        raise gone(said)
    seen = (before.dated, before.mark) == (after.dated, after.mark)
    if not seen or (after.size is not None and size != after.size):
        raise changed_meanwhile(said)
