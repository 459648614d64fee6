"""Whatever is done with rejected rows, the store holds what gathering the whole source again would give."""

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handover.errors import BadRequest
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.jobs.rejected_rows.ignoring import ignore
from handover.jobs.rejected_rows.retrying import retry_sources
from handover.jobs.rejected_rows.undoing import undo
from handover.store.database import Store
from tests.integration.rejected.working import UNGUARDED, WHO, gathered, gathered_whole, listed, records
from tests.offices import LESSONS, an_office, register

BRITISH: dict[str, Any] = {**LESSONS["map"], "recorded_on": {"column": "Recorded", "date": "%d/%m/%Y"}}
DATES = st.sampled_from(["2024", "31/01/2024", "soon", ""])
TITLES = st.sampled_from(["Ask", "Pay", ""])
# Of several rows with one key, which becomes the record depends on the order in which they were seen.
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["L1", "L2", "L3", "L4", ""]), st.sampled_from(["Orion", ""]), TITLES, st.just("x"), DATES
    ),
    max_size=4,
    unique_by=lambda row: row[0],
)
VALUES = st.lists(
    st.sampled_from(["Ref=L1", "Ref=L5", "Programme=Ares", "Title=Wait", "Recorded=2025", "Recorded=01/02/2025"]),
    min_size=1,
    max_size=3,
    unique_by=lambda given: given.partition("=")[0],
)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("gather"), ROWS),
        st.tuples(st.just("fix"), st.tuples(st.integers(0, 5), VALUES)),
        st.tuples(st.just("ignore"), st.integers(0, 5)),
        st.tuples(st.just("undo"), st.integers(0, 5)),
        # Mappings only get better: that a record could not be read any more is seen when the source is gathered.
        st.tuples(st.just("map"), st.just(BRITISH)),
    ),
    min_size=3,
    max_size=8,
)


def chosen(office: Office, at: int) -> int | None:
    """The number of one of the rows that were ever rejected and can be decided about."""
    rows = listed(office, "all")
    return rows[at % len(rows)].number if rows else None


def take(office: Office, step: str, given: Any, mapped: dict[str, Any]) -> None:
    if step == "gather":
        gathered(office, *given)
    elif step == "map":
        register(office, {**LESSONS, **UNGUARDED, "map": mapped})
        retry_sources(office)
    elif (number := chosen(office, given[0] if step == "fix" else given)) is not None:
        try:
            if step == "fix":
                fix(office, number, given[1], **WHO)
            elif step == "ignore":
                ignore(office, [number], **WHO)
            else:
                undo(office, number)
        except BadRequest:
            pass  # it does not help, or is decided already; then nothing was changed


@settings(max_examples=60, deadline=None)
@given(ROWS, STEPS)
def test_any_work_on_rejected_rows(migrated_file: Path, rows: list[Any], steps: list[tuple[str, Any]]) -> None:
    mapped = LESSONS["map"]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(migrated_file, f"{folder}/handover.db")
        store = Store.open(f"sqlite:///{folder}/handover.db")
        office = an_office(store, Path(folder))
        register(office, {**LESSONS, **UNGUARDED})
        gathered(office, *rows)
        for step, given_to_it in steps:
            mapped = given_to_it if step == "map" else mapped
            take(office, step, given_to_it, mapped)
            before, open_rows = records(store), [(row.row, row.standing, row.reasons) for row in listed(office)]
            counts = gathered_whole(office, map=mapped).counts
            assert (counts.new, counts.changed, counts.vanished) == (0, 0, 0)
            assert records(store) == before
            assert [(row.row, row.standing, row.reasons) for row in listed(office)] == open_rows
            assert counts.undecided == len(open_rows)
        store.close()
