"""What drivers say no with, in sentences; no sentence says who signs in."""

import pytest
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from handover.sources.databases.sql_refusals import not_connected, not_utf8, refused

CONNECTING = {
    "a wrong password": ('FATAL:  password authentication failed for user "ann"', "it does not let this user in."),
    "MySQL's": ("(1045, \"Access denied for user 'ann'@'h' (using password: YES)\")", "it does not let this user in."),
    "nobody": ('FATAL:  role "ann" does not exist', "it does not let this user in."),
    "from elsewhere": (
        'FATAL:  no pg_hba.conf entry for host "10.0.0.1", user "ann"',
        "it does not let this user in from this machine.",
    ),
    "no password": ("fe_sendauth: no password supplied", "it asks for a password."),
    "no database": ('FATAL:  database "office" does not exist', "it has no database of that name."),
    "full": ("FATAL:  sorry, too many clients already", "it has no connection left."),
    "no TLS": ("server does not support SSL, but SSL was required", "it does not encrypt the connection."),
    "somebody else": (
        'server certificate for "a" does not match host name "b"',
        "it could not prove who it is.",
    ),
    "nobody there": ("Connection refused\n\tIs the server running?", "it refused the connection."),
    "silence": ("connection timeout expired", "it did not answer in time."),
    "another language": ("FATAL:  Passwort-Authentifizierung für Benutzer »ann«", "it could not be connected to."),
}


@pytest.mark.parametrize(("said", "sentence"), CONNECTING.values(), ids=CONNECTING)
def test_why_a_database_lets_nobody_in(said: str, sentence: str) -> None:
    found = not_connected(OperationalError(None, None, Exception(said)), "it")
    assert found.sentence == sentence
    assert found.what_to_do
    assert "ann" not in str(found)


class WithState(Exception):
    """As the drivers of MySQL raise it: a SQLSTATE, and no more about it."""

    def __init__(self, sqlstate: str, said: str) -> None:
        super().__init__(1146, said)
        self.sqlstate = sqlstate


RUNNING: dict[str, tuple[DBAPIError, str]] = {
    "a slip": (ProgrammingError(None, None, Exception("near FORM")), "The query of it cannot be run: “near FORM”."),
    "no such table": (
        ProgrammingError(None, None, WithState("42S02", "Table 'lessonz' doesn't exist")),
        "The query of it cannot be run: “Table 'lessonz' doesn't exist”.",
    ),
    "a change": (
        OperationalError(None, None, WithState("25006", "Cannot execute statement in a READ ONLY transaction")),
        "The query of it would change the database, and Handover only reads.",
    ),
    "no such table on a server that says no more": (
        ProgrammingError(None, None, WithState("42P01", "x")),
        "it has no table or view that is so called.",
    ),
    "the line": (OperationalError(None, None, Exception("gone")), "it broke off before all rows had come."),
}


@pytest.mark.parametrize(("error", "sentence"), RUNNING.values(), ids=RUNNING)
def test_why_another_database_does_not_run_a_query(error: DBAPIError, sentence: str) -> None:
    assert refused(error, "it", "SELECT 1").sentence == sentence


def test_text_that_is_in_no_known_encoding() -> None:
    assert not_utf8("it").sentence.startswith("it gives text that is not UTF-8")
