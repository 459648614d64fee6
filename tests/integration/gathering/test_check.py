"""Looking at what a source would become, without storing anything."""

import json
from pathlib import Path

from handover.jobs.check import check_source
from handover.store.database import Store
from tests.offices import LESSONS, an_office, register


def test_a_mapped_name_that_no_item_of_json_has_is_told(sqlite_store: Store, tmp_path: Path) -> None:
    items = [{"Ref": "L1", "Programme": "Orion", "Title": "Ask early", "What happened": "Nobody was asked."}]
    (tmp_path / "lessons.json").write_text(json.dumps(items))
    office = an_office(sqlite_store, tmp_path)
    register(office, {**LESSONS, "location": "lessons.json"})
    report = check_source(office, "lessons")
    assert (report.seen, report.records) == (1, 1)
    assert report.absent_columns == ("Recorded",)
