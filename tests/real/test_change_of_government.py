"""May 2010 and July 2016 as lists of moves: every minister who left, who came, and the posts that nobody took.

The lists were made from the Institute for Government's appointments, without the program: the first who left a post
within those days is followed by the first who came to it, and so on. The figures are the differences, post by post,
between how many left and how many came; those who are named are known from the news of the time.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from handover.jobs.batches import running, taking_back
from handover.jobs.batches.following import follow
from handover.jobs.batches.running import BatchAsked
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.store.database import Store
from handover.transitions.recorded import Transition
from tests.offices import an_office, register, write_csv
from tests.real.ifg import rows

MINISTERS = {
    "name": "ministers",
    "title": "Ministers",
    "location": "ministers.csv",
    "records": "contact",
    "key": "Id",
    "map": {
        "initiative": "Department",
        "name": "Name",
        "role": "Post",
        "organisation": "Department",
        "person_identifier": "Person",
        "from_on": "From",
    },
}
COLUMNS = ("kind", "person", "initiative", "post", "incoming", "date")


@dataclass(frozen=True)
class Appointment:
    number: str
    person: str
    name: str
    post_id: str
    post: str
    department: str
    start: str
    end: str


def appointments(folder: Path, first: str, last: str) -> list[Appointment]:
    """Those that were held on some of the days; each with the name that the person had when it began."""
    posts = {row["id"]: row for row in rows(folder, "post")}
    bodies = {row["id"]: row["name"] for row in rows(folder, "organisation")}
    called = defaultdict(list)
    for row in rows(folder, "person"):
        called[row["id"]].append(row)

    def name(of: Mapping[str, str]) -> str:
        since = of["start_date"]
        return next(
            row["display_name"]
            for row in called[of["person_id"]]
            if row["start_date"] <= since and (not row["end_date"] or row["end_date"] > since)
        )

    return [
        Appointment(
            row["id"],
            row["person_id"],
            name(row),
            row["post_id"],
            posts[row["post_id"]]["display_name"],
            bodies[posts[row["post_id"]]["organisation_id"]],
            row["start_date"],
            row["end_date"],
        )
        for row in rows(folder, "appointment")
        if row["start_date"] <= last and (not row["end_date"] or row["end_date"] >= first)
    ]


def the_list(held: list[Appointment], first: str, last: str) -> list[tuple[str, ...]]:
    """The rows of the list: who left and who came in their place, or came to a post that nobody left."""
    came = sorted((one for one in held if first <= one.start <= last), key=lambda one: one.start)
    found: list[tuple[str, ...]] = []
    for one in sorted((one for one in held if first <= one.end <= last), key=lambda one: one.end):
        following = [each for each in came if each.post_id == one.post_id]
        heir = next((each for each in following if each.person != one.person), None)
        if heir is not None:
            came.remove(heir)
        found.append(("leaves", one.name, one.department, one.post, heir.name if heir else "", one.end))
    return found + [("arrives", one.name, one.department, one.post, "", one.start) for one in came]


def staffed(store: Store, folder: Path, held: list[Appointment]) -> Office:
    office = an_office(store, folder)
    register(office, MINISTERS)
    write_csv(
        folder / "ministers.csv",
        [(one.number, one.person, one.name, one.post, one.department, one.start) for one in held],
        header=("Id", "Person", "Name", "Post", "Department", "From"),
    )
    report = gather_source(office, "ministers")
    assert (report.error, report.counts.rejected) == (None, 0)
    return office


def told(one: Transition) -> tuple[str | None, ...]:
    """A move as a row of the list says it, with the kind left out."""
    said = (one.details.get(name) for name in ("person", "post", "successor"))
    return (*said, one.initiative, one.effective_on)


# The days; how many left, how many of them nobody followed, how many came to a post that nobody left; and some of them.
CHANGES = {
    "May 2010": (
        ("2010-05-06", "2010-05-31"),
        (161, 91, 63),
        {
            ("Gordon Brown", "Prime Minister", "David Cameron"),
            ("Alistair Darling", "Chancellor of the Exchequer", "George Osborne"),
            ("David Laws", "Chief Secretary to the Treasury", "Danny Alexander"),
        },
    ),
    "July 2016": (
        ("2016-07-13", "2016-07-31"),
        (104, 57, 49),
        {
            ("David Cameron", "Prime Minister", "Theresa May"),
            ("Theresa May", "Secretary of State for the Home Department", "Amber Rudd"),
            ("Amber Rudd", "Secretary of State for Energy and Climate Change", None),
        },
    ),
}


@pytest.mark.parametrize(("days", "counts", "some"), CHANGES.values(), ids=CHANGES)
def test_a_change_of_government_is_one_batch(
    store: Store,
    data: Path,
    tmp_path: Path,
    days: tuple[str, str],
    counts: tuple[int, int, int],
    some: set[tuple[str, str, str | None]],
) -> None:
    held = appointments(data / "ifg_ministers", *days)
    wanted = the_list(held, *days)
    office = staffed(store, tmp_path, held)
    path = tmp_path / "moves.csv"
    write_csv(path, wanted, header=COLUMNS)
    asked = BatchAsked("The new government", "It was appointed.", to=["jo@example.org"])
    ran = running.run(office, path, asked)

    leaving = [one for one in ran.new if one.details["person"] is not None]
    arriving = [one for one in ran.new if one.details["person"] is None]
    assert (len(leaving), len(ran.nobody), len(arriving)) == counts
    assert {told(one) for one in leaving} == {
        (person, post, incoming or None, body, day)
        for kind, person, body, post, incoming, day in wanted
        if kind == "leaves"
    }
    assert {told(one) for one in arriving} == {
        (None, post, person, body, day) for kind, person, body, post, _, day in wanted if kind == "arrives"
    }
    assert some <= {told(one)[:3] for one in leaving}

    assert running.run(office, path, asked).batch == ran.batch
    followed = follow(office, ran.batch.id)
    assert dict(followed.states) == {"confirmed": len(ran.new)}
    assert {one.id for one in followed.nobody} == {one.id for one in ran.nobody}
    assert len(taking_back.withdraw(office, ran.batch.id, reason="It was a trial.").withdrawn) == len(ran.new)
