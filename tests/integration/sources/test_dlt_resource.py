"""Resources of dlt as sources: real ones, in a package that is installed for the test."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from handover.errors import HandoverError, SecretMissing, SourceRefused, SourceUnreachable
from handover.jobs.gathering.fetching import fetched
from handover.jobs.gathering.gather import gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.office import Office
from handover.sources.reading import read
from handover.store.database import Store
from tests.offices import an_office, register

PACKAGE = """\
import datetime, decimal, time
import dlt, httpx

@dlt.resource
def tickets():
    yield [{"id": 1, "programme": "Orion", "what": "Call"}, {"id": 2, "programme": "Orion", "what": "Pay"}]
    yield {"id": 3, "programme": "Ares", "what": "Ask"}

@dlt.resource
def changed(since=dlt.sources.incremental("id")):
    yield [{"id": 1}, {"id": 2}]

@dlt.source
def desk(first="1"):
    return tickets, dlt.resource([{"id": first}], name="people")

@dlt.source
def lonely():
    return tickets

@dlt.resource
def values():
    yield {"d": datetime.date(2024, 3, 1), "n": decimal.Decimal("1.50"), "b": b"x", "i": 2**70, "f": float("nan")}

@dlt.resource
def guarded(key, more="none"):
    yield {"id": len(key), "more": more}

@dlt.resource
def telling(key):
    yield {"id": 1}
    raise ValueError(f"no entry with {key}")

@dlt.resource
def failing():
    yield {"id": 1}
    1 / 0

@dlt.resource
def refused(status):
    yield {"id": 1}
    request = httpx.Request("GET", "https://desk.example")
    httpx.Response(int(status), request=request).raise_for_status()

@dlt.resource
def texts():
    yield "a"

@dlt.resource
def endless():
    while True:
        yield {"id": 1}

unbound = guarded
plain = lambda: iter([{"id": 1}])
"""
NAMES = (
    "tickets", "changed", "desk", "lonely", "values", "guarded", "telling", "failing", "refused", "texts", "endless",
    "unbound", "plain", "missing",
)  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The package, on the path as if it were installed."""
    folder = tmp_path_factory.mktemp("installed")
    (folder / "service_desk.py").write_text(PACKAGE)
    information = folder / "service_desk-1.0.dist-info"
    information.mkdir()
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: service-desk\nVersion: 1.0\n")
    entries = "".join(f"{name} = service_desk:{name}\n" for name in NAMES)
    (information / "entry_points.txt").write_text(f"[handover.dlt]\n{entries}")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield
    del sys.modules["service_desk"]


@pytest.fixture
def office(sqlite_store: Store, tmp_path: Path) -> Office:
    return an_office(sqlite_store, tmp_path, limits={"longest_fetch": 2})


ACTIONS = {
    "name": "desk",
    "title": "Service desk",
    "kind": "dlt",
    "records": "follow-on-action",
    "key": "id",
    "map": {"initiative": "programme", "what": "what"},
}
Items = Callable[..., list[Any]]


@pytest.fixture
def items(office: Office) -> Items:
    """What a resource yields, as it is read again from the spool."""

    def of(location: str, **options: str) -> list[Any]:
        register(office, {**ACTIONS, "location": location, **({"options": options} if options else {})})
        with fetched(office, ["desk"]) as fetchings:
            (found,) = fetchings
            if found.error is not None:
                raise found.error
            (content,) = found.contents
            (file,) = content.files
            return [row.cells for row in read(file, found.source.registration).rows]

    return of


TICKETS = [
    {"id": 1, "programme": "Orion", "what": "Call"},
    {"id": 2, "programme": "Orion", "what": "Pay"},
    {"id": 3, "programme": "Ares", "what": "Ask"},
]
GOOD: list[Any] = [
    pytest.param("dlt://tickets", {}, TICKETS, id="a resource"),
    pytest.param("dlt://changed", {}, [{"id": 1}, {"id": 2}], id="one that dlt would load by and by"),
    pytest.param("dlt://desk/tickets", {}, TICKETS, id="a resource of a source"),
    pytest.param("dlt://desk/people", {"first": "7"}, [{"id": "7"}], id="a source with an option"),
    pytest.param("dlt://lonely", {}, TICKETS, id="the only resource of a source"),
    pytest.param("dlt://plain", {}, [{"id": 1}], id="a function of Python"),
    pytest.param("dlt://guarded", {"key": "abc"}, [{"id": 3, "more": "none"}], id="a resource with an option"),
    pytest.param(
        "dlt://values",
        {},
        [{"b": "eA==", "d": "2024-03-01", "f": "NaN", "i": "1180591620717411303424", "n": "1.50"}],
        id="values that JSON has not",
    ),
]


@pytest.mark.parametrize(("location", "options", "expected"), GOOD)
def test_what_a_resource_yields(items: Items, location: str, options: dict[str, str], expected: list[Any]) -> None:
    assert items(location, **options) == expected
    # Nothing is remembered of what was loaded before.
    assert items(location, **options) == expected


def test_gathering_a_resource(office: Office) -> None:
    register(office, {**ACTIONS, "location": "dlt://tickets"})
    assert gather_source(office, "desk").counts == Counts(seen=3, new=3)
    again = gather_source(office, "desk")
    assert (again.counts, again.same_content) == (Counts(seen=3, unchanged=3), True)


WRONG = [
    pytest.param("dlt://ticket", {}, "There is no dlt resource called “ticket” on this machine. Did you mean “ticket"),
    pytest.param("dlt://os", {}, "There is no dlt resource called “os” on this machine."),
    pytest.param("dlt://desk", {}, "dlt://desk is a dlt source with the resources tickets, people."),
    pytest.param("dlt://desk/none", {}, "dlt://desk/none is a dlt source with the resources tickets, people."),
    pytest.param("dlt://failing", {}, "dlt://failing could not be fetched: its dlt resource fell over a ZeroDivision"),
    pytest.param("dlt://texts", {}, "dlt://texts yields a str, and not objects with names and values."),
    pytest.param("dlt://endless", {}, "dlt://endless was not done after 2 seconds."),
    pytest.param("dlt://unbound", {}, "fell over a ParametrizedResourceUnbound."),
    pytest.param("dlt://guarded", {"kee": "abc"}, "fell over a TypeError."),
    pytest.param("dlt://missing", {}, "fell over a AttributeError."),
]


@pytest.mark.parametrize(("location", "options", "sentence"), WRONG)
def test_what_goes_wrong_is_one_sentence(
    items: Items, tmp_path: Path, location: str, options: dict[str, str], sentence: str
) -> None:
    with pytest.raises(HandoverError) as refused:
        items(location, **options)
    assert sentence in refused.value.sentence


@pytest.mark.parametrize(("status", "for_good"), [("401", True), ("403", True), ("503", False)])
def test_a_server_that_lets_nobody_in_is_told_from_one_in_trouble(items: Items, status: str, for_good: bool) -> None:
    with pytest.raises(SourceUnreachable, match="fell over a HTTPStatusError") as failed:
        items("dlt://refused", status=status)
    assert isinstance(failed.value, SourceRefused) is for_good


def test_a_secret_is_found_where_it_is_said_to_be_and_shown_nowhere(
    sqlite_store: Store, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    office = an_office(sqlite_store, tmp_path)
    (tmp_path / "key").write_text("hunter2")
    register(office, {**ACTIONS, "location": "dlt://telling", "options": {"key": "file:key"}})
    report = gather_source(office, "desk")
    assert report.error is not None
    assert "fell over a ValueError" in report.error.sentence
    assert "no entry with …" in caplog.text
    assert "hunter2" not in caplog.text + str(report.error.as_json())
    with sqlite_store.read() as connection:
        everything = "\n".join(connection.connection.driver_connection.iterdump())  # type: ignore[union-attr]
    assert "file:key" in everything
    assert "hunter2" not in everything


def test_a_secret_that_is_not_there(items: Items) -> None:
    with pytest.raises(SecretMissing, match="There is no secret env:NOWHERE"):
        items("dlt://guarded", key="env:NOWHERE")
