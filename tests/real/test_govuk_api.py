"""The dumps of the GOV.UK organisations API, served in its form: pages of 20, each with a link to the next."""

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import Store
from tests.offices import an_office, version_count
from tests.servers import web
from tests.servers.web import Answer, Handler

API = "/api/organisations"
PAGE = 20
TRUNCATED = "organisations_2022-10-12T191120_98b111e2.json.gz"
WHOLE = {
    "organisations_2022-10-13T144233_6859515e.json.gz": 1159,
    "organisations_2023-06-01T061509_9eda703a.json.gz": 1179,
    "organisations_2024-04-01T060416_e8f639bc.json.gz": 1194,
}


def dump(data: Path, name: str) -> list[Any]:
    with gzip.open(data / "govuk_organisations" / name) as file:
        found: list[Any] = json.load(file)
    return found


def served(organisations: list[Any], *, total: int | None = None) -> Answer:
    """These organisations page by page; with ``total``, a server that knows of more and stops all the same."""
    last = -(-len(organisations) // PAGE)
    announced = total or len(organisations)

    def answer(handler: Handler) -> None:
        number = int(handler.parameters.get("page", 1))
        start = (number - 1) * PAGE
        page = {
            "results": organisations[start : start + PAGE],
            "next_page_url": handler.web.url(f"{API}?page={number + 1}") if number < last else None,
            "current_page": number,
            "total": announced,
            "pages": -(-announced // PAGE),
            "page_size": PAGE,
            "start_index": start + 1,
            "_response_info": {"status": "ok", "links": []},
        }
        web.content(json.dumps(page).encode(), "application/json; charset=utf-8")(handler)

    return answer


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Office:
    return an_office(sqlite_store, tmp_path, limits={"allow_hosts": ["127.0.0.1"]})


@pytest.fixture
def register(office: Office, registrations: Callable[[str], dict[str, Registration]]) -> Callable[[str], None]:
    def at(location: str) -> None:
        one = registrations("govuk-api")["organisations"].model_copy(update={"location": location})
        with office.store.write() as connection:
            registered.apply(connection, [one], base=office.settings.folder, now=office.now())

    return at


@pytest.mark.parametrize(("name", "count"), WHOLE.items(), ids=WHOLE)
def test_each_organisation_of_each_page_is_a_record(
    data: Path, office: Office, register: Callable[[str], None], name: str, count: int
) -> None:
    with web.running({API: served(dump(data, name))}) as server:
        register(server.url(API))
        report = gather_source(office, "organisations")
        again = gather_source(office, "organisations")
    assert (report.error, report.held) == (None, ())
    assert (report.counts.seen, report.counts.new, report.counts.rejected) == (count, count, 0)
    assert version_count(office.store) == count
    assert (again.same_content, again.counts.unchanged) == (True, count)
    assert len(server.asked) == 2 * -(-count // PAGE)


def test_a_server_that_stops_after_its_first_page_is_held(
    data: Path, office: Office, register: Callable[[str], None]
) -> None:
    truncated = dump(data, TRUNCATED)
    assert len(truncated) == PAGE
    with web.running({API: served(truncated, total=1159)}) as server:
        register(server.url(API))
        report = gather_source(office, "organisations")
    assert [doubt.code for doubt in report.doubts] == ["incomplete"]
    assert report.doubts[0].sentence == f"{server.url(API)} announces 1,159 items, and 20 came."
    assert (len(report.held), version_count(office.store)) == (1, 0)
