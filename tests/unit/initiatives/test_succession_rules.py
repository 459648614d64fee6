"""What a succession must keep: each rule broken once, and what breaks none."""

from dataclasses import replace
from datetime import date

import pytest

from handover.initiatives.succession.model import KINDS, Party, Said, SuccessionKind
from handover.initiatives.succession.rules import RULES, Known, Lifetime, broken_rules

Parties = tuple[Party, ...]

TODAY = date(2025, 6, 2)
A, B, C, D = (Party(number, f"{letter} Board") for number, letter in enumerate("ABCD", 1))


def said(kind: SuccessionKind, before: Parties, after: Parties, on: str = "2018-01-08", **given: str) -> Said:
    return Said(kind, before, after, on, **given)


def known(*others: Said, later: dict[int, set[int]] | None = None, **lives: tuple[str | None, str | None]) -> Known:
    """``a=("2001", "2018")``: from when to when board A existed."""
    lifetimes = {"abcd".index(letter) + 1: Lifetime(*life) for letter, life in lives.items()}
    return Known(TODAY, lifetimes, others, {one: frozenset(all_) for one, all_ in (later or {}).items()})


FINE = {
    "a rename": (said("rename", (A,), (B,)), known(a=("2006-05", "2018-01-08"), b=("2018-01-08", None))),
    "a merger": (said("merger", (A, B), (C,)), known()),
    "a merger into what was there": (said("merger", (A,), (B,)), known(b=("1999", None))),
    "a merger beside a split of the same day": (
        said("merger", (A,), (C,)),
        known(said("split", (B,), (C, D))),
    ),
    "a split": (said("split", (A,), (B, C)), known()),
    "a part split off": (said("split", (replace(A, goes_on=True),), (B,)), known(a=("2000", None))),
    "a transfer": (said("transfer", (A,), (B,)), known(a=("2000", None), b=("1999", None))),
    "functions that go back": (
        said("transfer", (B,), (A,)),
        known(said("transfer", (A,), (B,), "2010"), later={1: {2}}),
    ),
    "an end": (said("end", (A,), ()), known()),
    "a revival": (said("revival", (A,), (B,)), known(a=("2000", "2010"), later={2: {1}})),
    "closed on paper some weeks later": (said("rename", (A,), (B,)), known(a=("2000", "2018-03-20"))),
    "only the year is known": (said("rename", (A,), (B,), "2018"), known(a=("2000", "2018-11"), b=("2018-02", None))),
}

BROKEN = {
    "nobody before": (said("rename", (), (B,)), known(), "A rename has at least one predecessor, and none is named."),
    "two after a rename": (
        said("rename", (A,), (B, C)),
        known(),
        "A rename has exactly one successor; 2 are named.",
    ),
    "two before a rename": (said("rename", (A, B), (C,)), known(), "A rename has one predecessor; 2 are named."),
    "none after a merger": (said("merger", (A, B), ()), known(), "A merger has exactly one successor; none is named."),
    "two after a replacement": (
        said("replacement", (A,), (B, C)),
        known(),
        "A replacement has exactly one successor; 2 are named.",
    ),
    "a split into one": (said("split", (A,), (B,)), known(), "A split has at least 2 successors; 1 is named."),
    "one after an end": (said("end", (A,), (B,)), known(), "An end without a successor has no successor; 1 is named."),
    "a transfer to nobody": (
        said("transfer", (A,), ()),
        known(),
        "A transfer of functions has at least one successor; none is named.",
    ),
    "a merger of one": (
        said("merger", (A,), (B,)),
        known(b=("2018-01-08", None)),
        "A merger has at least two predecessors, or one that goes into what was there; that “B Board” was there "
        "before is not known.",
    ),
    "itself": (
        said("rename", (A,), (A,)),
        known(),
        "“A Board” cannot succeed itself; where it goes on, say so of the predecessor.",
    ),
    "twice": (said("split", (A,), (B, B, C)), known(), "“B Board” is named twice as a successor."),
    "announced afterwards": (
        said("rename", (A,), (B,), announced_on="2018-02-01"),
        known(),
        "It was announced on 1 February 2018, after it was complete on 8 January 2018.",
    ),
    "in 9999": (said("end", (A,), (), "9999-12-31"), known(), "31 December 9999 is further ahead than anybody plans."),
    "in the year 218": (
        said("end", (A,), (), "0218-01-08"),
        known(),
        "8 January 0218 is before there were such initiatives.",
    ),
    "before it began": (
        said("rename", (A,), (B,), "1990"),
        known(a=("1999-04", None)),
        "“A Board” began on April 1999, after it is to have passed on what it had.",
    ),
    "after it ended": (
        said("rename", (A,), (B,)),
        known(a=("1999", "2010-05-11")),
        "“A Board” was closed on 11 May 2010, before it is to have passed anything on.",
    ),
    "before it ended": (
        said("rename", (A,), (B,)),
        known(a=("1999", "2020-09-02")),
        "“A Board” was closed on 2 September 2020 only, so it did not end with this.",
    ),
    "to what began later": (
        said("rename", (A,), (B,)),
        known(b=("2019-01-01", None)),
        "“B Board” began on 1 January 2019, long after it is to have taken over.",
    ),
    "to what was closed": (
        said("rename", (A,), (B,)),
        known(b=("1999", "2015")),
        "“B Board” was closed on 2015, before it is to have taken over; where it came back, that is a revival.",
    ),
    "in a circle": (
        said("rename", (A,), (B,)),
        known(later={2: {3, 1}}),
        "“B Board” became “A Board” by another succession, so one would come out of the other in a circle; where "
        "something that ended came back, that is a revival.",
    ),
    "twice on one day": (
        said("rename", (A,), (B,)),
        known(said("rename", (A,), (C,))),
        "“A Board” was renamed “C Board” on that same day, 8 January 2018.",
    ),
}


@pytest.mark.parametrize(("one", "about"), FINE.values(), ids=FINE)
def test_what_breaks_no_rule(one: Said, about: Known) -> None:
    assert broken_rules(one, about) == []


@pytest.mark.parametrize(("one", "about", "sentence"), BROKEN.values(), ids=BROKEN)
def test_what_breaks_one(one: Said, about: Known, sentence: str) -> None:
    assert broken_rules(one, about) == [sentence]


def test_every_rule_and_kind_has_a_case() -> None:
    kinds = {one.kind for one, _ in FINE.values()} | {one.kind for one, _, _ in BROKEN.values()}
    assert kinds == set(KINDS)
    for rule in RULES:
        assert any(list(rule(one, about)) for one, about, _ in BROKEN.values())
