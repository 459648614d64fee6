"""Whatever a source does between gatherings, the store holds what it last said, and its history adds up."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from handover.jobs.gathering.gather import gather_source
from handover.jobs.held_gatherings.deciding import release
from handover.store.database import Store
from handover.store.tables import record_version, rejected_row
from tests.integration.gathering.test_gather import current
from tests.offices import LESSONS, an_office, register, write_csv

KEYS = st.sampled_from([f"L{number}" for number in range(6)] + ["", " L1 "])
TITLES = st.sampled_from(["Ask", "Pay", "Écoute", "", "=1+1", "<b>bold</b>"])
DATES = st.sampled_from(["2024", "2024-03", "2024-02-30", "", "soon"])
ROWS = st.lists(
    st.tuples(KEYS, st.sampled_from(["Orion", "ORION", "Ares", ""]), TITLES, st.just("Text"), DATES), max_size=9
)


def accepted(row: tuple[str, ...]) -> bool:
    key, initiative, title, _, on = row
    return all((key.strip(), initiative, title)) and on in {"2024", "2024-03", ""}


@settings(max_examples=30, deadline=None)
@given(st.lists(ROWS, min_size=1, max_size=4))
def test_any_series_of_gatherings(migrated_file: Path, series: list[list[tuple[str, ...]]]) -> None:
    expected: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(migrated_file, f"{folder}/handover.db")
        store = Store.open(f"sqlite:///{folder}/handover.db")
        office = an_office(store, Path(folder))
        register(office, {**LESSONS, "may_be_empty": True})
        for rows in series:
            write_csv(Path(folder) / "lessons.csv", rows)
            report = gather_source(office, "lessons")
            assert report.error is None
            counts = report.counts
            if report.held:
                # Nothing of it counts, until somebody has looked and says that it is right.
                assert {key: payload["title"] for key, payload in current(store).items()} == expected
                counts = release(office, *report.held, by="Jo Hill", because="It is right.").counts
            assert counts.seen == len(rows) == counts.new + counts.changed + counts.unchanged + counts.rejected
            named, said = set(), {}
            for row in rows:
                key = row[0].strip()
                if accepted(row) and key not in said:
                    said[key] = row[2]
                named.add(key)
            # A record whose row cannot be read any more stands as it was; one that is not there has vanished.
            expected = {**{key: title for key, title in expected.items() if key in named}, **said}
            found = current(store)
            assert {key: payload["title"] for key, payload in found.items()} == expected
        with store.read() as connection:
            twice = connection.execute(
                select(func.count())
                .select_from(record_version)
                .where(record_version.c.from_gathering_id == record_version.c.to_gathering_id)
            ).scalar()
            rejected = connection.execute(
                select(func.count()).select_from(rejected_row).where(rejected_row.c.to_gathering_id.is_(None))
            ).scalar()
        assert twice == 0
        assert rejected == counts.rejected
        store.close()
