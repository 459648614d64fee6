"""The whole dossier: never a crash, never a loss, always the same, every statement with a source that is listed."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handover.dossier.known import Known, KnownHeritage, KnownName, KnownRecord
from handover.dossier.model import Dossier, Reference
from handover.records import Contact, FollowOnAction, Lesson, ProgrammeStatus
from tests.unit.dossier.knowledge import (
    GATHERED,
    a_contact,
    a_known,
    a_lesson,
    a_rejection,
    a_source,
    a_status,
    an_action,
    assembled,
    known_record,
    statuses,
)
from tests.unit.dossier.pasts import a_family, a_succession, an_earlier

_certain = st.one_of(
    st.sampled_from(["TBC", "Ada Lim", "Lim, Ada", "See above.", "\u202eevil", "{{ 7*7 }}", "a " * 300]),
    st.text(min_size=1, max_size=30).map(lambda text: text.strip() or "x"),
)
_said = st.one_of(st.none(), _certain)
_days = st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(str)
_certain_date = st.one_of(
    _days,
    _days.map(lambda day: day[:7]),
    st.sampled_from(["2011", "2012", "2012-04", "2012-05", "0001", "9999-12-31"]),
)
_partial = st.one_of(st.none(), _certain_date)
_amount = st.one_of(st.none(), st.decimals(allow_nan=False, allow_infinity=False, places=2), st.just(Decimal("1e30")))
_key = st.sampled_from([str(number) for number in range(8)])
_initiative = st.just("Harbour Lights")
_lessons = st.builds(
    Lesson,
    key=_key,
    initiative=_initiative,
    title=_certain,
    early_warnings=_said,
    recommendation=_said,
    outcome=st.sampled_from([None, "worked", "mixed", "did-not-work"]),
    perspective=st.sampled_from([None, "politician", "other"]),
    learning=st.sampled_from([None, "identified", "learned"]),
    occurred_on=_partial,
)
_statuses = st.builds(
    ProgrammeStatus,
    key=_key,
    initiative=_initiative,
    period=_certain_date,
    rating=st.sampled_from([None, "green", "amber", "red", "exempt", "reset"]),
    rating_given=_said,
    rating_vocabulary=st.sampled_from([None, "five-colour", "three-colour"]),
    stage=st.sampled_from([None, "implementation", "cancelled"]),
    narrative=_said,
    start_planned=_partial,
    end_planned=_partial,
    start_actual=_partial,
    end_actual=_partial,
    budget=_amount,
    forecast=_amount,
    whole_life_cost=_amount,
    currency=st.sampled_from([None, "GBP", "CHF"]),
    owner=_said,
)
_contacts = st.builds(
    Contact,
    key=_key,
    initiative=_initiative,
    holder=st.sampled_from(["named", "vacant", "abolished", "withheld", "unknown"]),
    name=_said,
    name_given=_said,
    shared_mailbox=st.booleans(),
    role=_said,
    emails=st.lists(st.sampled_from(["a@example.org", "A@example.org", "b@example.org"]), max_size=2).map(tuple),
    from_on=_partial,
    to_on=_partial,
    reports_to=_said,
)
_actions = st.builds(
    FollowOnAction,
    key=_key,
    initiative=_initiative,
    what=_certain,
    owner=_said,
    due=_partial,
    status=st.sampled_from([None, "open", "done"]),
    inherits=_said,
)
_kinds = st.sampled_from(["closure", "rename", "merger", "split", "transfer", "staff-move", "start"])
_sources = st.sampled_from(["alpha", "beta", "gamma"])
_earlier = st.builds(
    an_earlier,
    name=_certain,
    count=st.just(0),
    why=_certain,
    ended=_said,
    records=st.integers(0, 3),
    more_lessons=st.integers(0, 3),
    lessons=st.lists(_lessons, max_size=3).map(lambda lessons: [known_record(one, "before", 2) for one in lessons]),
)
_heritages = st.builds(
    KnownHeritage,
    family=st.sampled_from([None, a_family(a_succession()), a_family(a_succession(broken_rules=("No.",)))]),
    further=st.integers(0, 2),
    inherited=st.lists(_earlier, max_size=3),
    precedents=st.one_of(st.none(), st.lists(_earlier, max_size=3)),
)


@st.composite
def _versions(draw: st.DrawFn) -> list[KnownRecord[Contact]]:
    """Contacts as several gatherings found them, each version ended at some time or not at all."""
    found = []
    for contact in draw(st.lists(_contacts, max_size=8)):
        since = GATHERED - timedelta(days=draw(st.integers(0, 900)))
        until = draw(st.one_of(st.none(), st.just(since + timedelta(days=draw(st.integers(1, 400))))))
        found.append(known_record(contact, draw(_sources), draw(st.integers(1, 50)), since=since, until=until))
    return found


def _rows(records: list[Any], source: str) -> list[KnownRecord[Any]]:
    return [known_record(record, source, row) for row, record in enumerate(records, start=2)]


@st.composite
def knowledge(draw: st.DrawFn) -> Known:
    return a_known(
        kind=draw(_kinds),
        effective_on=draw(_certain_date),
        transition={
            "person": draw(_said),
            "successor": draw(_said),
            "new_name": draw(_said),
            "reason": draw(st.text(max_size=20)),
        },
        lessons=_rows(draw(st.lists(_lessons, max_size=8)), "lessons"),
        statuses=_rows(draw(st.lists(_statuses, max_size=8)), "status"),
        actions=_rows(draw(st.lists(_actions, max_size=8)), "actions"),
        contacts_history=draw(_versions()),
        names=[KnownName(name, draw(_partial), draw(_partial)) for name in draw(st.lists(_certain, max_size=3))],
        rejections=[a_rejection(row, "A reason.", names=draw(st.booleans())) for row in range(draw(st.integers(0, 4)))],
        sources=draw(
            st.sampled_from([(), (a_source("lessons"),), (a_source("status", failed="It is gone."), a_source("beta"))])
        ),
        as_known_at=draw(st.sampled_from([None, GATHERED])),
        heritage=draw(_heritages),
    )


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(knowledge())
def test_anything_known_gives_a_dossier_that_loses_nothing(known: Known) -> None:
    dossier = assembled(known)
    assert sorted(lesson.reference.row for group in dossier.lessons for lesson in group.lessons) == [
        one.row for one in known.lessons
    ]
    assert sorted(action.reference.row for action in dossier.actions) == [one.row for one in known.actions]
    assert len(dossier.initiative.lines) <= 5
    assert len(dossier.contingencies) <= 8
    assert len(dossier.read_back) == 5
    assert dossier.severity.reasons
    numbers = [lesson.number for one in (*dossier.inherited, *dossier.precedents) for lesson in one.lessons]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) == sum(len(one.lessons) for one in known.heritage.earlier)
    assert sum(event.category == "transition" for event in dossier.story) == 1
    # Every post that any list ever had is there, or stands behind the person who is.
    label = {source.name: source.label for source in dossier.sources}
    shown = {(one.source, one.file, one.row) for person in dossier.people for one in (person.reference, *person.also)}
    posts: dict[tuple[str, str], set[tuple[str, str, int]]] = {}
    for one in known.contacts_history:
        posts.setdefault((one.source, one.record.key), set()).add((label[one.source], one.file, one.row))
    assert all(rows & shown for rows in posts.values())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(knowledge(), st.randoms(use_true_random=False))
def test_the_same_knowledge_in_any_order_gives_the_same_dossier(known: Known, chance: random.Random) -> None:
    def shuffled(records: Any) -> list[Any]:
        return chance.sample(list(records), len(records))

    # Two versions of one post found at the very same moment cannot be told apart; no gathering makes them.
    moments = [(one.source, one.record.key, one.known_from, one.gone_at, one.row) for one in known.contacts_history]
    if len(set(moments)) < len(moments):
        return
    other = replace(
        known,
        lessons=shuffled(known.lessons),
        statuses=shuffled(known.statuses),
        actions=shuffled(known.actions),
        contacts=shuffled(known.contacts),
        contacts_history=shuffled(known.contacts_history),
    )
    assert assembled(other).model_dump_json() == assembled(known).model_dump_json()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(knowledge())
def test_a_dossier_survives_being_written_and_read(known: Known) -> None:
    dossier = assembled(known)
    assert Dossier.model_validate_json(dossier.model_dump_json()) == dossier


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(knowledge())
def test_every_reference_is_to_a_listed_source_and_a_real_row(known: Known) -> None:
    dossier = assembled(known)
    names = {source.label: source.name for source in dossier.sources}
    assert list(names) == [f"S{number}" for number in range(1, len(names) + 1)]
    own = (known.lessons, known.statuses, known.actions, known.contacts_history, known.rejections)
    every = (*own, known.heritage.cited)
    rows = {(one.source, one.file, one.row) for records in every for one in records}
    assert all((names[one.source], one.file, one.row) in rows for one in _references(dossier))


def _references(part: Any) -> list[Reference]:
    """Every reference anywhere in a dossier."""
    if isinstance(part, Reference):
        return [part]
    if isinstance(part, tuple):
        return [reference for one in part for reference in _references(one)]
    fields = getattr(type(part), "model_fields", {})
    return [reference for name in fields for reference in _references(getattr(part, name))]


def test_sources_are_labelled_in_the_order_in_which_they_are_registered_and_counted() -> None:
    dossier = assembled(
        sources=[a_source("status", seen=9, rejected=1), a_source("lessons", seen=3)],
        lessons=[a_lesson(2), a_lesson(3)],
        statuses=statuses(("2012-04", "green")),
        contacts=[a_contact()],
    )
    assert [(one.label, one.name, one.records_used, one.record_kind) for one in dossier.sources] == [
        ("S1", "status", 1, "lesson"),
        ("S2", "lessons", 2, "lesson"),
        ("S3", "contacts", 1, "contact"),
    ]
    assert dossier.lessons[0].lessons[0].reference.source == "S2"


def test_what_was_asked_for_stands_on_the_dossier() -> None:
    dossier = assembled(transition={"requested_by": "Jo Hill"})
    assert (dossier.office, dossier.marking, dossier.reference, dossier.version) == (
        "Programme office",
        "OFFICIAL",
        "HO-0001",
        1,
    )
    assert (dossier.transition.initiative, dossier.transition.requested_by) == ("Harbour Lights", "Jo Hill")
    assert dossier.title == "Closure of Harbour Lights"


def test_hostile_text_stays_text_and_whole() -> None:
    text = "<script>alert(1)</script> {{ 7*7 }} \u202e \u0085 😀 " + "w" * 5000
    dossier = assembled(
        lessons=[a_lesson(title=text, recommendation=text, early_warnings=text, outcome="did-not-work")],
        statuses=[a_status("2012-04", narrative=text, owner=text[:400])],
        actions=[an_action(what=text, owner=text, due="2012-01")],
        contacts=[a_contact(text, role=text, holder="named")],
    )
    assert dossier.lessons[0].lessons[0].recommendation == text.strip()
    assert dossier.status.points[0].narrative == text.strip()
    assert dossier.actions[0].what == text.strip()
    assert dossier.people[0].name == text.strip()


def test_twenty_thousand_lessons_and_three_thousand_people() -> None:
    many = a_known(
        lessons=[
            a_lesson(
                row, outcome=("worked", "did-not-work")[row % 2], early_warnings="Seen.", recommendation="Do. " * 50
            )
            for row in range(20_000)
        ],
        contacts=[a_contact(f"Ada Lim {row}", row, emails=("one@example.org",)) for row in range(3_000)],
    )
    dossier = assembled(many)
    assert sum(len(group.lessons) for group in dossier.lessons) == 20_000
    assert len(dossier.people) == 3_000
    assert dossier.compiled_at == datetime(2012, 5, 3, 9, 30, tzinfo=UTC)
