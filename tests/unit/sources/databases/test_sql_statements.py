"""Which queries are let through to a database, and why the others are not."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handover.sources.databases.sql_statements import query_mistake

READS = {
    "a table": ("postgresql", "SELECT * FROM lessons"),
    "with a semicolon and remarks": ("postgresql", "SELECT 1 /* a; b */; -- DELETE FROM lessons"),
    "with WITH": ("postgresql", "WITH a AS (SELECT 1 AS n) SELECT n FROM a"),
    "with WITH RECURSIVE": (
        "sqlite",
        "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT n FROM t",
    ),
    "several put together": ("postgresql", "(SELECT a FROM b) UNION ALL SELECT c FROM d ORDER BY 1"),
    "a semicolon in a text": ("postgresql", "SELECT 'a; DROP TABLE lessons', $$b; c$$, E'\\'; d'"),
    "a percent sign and a colon": ("postgresql", "SELECT title FROM lessons WHERE title LIKE '%a%' AND at > ':x'"),
    "what only PostgreSQL has": ("postgresql", "SELECT a->>'b', c::date FROM d WHERE e ~* 'f' AND g @> '{}'"),
    "windows and filters": ("postgresql", "SELECT count(*) FILTER (WHERE a) OVER (PARTITION BY b) FROM c"),
    "a column called as a word": ("postgresql", 'SELECT "delete", nextval FROM lessons'),
    "what only SQL Server has": ("mssql", "SELECT TOP 5 [delete] FROM lessons WITH (NOLOCK)"),
    "what only MySQL has": ("mysql", "SELECT `a` FROM b # DELETE\n LIMIT 5"),
    "what only Oracle has": ("oracle", "SELECT a FROM b WHERE ROWNUM < 5"),
    # No harm is done by it; how long it may take is bounded elsewhere.
    "a long sleep": ("postgresql", "SELECT pg_sleep(1000)"),
}


@pytest.mark.parametrize(("scheme", "query"), READS.values(), ids=READS)
def test_what_reads_is_let_through(scheme: str, query: str) -> None:
    assert query_mistake(query, scheme) is None


ATTACKS = {
    "DELETE": ("postgresql", "DELETE FROM lessons", "begins with DELETE; it must be one SELECT"),
    "UPDATE": ("postgresql", "update lessons set a = 1", "begins with UPDATE"),
    "INSERT": ("sqlite", "INSERT INTO lessons SELECT 1 RETURNING *", "begins with INSERT"),
    "REPLACE": ("sqlite", "REPLACE INTO lessons VALUES (1)", "begins with REPLACE"),
    "MERGE": ("postgresql", "MERGE INTO a USING b ON c = d WHEN MATCHED THEN DELETE", "begins with MERGE"),
    "TRUNCATE": ("postgresql", "TRUNCATE lessons", "begins with TRUNCATE"),
    "CREATE … AS SELECT": ("postgresql", "CREATE TABLE a AS SELECT 1", "begins with CREATE"),
    "DELETE within WITH": (
        "postgresql",
        "WITH gone AS (DELETE FROM lessons RETURNING *) SELECT * FROM gone",
        "has DELETE in it",
    ),
    "INSERT within WITH": (
        "postgresql",
        "WITH a AS (INSERT INTO b VALUES (1) RETURNING c) SELECT c FROM a",
        "has INSERT",
    ),
    "two statements": ("postgresql", "SELECT 1; DROP TABLE lessons", "has 2 statements, and a source has one SELECT"),
    "two statements, the first hidden": ("postgresql", "DROP TABLE lessons; SELECT 1", "has 2 statements"),
    "two statements without a semicolon": ("mssql", "SELECT 1 DELETE FROM lessons", "begins another statement"),
    "a procedure behind it": ("mssql", "SELECT 1; EXEC xp_cmdshell 'dir'", "has 2 statements"),
    "SELECT INTO": ("postgresql", "SELECT * INTO copy FROM lessons", "writes with SELECT … INTO"),
    "SELECT INTO a file": ("mysql", "SELECT 1 INTO OUTFILE '/tmp/x'", "is no SQL that can be understood"),
    "COPY TO PROGRAM": ("postgresql", "COPY lessons TO PROGRAM 'sh'", "begins with COPY"),
    "COPY of a query": ("postgresql", "COPY (SELECT 1) TO STDOUT", "begins with COPY"),
    "CALL": ("postgresql", "CALL tidy()", "begins with CALL"),
    "DO": ("postgresql", "DO $$ BEGIN DELETE FROM lessons; END $$", "begins with DO"),
    "EXPLAIN ANALYZE": ("postgresql", "EXPLAIN ANALYZE DELETE FROM lessons", "begins with EXPLAIN"),
    "EXECUTE": ("postgresql", "EXECUTE prepared", "begins with EXECUTE"),
    "SET": ("postgresql", "SET transaction_read_only = off", "begins with SET"),
    "BEGIN": ("postgresql", "BEGIN", "begins with BEGIN"),
    "VALUES": ("postgresql", "VALUES (1)", "begins with VALUES"),
    "LISTEN": ("postgresql", "LISTEN a", "begins with LISTEN"),
    "PRAGMA": ("sqlite", "PRAGMA writable_schema = 1", "begins with PRAGMA"),
    "ATTACH": ("sqlite", "ATTACH 'other.db' AS other", "begins with ATTACH"),
    "VACUUM INTO": ("sqlite", "VACUUM INTO 'copy.db'", "begins with VACUUM"),
    "FOR UPDATE": ("postgresql", "SELECT * FROM lessons FOR UPDATE", "locks rows"),
    "FOR SHARE": ("postgresql", "SELECT * FROM lessons FOR SHARE SKIP LOCKED", "locks rows"),
    "a sequence": ("postgresql", "SELECT nextval('s')", "calls “nextval”, which does more than read"),
    "a setting": ("postgresql", "SELECT set_config('transaction_read_only', 'off', false)", "calls “set_config”"),
    "a file of the server's": ("postgresql", "SELECT lo_import('/etc/passwd')", "calls “lo_import”"),
    "a function by its schema": ("postgresql", "SELECT pg_catalog.lo_export(1, '/tmp/x')", "calls “lo_export”"),
    "a function in quotation marks": ("postgresql", "SELECT \"lo_export\"(1, '/tmp/x')", "calls “lo_export”"),
    "a function as a table": ("postgresql", "SELECT * FROM dblink('x', 'y') AS t(a int)", "calls “dblink”"),
    "a query in a text": ("postgresql", "SELECT query_to_xml('delete from a', true, true, '')", "calls “query_to_xml”"),
    "another session": ("postgresql", "SELECT pg_terminate_backend(1)", "calls “pg_terminate_backend”"),
    "an extension": ("sqlite", "SELECT load_extension('x')", "calls “load_extension”"),
    "a file on MySQL": ("mysql", "SELECT LOAD_FILE('/etc/passwd')", "calls “LOAD_FILE”"),
    "another server": ("oracle", "SELECT utl_http.request('http://x') FROM dual", "calls “utl_http”"),
    "a remark that MySQL carries out": ("mysql", "SELECT 1 /*!; DELETE FROM lessons */", "has a comment that MySQL"),
    "a remark that MariaDB carries out": (
        "mariadb",
        "/*M! DELETE FROM lessons */ SELECT 1",
        "has a comment that MySQL",
    ),
    "nothing": ("postgresql", "  -- nothing", "has no SELECT in it"),
    "only semicolons": ("postgresql", ";;", "has no SELECT in it"),
    "an open quotation mark": ("postgresql", "SELECT 'a", "a quotation mark or a comment is not closed"),
    "brackets without end": ("postgresql", f"SELECT {'(' * 5000}1{')' * 5000}", "too deep to be understood"),
    "a slip": (
        "postgresql",
        "SELECT title,\n  what FORM lessons",
        "is no SQL that can be understood near “lessons” (line 2, character 13);",
    ),
}


@pytest.mark.parametrize(("scheme", "query", "said"), ATTACKS.values(), ids=ATTACKS)
def test_what_is_more_than_a_select_is_refused(scheme: str, query: str, said: str) -> None:
    mistake = query_mistake(query, scheme)
    assert mistake is not None
    assert said in mistake


WORDS = (
    "SELECT FROM WITH a b ( ) , ; ' \" -- /* */ /*! $$ :: . * = DELETE INTO UPDATE FOR UNION VALUES 1 E'\\' [ ] { }"
    " @ # ` \\ LATERAL CASE WHEN END INTERVAL CAST AS OVER LIMIT utl_http.request nextval( CREATE TABLE DROP PRAGMA"
)


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(WORDS.split(" ")) | st.text(max_size=3), max_size=14).map(" ".join),
    st.sampled_from(["postgresql", "sqlite", "mysql", "mssql", "oracle"]),
)
def test_any_text_is_a_query_or_has_a_mistake_in_words(query: str, scheme: str) -> None:
    mistake = query_mistake(query, scheme)
    assert mistake is None or (mistake and mistake[0].islower() and not mistake.endswith("."))
