"""An office that watches a list of programmes, on both databases."""

from pathlib import Path

import pytest

from handover.jobs.office import Office
from handover.store.database import Store
from tests.integration.noticing.lists import ROWS, STATUS, publish
from tests.offices import an_office, register


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    made = an_office(store, tmp_path)
    register(made, STATUS)
    assert publish(made, ROWS).new == ()
    return made
