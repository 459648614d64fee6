"""What the databases themselves refuse, whatever is sent to them: the second fence, without the first."""

import os
import time
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from handover.sources.sql_databases import opened
from handover.sources.web.connections import Deadline
from tests.integration.sources.databases.asking import Ask, Database, asking


class TestTheDatabaseItselfRefuses:
    """What is sent here never passes the first fence; it stands for what that one might let through."""

    ATTACKS = (
        "DELETE FROM lessons",
        "WITH gone AS (DELETE FROM lessons RETURNING *) SELECT * FROM gone",
        "INSERT INTO lessons VALUES (3)",
        "CREATE TABLE mine AS SELECT 1",
        "SELECT * INTO mine FROM lessons",
        "SELECT tidy()",
        "SELECT nextval('numbers')",
        "SELECT setval('numbers', 5)",
        "SELECT * FROM lessons FOR UPDATE",
        "SELECT set_config('transaction_read_only', 'off', false), nextval('numbers')",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT 1; DELETE FROM lessons",
        "COMMIT; DELETE FROM lessons",
        "TRUNCATE lessons",
        "COPY lessons TO PROGRAM 'true'",
        "COPY lessons TO STDOUT",
        "CALL tidy()",
        "DO $$ BEGIN DELETE FROM lessons; END $$",
    )

    @pytest.mark.parametrize("query", ATTACKS)
    def test_postgresql(self, ask: Ask, database: Database, query: str) -> None:
        request = ask("SELECT 1 AS id")
        with opened(request, "db", Deadline(10, time.monotonic)) as connection:
            asked = connection.execution_options(stream_results=True, no_parameters=True)
            with pytest.raises(DBAPIError):
                asked.exec_driver_sql(query).fetchall()
        assert database.do("SELECT count(*) FROM lessons") == [(2,)]
        assert database.do("SELECT last_value FROM numbers") == [(1,)]
        assert database.do("SELECT count(*) FROM pg_class WHERE relname = 'mine'") == [(0,)]
        assert database.do("SELECT count(*) FROM pg_largeobject_metadata") == [(0,)]

    FILE_ATTACKS = (
        "DELETE FROM lessons",
        "INSERT INTO lessons VALUES (3, 4, 5, 6) RETURNING 1",
        "CREATE TABLE mine AS SELECT 1",
        "ATTACH 'other.db' AS other",
        "VACUUM INTO 'copy.db'",
        "PRAGMA writable_schema = 1",
        "PRAGMA query_only = OFF",
        "SELECT * FROM pragma_table_info('lessons')",
        "SELECT load_extension('x')",
        "INSERT INTO found VALUES ('more')",
        "SELECT 1; DELETE FROM lessons",
    )

    @pytest.mark.parametrize("query", FILE_ATTACKS)
    def test_sqlite(self, tmp_path: Path, office_db: Path, query: str) -> None:
        before = office_db.read_bytes()
        request = asking(tmp_path, "sqlite:///office.db", "SELECT 1 AS id")
        with opened(request, "db", Deadline(10, time.monotonic)) as connection, pytest.raises(DBAPIError):
            connection.exec_driver_sql(query).fetchall()
        assert office_db.read_bytes() == before
        assert os.listdir(tmp_path) == ["office.db"]
