"""A whole dossier that rests on a source that was retired: its records are cited, and it is said."""

import json
from pathlib import Path
from typing import Any

import pytest

from handover.jobs.dossiers import checked_file, dossiers
from handover.jobs.gathering.gather import gather_source
from handover.jobs.hand_over import carry_out
from handover.jobs.office import Office
from handover.jobs.retiring import retire
from handover.store.database import Store
from tests.integration.handing_over.test_hand_over import ROWS, close, with_records
from tests.offices import LESSONS, an_office, register, write_csv

WHO = {"by": "Jo Hill", "because": "The register has them all"}
CONTACTS = {
    "name": "contacts",
    "title": "Contacts",
    "location": "contacts.csv",
    "records": "contact",
    "key": "Post",
    "map": {"initiative": "Programme", "name": "Name", "role": "Post"},
}
REJECTED = ("L3", "Orion", "Write it down", "Nobody knew.", "31 Febtober")


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return with_records(an_office(store, tmp_path), *ROWS, REJECTED)


def handed_over(office: Office) -> dict[str, Any]:
    carry_out(office, close(office))
    model: dict[str, Any] = json.loads(checked_file(office, dossiers(office)[0].id, "json").read_bytes())
    return model


def page(office: Office) -> str:
    return checked_file(office, dossiers(office)[0].id, "html").read_text("utf-8")


def test_its_records_are_cited_and_the_dossier_says_that_it_was_retired(office: Office) -> None:
    retire(office, "lessons", **WHO)
    write_csv(office.settings.folder / "lessons.csv", [])
    model = handed_over(office)
    lessons = [lesson for group in model["lessons"] for lesson in group["lessons"]]
    cited = [(one["title"], one["reference"]["source"], one["reference"]["row"]) for one in lessons]
    assert cited == [("Pay on time", "S1", 3), ("Ask early", "S1", 2)]
    (source,) = model["sources"]
    assert (source["name"], source["title"], source["records_used"]) == ("lessons", "Lessons log", 2)
    assert (source["seen"], source["rejected"], len(source["files"])) == (3, 1, 1)
    assert source["gathered_at"] is not None
    assert source["retired"] == {"by": "Jo Hill", "on": "2025-06-02", "because": "The register has them all"}
    gaps = {gap["code"]: gap for gap in model["gaps"]}
    assert gaps["source-retired"]["sentence"] == (
        "Lessons log (S1) was retired on 2 June 2025 by Jo Hill, and is gathered no more; "
        "what is used of it was gathered on 2 June 2025: The register has them all."
    )
    rejected = gaps["rejected-rows"]["what_to_do"]
    assert rejected == "The source is gathered no more: ask whoever kept it whether they matter."
    assert not gaps.keys() & {"source-failed", "source-held", "source-stale", "nothing-gathered"}
    assert "Retired, and gathered no more.</strong> Jo Hill said so on 2 June 2025: The register has them all." in page(
        office
    )


def test_a_failure_before_it_was_retired_is_no_gap(office: Office) -> None:
    (office.settings.folder / "lessons.csv").unlink()
    assert gather_source(office, "lessons").error is not None
    retire(office, "lessons", **WHO)
    gaps = {gap["code"] for gap in handed_over(office)["gaps"]}
    assert gaps >= {"source-retired"}
    assert "source-failed" not in gaps


def test_where_its_records_were_let_go_only_those_who_came_before_are_cited(office: Office) -> None:
    register(office, CONTACTS)
    people = [("Director", "Orion", "Ada Lim")]
    write_csv(office.settings.folder / "contacts.csv", people, header=("Post", "Programme", "Name"))
    assert gather_source(office, "contacts").counts.new == 1
    retire(office, "contacts", **WHO, records_vanish=True)
    model = handed_over(office)
    (ada,) = model["people"]
    assert (ada["name"], ada["standing"], ada["reference"]["source"]) == ("Ada Lim", "left", "S1")
    assert ada["reference"]["read_on"] == "2025-06-02"
    contacts = model["sources"][0]
    assert (contacts["name"], contacts["records_used"], contacts["seen"], contacts["rejected"]) == ("contacts", 0, 0, 0)
    assert [Path(file["name"]).name for file in contacts["files"]] == ["contacts.csv"]
    assert contacts["retired"] is not None
    assert "source-retired" not in {gap["code"] for gap in model["gaps"]}


def test_a_retired_source_that_never_spoke_of_the_initiative_is_not_named(office: Office) -> None:
    register(office, {**LESSONS, "name": "never", "location": "never.csv"})
    retire(office, "never", **WHO)
    assert [one["name"] for one in handed_over(office)["sources"]] == ["lessons"]
