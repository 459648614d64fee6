"""A dated series whose registration changes: the newest file is read by the new rules, and no older one after it."""

from pathlib import Path

from sqlalchemy import select

from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.store.database import Store
from handover.store.tables import gathering
from tests.integration.gathering.test_gather import ONE, TWO, current
from tests.offices import LESSONS, an_office, register, write_csv

SERIES = {**LESSONS, "location": "log-*.csv", "kind": "csv", "series": "%Y-%m"}


def test_new_rules_read_the_newest_file_alone(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, SERIES)
    write_csv(tmp_path / "log-2025-03.csv", [ONE])
    write_csv(tmp_path / "log-2025-04.csv", [ONE, TWO])
    assert gather_source(office, "lessons").counts == Counts(seen=3, new=2, unchanged=1)
    assert gather_source(office, "lessons").counts == Counts(seen=2, unchanged=2)
    register(office, {**SERIES, "map": {**LESSONS["map"], "effect": "What happened"}})
    assert gather_source(office, "lessons").counts == Counts(seen=2, changed=2)
    assert all(payload["effect"] == payload["what_happened"] for payload in current(store).values())
    with store.read() as connection:
        dates = connection.execute(select(gathering.c.dated).order_by(gathering.c.id)).scalars().all()
    assert [date.month for date in dates if date] == [3, 4, 4, 4]
