"""Databases in trouble, and queries that go wrong: a sentence for each, and nothing is left behind."""

import logging
import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from handover.errors import SecretMissing, SourceError, SourceUnreachable, SourceUnreadable
from handover.sources.fetch import fetch
from tests.asking import left_in
from tests.integration.sources.databases.asking import Ask, Database, asking

FAILURES = {
    "no such table": (
        {"query": "SELECT *\n  FROM lessonz"},
        SourceUnreadable,
        "has no table or view “lessonz” (line 2, character 8 of the query).",
    ),
    "no such column": (
        {"query": "SELECT id, titel FROM lessons"},
        SourceUnreadable,
        "has no column “titel” (line 1, character 12 of the query).",
    ),
    "no such function": (
        {"query": "SELECT nothing(1)"},
        SourceUnreadable,
        "has no function “nothing” for such values (line 1, character 8 of the query).",
    ),
    "what the parser lets through": (
        {"query": "SELECT 1 UNION SELECT 1, 2"},
        SourceUnreadable,
        "cannot be run: “each UNION query must have the same number of columns” (line 1, character 23",
    ),
    "a value": ({"query": "SELECT 1 / 0"}, SourceUnreadable, "that it cannot handle: “division by zero”."),
    "no right to read it": (
        {"query": "SELECT * FROM closed"},
        SourceUnreachable,
        "does not let this user read what the query asks for: “permission denied for table closed”.",
    ),
    "a function that changes something": (
        {"query": "SELECT tidy()"},
        SourceUnreadable,
        "would change the database, and Handover only reads.",
    ),
    "a query that changes something": (
        {"query": "DELETE FROM lessons"},
        SourceUnreadable,
        "is not asked: its query begins with DELETE; it must be one SELECT",
    ),
    "a wrong password": (
        {"sign_in": {"user": "ann", "password": "env:TOKEN"}},
        SourceUnreachable,
        "does not let this user in.",
    ),
    "no password": ({"sign_in": {"user": "ann"}}, SourceUnreachable, "asks for a password."),
    "a password that is not there": (
        {"sign_in": {"user": "ann", "password": "env:NOTHING"}},
        SecretMissing,
        "There is no secret env:NOTHING.",
    ),
    "nobody of that name": ({"sign_in": {"user": "nobody"}}, SourceUnreachable, "does not let this user in."),
    "no such database": (
        {"location": "postgresql://office.example:{port}/nothing"},
        SourceUnreachable,
        "/nothing has no database of that name.",
    ),
    "no encryption": (
        {"location": "{location}?sslmode=require"},
        SourceUnreachable,
        "?sslmode=… does not encrypt the connection.",
    ),
    "nobody there": ({"location": "postgresql://127.0.0.1:1/x"}, SourceUnreachable, "refused the connection."),
    "no such host": (
        {"location": "postgresql://nowhere.example/x"},
        SourceUnreachable,
        "There is no host called nowhere.example.",
    ),
    "a private host": (
        {"limits": {"allow_hosts": ()}},
        SourceUnreachable,
        "office.example is a private address, inside this network, and is not fetched from.",
    ),
    "too long a sleep": (
        {"query": "SELECT pg_sleep(1000)", "limits": {"longest_fetch": 0.5}},
        SourceUnreachable,
        "was not done after 0.5 seconds, which is as long as one source may take.",
    ),
    "too long a count": (
        {
            "query": "SELECT count(*) FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b",
            "limits": {"longest_fetch": 0.5},
        },
        SourceUnreachable,
        "was not done after 0.5 seconds",
    ),
    "rows without end": (
        {
            "query": "SELECT a FROM generate_series(1, 1000000) a, generate_series(1, 1000000) b",
            "limits": {"longest_fetch": 0.5},
        },
        SourceUnreachable,
        "was not done after 0.5 seconds",
    ),
    "too many bytes": (
        {"query": "SELECT a FROM generate_series(1, 100000) a", "limits": {"largest_source": 100_000}},
        SourceUnreadable,
        "is larger than the 100 kB that may be read of one source.",
    ),
}


class TestPostgresqlInTrouble:
    @pytest.mark.parametrize(("asked", "error", "said"), FAILURES.values(), ids=FAILURES)
    def test_what_goes_wrong_is_said_and_nothing_is_left(
        self,
        ask: Ask,
        database: Database,
        tmp_path: Path,
        caplog: pytest.LogCaptureFixture,
        asked: dict[str, Any],
        error: type[SourceError],
        said: str,
    ) -> None:
        caplog.set_level(logging.DEBUG)
        asked = {"query": "SELECT * FROM lessons", **asked}
        if "location" in asked:
            asked["location"] = asked["location"].format(port=database.relay.port, location=database.location)
        with pytest.raises(error) as failed:
            fetch(ask(**asked))
        assert said in failed.value.sentence
        assert failed.value.what_to_do
        assert failed.value.__cause__ is None
        assert "hush" not in f"{failed.value.as_json()}{caplog.text}"
        assert left_in(tmp_path) == []
        assert database.do("SELECT count(*) FROM lessons") == [(2,)]
        assert database.do("SELECT 1 FROM pg_stat_activity WHERE usename = 'ann' AND state = 'active'") == []

    def test_a_server_that_says_nothing_is_not_waited_for(self, ask: Ask, database: Database) -> None:
        database.relay.go_silent()
        with pytest.raises(SourceUnreachable, match=r"did not answer in time\."):
            fetch(ask("SELECT 1 AS id", limits={"timeout": 1}))

    def test_a_server_that_lets_in_and_says_nothing_more_is_given_up(self, ask: Ask, database: Database) -> None:
        database.relay.go_silent_after(1)
        location = f"{database.location}?sslmode=disable"
        with pytest.raises(SourceUnreachable, match="was not done after 1 seconds"):
            fetch(ask("SELECT 1 AS id", location, sign_in={"user": "postgres"}, limits={"longest_fetch": 1}))

    def test_a_server_that_falls_silent_is_given_up(self, ask: Ask, database: Database) -> None:
        threading.Timer(0.3, database.relay.go_silent).start()
        began = time.monotonic()
        with pytest.raises(SourceUnreachable, match="was not done after 1 seconds"):
            fetch(ask("SELECT pg_sleep(0.2) FROM generate_series(1, 20)", limits={"longest_fetch": 1}))
        assert time.monotonic() - began < 10

    def test_a_server_that_is_shut_down(self, ask: Ask, database: Database) -> None:
        stop = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ann' AND state = 'active'"

        def stop_once_it_is_at_it() -> None:
            for _ in range(100):
                if database.do(stop):
                    return
                time.sleep(0.1)

        threading.Thread(target=stop_once_it_is_at_it).start()
        with pytest.raises(SourceUnreachable, match=r"broke off before all rows had come\."):
            fetch(ask("SELECT pg_sleep(20)"))

    def test_a_line_that_is_cut(self, ask: Ask, database: Database, tmp_path: Path) -> None:
        database.relay.break_off_after(200_000)
        with pytest.raises(SourceUnreachable, match=r"broke off before all rows had come\."):
            fetch(ask("SELECT a FROM generate_series(1, 1000000) a"))
        assert left_in(tmp_path) == []


FILE_FAILURES = {
    "no such file": ("SELECT 1 AS id", {"location": "sqlite:///no.db"}, "There is no file no.db for sqlite:///no.db."),
    "a folder": ("SELECT 1 AS id", {"location": "sqlite:///."}, "There is no file"),
    "no database": (
        "SELECT 1 AS id FROM lessons",
        {"location": "sqlite:///text.db"},
        "sqlite:///text.db is no SQLite database.",
    ),
    "cut off": ("SELECT * FROM lessons", {"location": "sqlite:///cut.db"}, "sqlite:///cut.db is damaged."),
    "no such table": (
        "SELECT *\nFROM lessonz",
        {},
        "sqlite:///office.db has no table or view “lessonz” (line 2, character 6 of the query).",
    ),
    "no such column": (
        "SELECT id, i FROM lessons",
        {},
        "sqlite:///office.db has no column “i” (line 1, character 12 of the query).",
    ),
    "no such function": ("SELECT nought(1)", {}, "sqlite:///office.db has no function “nought” (line 1, character 8"),
    "a slip": (
        "SELECT nothing(1)",
        {},
        'The query of sqlite:///office.db cannot be run: “near "nothing": syntax error” (line 1, character 8',
    ),
    "a table of settings": (
        "SELECT * FROM pragma_table_info('lessons')",
        {},
        "The query of sqlite:///office.db does more than read.",
    ),
    "a mistake of its own kind": (
        "SELECT count(*) FROM lessons WHERE count(*) > 1",
        {},
        "The query of sqlite:///office.db cannot be run: “misuse of aggregate: count()”.",
    ),
    "too long": (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t",
        {"limits": {"longest_fetch": 0.3}},
        "sqlite:///office.db was not done after 0.3 seconds",
    ),
    "without end": (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t",
        {"limits": {"longest_fetch": 0.3}},
        "sqlite:///office.db was not done after 0.3 seconds",
    ),
    "too much": (
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t",
        {"limits": {"largest_source": 100_000}},
        "sqlite:///office.db is larger than the 100 kB that may be read of one source.",
    ),
    "too large a value": (
        "SELECT zeroblob(200000000) AS id",
        {},
        "sqlite:///office.db gives a value that is too large for a record.",
    ),
}


class TestSqliteInTrouble:
    @pytest.mark.parametrize(("query", "more", "said"), FILE_FAILURES.values(), ids=FILE_FAILURES)
    def test_what_goes_wrong_is_said_and_nothing_is_left(
        self, tmp_path: Path, office_db: Path, query: str, more: dict[str, Any], said: str
    ) -> None:
        (tmp_path / "text.db").write_text("lessons\n" * 1000)
        (tmp_path / "cut.db").write_bytes(office_db.read_bytes()[:5000])
        files = set(os.listdir(tmp_path))
        more = {"location": "sqlite:///office.db", **more}
        with pytest.raises(SourceError) as failed:
            fetch(asking(tmp_path, more.pop("location"), query, **more))
        assert failed.value.sentence.startswith(said)
        assert failed.value.what_to_do
        assert left_in(tmp_path) == []
        assert set(os.listdir(tmp_path)) - {"spool"} == files

    def test_a_file_that_is_being_written(self, tmp_path: Path, office_db: Path) -> None:
        with closing(sqlite3.connect(office_db, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(SourceUnreachable, match="is being written by another program"):
                fetch(asking(tmp_path, "sqlite:///office.db", "SELECT * FROM lessons", limits={"timeout": 0.1}))


@pytest.mark.parametrize(
    ("location", "driver"),
    [
        ("mysql://127.0.0.1/office", "pymysql"),
        ("mssql://127.0.0.1/office", "pymssql"),
        ("mysql+nothing://127.0.0.1/office", "nothing"),
    ],
)
def test_a_driver_that_is_not_installed_is_named(tmp_path: Path, location: str, driver: str) -> None:
    with pytest.raises(SourceUnreachable, match=f"needs the driver “{driver}”, which is not installed") as failed:
        fetch(asking(tmp_path, location, "SELECT 1 AS id"))
    assert f"pip install {driver}" in str(failed.value.what_to_do)
