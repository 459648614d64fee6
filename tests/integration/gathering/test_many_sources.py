"""Forty sources at once: they wait together, and one that hangs, fails or dies stops none of the others."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

from handover.errors import SourceUnreachable
from handover.jobs.gathering.fetching import AT_ONCE
from handover.jobs.gathering.gather import gather_sources
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.settings import Limits
from handover.sources.request import Content, Request
from handover.store.database import Store
from handover.store.tables import gathering
from tests.offices import LESSONS, an_office, register, write_csv
from tests.servers import web
from tests.servers.web import Answer, Handler, Web, content

NAMES = [f"log-{number:02}" for number in range(AT_ONCE)]
ROW = ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01")


@pytest.fixture
def table(tmp_path: Path) -> bytes:
    write_csv(tmp_path / "table.csv", [ROW])
    return (tmp_path / "table.csv").read_bytes()


def together(number: int, answer: Answer) -> Answer:
    """Answers only once ``number`` of requests wait at the same time."""
    met = threading.Barrier(number)

    def answered(handler: Handler) -> None:
        met.wait(timeout=60)
        answer(handler)

    return answered


@pytest.fixture
def server(table: bytes) -> Iterator[Web]:
    with web.running({"/lessons.csv": together(AT_ONCE, content(table))}) as running:
        yield running


def office_with(store: Store, folder: Path, locations: dict[str, str], **limits: float) -> Office:
    allowed = Limits.model_validate({"allow_hosts": ("127.0.0.1",), "timeout": 120, **limits})
    office = an_office(store, folder, limits=allowed)
    register(office, *({**LESSONS, "name": name, "location": location} for name, location in locations.items()))
    return office


def test_forty_servers_are_waited_for_at_the_same_time(sqlite_store: Store, tmp_path: Path, server: Web) -> None:
    office = office_with(sqlite_store, tmp_path, dict.fromkeys(NAMES, server.url("/lessons.csv")))
    reports = list(gather_sources(office, NAMES))
    assert sorted(report.source for report in reports) == NAMES
    assert {(report.error, report.counts) for report in reports} == {(None, Counts(seen=1, new=1))}


def test_what_fails_hangs_or_dies_stops_nothing_else(sqlite_store: Store, tmp_path: Path, table: bytes) -> None:
    hangs = threading.Event()
    write_csv(tmp_path / "good.csv", [ROW])
    locations = {name: "good.csv" for name in ("good-1", "good-2", "hangs", "dies")} | {"fails": "nowhere.csv"}
    plain = office_with(sqlite_store, tmp_path, locations, longest_fetch=0.1)

    def odd(request: Request) -> list[Content]:
        match request.registration.name:
            case "hangs":
                hangs.wait()
            case "dies":
                raise RuntimeError("a fault in somebody's plug-in")
        return plain.fetch(request)

    office = replace(plain, fetch=odd)
    try:
        reports = {report.source: report for report in gather_sources(office, list(locations), grace=0.4)}
    finally:
        hangs.set()
    assert set(reports) == set(locations)
    assert [reports[name].counts for name in ("good-1", "good-2")] == [Counts(seen=1, new=1)] * 2
    said = {name: report.error.sentence for name, report in reports.items() if report.error}
    assert said == {
        "fails": "There is no file nowhere.csv.",
        "hangs": "hangs was not done after 0.5 seconds and was given up.",
        "dies": "dies could not be fetched, by a fault in Handover or in a plug-in.",
    }


def test_what_dies_tells_the_log_why_but_no_secret(
    sqlite_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    plain = office_with(sqlite_store, tmp_path, {"dies": "nowhere.csv", "refuses": "nowhere.csv"})
    (tmp_path / "key").write_text("hush/hush\n")

    def odd(request: Request) -> list[Content]:
        key = request.secrets("file:key")
        if request.registration.name == "refuses":
            raise SourceUnreachable(f"https://x.example/?key={key} cannot be read.", where=key)
        raise RuntimeError(f"GET /?key={quote(key, safe='')} failed")

    reports = {one.source: one.error for one in gather_sources(replace(plain, fetch=odd), ["dies", "refuses"])}
    assert "RuntimeError: GET /?key=… failed" in caplog.text
    assert reports["refuses"] is not None
    assert reports["refuses"].sentence == "https://x.example/?key=… cannot be read."
    with sqlite_store.read() as connection:
        stored = connection.execute(select(gathering)).all()
    assert len(stored) == 2
    assert "hush" not in f"{caplog.text} {reports} {stored}"
    assert not any("hush" in str(error.as_json()) for error in reports.values() if error)


def test_more_that_hang_than_are_fetched_at_once_do_not_keep_the_rest_from_coming(
    sqlite_store: Store, tmp_path: Path
) -> None:
    hangs = threading.Event()
    write_csv(tmp_path / "good.csv", [ROW])
    names = [f"hangs-{number:02}" for number in range(AT_ONCE + 2)] + ["good"]
    plain = office_with(sqlite_store, tmp_path, dict.fromkeys(names, "good.csv"), longest_fetch=0.1)

    def odd(request: Request) -> list[Content]:
        if request.registration.name != "good":
            hangs.wait()
        return plain.fetch(request)

    try:
        reports = {r.source: r for r in gather_sources(replace(plain, fetch=odd), names, grace=0.4)}
    finally:
        hangs.set()
    assert [name for name, report in reports.items() if report.error is None] == ["good"]
    assert len(reports) == len(names)
