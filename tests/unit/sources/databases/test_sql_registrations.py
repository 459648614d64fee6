"""What is wrong with a database source is said when it is registered, by line and key."""

import subprocess
import sys
from typing import Any

import pytest
from sqlalchemy import make_url

from handover.errors import RegistrationError
from handover.sources.databases.sql_postgresql import parameters
from handover.sources.registering.registry_file import parse_registrations

GOOD = """\
sources:
  log:
    title: Log
    kind: sql
    location: postgresql://db.example.org/office
    query: SELECT id, programme, title FROM lessons
    records: lesson
    key: id
    map: { initiative: programme, title: title }
"""
LOCATION, QUERY = "postgresql://db.example.org/office", "SELECT id, programme, title FROM lessons"


def test_a_good_one() -> None:
    (registration,) = parse_registrations(GOOD, name="sources.yaml")
    assert (registration.kind, registration.query) == ("sql", QUERY)


GOOD_LOCATIONS = (
    "sqlite:///records/office.db",
    "sqlite:////srv/records/office.db",
    "postgresql+psycopg://db.example.org:5433/office?sslmode=require",
    "mysql+pymysql://db.example.org/office?charset=utf8mb4",
    "oracle://db.example.org/?service_name=office",
)


@pytest.mark.parametrize("location", GOOD_LOCATIONS)
def test_a_location_that_can_be_used(location: str) -> None:
    assert parse_registrations(GOOD.replace(LOCATION, location), name="x")[0].location == location


WRONG = {
    "a query that changes something": (
        GOOD.replace(QUERY, "DELETE FROM lessons"),
        "line 6, sources.log.query: begins with DELETE; it must be one SELECT, since Handover only ever reads.",
    ),
    "no query": (
        GOOD.replace(f"    query: {QUERY}\n", ""),
        "line 2, sources.log.query: is missing, and a sql source needs it.",
    ),
    "a query of a file": (
        GOOD.replace("kind: sql", "kind: csv").replace(LOCATION, "log.csv"),
        "line 6, sources.log.query: query is only for sql sources, and this one is csv.",
    ),
    "a web address": (
        GOOD.replace(LOCATION, "https://db.example.org/office"),
        "line 5, sources.log.location: begins with “https:”; it can be an address with postgresql://, sqlite://,"
        " mysql://, mariadb://, mssql:// or oracle://.",
    ),
    "no database": (
        GOOD.replace(LOCATION, "postgresql://db.example.org:5432/"),
        "line 5, sources.log.location: names no database; it stands behind the server:"
        " postgresql://db.example.org:5432/office.",
    ),
    "no file": (
        GOOD.replace(LOCATION, "sqlite:///"),
        "line 5, sources.log.location: names no file; three strokes stand before its path: sqlite:///records/office.db.",
    ),
    "two strokes": (
        GOOD.replace(LOCATION, "sqlite://records/office.db"),
        "line 5, sources.log.location: names no file; three strokes stand before its path: sqlite:///records/office.db.",
    ),
    "another server behind the question mark": (
        GOOD.replace(LOCATION, f"{LOCATION}?hostaddr=10.0.0.1"),
        "line 5, sources.log.location: “hostaddr” cannot be said in the address of a database. There are sslmode,"
        " sslrootcert, channel_binding.",
    ),
    "a slip behind the question mark": (
        GOOD.replace(LOCATION, f"{LOCATION}?ssl_mode=require"),
        "line 5, sources.log.location: “ssl_mode” cannot be said in the address of a database. Did you mean “sslmode”?",
    ),
    "how SQLite opens the file": (
        GOOD.replace(LOCATION, "sqlite:///office.db?mode=rwc"),
        "line 5, sources.log.location: “mode” cannot be said in the address of a database.",
    ),
    "a #": (
        GOOD.replace(LOCATION, f"{LOCATION}#x"),
        "line 5, sources.log.location: has a # in it, which no address of a database has.",
    ),
    "a token": (
        GOOD.replace("    query", "    sign_in:\n      token: env:TOKEN\n    query"),
        "line 7, sources.log.sign_in.token: is not how a database is signed in to, which is with user and password.",
    ),
    "a sign-in to a file": (
        GOOD.replace(LOCATION, "sqlite:///office.db").replace("    query", "    sign_in: { user: ann }\n    query"),
        "line 6, sources.log.sign_in: is for servers, and SQLite is a file.",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), WRONG.values(), ids=WRONG)
def test_a_mistake_is_named_by_line_and_key(text: str, sentence: str) -> None:
    with pytest.raises(RegistrationError) as refused:
        parse_registrations(text, name="sources.yaml")
    assert [str(mistake) for mistake in refused.value.mistakes] == [sentence]


def test_nobody_waits_for_libraries_of_kinds_that_are_not_registered() -> None:
    program = (
        "import sys; from handover.sources.registering.registry_file import parse_registrations;"
        "parse_registrations('''sources:\\n  a:\\n    title: A\\n    location: a.csv\\n    records: lesson\\n"
        "    map: { initiative: P, title: T }\\n''', name='x');"
        "print(sorted({'sqlglot', 'sqlalchemy', 'psycopg', 'ldap'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "[]"


CONNECTIONS: dict[str, tuple[str, list[str], dict[str, Any]]] = {
    "inside the office": (
        "postgresql://db.office/log",
        ["10.1.2.3"],
        {"host": "db.office", "hostaddr": "10.1.2.3", "port": "5432"},
    ),
    "a port, and several addresses": (
        "postgresql://db.office:6000/log",
        ["10.1.2.3", "10.1.2.4"],
        {"host": "db.office,db.office", "hostaddr": "10.1.2.3,10.1.2.4", "port": "6000,6000"},
    ),
    "as the location says": (
        "postgresql://db.office/log?sslmode=verify-full&sslrootcert=/srv/ca.pem",
        ["10.1.2.3"],
        {
            "host": "db.office",
            "hostaddr": "10.1.2.3",
            "port": "5432",
            "sslmode": "verify-full",
            "sslrootcert": "/srv/ca.pem",
        },
    ),
}


@pytest.mark.parametrize(("location", "addresses", "expected"), CONNECTIONS.values(), ids=CONNECTIONS)
def test_only_the_addresses_that_were_checked_are_connected_to(
    location: str, addresses: list[str], expected: dict[str, Any]
) -> None:
    assert parameters(make_url(location), addresses) == expected


def test_a_server_on_the_internet_must_prove_who_it_is() -> None:
    said = parameters(make_url("postgresql://db.example.org/log"), ["93.184.216.34"])
    assert said["sslmode"] == "verify-full"
    assert said["sslrootcert"]
