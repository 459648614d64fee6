"""Directories (LDAP, Active Directory): the entries that a search finds, sorted by name into the spool."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from handover.errors import SourceUnreachable, SourceUnreadable
from handover.sources.contents import too_large
from handover.sources.directories.directory_filters import attribute_mistake
from handover.sources.directories.ldap_entries import DN, Row, row
from handover.sources.json_files import read_lines
from handover.sources.registering.directory_search import DirectorySearch
from handover.sources.registering.registration import Found, Registration
from handover.sources.registering.sign_in import sign_in_mistakes
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched, Reading
from handover.sources.secrets import resolved
from handover.sources.spool import spooled_rows
from handover.sources.texts import ended, shown
from handover.sources.web.addresses import spoken_address
from handover.sources.web.connections import Deadline, DeadlinePassed
from handover.sources.web.http_failures import too_slow

if TYPE_CHECKING:
    from handover.sources.directories.ldap_search import Directory


def mistakes(registration: Registration) -> Iterator[Found]:
    """What is wrong with a directory source, beside what can be wrong with any."""
    address = urlsplit(registration.location)
    if address.path.strip("/") or address.query or address.fragment:
        rest = registration.location.partition("://")[2].partition("/")[2]
        yield ("location",), f"names only the server; what is looked for stands below “search”, not “{shown(rest)}”"
    yield from sign_in_mistakes(registration.sign_in, ("user", "password"), "a directory")
    if registration.sign_in is not None and registration.sign_in.password is None:
        yield ("sign_in",), "has no “password”, and without one a directory lets everybody in as nobody"
    for making in registration.makings:
        place = ("also", making.name, "map") if making.name else ("map",)
        for column in making.columns:
            if said := attribute_mistake(column):
                yield place, said


def read(fetched: Fetched, registration: Registration, *, largest: int) -> Reading:
    """Read the entries that were spooled."""
    return read_lines(fetched.path, fetched.name, largest=largest)


def fetch(request: Request) -> Content:
    """Search the directory, and spool what is found.

    What makes it doubtful that this is all of it (other servers that are referred to, limits) goes with the content.
    Raises SourceUnreachable, SourceUnreadable, SecretMissing, DiskFull.
    """
    name = spoken_address(request.registration.location)
    for place, said in mistakes(request.registration):
        sentence = ended(f"{name} is not searched: its {'.'.join(place)} {said}")
        raise SourceUnreadable(sentence, where=name, what_to_do="Correct it in sources.yaml, and apply that again.")
    try:
        import ldap
    except ImportError:
        raise SourceUnreachable(
            f"{name} needs the package “python-ldap”, which is not installed.",
            where=name,
            what_to_do="Install it beside Handover: pip install handover[ldap]",
        ) from None
    from handover.sources.directories.ldap_line import line_to
    from handover.sources.directories.ldap_refusals import refused
    from handover.sources.directories.ldap_search import Directory

    registration, limits = request.registration, request.limits
    search = cast(DirectorySearch, registration.search)  # which this kind needs
    deadline = Deadline(limits.longest_fetch, request.elapsed)
    try:
        with line_to(request, name, deadline) as line, spooled_rows(request, name) as spool:
            try:
                with closing(Directory(line, deadline, limits.timeout)) as directory:
                    if (sign_in := registration.sign_in) and sign_in.user and sign_in.password:
                        directory.sign_in(resolved(sign_in.user, request.secrets), request.secrets(sign_in.password))
                    for text in _sorted(_rows(directory, registration, search)):
                        spool.add_json(text)
                    return Content((spool.fetched(),), doubts=tuple(directory.doubts(name)))
            except ldap.LDAPError as error:
                if line.too_much:
                    raise too_large(name, limits.largest_source) from None
                if deadline.passed:
                    raise DeadlinePassed from None
                signed_in = registration.sign_in is not None
                raise refused(error, name, search, signed_in=signed_in, seconds=limits.timeout) from None
    except DeadlinePassed:
        raise too_slow(name, limits) from None


def _rows(directory: "Directory", registration: Registration, search: DirectorySearch) -> Iterator[Row]:
    mapped = dict.fromkeys(column for making in registration.makings for column in making.columns)
    spelling = {column.casefold(): column for column in mapped}
    asked = [*search.attributes, *(column for column in mapped if column.casefold() != DN)]
    for name, attributes in directory.entries(search, asked):
        yield row(name, attributes, spelling)


def _sorted(rows: Iterable[Row]) -> Iterator[str]:
    """The rows as JSON, by their names: a directory gives them in no order, and the same must give the same file."""
    # Without a name, a database is a temporary file that nobody else sees; little of it stays in memory.
    with closing(sqlite3.connect("")) as entries:
        entries.execute("CREATE TABLE entry (name TEXT, row TEXT)")
        entries.executemany(
            "INSERT INTO entry VALUES (?, ?)", ((_name(one), json.dumps(one, sort_keys=True)) for one in rows)
        )
        for (text,) in entries.execute("SELECT row FROM entry ORDER BY name, row"):
            yield text


def _name(row: Row) -> str:
    return next(str(value) for key, value in row.items() if key.casefold() == DN).casefold()
