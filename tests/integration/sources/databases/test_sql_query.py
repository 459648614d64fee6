"""The rows of databases: of a real PostgreSQL, over the network, and of SQLite files."""

import hashlib
import sqlite3
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import psutil
import pytest

from handover.jobs.gathering.gather import gather_source
from handover.sources.fetch import fetch
from handover.sources.reading import read
from handover.store.database import Store
from tests.asking import left_in
from tests.integration.sources.databases.asking import MAP, Ask, Database, asking, cells, rows
from tests.offices import an_office, register, version_count


class TestPostgresql:
    def test_the_rows_of_a_query_are_read(self, ask: Ask) -> None:
        request = ask("SELECT * FROM lessons ORDER BY id")
        (content,) = fetch(request)
        reading = read(content.files[0], request.registration)
        assert [row.cells for row in reading.rows] == [
            {"id": 1, "programme": "Orion", "title": "Walk the site", "raised": "2024-01-31"},
            {"id": 2, "programme": "Orion", "title": "Écoute", "raised": None},
        ]
        assert (content.dated, content.doubts) == (None, ())

    def test_what_lies_in_the_spool_is_fingerprinted(self, ask: Ask, tmp_path: Path) -> None:
        (content,) = fetch(ask("SELECT id FROM lessons ORDER BY id"))
        (file,) = content.files
        assert file.path.read_bytes() == b'{"id":1}\n{"id":2}\n'
        assert (file.sha256, file.size) == (hashlib.sha256(file.path.read_bytes()).hexdigest(), 18)
        assert left_in(tmp_path) == [file.path.name]

    def test_the_name_says_where_but_not_who(self, ask: Ask, database: Database) -> None:
        (content,) = fetch(ask("SELECT 1 AS id"))
        assert content.files[0].name == database.location

    def test_the_same_rows_are_the_same_file(self, ask: Ask) -> None:
        one, two = (fetch(ask("SELECT * FROM lessons ORDER BY id"))[0] for _ in range(2))
        assert one.sha256 == two.sha256

    def test_columns_of_one_name_are_told_apart(self, ask: Ask) -> None:
        assert cells(ask("SELECT id, title, title, 5 FROM lessons WHERE id = 1")) == [
            {"id": 1, "title": "Walk the site", "title (2)": "Walk the site", "?column?": 5}
        ]

    def test_a_query_is_sent_as_it_is_written(self, ask: Ask) -> None:
        query = "SELECT '100%' AS a, '%s' AS b, ':x' AS c FROM lessons WHERE title LIKE 'Walk%'; -- that one"
        assert cells(ask(query)) == [{"a": "100%", "b": "%s", "c": ":x"}]

    def test_no_rows_are_no_mistake(self, ask: Ask) -> None:
        assert rows(ask("SELECT * FROM lessons WHERE false")) == []

    VALUES = (
        ("date '2024-01-31'", "2024-01-31"),
        ("date 'infinity'", "infinity"),
        ("date '0044-03-15 BC'", "0044-03-15 BC"),
        ("timestamp '2024-01-31 10:11:12.5'", "2024-01-31T10:11:12.5"),
        ("timestamp '-infinity'", "-infinity"),
        ("timestamptz '2024-06-01 00:00+00' AT TIME ZONE 'UTC'", "2024-06-01T00:00:00"),
        ("timetz '10:00+05:30'", "10:00:00+05:30"),
        ("timetz '10:00-08'", "10:00:00-08:00"),
        ("interval '1 year 2 mons 3 days 04:05:06'", "P1Y2M3DT4H5M6S"),
        ("12.50::numeric", "12.50"),
        ("'NaN'::numeric", "NaN"),
        ("123456789012345678901234567890.5::numeric", "123456789012345678901234567890.5"),
        ("0.1::float8", 0.1),
        ("'NaN'::float8", "NaN"),
        ("'-infinity'::float8", "-Infinity"),
        ("999999999999999999", 999_999_999_999_999_999),
        ("9223372036854775807", "9223372036854775807"),
        ("true", True),
        ("NULL", None),
        ("''", ""),
        ("'\\x00ff'::bytea", "AP8="),
        ("'0b5ac3ab-1111-4111-8111-111111111111'::uuid", "0b5ac3ab-1111-4111-8111-111111111111"),
        ("array[1, 2, NULL]", [1, 2, None]),
        ("array[array['a'], array['b']]", [["a"], ["b"]]),
        ("array[date '2024-01-31', 'infinity']", ["2024-01-31", "infinity"]),
        ('\'{"b": 1.10, "a": [1,\n2]}\'::json', {"b": 1.1, "a": [1, 2]}),
        ("'{\"b\": null}'::jsonb", {"b": None}),
        ("array['{\"a\": 1}'::jsonb]", [{"a": 1}]),
        ("daterange('2024-01-01', 'infinity')", "[2024-01-01, infinity)"),
        ("inet '10.0.0.1'", "10.0.0.1"),
        ("point(1, 2)", "(1,2)"),
        ("B'101'", "101"),
    )

    @pytest.mark.parametrize(("value", "expected"), VALUES, ids=[value for value, _ in VALUES])
    def test_a_value_is_kept(self, ask: Ask, value: str, expected: Any) -> None:
        assert cells(ask(f"SELECT {value} AS v")) == [{"v": expected}]

    def test_a_moment_says_how_far_from_greenwich(self, ask: Ask, database: Database) -> None:
        database.do("ALTER ROLE ann SET TimeZone = 'Asia/Kolkata'")
        try:
            assert cells(ask("SELECT timestamptz '2024-01-31 10:00+00' AS v")) == [{"v": "2024-01-31T15:30:00+05:30"}]
        finally:
            database.do("ALTER ROLE ann RESET TimeZone")


class TestSqlite:
    def test_a_file_is_read_where_it_lies(self, tmp_path: Path, office_db: Path) -> None:
        for location in ("sqlite:///office.db", f"sqlite:///{office_db}"):
            assert cells(asking(tmp_path, location, "SELECT * FROM lessons ORDER BY id")) == [
                {"id": 1, "programme": "Orion", "title": "Walk the site", "raised": "2024-01-31"},
                {"id": 2, "programme": "Orion", "title": "Écoute", "raised": None},
            ]

    def test_a_file_that_another_program_has_open_is_read(self, tmp_path: Path, office_db: Path) -> None:
        with closing(sqlite3.connect(office_db)) as other:
            other.execute("PRAGMA journal_mode = WAL")
            other.execute("INSERT INTO lessons VALUES (3, 'Orion', 'Ask', NULL)")
            other.commit()
            other.execute("DELETE FROM lessons")
            assert len(rows(asking(tmp_path, "sqlite:///office.db", "SELECT * FROM lessons"))) == 3

    def test_full_text_search_can_be_asked(self, tmp_path: Path, office_db: Path) -> None:
        query = "SELECT words FROM found WHERE found MATCH 'flood'"
        assert cells(asking(tmp_path, "sqlite:///office.db", query)) == [{"words": "a flood"}]

    VALUES = (
        ("1.5", 1.5),
        ("9e999", "Infinity"),
        ("9223372036854775807", "9223372036854775807"),
        ("x'00ff'", "AP8="),
        ("NULL", None),
        ("''", ""),
        ("'100%'", "100%"),
    )

    @pytest.mark.parametrize(("value", "expected"), VALUES, ids=[value for value, _ in VALUES])
    def test_a_value_is_kept(self, tmp_path: Path, office_db: Path, value: str, expected: Any) -> None:
        assert cells(asking(tmp_path, "sqlite:///office.db", f"SELECT {value} AS v")) == [{"v": expected}]

    def test_a_text_that_is_none_is_rejected_with_its_row_alone(self, tmp_path: Path, office_db: Path) -> None:
        query = (
            "SELECT id, CAST(CASE id WHEN 1 THEN x'6361e9' ELSE 'café' END AS TEXT) AS title FROM lessons ORDER BY id"
        )
        damaged, good = rows(asking(tmp_path, "sqlite:///office.db", query))
        assert [reason.code for reason in damaged.faults] == ["half-character"]
        assert damaged.cells == {"id": 1, "title": "ca\\udce9"}
        assert (good.cells, good.faults) == ({"id": 2, "title": "café"}, ())


class Resident:
    """How much more memory was in use at most, in bytes, than at the beginning."""

    def __init__(self) -> None:
        self._process = psutil.Process()
        self._before = self._most = self._process.memory_info().rss
        self._over = threading.Event()
        self._watching = threading.Thread(target=self._watch)

    def _watch(self) -> None:
        while not self._over.wait(0.01):
            self._most = max(self._most, self._process.memory_info().rss)

    def __enter__(self) -> "Resident":
        self._watching.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._watching.join()

    @property
    def grown(self) -> int:
        return self._most - self._before


MANY = {
    "many rows": ("SELECT i AS id, repeat('x', 300) AS title FROM generate_series(1, 300000) i", 300_000, 90_000_000),
    "large rows": ("SELECT i AS id, repeat('x', 2000000) AS title FROM generate_series(1, 100) i", 100, 200_000_000),
}


@pytest.mark.parametrize(("query", "count", "size"), MANY.values(), ids=MANY)
def test_rows_are_not_held_in_memory(ask: Ask, query: str, count: int, size: int) -> None:
    fetch(ask("SELECT * FROM lessons"))
    request = ask(query)
    with Resident() as memory:
        (content,) = fetch(request)
        seen = sum(1 for _ in read(content.files[0], request.registration).rows)
    assert (seen, content.size > size) == (count, True)
    assert memory.grown < 80_000_000


def source(**declared: Any) -> dict[str, Any]:
    return {"name": "log", "title": "Log", "kind": "sql", "records": "lesson", "key": "id", "map": MAP, **declared}


def test_a_database_is_gathered_like_any_source(sqlite_store: Store, tmp_path: Path, office_db: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    register(office, source(location="sqlite:///office.db", query="SELECT * FROM lessons ORDER BY id"))
    first = gather_source(office, "log")
    assert (first.error, first.counts.seen, first.counts.new) == (None, 2, 2)
    assert gather_source(office, "log").same_content
    with closing(sqlite3.connect(office_db)) as connection, connection:
        connection.execute("UPDATE lessons SET title = 'Ask first' WHERE id = 2")
    again = gather_source(office, "log")
    assert (again.counts.changed, again.counts.unchanged) == (1, 1)
    assert version_count(sqlite_store) == 3


def test_rows_in_another_order_are_the_same_records(sqlite_store: Store, tmp_path: Path, office_db: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    for order in ("ASC", "DESC"):
        register(office, source(location="sqlite:///office.db", query=f"SELECT * FROM lessons ORDER BY id {order}"))
        report = gather_source(office, "log")
    assert (report.counts.unchanged, report.counts.changed) == (2, 0)


def test_a_mapped_column_that_the_query_does_not_give_is_named(
    sqlite_store: Store, tmp_path: Path, office_db: Path
) -> None:
    office = an_office(sqlite_store, tmp_path)
    register(office, source(location="sqlite:///office.db", query="SELECT id, programme, title AS titles FROM lessons"))
    report = gather_source(office, "log")
    assert report.error is not None
    assert "There is no column “title”. Did you mean “titles”?" in report.error.sentence


def test_a_database_without_rows_may_be_empty(sqlite_store: Store, tmp_path: Path, office_db: Path) -> None:
    office = an_office(sqlite_store, tmp_path)
    register(
        office,
        source(location="sqlite:///office.db", query="SELECT * FROM lessons WHERE id > 5", may_be_empty=True),
    )
    report = gather_source(office, "log")
    assert (report.error, report.counts.seen) == (None, 0)
