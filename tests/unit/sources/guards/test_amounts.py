"""Guards that count: what is held, and what is not, at the limits of each."""

from collections import Counter
from typing import Any

import pytest

from handover.sources.guards.amounts import empty, key_not_unique, may_happen, more_rejected, too_short, truncated
from handover.sources.guards.case import Case, Keys
from tests.unit.sources.guards.cases import a_case

DAILY = {"lost": (0.0, 0.002, 0.0, 0.01), "vanished": (0.0, 0.002, 0.0, 0.01)}


def gone(vanished: int, *, new: int = 0, known: int = 100) -> dict[str, Any]:
    left = known - vanished
    return {"known": known, "vanished": vanished, "new": new, "unchanged": left, "seen": left + new, "rows": left + new}


TRUNCATED: dict[str, tuple[Case, bool]] = {
    "nothing is gone": (a_case(), False),
    "a fifth of it, at the second gathering": (a_case(seen=gone(20)), False),
    "more than a fifth": (a_case(seen=gone(21)), True),
    "nearly all": (a_case(seen=gone(98)), True),
    "at the first gathering": (a_case(first=True, seen=gone(98)), False),
    "a twentieth, where hardly any ever vanish": (a_case(before=DAILY, seen=gone(5)), False),
    "more than a twentieth, where hardly any ever vanish": (a_case(before=DAILY, seen=gone(6)), True),
    "thrice as many as ever": (a_case(before={"lost": (0.125,) * 5}, seen=gone(37)), False),
    "more than thrice as many as ever": (a_case(before={"lost": (0.125,) * 5}, seen=gone(38)), True),
    "four of seven": (a_case(seen=gone(4, known=7)), False),
    "five of seven": (a_case(seen=gone(5, known=7)), True),
    "others in place of nine in ten": (a_case(seen=gone(90, new=90)), False),
    "others in place of more": (a_case(seen=gone(91, new=90)), True),
    "others in place of more, as ever": (a_case(before={"vanished": (0.4, 0.3)}, seen=gone(100, new=99)), False),
    "others in place of all, without a key": (a_case(declared={"key": None}, seen=gone(100, new=90)), False),
    "fewer in their place, without a key": (a_case(declared={"key": None}, seen=gone(90, new=60)), True),
    "as many as the office allows": (a_case(declared={"guards": {"may_vanish": 0.5}}, seen=gone(50)), False),
    "more than the office allows": (a_case(declared={"guards": {"may_vanish": 0.01}}, seen=gone(2)), True),
    "all that may go went": (a_case(declared={"guards": {"may_vanish": 1}}, seen=gone(99)), False),
    "the office's word at the first gathering with it": (
        a_case(first=True, declared={"guards": {"may_vanish": 0.01}}, seen=gone(2)),
        True,
    ),
}


@pytest.mark.parametrize(("case", "held"), TRUNCATED.values(), ids=TRUNCATED)
def test_truncated(case: Case, held: bool) -> None:
    doubt = truncated(case)
    assert (doubt is not None) is held
    assert doubt is None or doubt.code == "truncated"


def test_what_is_said_of_a_source_that_is_cut_off() -> None:
    doubt = truncated(a_case(seen=gone(1_139, known=1_159)))
    assert doubt is not None
    assert doubt.sentence == (
        "1,139 of the 1,159 records that were known (98 per cent) are not in lessons.csv any more; "
        "up to 20 per cent at once would be usual."
    )
    assert doubt.figures["vanished"] == 1_139


def test_keys_that_are_written_another_way_are_no_truncation() -> None:
    keys = Keys(tuple(f"AC-{number:03}" for number in range(95)), tuple(str(number) for number in range(95)))
    assert truncated(a_case(seen=gone(95, new=95), keys=keys)) is None
    assert truncated(a_case(seen=gone(95, new=95), keys=Keys(keys.gone, tuple("abcdefgh")))) is not None


USUAL: dict[str, tuple[tuple[float, ...], float]] = {
    "nothing known": ((), 0.2),
    "one known": ((0.0,), 0.1),
    "three known": ((0.0,) * 3, 0.05),
    "never less than always": ((0.0,) * 12, 0.05),
    "thrice the most": ((0.01, 0.1, 0.0), 0.3),
    "never more than all": ((0.4,), 1.0),
}


@pytest.mark.parametrize(("shares", "may"), USUAL.values(), ids=USUAL)
def test_what_may_happen(shares: tuple[float, ...], may: float) -> None:
    assert may_happen(shares, 0.2, 0.05) == pytest.approx(may)


EMPTY: dict[str, tuple[Case, bool]] = {
    "no rows any more": (a_case(seen={"rows": 0, "seen": 0, "unchanged": 0, "vanished": 100}), True),
    "no rows, since it is read in another way": (a_case(first=True, seen={"rows": 0, "seen": 0, "unchanged": 0}), True),
    "no rows, as ever": (a_case(seen={"rows": 0, "seen": 0, "unchanged": 0, "known": 0}), False),
    "no rows, as it may": (a_case(declared={"may_be_empty": True}, seen={"rows": 0, "seen": 0}), False),
    "rows that are all rejected": (a_case(seen={"unchanged": 0, "rejected": 100}), False),
}


@pytest.mark.parametrize(("case", "held"), EMPTY.values(), ids=EMPTY)
def test_empty(case: Case, held: bool) -> None:
    assert (empty(case) is not None) is held
    assert not (held and truncated(case)), "one doubt is enough"


SHORT: dict[str, tuple[Case, str | None]] = {
    "enough": (a_case(declared={"guards": {"at_least": 100}}), None),
    "one too few": (
        a_case(declared={"guards": {"at_least": 101}}),
        "lessons.csv has 100 rows, and should have at least 101.",
    ),
    "one row": (
        a_case(declared={"guards": {"at_least": 2}}, seen={"rows": 1}, first=True),
        "lessons.csv has 1 row, and should have at least 2.",
    ),
    "none, at the first gathering": (
        a_case(declared={"guards": {"at_least": 1}}, seen={"rows": 0, "known": 0}, first=True),
        "lessons.csv has no rows, and should have at least 1.",
    ),
    "not declared": (a_case(seen={"rows": 1}), None),
}


@pytest.mark.parametrize(("case", "sentence"), SHORT.values(), ids=SHORT)
def test_fewer_rows_than_declared(case: Case, sentence: str | None) -> None:
    doubt = too_short(case)
    assert (doubt and doubt.sentence) == sentence


def rejected(
    count: int, *, ignored: int = 0, code: str = "bad-date", column: str | None = "Recorded"
) -> dict[str, Any]:
    reasons = Counter({(code, column): count})
    return {"rejected": count, "ignored": ignored, "unchanged": 100 - count, "reasons": reasons}


REJECTED: dict[str, tuple[Case, bool]] = {
    "a twentieth": (a_case(seen=rejected(5)), False),
    "more than a twentieth": (a_case(seen=rejected(6)), True),
    "at the first gathering": (a_case(first=True, seen=rejected(60)), False),
    "thrice as many as ever": (a_case(before={"rejected": (0.1, 0.02)}, seen=rejected(30)), False),
    "more than thrice as many as ever": (a_case(before={"rejected": (0.1, 0.02)}, seen=rejected(31)), True),
    "under other rules": (a_case(seen=rejected(60), same_map=False), False),
    "rows that may stay rejected": (a_case(seen=rejected(60, ignored=58)), False),
    "four of five": (a_case(seen={**rejected(4), "seen": 5}), False),
}


@pytest.mark.parametrize(("case", "held"), REJECTED.values(), ids=REJECTED)
def test_more_rejected(case: Case, held: bool) -> None:
    assert (more_rejected(case) is not None) is held


def test_what_is_said_of_rows_that_are_rejected() -> None:
    doubt = more_rejected(a_case(seen=rejected(60)))
    assert doubt is not None
    assert doubt.sentence == (
        "60 of 100 rows of lessons.csv could not become records, 60 of them for what stands in “Recorded”; "
        "up to 5 per cent would be usual."
    )


def twice(count: int) -> dict[str, Any]:
    return rejected(count, code="key-twice", column=None)


UNIQUE: dict[str, tuple[Case, bool]] = {
    "two of a hundred": (a_case(seen=twice(2)), False),
    "three of a hundred": (a_case(seen=twice(3)), True),
    "three of three hundred": (a_case(seen={**twice(3), "seen": 300}), False),
    "as before": (a_case(before={"keys_unique": False}, seen=twice(30)), False),
    "at the first gathering": (a_case(first=True, seen=twice(30)), False),
    "rejected for something else": (a_case(seen=rejected(30)), False),
}


@pytest.mark.parametrize(("case", "held"), UNIQUE.values(), ids=UNIQUE)
def test_a_key_that_is_no_longer_unique(case: Case, held: bool) -> None:
    doubt = key_not_unique(case)
    assert (doubt is not None) is held
    assert doubt is None or doubt.sentence.startswith("The key, “Ref”, is no longer unique: ")
