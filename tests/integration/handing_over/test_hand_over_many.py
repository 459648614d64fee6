"""Many transitions at once: gathered once, compiled in shards, each with its own end, whatever happens half-way."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from handover.errors import RenderError
from handover.jobs import hand_over_many, requests, steps
from handover.jobs.hand_over import due
from handover.jobs.hand_over_many import carry_out_many
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.tables import dossier, dossier_file, gathering, message
from tests.offices import LESSONS, an_office, register, write_csv

NAMES = ("Alder", "Birch", "Cedar", "Damson", "Elm")
KILLED_AT = """
import os, signal, sys
from pathlib import Path
from handover.jobs import hand_over_many
from handover.jobs.hand_over import due
from handover.store.database import Store
from tests.offices import an_office

hand_over_many.SHARD = 2
office = an_office(Store.open(sys.argv[1]), Path(sys.argv[2]))
for done, _ in enumerate(hand_over_many.carry_out_many(office, due(office)), start=1):
    if done == 3:
        os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def office(sqlite_url: str, tmp_path: Path) -> Office:
    made = an_office(Store.open(sqlite_url), tmp_path)
    rows = [(f"L{at}", name, f"Ask {name} first", "It was late.", "2025-01-01") for at, name in enumerate(NAMES)]
    write_csv(tmp_path / "lessons.csv", rows)
    register(made, LESSONS)
    list(steps.gather_sources(made, ["lessons"]))
    for name in NAMES:
        requests.close(made, name, on="2025-06-01", reason="The review.", to=["jo@example.org"])
    return made


def count(office: Office, table: Any) -> int:
    with office.store.read() as connection:
        return connection.execute(select(func.count()).select_from(table)).scalar_one()


def test_all_are_delivered_and_their_sources_gathered_once(office: Office) -> None:
    before = count(office, gathering)
    told: list[int] = []
    reports = list(carry_out_many(office, due(office), told.append))
    assert [report.state for report in reports] == ["delivered"] * 5
    assert sorted(told) == [report.transition.id for report in reports]
    assert count(office, gathering) == before + 1
    assert (count(office, dossier), count(office, message)) == (5, 5)
    assert list(carry_out_many(office, due(office))) == []


def test_one_that_fails_stops_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    original = steps.publish

    def publish(office: Office, made: Any) -> Any:
        if made.transition.initiative == "Cedar":
            raise RenderError("The dossier takes more than the 300 seconds that rendering may take.")
        return original(office, made)

    def prepare(office: Office, current: Any) -> Any:
        if current.initiative == "Elm":
            raise ZeroDivisionError
        return whole(office, current)

    whole = steps.prepare_dossier
    monkeypatch.setattr(steps, "publish", publish)
    monkeypatch.setattr(steps, "prepare_dossier", prepare)
    reports = {one.transition.initiative: one for one in carry_out_many(office, due(office))}
    assert {name: one.state for name, one in reports.items()} == {
        **dict.fromkeys(NAMES, "delivered"),
        "Cedar": "blocked",
        "Elm": "blocked",
    }
    assert "300 seconds" in str(reports["Cedar"].transition.blocked_because)
    assert "a fault in the program" in str(reports["Elm"].transition.blocked_because)
    assert reports["Cedar"].short


def test_killed_half_way_it_goes_on_with_what_is_left(office: Office, sqlite_url: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", KILLED_AT, sqlite_url, str(tmp_path)]
    assert subprocess.run(command, env=os.environ, check=False).returncode == -signal.SIGKILL
    sealed = count(office, dossier)
    assert sealed == 4
    assert len(due(office)) in (2, 3)
    list(carry_out_many(office, due(office), at_once=True))
    with office.store.read() as connection:
        versions = connection.execute(select(dossier.c.version)).scalars().all()
    assert versions == [1] * 5
    assert count(office, dossier_file) == 15
    assert due(office) == []


def test_nothing_is_made_again_where_nothing_changed(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    list(carry_out_many(office, due(office)))
    monkeypatch.setattr(steps, "publish", lambda *_given: pytest.fail("rendered again"))
    with office.store.write() as connection:
        for number in range(1, 6):
            steps.recorded.set_state(connection, number, "gathered", now=office.now())
    assert [one.state for one in hand_over_many.carry_out_many(office, due(office))] == ["delivered"] * 5
    assert count(office, dossier) == 5
