"""The guard against a changed convention: the values of one column are written another way, all together.

Measured on the published lists: of the Cabinet Office's 180 posts that stand in both lists, 106 say in another word
that nobody is named (59 per cent) and 110 have 0 for a pay that is not disclosed; in lists that only moved on, never
more than 21 per cent of the records had one column re-coded.
"""

from collections.abc import Iterator
from typing import Any, Final

from handover.sources.doubts import Doubt
from handover.sources.guards.amounts import all_others
from handover.sources.guards.case import Case
from handover.sources.guards.changes import FEW, Cell, FieldChanges
from handover.sources.guards.keys import written_otherwise
from handover.sources.guards.ways import WAY_WORDS
from handover.sources.texts import shown
from handover.wording import listed, per_cent

# The share of the records in both gatherings that must be re-coded in one field.
_RECODED: Final = 1 / 3
# The share that must have lost their value, or have one of another form: these may be real changes, too.
_GONE: Final = 1 / 2
_RESHAPED: Final = 1 / 2
# Whatever happened together is most of what happened in the field; else everything in it moved on.
_MOST: Final = 1 / 2
# A field that nearly every record had, and hardly any has.
_FILLED: Final = 0.8
_EMPTIED: Final = 0.2
# Pairs of what stood in a cell and what does that are kept with the doubt; and those that the sentence has.
_MOST_PAIRS: Final = 50
_MOST_SAID: Final = 2


def convention_changed(case: Case) -> Doubt | None:
    """The values of one column change their form together, or are all gone; or the keys are written another way."""
    fields = [*_keys(case)]
    if case.before is not None and case.same_map:
        fields += _fields(case)
        fields += _emptied(case, {field["field"] for field in fields})
    if not fields:
        return None
    return Doubt(
        "convention-changed",
        " ".join(field["sentence"] for field in fields),
        "Look at what really changed, beside what is only written another way. If the source is written like this from "
        "now on, release it.",
        {"fields": fields},
    )


def _fields(case: Case) -> Iterator[dict[str, Any]]:
    seen = case.seen
    # Where very many records changed, those that were looked at stand for the others.
    in_both = round((seen.unchanged + seen.changed) * seen.compared / max(seen.changed, 1))
    some = "Of the records that were looked at, " if seen.compared < seen.changed else ""
    for name, changes in seen.changes.items():
        column, found = _column(case, name), _together(changes, in_both)
        if found is None:
            continue
        count, said = found
        differ = f"{some}{changes.changed:,} of {in_both:,} values of {column} differ"
        yield {
            "field": name,
            "sentence": f"{differ}: in {count:,} {said}{_others(changes, count)}.",
            "in_both": in_both,
            "differ": changes.changed,
            "recoded": sum(changes.recoded.values()),
            "different": len(changes.pairs),
            "ways": [{"way": how.way, "detail": how.detail, "count": times} for how, times in changes.recoded.items()],
            "pairs": [{"old": old, "new": new, "count": times} for (old, new), times in _first(changes)],
            "real": dict(changes.real),
            "cells": [cell._asdict() for cell in sorted(changes.cells, key=_news_first)],
        }


def _together(changes: FieldChanges, in_both: int) -> tuple[int, str] | None:
    """In how many cells of a field the same happened, and what; None where they changed each by itself."""
    recoded, gone = sum(changes.recoded.values()), changes.real.get("gone", 0)
    (before, after), reshaped = next(iter(changes.shapes.items()), (("", ""), 0))
    for count, share, said in (
        (recoded, _RECODED, f"only {_ways(changes)} changed{_examples(changes)}"),
        (gone, _GONE, "the value is gone"),
        (reshaped, _RESHAPED, f"a value like “{before}” became one like “{after}”"),
    ):
        if count >= max(FEW, share * in_both) and count >= _MOST * changes.changed:
            return count, said
    return None


def _ways(changes: FieldChanges) -> str:
    return listed(dict.fromkeys(WAY_WORDS[how.way] for how in list(changes.recoded)[:_MOST_SAID]))


def _examples(changes: FieldChanges) -> str:
    """The commonest re-codings of words that stand for no value; other cells may name people, and are only shown."""
    if {how.way for how in changes.recoded} - {"no-value", "nought"}:
        return ""
    said = [f"{old or 'blank'} → {new or 'blank'}: {times:,} times" for (old, new), times in _first(changes)]
    return f" ({'; '.join(said[:_MOST_SAID])})" if said else ""


def _first(changes: FieldChanges) -> list[tuple[tuple[str, str], int]]:
    return list(changes.pairs.items())[:_MOST_PAIRS]


def _others(changes: FieldChanges, together: int) -> str:
    """What is said of the cells that changed each by itself."""
    if together != sum(changes.recoded.values()):
        return f", and {changes.changed - together:,} changed otherwise" if changes.changed > together else ""
    real = changes.real
    said = [
        f"{count:,} {to}"
        for count, to in (
            (real.get("another", 0) + real.get("given", 0), "to another value"),
            (real.get("gone", 0), "to none"),
            (real.get("meaning", 0), "to another reason why there is none"),
        )
        if count
    ]
    return f"; {sum(real.values()):,} really changed: {', '.join(said)}" if said else "; nothing else changed"


def _news_first(cell: Cell) -> int:
    return ("another", "given", "gone", "meaning").index(cell.what)


def _emptied(case: Case, told: set[str]) -> Iterator[dict[str, Any]]:
    """Fields that nearly every record had and hardly any has, also where records cannot be followed by a key."""
    before = case.before.fill if case.before is not None else {}
    for name, share in before.items():
        now = case.seen.fill.get(name, 0.0)
        if name in told or not case.seen.fill or share < _FILLED or now > _EMPTIED:
            continue
        column = _column(case, name.removesuffix("_given"))
        sentence = f"Of the records, {per_cent(share)} had a value in {column}, and now {per_cent(now)}."
        yield {"field": name, "sentence": sentence, "before": share, "now": now}


def _keys(case: Case) -> Iterator[dict[str, Any]]:
    """Keys that are the same but for how they are written: every record would vanish, and be new."""
    found = written_otherwise(case.keys) if all_others(case) else {}
    if not found:
        return
    seen = case.seen
    columns = listed(f"“{shown(column)}”" for column in case.registration.key or ())
    yield {
        "field": "key",
        "sentence": f"The key, {columns}, is written another way: {seen.vanished:,} of {seen.known:,} records would "
        f"vanish, and {seen.new:,} would be new.",
        "differ": seen.vanished,
        "recoded": len(found),
        "different": len(found),
        "pairs": [{"old": old, "new": new, "count": 1} for old, new in list(found.items())[:_MOST_PAIRS]],
    }


def _column(case: Case, field: str) -> str:
    """What a field is made of, as somebody who looks at the source knows it."""
    rules = [making.map[field] for making in case.registration.makings if field in making.map]
    columns = rules[0].columns if rules else ()
    return f"“{shown(columns[0])}”" if len(columns) == 1 else field
