"""Guards that look at columns and words: what was there before and is not, and what was not and is."""

import re
from collections.abc import Sequence
from typing import Final

from handover.sources.doubts import Doubt
from handover.sources.guards.case import Case
from handover.sources.guards.profile import remembered
from handover.sources.texts import shown
from handover.wording import listed

# Of items that need not all have the same names, the share that must have had one for its absence to say something.
_USUAL: Final = 0.5
_MOST_NAMED: Final = 6
# A column that has no name is called by its place, which says nothing.
_NAMELESS: Final = re.compile(r"column \d+")


def schema_drift(case: Case) -> Doubt | None:
    """Columns are gone; or, where the contract freezes them, columns or words are new."""
    contract = case.registration.contract
    gone = gone_columns(case)
    columns = new_columns(case) if contract.new_columns == "freeze" else ()
    words = new_words(case) if contract.new_values == "freeze" else ()
    said = []
    if gone:
        said.append(f"{case.name} has no {_columns(gone)} any more.")
    if columns:
        said.append(f"{case.name} has the new {_columns(columns)}, and its columns are frozen.")
    if words:
        said.append(f"{case.name} says {_words(words)}, which no vocabulary knows, and its words are frozen.")
    if not said:
        return None
    return Doubt(
        "schema-drift",
        " ".join(said),
        "Compare the columns and words: one may only be called something else now. If so, correct the source's "
        "registration; else release it.",
        {"gone": gone, "new": columns, "words": words},
    )


def notes(case: Case) -> tuple[str, ...]:
    """What is new in a source whose contract lets it be: worth a sentence, and no doubt."""
    contract = case.registration.contract
    columns = new_columns(case) if contract.new_columns == "evolve" else ()
    words = new_words(case) if contract.new_values == "evolve" else ()
    said = []
    if columns:
        said.append(f"New since the gathering before: {_columns(columns)}.")
    if words:
        said.append(f"Not met before, and known by no vocabulary: {_words(words)}.")
    return tuple(said)


def gone_columns(case: Case) -> tuple[str, ...]:
    """The columns that were there before and are not."""
    if case.before is None or not case.seen.columns:
        return ()
    usual = (column for column, share in case.before.columns.items() if share >= _USUAL)
    there = {remembered(column) for column in case.seen.columns}
    return tuple(column for column in usual if column not in there and not _NAMELESS.fullmatch(column))


def new_columns(case: Case) -> tuple[str, ...]:
    """The columns that are there and were not before."""
    if case.before is None or not case.before.columns:
        return ()
    there = (remembered(column) for column in case.seen.columns)
    return tuple(one for one in there if one not in case.before.columns and not _NAMELESS.fullmatch(one))


def new_words(case: Case) -> tuple[tuple[str, str], ...]:
    """The words that no vocabulary knows and that were not met before, each with its field."""
    before = case.before
    if before is None or not case.same_map:
        return ()
    return tuple(
        (field, word)
        for field, words in case.seen.words.items()
        for word in sorted(words)
        if remembered(word) not in before.words.get(field, ())
    )


def _columns(columns: Sequence[str]) -> str:
    names = listed((f"“{shown(one)}”" for one in columns), most=_MOST_NAMED)
    return f"{'column' if len(columns) == 1 else 'columns'} {names}"


def _words(words: Sequence[tuple[str, str]]) -> str:
    return listed((f"“{shown(word)}” in {field}" for field, word in words), most=_MOST_NAMED)
