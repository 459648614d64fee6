"""People across sources and over time: one rule, stable numbers, reversible decisions, and all that they touch."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from handover.errors import AmbiguousPerson, BadRequest, UnknownPerson
from handover.initiatives.people import decided
from handover.initiatives.people.found import find, listed
from handover.initiatives.people.posts import holders_of, posts_of
from handover.initiatives.people.touching import touched_by
from handover.jobs import people
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.tables import person_record
from tests.offices import an_office, register, write_csv

HEADER = ("No", "Programme", "Name", "Role", "Body", "Mail")
WHO = {"by": "Jo Hill", "because": "I asked."}


def contacts(name: str, **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "title": name,
        "location": f"{name}.csv",
        "records": "contact",
        "key": "No",
        "map": {"initiative": "Programme", "name": "Name", "role": "Role", "organisation": "Body", "emails": "Mail"},
        **more,
    }


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return an_office(store, tmp_path)


def gathered(office: Office, name: str, rows: Sequence[Sequence[str]], header: Sequence[str] = HEADER) -> None:
    write_csv(office.settings.folder / f"{name}.csv", rows, header=header)
    report = gather_source(office, name)
    assert report.error is None
    assert not report.held


def names(connection: Connection) -> list[tuple[str, int]]:
    return sorted((one.name, count) for one, count in listed(connection))


def test_one_person_in_two_lists_and_over_time(office: Office) -> None:
    register(office, contacts("a"), contacts("b"))
    gathered(
        office, "a", [("1", "P", "A. Lim", "Lead", "Council", "ada@example.org"), ("2", "P", "Bo Ray", "", "", "")]
    )
    gathered(office, "b", [("9", "Q", "Ada Lim", "Member", "Board", "ADA@example.org")])
    with office.store.read() as connection:
        ada = find(connection, "Ada Lim")
        assert names(connection) == [("Ada Lim", 2), ("Bo Ray", 1)]
    gathered(
        office, "a", [("1", "P", "LIM, Ada", "Lead", "Council", "al@example.org"), ("2", "P", "Bo Ray", "", "", "")]
    )
    with office.store.read() as connection:
        assert find(connection, "al@example.org") == ada
        assert [post.latest.contact.role for post in posts_of(connection, ada.id)] == ["Lead", "Member"]


APART = {
    "a name alone": (("1", "P", "Ada Lim", "Lead", "Council", ""), ("2", "P", "Ada Lim", "Lead", "Board", "")),
    "other addresses": (("1", "P", "Ada Lim", "Lead", "X", "a@x.org"), ("2", "P", "Ada Lim", "Lead", "X", "b@x.org")),
    "a shared mailbox": (("1", "P", "Ada Lim", "", "", "all@x.org"), ("2", "P", "Bo Ray", "", "", "all@x.org")),
    "an initial of either": (("1", "P", "Ada Lim", "", "", "l@x.org"), ("2", "P", "Bo Lim", "", "", "l@x.org")),
    "one word": (("1", "P", "Lim", "Lead", "X", ""), ("2", "P", "Lim", "Lead", "X", "")),
}
ONE = {
    "role and body": (("1", "P", "Ada Lim", "Lead", "X", ""), ("2", "P", "Dr A. Lim", "lead", "X", "")),
    "an address": (("1", "P", "Ada Lim", "Lead", "X", "a@x.org"), ("2", "P", "Ada Lim MBE", "Chair", "Y", "A@x.org")),
}


@pytest.mark.parametrize("rows", APART.values(), ids=APART)
def test_who_stays_apart(office: Office, rows: Sequence[Sequence[str]]) -> None:
    register(office, contacts("a"))
    gathered(office, "a", rows)
    with office.store.read() as connection:
        assert len(listed(connection)) == 2


@pytest.mark.parametrize("rows", ONE.values(), ids=ONE)
def test_who_is_one(office: Office, rows: Sequence[Sequence[str]]) -> None:
    register(office, contacts("a"))
    gathered(office, "a", rows)
    with office.store.read() as connection:
        assert len(listed(connection)) == 1


def test_a_number_of_the_source_outlives_the_name(office: Office) -> None:
    one = contacts("a")
    register(office, {**one, "map": {**one["map"], "person_identifier": "Role"}})
    gathered(office, "a", [("1", "P", "Ada Lim", "n7", "X", ""), ("2", "P", "Baroness Hill", "n7", "X", "")])
    with office.store.read() as connection:
        assert len(listed(connection)) == 1
        assert find(connection, "Ada Lim") == find(connection, "Baroness Hill")


def test_a_post_and_its_holders(office: Office) -> None:
    register(office, contacts("a"))
    for name in ("Ada Lim", "Vacant", "Bo Ray"):
        gathered(office, "a", [("1", "P", name, "Lead", "X", ""), ("2", "P", "Cy Fox", "Clerk", "X", "")])
    with office.store.read() as connection:
        ada, bo = find(connection, "Ada Lim"), find(connection, "Bo Ray")
        (post,) = posts_of(connection, ada.id)
        assert not post.is_current
        sittings = holders_of(connection, *post.keys[0])
        assert [(one.person_id, one.contact.holder) for one in sittings] == [
            (ada.id, "named"),
            (None, "vacant"),
            (bo.id, "named"),
        ]


def test_merging_and_splitting_are_reversible_and_kept(office: Office) -> None:
    register(office, contacts("a"))
    gathered(office, "a", [("1", "P", "Ada Lim", "Lead", "X", ""), ("2", "P", "Ada Lim", "Clerk", "X", "")])
    with office.store.read() as connection:
        assert len(decided.questions(connection)) == 1
        with pytest.raises(AmbiguousPerson, match=r"#1, Lead, X.*#2, Clerk, X"):
            find(connection, "Ada Lim")
    people.merge(office, "#2", "#1", **WHO)
    with office.store.read() as connection:
        assert decided.questions(connection) == []
        assert find(connection, "#2").id == find(connection, "Ada Lim").id == 1
        assert len(posts_of(connection, 1)) == 2
    with pytest.raises(BadRequest, match="already"):
        people.merge(office, "#1", "#2", **WHO)
    people.split(office, 2, (), **WHO)
    with office.store.read() as connection:
        assert [len(posts_of(connection, number)) for number in (1, 2)] == [1, 1]
        assert [one.decision for one in decided.history(connection, 1)] == ["merged", "split"]
        assert decided.questions(connection) == []


def test_rows_that_name_somebody_else_stay_theirs(office: Office) -> None:
    register(office, contacts("a"))
    rows = [("1", "P", "Ada Lim", "Lead", "X", ""), ("2", "P", "Ada Lim", "Lead", "X", "")]
    gathered(office, "a", rows)
    with office.store.read() as connection:
        versions = connection.execute(select(person_record.c.record_version_id)).scalars().all()
    with pytest.raises(BadRequest, match="nobody would be left"):
        people.split(office, 1, versions, **WHO)
    with pytest.raises(BadRequest, match="does not name"):
        people.split(office, 1, [99], **WHO)
    _, other = people.split(office, 1, [max(versions)], **WHO)
    gathered(office, "a", [rows[0], ("2", "P", "Ada M. Lim", "Head", "X", "")])
    with office.store.read() as connection:
        assert roles_of(connection, other.id) == [["Lead", "Head"]]
        assert roles_of(connection, 1) == [["Lead"]]


def roles_of(connection: Connection, number: int) -> list[list[str | None]]:
    return [[one.contact.role for one in post.listings] for post in posts_of(connection, number)]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [("Ada Linn", "Ada Lim"), ("#77", "person list"), ("nobody@example.org", "person list"), ("", "person list")],
)
def test_somebody_unknown(office: Office, asked: str, sentence: str) -> None:
    register(office, contacts("a"))
    gathered(office, "a", [("1", "P", "Ada Lim", "Lead", "X", "")])
    with office.store.read() as connection, pytest.raises(UnknownPerson, match=sentence):
        find(connection, asked)


def test_all_that_somebody_touches(office: Office) -> None:
    register(
        office,
        contacts("a"),
        {
            "name": "actions",
            "title": "Actions",
            "location": "actions.csv",
            "records": "follow-on-action",
            "key": "No",
            "map": {"initiative": "Programme", "what": "What", "owner": "Owner", "inherits": "Heir"},
        },
    )
    gathered(office, "a", [("1", "P", "Seán O’Hara", "Lead", "X", ""), ("2", "R", "Jo Hill", "", "", "jo@x.org")])
    gathered(
        office,
        "actions",
        [
            ("1", "P", "w", "S. O'Hara", "Jo Hill"),
            ("2", "Q", "w", "SEAN O'HARA", "Kim O'Hara"),
            ("3", "Q", "w", "S O'Hara", "jo@x.org"),
        ],
        ("No", "Programme", "What", "Owner", "Heir"),
    )
    with office.store.read() as connection:
        sean = touched_by(connection, find(connection, "Sean O'Hara").id)
        jo = touched_by(connection, find(connection, "Jo Hill").id)
    assert [post.latest.contact.role for post in sean.posts] == ["Lead"]
    assert [
        (one.initiative.name, touch.how, touch.reference.row, touch.certain)
        for one in sean.initiatives
        for touch in one.touches
    ] == [("P", "contact", 2, True), ("P", "action-owner", 2, True), ("Q", "action-owner", 3, False)]
    assert [(one.initiative.name, touch.how, touch.certain) for one in jo.initiatives for touch in one.touches] == [
        ("P", "action-inheritor", False),
        ("Q", "action-inheritor", True),
        ("R", "contact", True),
    ]


def test_an_unchanged_list_costs_nothing(office: Office) -> None:
    register(office, contacts("a"))
    for mail in ("a@x.org", "a@x.org", "b@x.org"):
        gathered(office, "a", [("1", "P", "Ada Lim", "Lead", "X", mail), ("2", "P", "Bo Ray", "", "", "")])
    with office.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(person_record)).scalar_one() == 3
        assert len(listed(connection)) == 2
