"""What differs between two dossiers: all of it, and nothing that only moved."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from itertools import combinations_with_replacement
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.dossier.changes import fields
from handover.dossier.changes.compare import changes
from handover.dossier.editions.annex import with_annex
from handover.dossier.editions.model import Edition
from handover.dossier.editions.rules import EditionRules
from handover.dossier.expectations.model import Waiver
from handover.dossier.model import (
    Action,
    Correction,
    Dossier,
    Gap,
    LessonItem,
    Person,
    Retirement,
    SourceFacts,
    StatusPoint,
)
from tests.dossiers.big import a_big_dossier
from tests.dossiers.changed import a_later_dossier
from tests.dossiers.closed import a_closure
from tests.dossiers.complete import a_judged_dossier
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.moved import a_dossier_of_a_move, a_dossier_of_a_split
from tests.dossiers.parts import a_file, groups_of
from tests.dossiers.past import a_dossier_with_a_past
from tests.dossiers.planted import a_planted_dossier
from tests.dossiers.rich import a_dossier, an_empty_dossier

MAKERS: Mapping[str, Callable[[], Dossier]] = {
    "rich": a_dossier,
    "empty": an_empty_dossier,
    "hostile": a_hostile_dossier,
    "big": lambda: a_big_dossier(4),
    "with a past": a_dossier_with_a_past,
}


def told(before: Dossier, after: Dossier) -> list[tuple[str, str, str]]:
    found = changes(before, after, most=None)
    return [(group.subject, change.how, change.text) for group in found.groups for change in group.changes]


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_differs_from_itself(name: str) -> None:
    one = MAKERS[name]()
    assert changes(one, one).groups == ()
    assert changes(one, one).summary == f"Nothing that it says has changed since version {one.version}."


@given(st.integers())
def test_what_is_only_numbered_and_labelled_anew_is_no_change(seed: int) -> None:
    rich = a_dossier()
    random = Random(seed)

    def moved(parts: tuple[Any, ...]) -> tuple[Any, ...]:
        shuffled = random.sample(parts, len(parts))
        return tuple(
            part.model_copy(
                update={
                    "number": number,
                    "reference": part.reference.model_copy(
                        update={"row": number + 40, "source": f"{part.reference.source}0"}
                    ),
                }
            )
            for number, part in enumerate(shuffled, start=1)
        )

    lessons = moved(tuple(lesson for group in rich.lessons for lesson in group.lessons))
    again = rich.model_copy(
        update={
            "actions": moved(rich.actions),
            "people": moved(rich.people),
            "ring": (),
            "lessons": groups_of(lessons),
            "gaps": tuple(random.sample(rich.gaps, len(rich.gaps))),
            "sources": tuple(one.model_copy(update={"label": f"{one.label}0"}) for one in reversed(rich.sources)),
        }
    )
    assert told(rich.model_copy(update={"ring": ()}), again) == []


OTHER: Mapping[str, Any] = {
    "status": "cancelled",
    "urgency": "no-date",
    "outcome": None,
    "learning": None,
    "perspective": None,
    "standing": "abolished",
    "holder": "withheld",
    "gone_at": a_dossier().compiled_at,
    "rating": "exempt",
    "stage": "suspended",
    "severity": "minor",
    "kind": "held",
    "forbidden": False,
    "must_be_waived": True,
    "waived": Waiver(by="Jo", on="2031", because="It is empty.", said_then="It is empty."),
    "record_kind": "contact",
    "emails": ("new@aldermoor.example",),
    "phones": ("01632 960 999",),
    "tags": ("something else",),
    "records_used": 77,
    "seen": 777,
    "rejected": 78,
    "budget": Decimal(1),
    "forecast": Decimal(2),
    "whole_life_cost": Decimal(3),
    "due": "2031-01",
    "period": "2031-01",
    "end_planned": "2031-01",
    "from_on": "2031-01",
    "to_on": "2031-01",
    "recorded_on": "2031-01",
    "occurred_on": "2031-01",
    "retired": Retirement(by="Jo", on="2031", because="It is empty."),
    "corrections": (Correction(file="a", row=1, column="b", given="c", value="d", by="e", on="2031", because="f"),),
    "ignored": (),
}
PARTS: Mapping[str, tuple[type, Mapping[str, Any]]] = {
    "actions": (Action, fields.ACTION),
    "people": (Person, fields.PERSON),
    "gaps": (Gap, fields.GAP),
    "sources": (SourceFacts, fields.SOURCE),
    "lessons": (LessonItem, fields.LESSON),
    "status": (StatusPoint, fields.STATUS),
}
# They move without anything having changed, or are told in another way.
NOT_TOLD = {
    "actions": {"number", "reference"},
    # Which actions and lessons are theirs is told of the actions and the lessons.
    "people": {"number", "reference", "also", "owned", "inherits", "recorded"},
    "gaps": {"code", "references"},
    "sources": {"label", "name", "gathered_at", "files"},
    "lessons": {"number", "reference"},
    "status": {"reference"},
}


def with_first(dossier: Dossier, part: str, field: str, value: Any) -> Dossier:
    """The dossier with one field of its first part of a kind changed."""
    if part == "lessons":
        lessons = [lesson for group in dossier.lessons for lesson in group.lessons]
        lessons[0] = lessons[0].model_copy(update={field: value})
        return dossier.model_copy(update={"lessons": groups_of(lessons)})
    if part == "status":
        first, *others = dossier.status.points
        points = (first.model_copy(update={field: value}), *others)
        return dossier.model_copy(update={"status": dossier.status.model_copy(update={"points": points})})
    first, *others = getattr(dossier, part)
    return dossier.model_copy(update={part: (first.model_copy(update={field: value}), *others)})


@pytest.mark.parametrize(
    ("part", "field"),
    [(part, field) for part, (_, table) in PARTS.items() for field in table if field != "ignored"],
)
def test_every_field_that_the_pages_show_is_told(part: str, field: str) -> None:
    rich = a_dossier()
    after = with_first(rich, part, field, OTHER.get(field, "Something else entirely"))
    found = told(rich, after)
    # Somebody to ring is told by name, too.
    subjects = [subject for subject, _, _ in found if part != "people" or subject != "ring"]
    assert subjects in ([part], [part] * 2), found


@pytest.mark.parametrize("part", PARTS)
def test_no_field_was_forgotten(part: str) -> None:
    model, table = PARTS[part]
    assert set(model.model_fields) == {*table, *NOT_TOLD[part]}  # type: ignore[attr-defined]


def test_what_is_new_changed_and_gone_is_told_the_most_important_first() -> None:
    found = told(a_dossier(), a_later_dossier())
    assert list(dict.fromkeys(subject for subject, _, _ in found)) == [
        "severity",
        "actions",
        "gaps",
        "people",
        "status",
        "lessons",
        "sources",
    ]
    texts = [f"{how}: {text}" for _, how, text in found]
    assert "changed: It is serious now, and was critical." in texts
    assert "new: “Close the shared mailbox”, without a date, inherited by nobody yet." in texts
    assert any(
        "due: 1 May 2026, was 31 March 2026; who inherits it: “Advice line”, was nobody yet" in text for text in texts
    )
    assert "gone: Nobody inherits 3 of the open follow-on actions." in texts
    assert "new: The report for April 2026, rated “Amber”, where the report before it gave “Red”." in texts


def test_a_gap_that_counts_something_else_is_the_same_gap() -> None:
    rich = a_dossier()
    sentence = "Nobody inherits 2 of the open follow-on actions."
    ((subject, how, _),) = told(rich, with_first(rich, "gaps", "sentence", sentence))
    assert (subject, how) == ("gaps", "changed")


def test_a_row_that_holds_something_else_is_another_thing() -> None:
    rich = a_dossier()
    found = told(rich, with_first(rich, "actions", "what", "Sell the old van"))
    assert [how for _, how, _ in found] == ["new", "gone"]


def test_a_row_that_was_put_anew_is_the_same_thing() -> None:
    rich = a_dossier()
    what = rich.actions[0].what.replace("23", "19")
    assert [how for _, how, _ in told(rich, with_first(rich, "actions", "what", what))] == ["changed"]


def test_a_file_with_other_content_is_told() -> None:
    rich = a_dossier()
    file = a_file("lessons-log.xlsx").model_copy(update={"sha256": "0" * 64})
    ((_, _, text),) = told(rich, with_first(rich, "sources", "files", (file,)))
    assert "one file with other content" in text.replace("1 file", "one file")


def test_a_long_list_is_counted_and_not_listed() -> None:
    big = a_big_dossier(40)
    found = changes(an_empty_dossier(), big)
    lessons = next(group for group in found.groups if group.subject == "lessons")
    assert len(lessons.changes) == 12
    assert lessons.more == sum(len(group.lessons) for group in big.lessons) - 12
    assert found.count == len(told(an_empty_dossier(), big))


@pytest.mark.parametrize(("one", "other"), list(combinations_with_replacement(MAKERS, 2)))
def test_any_two_can_be_compared(one: str, other: str) -> None:
    before, after = MAKERS[one](), MAKERS[other]()
    found = changes(before, after)
    assert bool(found.groups) == (one != other)
    back = changes(after, before)
    assert bool(back.groups) == bool(found.groups)


def a_full_dossier() -> Dossier:
    """One that has every part that only some have."""
    planted = with_annex(a_planted_dossier(), own_marking="OFFICIAL", rules=EditionRules())
    return planted.model_copy(
        update={
            "handling": "named partners only",
            "edition": Edition(name="internal"),
            "desk": a_dossier_of_a_move().desk,
            "concordance": a_dossier_of_a_split().concordance,
            "closing": a_closure().closing,
            "completeness": a_judged_dossier().completeness,
            "ring": a_dossier().ring,
        }
    )


# Where each field of a dossier is compared; or why it is not.
COMPARED = {
    "marking": "severity",
    "handling": "handling",
    "edition": "handling",
    "office": "transition",
    "transition": "transition",
    "initiative": "transition",
    "severity": "severity",
    "ring": "ring",
    "actions": "actions",
    "contingencies": "conclusions",
    "read_back": "conclusions",
    "story": "conclusions",
    "story_note": "conclusions",
    "status": "status",
    "lessons": "lessons",
    "voices": "conclusions",
    "family": "heritage",
    "inherited": "heritage",
    "precedents": "heritage",
    "concordance": "concordance",
    "desk": "desk",
    "people": "people",
    "closing": "closing",
    "gaps": "gaps",
    "completeness": "completeness",
    "sources": "sources",
    "annex": "handling",
}
NOT_COMPARED = {
    "format": "says how it is written",
    "reference": "says which dossier it is",
    "version": "says which dossier it is",
    "language": "says how it is written",
    "compiled_at": "moves without anything having changed",
    "as_known_at": "moves without anything having changed",
    "changes": "tells of another comparison",
}


def test_every_part_of_a_dossier_is_compared_or_is_not_for_a_reason() -> None:
    assert set(Dossier.model_fields) == {*COMPARED, *NOT_COMPARED}


@pytest.mark.parametrize("field", ["handling", "edition", "ring", "concordance", "desk", "closing", "completeness"])
def test_a_part_that_only_one_has_is_told(field: str) -> None:
    full = a_full_dossier()
    without = full.model_copy(update={field: () if field == "ring" else None})
    assert {subject for subject, _, _ in told(without, full)} == {COMPARED[field]}
    assert {subject for subject, _, _ in told(full, without)} == {COMPARED[field]}


def test_an_expectation_that_came_to_be_met_is_told() -> None:
    judged = a_judged_dossier()
    assert judged.completeness is not None
    first = next(one for one in judged.completeness.expected if one.standing != "met")
    others = [
        one.model_copy(update={"standing": "met"}) if one == first else one for one in judged.completeness.expected
    ]
    after = judged.model_copy(
        update={"completeness": judged.completeness.model_copy(update={"expected": tuple(others)})}
    )
    ((subject, how, text),) = told(judged, after)
    assert (subject, how) == ("completeness", "changed")
    assert f"how it stands: met, was {first.standing.replace('-', ' ')}" in text


def test_of_an_annex_no_word_is_told() -> None:
    full = a_full_dossier()
    assert full.annex is not None
    fewer = full.model_copy(update={"annex": full.annex.model_copy(update={"items": full.annex.items[1:]})})
    ((subject, _, text),) = told(fewer, full)
    assert subject == "handling"
    assert "zirconium" not in text
