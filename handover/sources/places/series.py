"""Dated series: files each of which is the whole source on its day, which their names tell."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Final

from handover.errors import SourceUnreachable
from handover.sources.contents import spoken_size
from handover.sources.doubts import Doubt
from handover.sources.mapping.source_dates import example
from handover.sources.places.patterns import Entry

# The first file of a series has none before it to be compared with. In a series of 19 months of the GOV.UK
# organisations each file has 0.97 to 1.01 times the bytes of the next; its first, which was cut off after 20 of 1,159
# organisations, has 0.02. A quarter leaves room for a list that doubles within its first months.
LEAST_OF_THE_NEXT: Final = 0.25

_TOKENS: Final = re.compile(r"%(?:%|[^\W\d_])|[^%]+|%")
_FIXED: Final = {"%Y": r"\d{4}", "%y": r"\d\d"}
_NUMBERS: Final = frozenset({"%m", "%d", "%H", "%I", "%M", "%S"})
_OTHERS: Final = {"%j": r"\d{1,3}", "%f": r"\d{1,6}", "%z": r"(?:Z|[+-]\d\d:?\d\d)", "%%": "%"}
_LETTER: Final = r"[^\W\d_]"
_WORD: Final = f"{_LETTER}+"  # %b, %B, %p …

Said = Callable[[str], str]  # what a file at a path is called


def dates_in(name: str, series: str) -> frozenset[datetime]:
    """The moments that stand in a file's name, written as ``series`` says (strptime), in UTC.

    What the format leaves out is the beginning: of the day, the month, the year.

    >>> sorted(dates_in("organisations_2022-10-12T191120_98b111e2.json.gz", "%Y-%m-%d"))
    [datetime.datetime(2022, 10, 12, 0, 0, tzinfo=datetime.timezone.utc)]
    """
    found = set()
    for text in re.compile(f"(?=({_pattern(series)}))", re.IGNORECASE).findall(name):
        try:
            moment = datetime.strptime(text, series)  # noqa: DTZ007 - what has no zone is UTC
            found.add(moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC))
        except (ValueError, OverflowError):
            continue  # it only looks like a date: 2022-13-40
    return frozenset(found)


def _pattern(series: str) -> str:
    tokens = _TOKENS.findall(series)
    parts = [_token(token, tokens[max(0, at - 1) : at + 2]) for at, token in enumerate(tokens)]
    # A date is no part of a longer number, and a month none of a longer word.
    return f"{_not_within(parts[0], '(?<!{})')}{''.join(parts)}{_not_within(parts[-1], '(?!{})')}"


def _token(token: str, around: Sequence[str]) -> str:
    if token in _NUMBERS:
        # Where nothing stands between two numbers, only two digits each can be told apart.
        return r"\d\d" if sum(one in _NUMBERS or one in _FIXED for one in around) > 1 else r"\d\d?"
    if found := _FIXED.get(token) or _OTHERS.get(token):
        return found
    return _WORD if token.startswith("%") else re.escape(token)


def _not_within(part: str, guard: str) -> str:
    if part == _WORD:
        return guard.format(_LETTER)
    return guard.format(r"\d") if part.startswith(r"\d") else ""


def dated_files(files: Sequence[Entry], series: str, said: Said) -> list[tuple[datetime, Entry]]:
    """The files of a series with their dates, the oldest first.

    Raises SourceUnreachable for a file whose name has no date or several, and for two files of one date: what is
    left out, or taken in the wrong order, would be lost or would overwrite what is newer.
    """
    dated: dict[datetime, Entry] = {}
    for file in files:
        moments = dates_in(file.name, series)
        if len(moments) != 1:
            raise _dateless(said(file.path), series) if not moments else _dated_twice(said(file.path), series)
        (moment,) = moments
        if moment in dated:
            raise _same_date(said(dated[moment].path), said(file.path), moment)
        dated[moment] = file
    return sorted(dated.items())


def first_doubt(first: Entry, following: Entry, said: Said) -> Doubt | None:
    """Whether the first file of a series seems to be cut off, since the one after it has so many more bytes."""
    if first.size is None or following.size is None or first.size >= following.size * LEAST_OF_THE_NEXT:
        return None
    return Doubt(
        "truncated",
        f"{said(first.path)} has {spoken_size(first.size)}, and the next file of its series, {said(following.path)},"
        f" has {spoken_size(following.size)}: it seems to be cut off.",
        "Look into the file. If it is whole, release the gathering; if not, discard it.",
        {"size": first.size, "next_size": following.size, "least_share": LEAST_OF_THE_NEXT},
    )


def _dateless(said: str, series: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} has no date in its name that is written like {example(series)} ({series}).",
        where=said,
        what_to_do="Rename the file, or narrow “location” so that it is not meant, or correct “series”.",
    )


def _dated_twice(said: str, series: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} has several dates in its name that are written like {example(series)} ({series}).",
        where=said,
        what_to_do=f"Say in “series” what stands beside the date that is meant: “to_{series}”.",
    )


def _same_date(one: str, other: str, moment: datetime) -> SourceUnreachable:
    return SourceUnreachable(
        f"{one} and {other} have the same date, {moment:%Y-%m-%d %H:%M:%S}, so that nothing says which is newer.",
        where=other,
        what_to_do="Take one of them away; or where the names have a time as well, say it in “series”:"
        " “%Y-%m-%dT%H%M%S”.",
    )
