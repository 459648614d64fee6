"""How surely one column becomes one field: what its heading says, and what its values look like, together."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from handover.records import RecordKind
from handover.sources.drafting.heading import Heading
from handover.sources.drafting.heading_words import fields_with_words, heading_says, heading_says_key
from handover.sources.drafting.profile import Profile
from handover.sources.drafting.value_fit import value_fit

# Nobody is surer than this from looking at a file: somebody may have used a heading for something else.
MOST_SURE: Final = 0.98
# Values that suit a field only so far speak against it, whatever the heading says.
_NO_FIT: Final = 0.1
_BY_HEADING_ALONE: Final = 0.3  # of the confidence; the rest is from the values
_MEANS_KEY: Final = 0.6
_SURE: Final = 0.85
_LIKELY: Final = 0.65


class Column(NamedTuple):
    """A column of the file: what it is called, what its heading says, and what its values look like.

    ``meant`` is the field that the format of the file says it is, where it is a format that does.
    """

    name: str
    heading: Heading
    seen: Profile
    meant: str | None = None


@dataclass(frozen=True, slots=True)
class Guess:
    """That a column becomes ``field``, with what confidence (0 to 1) and why."""

    field: str
    confidence: float
    why: str = ""


def in_words(confidence: float) -> str:
    """A confidence as people say it: sure, likely, or a guess."""
    return "sure" if confidence >= _SURE else "likely" if confidence >= _LIKELY else "a guess"


def guess(records: RecordKind, field: str, column: Column) -> Guess:
    """How surely ``column`` becomes ``field`` of a kind of record."""
    if column.meant is not None and records == "contact":
        right = column.meant == field and not column.seen.is_empty
        return Guess(field, MOST_SURE if right else 0.0, "RFC 6350 says what it is" if right else "")
    said, phrase = heading_says(column.heading, records, field)
    fit = value_fit(records, field, column.seen)
    by_heading = said * (_BY_HEADING_ALONE + (1 - _BY_HEADING_ALONE) * fit.share) if fit.share >= _NO_FIT else 0.0
    # Numbers that tell records apart can look like others, but their heading says what they are.
    alone = fit.alone if said or heading_says_key(column.heading)[0] < _MEANS_KEY else 0.0
    confidence = min(MOST_SURE, 1 - (1 - by_heading) * (1 - alone))
    because = [f"its heading means “{phrase}”" if phrase and by_heading else "", fit.why]
    return Guess(field, confidence, " and ".join(filter(None, because)))


def guesses(records: RecordKind, columns: Sequence[Column]) -> list[dict[str, Guess]]:
    """Of each column, how surely it becomes each field."""
    fields = fields_with_words(records)
    return [{field: guess(records, field, column) for field in fields} for column in columns]


def key_guess(column: Column) -> Guess:
    """How surely a column tells one record from another."""
    seen = column.seen
    if column.meant not in (None, "key"):
        return Guess("key", 0.0)
    if seen.is_empty or seen.filled < 0.95 * seen.rows or seen.unlike < 0.9 or seen.share("prose") > 0.2:
        return Guess("key", 0.0)
    said, phrase = heading_says_key(column.heading)
    if not said or seen.share("date") > 0.5 or seen.share("currency") > 0.3 or seen.length > 120:
        return Guess("key", 0.0)
    alike = seen.filled - seen.distinct
    unique = "each of its values stands there once" if not alike else _twice(alike)
    confidence = said * (1.0 if not alike else 0.8 * seen.unlike)
    if seen.counts_rows:
        return Guess("key", min(0.6, confidence), "it only counts the rows, and may change when rows are put in")
    return Guess("key", min(MOST_SURE, confidence), f"its heading means “{phrase}” and {unique}")


def _twice(alike: int) -> str:
    return "one of its values stands there twice" if alike == 1 else f"{alike} of its values stand there again"
