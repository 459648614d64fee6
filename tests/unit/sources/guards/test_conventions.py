"""A convention that changed: how much of one column must be written another way, and what is said of the rest."""

from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from handover.sources.guards.case import Case, Keys
from handover.sources.guards.changes import Changes, FieldChanges
from handover.sources.guards.conventions import convention_changed
from handover.sources.registering.no_value import ALWAYS
from tests.unit.sources.guards.cases import a_case


def changed(cells: Iterable[tuple[str, str]], field: str = "title") -> Mapping[str, FieldChanges]:
    noted = Changes(ALWAYS)
    for number, (old, new) in enumerate(cells):
        noted.note({"key": f"K{number}", field: old}, {"key": f"K{number}", field: new})
    return noted.by_field()


def of(cells: list[tuple[str, str]], *, records: int = 100, **given: Any) -> Case:
    """A gathering of so many records of which these cells of the title changed."""
    count = len(cells)
    seen = {"changed": count, "compared": count, "unchanged": records - count, "changes": changed(cells)}
    return a_case(seen=seen, **given)


def capitals(count: int) -> list[tuple[str, str]]:
    return [(f"Lesson {number}", f"LESSON {number}") for number in range(count)]


def others(count: int) -> list[tuple[str, str]]:
    return [("Ask early", f"Pay on time, part {'x' * number}") for number in range(count)]


HELD: dict[str, tuple[Case, bool]] = {
    "a third in capitals": (of(capitals(34)), True),
    "fewer than a third": (of(capitals(33)), False),
    "ten of ten": (of(capitals(10), records=10), True),
    "nine of nine": (of(capitals(9), records=9), False),
    "as many really changed": (of([*capitals(40), *others(40)]), True),
    "more really changed": (of([*capitals(40), *others(41)]), False),
    "everything really changed": (of(others(100)), False),
    "two ways at once": (of([*capitals(20), *[(f"A  lesson, no. {n}", f"A lesson no. {n}") for n in range(20)]]), True),
    "half of the values are gone": (of([(f"Lesson {n}", "") for n in range(50)]), True),
    "fewer than half are gone": (of([(f"Lesson {n}", "") for n in range(49)]), False),
    "half have another form": (of([(f"{n}{n}{n}", f"L-{n + 7}") for n in range(50)]), True),
    "fewer than half have another form": (of([(f"{n}{n}{n}", f"L-{n + 7}") for n in range(49)]), False),
    "values where none were": (of([("", f"Lesson {n}") for n in range(100)]), False),
    "at the first gathering": (of(capitals(100), first=True), False),
    "under other rules": (of(capitals(100), same_map=False), False),
}


@pytest.mark.parametrize(("case", "held"), HELD.values(), ids=HELD)
def test_how_much_of_a_column(case: Case, held: bool) -> None:
    doubt = convention_changed(case)
    assert (doubt is not None) is held
    assert doubt is None or doubt.code == "convention-changed"


def test_what_really_changed_stands_apart() -> None:
    cells = [("'N/D'", "N/D")] * 70 + [("", "N/D")] * 36
    cells += [("Ada Lim", "Bea Orr"), ("", "Cy Fox"), ("Dee Roe", "Vacant"), ("'N/D'", "Vacant")]
    doubt = convention_changed(of(cells, records=180))
    assert doubt is not None
    assert doubt.sentence == (
        "110 of 180 values of “Title” differ: in 106 only the word that stands for no value changed "
        "('N/D' → N/D: 70 times; blank → N/D: 36 times); 4 really changed: 2 to another value, 1 to none, "
        "1 to another reason why there is none."
    )
    (field,) = doubt.figures["fields"]
    assert [(cell["old"], cell["new"]) for cell in field["cells"]] == [
        ("Ada Lim", "Bea Orr"),
        ("", "Cy Fox"),
        ("Dee Roe", "Vacant"),
        ("'N/D'", "Vacant"),
    ]
    assert field["pairs"][0] == {"old": "'N/D'", "new": "N/D", "count": 70}


def test_nothing_but_a_convention() -> None:
    doubt = convention_changed(of(capitals(100)))
    assert doubt is not None
    assert doubt.sentence == (
        "100 of 100 values of “Title” differ: in 100 only capitals and small letters changed; nothing else changed."
    )


def test_no_sentence_has_anybody_s_name_in_it() -> None:
    """The sentence goes into logs, dossiers and Prefect's pages; the values are for who may look at the source."""
    doubt = convention_changed(of([(f"Ada Lim {'x' * n}", f"Lim {'x' * n}, Ada") for n in range(50)]))
    assert doubt is not None
    assert "Lim" not in doubt.sentence
    assert "Lim" in str(doubt.figures)


def test_of_very_many_changes_those_that_were_looked_at_stand_for_all() -> None:
    seen = {"changed": 20_000, "compared": 100, "unchanged": 20_000, "changes": changed(capitals(100))}
    doubt = convention_changed(a_case(seen=seen))
    assert doubt is not None
    assert doubt.sentence.startswith("Of the records that were looked at, 100 of 200 values of “Title” differ")
    few = {**seen, "unchanged": 200_000}
    assert convention_changed(a_case(seen=few)) is None


FILL: dict[str, tuple[dict[str, float], dict[str, float], str | None]] = {
    "emptied": (
        {"title": 1.0, "recorded_on": 0.95},
        {"title": 1.0, "recorded_on": 0.1},
        "Of the records, 95 per cent had a value in “Recorded”, and now 10 per cent.",
    ),
    "gone from every record": (
        {"recorded_on": 0.8},
        {"title": 1.0},
        "Of the records, 80 per cent had a value in “Recorded”, and now 0 per cent.",
    ),
    "half as many": ({"recorded_on": 1.0}, {"recorded_on": 0.5}, None),
    "never had by all": ({"recorded_on": 0.79}, {"recorded_on": 0.0, "title": 1.0}, None),
    "too few were read": ({"recorded_on": 1.0}, {}, None),
}


@pytest.mark.parametrize(("before", "now", "sentence"), FILL.values(), ids=FILL)
def test_a_column_that_was_emptied(before: dict[str, float], now: dict[str, float], sentence: str | None) -> None:
    doubt = convention_changed(a_case(before={"fill": before}, seen={"fill": now}))
    assert (doubt and doubt.sentence) == sentence


GONE = tuple(f"AC-{number:04}" for number in range(100))
KEYS: dict[str, tuple[tuple[str, ...], bool]] = {
    "without their mark": (tuple(str(number) for number in range(100)), True),
    "in small letters": (tuple(f"ac {number:04}" for number in range(100)), True),
    "others": (tuple(f"ZZ-{number}" for number in range(900, 1_000)), False),
    "a few of them": ((*GONE[:70], *(str(number) for number in range(2_000, 2_030))), False),
}


@pytest.mark.parametrize(("new", "held"), KEYS.values(), ids=KEYS)
def test_keys_that_are_written_another_way(new: tuple[str, ...], held: bool) -> None:
    keys = Keys(tuple(key for key in GONE if key not in new), tuple(key for key in new if key not in GONE))
    seen = {"vanished": len(keys.gone), "new": len(keys.new), "unchanged": 100 - len(keys.gone)}
    doubt = convention_changed(a_case(seen=seen, keys=keys))
    assert (doubt is not None) is held
    if doubt is not None:
        assert doubt.sentence == (
            "The key, “Ref”, is written another way: 100 of 100 records would vanish, and 100 would be new."
        )
