"""A source whose server says that nothing changed: it is gathered without a byte of it, and checked all the same."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from handover.jobs.checking.check import check_source
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.tables import gathered_file
from tests.offices import LESSONS, an_office, register, version_count
from tests.servers import web
from tests.servers.web import Handler, Web

TABLE = b"Ref,Programme,Title,What happened,Recorded\n1,Harbour,Walk the site,It flooded,2025-01-02\n2,,No name,,\n"
ITEMS = b'{"results": [{"Ref": "1", "Programme": "Harbour", "Title": "Walk"}, {"Ref": "2", "Title": "No name"}]}'


def unless_known(body: bytes) -> web.Answer:
    """The body, unless who asks has it already."""

    def answer(handler: Handler) -> None:
        known = handler.headers["If-None-Match"] == '"7"'
        (web.status(304, b"") if known else web.content(body, "application/octet-stream", ETag='"7"'))(handler)

    return answer


@pytest.fixture
def server() -> Iterator[Web]:
    with web.running({"/lessons.csv": unless_known(TABLE), "/lessons": unless_known(ITEMS)}) as one:
        yield one


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Office:
    return an_office(sqlite_store, tmp_path, limits={"allow_hosts": ["127.0.0.1"]})


def files(office: Office) -> list[tuple[str, str]]:
    with office.store.read() as connection:
        rows = connection.execute(select(gathered_file.c.name, gathered_file.c.sha256).order_by(gathered_file.c.id))
        return [(row.name, row.sha256) for row in rows]


@pytest.mark.parametrize(("path", "kind"), [("/lessons.csv", "csv"), ("/lessons", "api")])
def test_it_is_not_read_again(office: Office, server: Web, path: str, kind: str) -> None:
    register(office, {**LESSONS, "location": server.url(path), "kind": kind})
    first, again = gather_source(office, "lessons"), gather_source(office, "lessons")
    assert (first.counts.seen, first.counts.new, first.counts.rejected) == (2, 1, 1)
    assert (again.error, again.same_content) == (None, True)
    assert (again.counts.seen, again.counts.unchanged, again.counts.rejected) == (2, 1, 1)
    assert version_count(office.store) == 1
    assert len(files(office)) == 2
    assert len(set(files(office))) == 1
    assert ["If-None-Match" in one.headers for one in server.asked] == [False, True]


def test_a_third_gathering_asks_again(office: Office, server: Web) -> None:
    register(office, {**LESSONS, "location": server.url("/lessons.csv")})
    for _ in range(3):
        gather_source(office, "lessons")
    assert ["If-None-Match" in one.headers for one in server.asked] == [False, True, True]


def test_after_a_change_of_its_registration_it_comes_whole(office: Office, server: Web) -> None:
    register(office, {**LESSONS, "location": server.url("/lessons.csv")})
    gather_source(office, "lessons")
    register(office, {**LESSONS, "location": server.url("/lessons.csv"), "title": "Another title"})
    assert gather_source(office, "lessons").counts.seen == 2
    assert "If-None-Match" not in server.asked[-1].headers


def test_it_can_be_checked(office: Office, server: Web) -> None:
    register(office, {**LESSONS, "location": server.url("/lessons.csv")})
    gather_source(office, "lessons")
    assert check_source(office, "lessons").counts.seen == 2
