"""What cannot be read unsays nothing: the records that a row gave stand while nobody can read it."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from handover.jobs.checking.check import check_source
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.store.database import Store
from handover.store.tables import record_version, rejected_row
from tests.offices import an_office, register, version_count

ALSO = {"owner": {"records": "contact", "map": {"initiative": "Project", "name": "Owner"}}}
REGISTERED: dict[str, Any] = {
    "name": "plan",
    "title": "Plan",
    "records": "programme-status",
    "map": {"initiative": "Project", "period": "Month", "rating": "RAG"},
    "also": ALSO,
    "guards": {"off": ["truncated", "convention-changed", "more-rejected", "empty"]},
}
FIRST = "Ref,Project,Month,RAG,Owner\n1,Orion,2024-03,Red,Ada Lim\n2,Ares,2024-03,Green,Max Orr\n"
LAST = "Project,Month,RAG,Owner,Ref\nOrion,2024-03,Red,Ada Lim,1\nAres,2024-03,Green,Max Orr,2\n"
LINES = (
    '{"Ref": "1", "Project": "Orion", "Month": "2024-03", "RAG": "Red", "Owner": "Ada Lim"}\n'
    '{"Ref": "2", "Project": "Ares", "Month": "2024-03", "RAG": "Green", "Owner": "Max Orr"}\n'
)
OF_ORION = {"1", "1 · owner"}
ALL = OF_ORION | {"2", "2 · owner"}

# What the file was, and what it is when the row of Orion can be read no longer.
UNREAD = {
    "a cell too many, the key first": ("plan.csv", FIRST, FIRST.replace("Red,", "Red, rather,")),
    "a cell too many, the key last": ("plan.csv", LAST, LAST.replace("Red,", "Red, rather,")),
    "a cell too few, the key first": ("plan.csv", FIRST, FIRST.replace("Red,", "")),
    "a cell too few, the key last": ("plan.csv", LAST, LAST.replace("Red,", "")),
    "a NUL in it": ("plan.csv", FIRST, FIRST.replace("Ada Lim", "Ada\0Lim")),
    "a name twice": ("plan.jsonl", LINES, LINES.replace('"RAG": "Red"', '"RAG": "Red", "RAG": "Amber"')),
}


def an_office_with(store: Store, folder: Path, name: str, text: str, **given: Any) -> Office:
    office = an_office(store, folder)
    register(office, {**REGISTERED, "location": name, "key": "Ref", **given})
    (folder / name).write_text(text)
    assert gather_source(office, "plan").counts.new == len(ALL)
    return office


def standing(office: Office) -> set[str]:
    with office.store.read() as connection:
        return set(connection.scalars(select(record_version.c.key).where(record_version.c.to_gathering_id.is_(None))))


@pytest.mark.parametrize(("name", "before", "after"), UNREAD.values(), ids=UNREAD)
def test_every_record_of_a_row_stands(store: Store, tmp_path: Path, name: str, before: str, after: str) -> None:
    office = an_office_with(store, tmp_path, name, before)
    (tmp_path / name).write_text(after)
    assert check_source(office, "plan").counts.vanished == 0
    assert gather_source(office, "plan").counts == Counts(seen=3, unchanged=2, rejected=1)
    assert standing(office) == ALL
    with office.store.read() as connection:
        (stands,) = connection.scalars(select(rejected_row.c.stands_id))
        assert connection.scalar(select(record_version.c.key).where(record_version.c.id == stands)) == "1"
    versions = version_count(store)
    (tmp_path / name).write_text(before)
    assert gather_source(office, "plan").counts == Counts(seen=4, unchanged=4)
    assert version_count(store) == versions


@pytest.mark.parametrize(("name", "before", "after"), UNREAD.values(), ids=UNREAD)
def test_what_another_row_gives_does_not_stand_for_it(
    store: Store, tmp_path: Path, name: str, before: str, after: str
) -> None:
    office = an_office_with(store, tmp_path, name, before)
    head, *rest = before.splitlines(keepends=True) if name.endswith(".csv") else ["", *before.splitlines(keepends=True)]
    (tmp_path / name).write_text(after + rest[0])
    assert head or name.endswith(".jsonl")
    assert gather_source(office, "plan").counts == Counts(seen=5, unchanged=4, rejected=1)
    with office.store.read() as connection:
        assert list(connection.scalars(select(rejected_row.c.stands_id))) == [None]


def test_which_of_two_records_a_row_means_is_not_guessed(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, {**REGISTERED, "location": "plan.csv", "key": "Ref", "also": {}})
    head = "Ref,Project,Month,RAG\n"
    (tmp_path / "plan.csv").write_text(f"{head}1,Orion,2024-03,Red\n2,Ares,2024-03,Red\n3,Mira,2024-03,Red\n")
    gather_source(office, "plan")
    # From the left its key is 1, from the right it is 2.
    (tmp_path / "plan.csv").write_text(f"{head}1,2,Ares,2024-03,Red\n3,Mira,2024-03,Red\n")
    assert gather_source(office, "plan").counts == Counts(seen=2, unchanged=1, rejected=1)
    assert standing(office) == {"1", "2", "3"}
    with office.store.read() as connection:
        assert list(connection.scalars(select(rejected_row.c.stands_id))) == [None]


def test_a_row_that_is_put_right_by_hand_gives_all_its_records_again(store: Store, tmp_path: Path) -> None:
    office = an_office_with(store, tmp_path, "plan.csv", FIRST)
    (tmp_path / "plan.csv").write_text(FIRST.replace("Ada Lim", "Ada\0Lim"))
    gather_source(office, "plan")
    with office.store.read() as connection:
        number = connection.scalar(select(rejected_row.c.id))
    assert number is not None
    fixed = fix(office, number, ["Owner=Ada Lim"], by="Jo Hill", because="The file is damaged there.")
    assert [record.key for record in fixed.records] == ["1", "1 · owner"]
    assert standing(office) == ALL
    with office.store.read() as connection:
        owner = connection.execute(
            select(record_version.c.payload).where(
                record_version.c.key == "1 · owner", record_version.c.to_gathering_id.is_(None)
            )
        ).scalar_one()
    assert json.loads(owner)["name"] == "Ada Lim"
    assert gather_source(office, "plan").same_content
