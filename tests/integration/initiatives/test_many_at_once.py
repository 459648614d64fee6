"""Looking many up at once tells of each what looking it up by itself does, at the cost of a few questions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from handover.errors import HandoverError
from handover.initiatives import identity, look_up
from handover.initiatives.naming import Naming
from handover.initiatives.people import found, touching
from handover.initiatives.people.found import by_ids, listed
from handover.jobs.office import Office
from handover.store.database import Store
from tests.integration.moving.offices import PEOPLE, staffed

MORE = [
    (f"X{number}", "Draco", f"Kim Oh{number}", "Porter", "Council", f"kim{number}@example.org") for number in range(25)
]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return staffed(store, tmp_path, [*PEOPLE, *MORE])


@contextmanager
def counted(connection: Connection) -> Iterator[list[str]]:
    """The statements that are executed meanwhile."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield statements
    event.remove(connection, "before_cursor_execute", note)


def said(one: object) -> object:
    return (type(one), str(one)) if isinstance(one, HandoverError) else one


def test_people(office: Office) -> None:
    asked = [
        "Ada Lim",
        "LIM, Ada",
        "A. Lim",
        "ada@example.org",
        "#1",
        "#99",
        "Bo Ray",
        "Nobody",
        "",
        "#2",
        "Kim Oh3",
        " ",
    ]
    with office.store.read() as connection:
        with counted(connection) as statements:
            every = found.find_all(connection, asked)
        for one in asked:
            assert said(every[one]) == said(found.find_all(connection, [one])[one]), one
    assert len(statements) < 25
    assert list(every) == asked


def test_initiatives(office: Office) -> None:
    with office.store.write() as connection:
        for kind, from_on, to_on in (("body", "2001", "2010"), ("board", "2010", None)):
            naming = Naming(0, "MHCLG", from_on=from_on, to_on=to_on)
            identity.add(connection, "MHCLG", kind=kind, now=office.now(), said=[naming], another=True)
    asked = [
        (name, on)
        for name in ("Orion", " ORION ", "MHCLG", "#1", "#99", "Oriom", "", "Vega", "scheme:Vega")
        for on in (None, "2005", "2012", "2010")
    ]
    with office.store.read() as connection:
        with counted(connection) as statements:
            every = look_up.find_all(connection, asked)
        for one in asked:
            assert said(every[one]) == said(look_up.find_all(connection, [one])[one]), one
        kinds = {on: of.kind for on in ("2005", "2012") if isinstance(of := every["MHCLG", on], identity.Initiative)}
    assert kinds == {"2005": "body", "2012": "board"}
    assert len(statements) < 25


def test_what_many_touch_is_what_each_touches(office: Office) -> None:
    with office.store.read() as connection:
        everybody = [one for one, _ in listed(connection)]
        assert len(everybody) > 20, "more than are looked for by their letters"
        with counted(connection) as statements:
            every = touching.touched_by_all(connection, everybody)
        for one in by_ids(connection, every).values():
            assert every[one.id] == touching.touched_by(connection, one.id)
    assert {touched.initiative.name for touched in every[1].initiatives} == {"Orion", "Lyra", "Vega"}
    assert len(statements) < 25
