"""What tests of databases as sources may ask for: a PostgreSQL reached over a relay, and a SQLite file."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from handover.sources.request import Request
from tests.asking import BASIC, SECRETS
from tests.integration.sources.databases.asking import Ask, Database, asking
from tests.servers import relay
from tests.servers.postgres import Postgres

TABLES = """
    CREATE TABLE lessons (id int, programme text, title text, raised date);
    INSERT INTO lessons VALUES (1, 'Orion', 'Walk the site', '2024-01-31'), (2, 'Orion', 'Écoute', NULL);
    CREATE TABLE closed (x int);
    CREATE SEQUENCE numbers;
    CREATE FUNCTION tidy() RETURNS SETOF int LANGUAGE sql AS 'DELETE FROM lessons RETURNING id';
    GRANT ALL ON lessons, numbers TO ann;
"""


@pytest.fixture(scope="session")
def owner(postgresql_server: Postgres) -> Iterator["psycopg.Connection[Any]"]:
    """The owner of a database that all these tests share: none of them can change it."""
    postgresql_server.add_user("ann", SECRETS["PASSWORD"])
    with postgresql_server.database() as url, psycopg.connect(url, autocommit=True) as connection:
        connection.execute(TABLES.encode())
        yield connection


@pytest.fixture
def database(postgresql_server: Postgres, owner: "psycopg.Connection[Any]") -> Iterator[Database]:
    with relay.running(postgresql_server.line) as passing:
        yield Database(passing, owner)


@pytest.fixture
def office_db(tmp_path: Path) -> Path:
    path = tmp_path / "office.db"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executescript(
            "CREATE TABLE lessons (id, programme, title, raised);"
            "INSERT INTO lessons VALUES (1, 'Orion', 'Walk the site', '2024-01-31'), (2, 'Orion', 'Écoute', NULL);"
            "CREATE VIRTUAL TABLE found USING fts5(words); INSERT INTO found VALUES ('a flood');"
        )
    return path


@pytest.fixture
def ask(tmp_path: Path, database: Database) -> Ask:
    """A request with a query to the PostgreSQL database, signed in."""

    def request(query: str, location: str = "", **more: Any) -> Request:
        return asking(tmp_path, location or database.location, query, **{"sign_in": BASIC, **more})

    return request
