"""What a database said no to, in a sentence: by PostgreSQL's SQLSTATE, by SQLite's code, else by what drivers raise."""

import re
import sqlite3
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError

from handover.errors import SourceError, SourceRefused, SourceUnreachable, SourceUnreadable
from handover.sources.texts import shown

# In a connection's ``info``: how many characters were sent before the query.
SENT_BEFORE: Final = "handover_sent_before"

_CORRECT: Final = "Correct “query” in the source's registration."
_AGAIN: Final = "Gather again later; if it stays so, tell whoever runs the database."
_RIGHTS: Final = "Ask whoever runs the database to let this user read it (GRANT SELECT)."

# By SQLSTATE (PostgreSQL's appendix A), the whole or its first two characters: what is said, and what is to be done.
# {word} is the word of the query that it is about, {at} where that stands, {said} the server's own words.
_STATES: Final[Mapping[str, tuple[type[SourceError], str, str]]] = {
    "42P01": (SourceUnreadable, "{name} has no table or view {word}{at}.", _CORRECT),
    "3F000": (SourceUnreadable, "{name} has no schema that is so called: {said}{at}.", _CORRECT),
    "42703": (SourceUnreadable, "{name} has no column {word}{at}.", _CORRECT),
    "42883": (SourceUnreadable, "{name} has no function {word} for such values{at}.", _CORRECT),
    "42501": (SourceRefused, "{name} does not let this user read what the query asks for: {said}.", _RIGHTS),
    "25006": (SourceUnreadable, "The query of {name} would change the database, and Handover only reads.", _CORRECT),
    "28": (SourceRefused, "{name} does not let this user in.", "Check “sign_in” in the source's registration."),
    "3D000": (SourceUnreachable, "{name} has no database of that name.", "Check “location” in the registration."),
    "22": (SourceUnreadable, "The query of {name} stopped at a value that it cannot handle: {said}.", _CORRECT),
    "42": (SourceUnreadable, "The query of {name} cannot be run: {said}{at}.", _CORRECT),
    "53": (SourceUnreachable, "{name} has no room or connection left: {said}.", _AGAIN),
    "57": (SourceUnreachable, "{name} broke off before all rows had come.", _AGAIN),
    "08": (SourceUnreachable, "{name} broke off before all rows had come.", _AGAIN),
}
# Of a server that cannot be connected to, libpq gives only a text.
_SIGN_IN: Final = "Check “sign_in”: the user, and the password."
_SSLMODE: Final = "Have TLS set up there, or say in “location” how it is: ?sslmode=…"
_CONNECTING: Final[Mapping[str, tuple[type[SourceError], str, str]]] = {
    "timeout expired": (
        SourceUnreachable,
        "did not answer in time",
        "Gather again later, or raise the setting limits.timeout.",
    ),
    "connection refused": (
        SourceUnreachable,
        "refused the connection",
        "Check the address and its port; the server may be down.",
    ),
    "certificate": (
        SourceUnreachable,
        "could not prove who it is",
        "Its certificate must be trusted by this machine (sslrootcert).",
    ),
    "ssl": (SourceUnreachable, "does not encrypt the connection", _SSLMODE),
    "access denied": (SourceRefused, "does not let this user in", _SIGN_IN),
    "no password supplied": (
        SourceRefused,
        "asks for a password",
        "Say with “sign_in” where user and password are found.",
    ),
    "authentication failed": (SourceRefused, "does not let this user in", _SIGN_IN),
    'role "': (SourceRefused, "does not let this user in", _SIGN_IN),
    "pg_hba.conf": (SourceRefused, "does not let this user in from this machine", "Ask whoever runs the database."),
    'database "': (SourceUnreachable, "has no database of that name", "Check “location” in the source's registration."),
    "too many": (SourceUnreachable, "has no connection left", _AGAIN),
}
_SQLITE: Final[Mapping[str, tuple[type[SourceError], str, str]]] = {
    "SQLITE_CANTOPEN": (SourceUnreachable, "{name} cannot be opened.", "Check that the file may be read."),
    "SQLITE_PERM": (SourceUnreachable, "{name} cannot be opened.", "Check that the file may be read."),
    "SQLITE_NOTADB": (SourceUnreadable, "{name} is no SQLite database.", "Check “location” in the registration."),
    "SQLITE_CORRUPT": (SourceUnreadable, "{name} is damaged.", "Put back a sound copy of the file."),
    "SQLITE_IOERR": (SourceUnreachable, "{name} could not be read from its disk.", _AGAIN),
    "SQLITE_BUSY": (SourceUnreachable, "{name} is being written by another program.", "Gather again later."),
    "SQLITE_LOCKED": (SourceUnreachable, "{name} is being written by another program.", "Gather again later."),
    "SQLITE_READONLY": (
        SourceUnreadable,
        "{name} was left in the middle of a change by another program.",
        "Open it once with that program, and gather again.",
    ),
    "SQLITE_AUTH": (SourceUnreadable, "The query of {name} does more than read.", _CORRECT),
    "SQLITE_TOOBIG": (SourceUnreadable, "{name} gives a value that is too large for a record.", _CORRECT),
}
_SQLITE_LACKS: Final = re.compile(r"no such (table|column|function): (.*)")
_SQLITE_NEAR: Final = re.compile(r'near "(.+)": syntax error')
_WORD: Final = re.compile(r'"(?:[^"]|"")*"|[\w.$]+')


def refused(error: DBAPIError, name: str, query: str, *, before: int = 0) -> SourceError:
    """Why a query was not run to its end, to whoever registered the source that sentences call ``name``.

    Where the server tells a place in what it was sent, ``before`` characters of that stood before the query.
    """
    original: Any = error.orig
    if isinstance(original, sqlite3.Error):
        return _of_sqlite(original, name, query)
    diag: Any = getattr(original, "diag", None)  # PostgreSQL's
    state = str(getattr(original, "sqlstate", None) or "")
    if not state and isinstance(error, OperationalError | InterfaceError):
        return SourceUnreachable(f"{name} broke off before all rows had come.", where=name, what_to_do=_AGAIN)
    place = getattr(diag, "statement_position", None)
    word, at = _place(query, int(place) - 1 - before) if place else ("that is so called", "")
    said = getattr(diag, "message_primary", None) or (original.args[-1] if original.args else state)
    kind, sentence, what_to_do = _STATES.get(state) or _STATES.get(state[:2]) or _STATES["42"]
    sentence = sentence.format(name=name, word=word, at=at, said=f"“{shown(str(said))}”")
    return kind(sentence, where=name, what_to_do=what_to_do)


def not_connected(error: DBAPIError, name: str) -> SourceError:
    """Why a database could not be opened. No sentence repeats the driver's own, which may say who signs in."""
    if isinstance(error.orig, sqlite3.Error):
        return _of_sqlite(error.orig, name, "")
    said = str(error.orig).lower()
    for part, (kind, sentence, what_to_do) in _CONNECTING.items():
        if part in said:
            return kind(f"{name} {sentence}.", where=name, what_to_do=what_to_do)
    return SourceUnreachable(
        f"{name} could not be connected to.",
        where=name,
        what_to_do="Check “location” and “sign_in” in the source's registration, and that the server runs.",
    )


def not_utf8(name: str) -> SourceUnreadable:
    return SourceUnreadable(
        f"{name} gives text that is not UTF-8, because it does not know in which encoding it is.",
        where=name,
        what_to_do="Convert it in the query, or have the database's encoding set.",
    )


def _of_sqlite(error: sqlite3.Error, name: str, query: str) -> SourceError:
    lacks = _SQLITE_LACKS.match(str(error))
    if lacks:
        what, word = lacks.groups()
        at = _first(word, query)
        what = "table or view" if what == "table" else what
        return SourceUnreadable(f"{name} has no {what} “{shown(word)}”{at}.", where=name, what_to_do=_CORRECT)
    code = "SQLITE_AUTH" if str(error) == "not authorized" else getattr(error, "sqlite_errorname", "")
    for prefix, (kind, sentence, what_to_do) in _SQLITE.items():
        if code.startswith(prefix):
            return kind(sentence.format(name=name), where=name, what_to_do=what_to_do)
    near = _SQLITE_NEAR.match(str(error))
    at = _first(near[1], query) if near else ""
    sentence = f"The query of {name} cannot be run: “{shown(str(error))}”{at}."
    return SourceUnreadable(sentence, where=name, what_to_do=_CORRECT)


def _first(word: str, query: str) -> str:
    """Where a word stands first in a query, of which the database does not tell where."""
    found = re.search(rf"(?<!\w){re.escape(word)}(?!\w)", query, re.IGNORECASE)
    return _place(query, found.start())[1] if found else ""


def _place(query: str, index: int) -> tuple[str, str]:
    """The word of a query at ``index``, in quotation marks, and where it stands.

    >>> _place("SELECT a\\n  FROM lessonz", 16)
    ('“lessonz”', ' (line 2, character 8 of the query)')
    """
    before = query[:index]
    line, column = before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1
    found = _WORD.match(query, max(0, index))
    return (
        f"“{shown(found[0] if found else query[index : index + 20])}”",
        f" (line {line}, character {column} of the query)",
    )
