"""Who is the same person in published records, against answers that the records themselves give.

The answers were made without the program. Of the Cabinet Office's posts, one whose name cell differs between the two
lists was given to somebody else where both cells name somebody (5 posts); all others are held as before. A sixth
named nobody before. Of ministers, the
Institute for Government numbers each person, whatever they were called.
"""

import csv
from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

import pytest
from sqlalchemy import select

from handover.initiatives.people.posts import holders_of
from handover.jobs.gathering.gather import gather_source
from handover.jobs.held_gatherings.deciding import release
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import Store
from handover.store.tables import person_record, record_version, source
from tests.offices import an_office, register, write_csv
from tests.real.test_audit_commission import publish, read, token

Pairs = set[tuple[str, str]]


def pairs(groups: Iterable[Iterable[str]]) -> Pairs:
    return {pair for group in groups for pair in combinations(sorted(group), 2)}


def test_which_posts_of_the_cabinet_office_have_somebody_else(
    sqlite_store: Store, data: Path, tmp_path: Path, registrations: Callable[[str], dict[str, Registration]]
) -> None:
    office = an_office(sqlite_store, tmp_path)
    with office.store.write() as connection:
        registered.apply(connection, registrations("cabinet-office").values(), base=tmp_path, now=office.now())
    lists = []
    for day in ("2011-03-31", "2011-09-30"):
        path = data / "organograms" / f"cabinet_office-{day}-senior.csv"
        lists.append(read(path))
        publish(data, tmp_path, path.name)
        report = gather_source(office, "cabinet-office-posts")
        if report.held:
            release(office, *report.held, by="Jo Hill", because="They write it so now.")
    before, after = lists
    named = [key for key in before.keys() & after.keys() if {token(one[key]["Name"]) for one in lists} == {None}]
    replaced = {key for key in named if before[key]["Name"] != after[key]["Name"]}
    assert len(replaced) == 5
    with office.store.read() as connection:
        number = connection.execute(select(source.c.id)).scalar_one()
        holders = {key: {one.person_id for one in holders_of(connection, number, key)} - {None} for key in named}
    assert {key for key, people in holders.items() if len(people) == 2} == replaced
    assert all(len(people) == 1 for key, people in holders.items() if key not in replaced)


@pytest.mark.parametrize(
    ("identifier", "precision", "recall"),
    [(True, 1.0, 1.0), (False, 1.0, 0.007)],
    ids=["by their number", "by name, post and department only"],
)
def test_ministers(
    sqlite_store: Store, data: Path, tmp_path: Path, identifier: bool, precision: float, recall: float
) -> None:
    folder = data / "ifg_ministers"

    def table(name: str) -> list[dict[str, str]]:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    posts = {row["id"]: row for row in table("post")}
    bodies = {row["id"]: row["name"] for row in table("organisation")}
    people = defaultdict(list)
    for row in table("person"):
        people[row["id"]].append(row)
    rows, answers = [], defaultdict(set)
    for one in table("appointment"):
        start, post = one["start_date"], posts[one["post_id"]]
        names = [
            row["display_name"]
            for row in people[one["person_id"]]
            if row["start_date"] <= start and (not row["end_date"] or row["end_date"] > start)
        ]
        rows.append((one["id"], one["person_id"], names[0], post["display_name"], bodies[post["organisation_id"]]))
        answers[one["person_id"]].add(one["id"])
    write_csv(tmp_path / "ministers.csv", rows, header=("Id", "Person", "Name", "Post", "Department"))
    office = an_office(sqlite_store, tmp_path)
    fields = {"initiative": "Department", "name": "Name", "role": "Post", "organisation": "Department"}
    if identifier:
        fields["person_identifier"] = "Person"
    register(
        office,
        {
            "name": "ministers",
            "title": "Ministers",
            "location": "ministers.csv",
            "records": "contact",
            "key": "Id",
            "map": fields,
        },
    )
    assert gather_source(office, "ministers").counts.rejected == 0
    found = defaultdict(set)
    with office.store.read() as connection:
        for row in connection.execute(
            select(record_version.c.key, person_record.c.person_id).join(
                person_record, person_record.c.record_version_id == record_version.c.id
            )
        ):
            found[row.person_id].add(row.key)
    true, ours = pairs(answers.values()), pairs(found.values())
    assert len(true & ours) / len(ours) >= precision
    assert len(true & ours) / len(true) >= recall
