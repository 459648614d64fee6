"""Searching a directory page by page (RFC 2696), without following it to other servers."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final

import ldap
from ldap.controls import SimplePagedResultsControl
from ldap.ldapobject import LDAPObject

from handover.sources.directories.ldap_entries import is_cut
from handover.sources.directories.ldap_line import Line, patience
from handover.sources.doubts import Doubt
from handover.sources.registering.directory_search import DirectorySearch
from handover.sources.texts import shown
from handover.sources.web.connections import Deadline

_ENTRIES_A_PAGE: Final = 500  # Active Directory gives no more than 1,000
_SCOPES: Final = {"base": ldap.SCOPE_BASE, "one": ldap.SCOPE_ONELEVEL, "subtree": ldap.SCOPE_SUBTREE}
# The library connects by itself where it has lost its line; there is nothing to connect to here.
_NOWHERE: Final = "ldapi://%2Fdev%2Fnull"
_NO_ATTRIBUTES: Final = "1.1"  # RFC 4511, section 4.5.1.8
_MOST_NAMED: Final = 3  # other servers named in one sentence
# Every domain of Active Directory refers to these, which hold names of machines and settings, and nobody's records.
_NO_RECORDS: Final = re.compile(r"[/,](?:DC=(?:Domain|Forest)DnsZones|CN=Configuration),", re.IGNORECASE)
_ENDED_EARLY: Final[Mapping[type[Exception], str]] = {
    ldap.SIZELIMIT_EXCEEDED: "gives nobody more than so many entries",
    ldap.ADMINLIMIT_EXCEEDED: "does not look at more entries than so many",
    ldap.TIMELIMIT_EXCEEDED: "does not look for longer than it did",
}

Entry = tuple[str, Mapping[str, Sequence[bytes]]]


class Directory:
    """Who is asked over ``line``. Every method may raise ldap.LDAPError, and DeadlinePassed."""

    def __init__(self, line: Line, deadline: Deadline, timeout: float) -> None:
        self._deadline = deadline
        self._timeout = timeout
        self._connection: LDAPObject = ldap.initialize(_NOWHERE, fileno=line.end.detach())
        self._connection.set_option(ldap.OPT_PROTOCOL_VERSION, ldap.VERSION3)
        # Whatever this machine's own ldap.conf says.
        self._connection.set_option(ldap.OPT_REFERRALS, ldap.OPT_OFF)
        self._connection.set_option(ldap.OPT_DEREF, ldap.DEREF_NEVER)
        self._count = self._cut = 0
        self._ended_early: str | None = None
        self._others: dict[str, None] = {}

    def sign_in(self, user: str, password: str) -> None:
        """Sign in by name and password (RFC 4513, section 5.1.3)."""
        try:
            self._answer(self._connection.simple_bind(user, password))
        except (ldap.INVALID_DN_SYNTAX, ldap.NO_SUCH_OBJECT) as error:
            # Some servers say of a name that they do not know what they say of one that is looked for.
            raise ldap.INVALID_CREDENTIALS(*error.args) from None

    def entries(self, search: DirectorySearch, attributes: Sequence[str]) -> Iterator[Entry]:
        """Every entry that is found, with these attributes as the server has them."""
        page = SimplePagedResultsControl(criticality=False, size=_ENTRIES_A_PAGE, cookie="")
        asked = [*attributes] or [_NO_ATTRIBUTES]
        while True:
            number = self._connection.search_ext(
                search.base,
                _SCOPES[search.scope],
                search.filter,
                asked,
                serverctrls=[page],
                timeout=max(1, int(self._deadline.left(None))),
            )
            controls: Sequence[Any] = ()
            ended = False
            while not ended:
                try:
                    kind, found, _, controls = self._answer(number)
                except tuple(_ENDED_EARLY) as error:
                    self._ended_early = _ENDED_EARLY[type(error)]
                    return
                ended = kind == ldap.RES_SEARCH_RESULT
                for name, given in found or ():
                    if name is None:
                        self._others.update(dict.fromkeys(given))
                    else:
                        self._count += 1
                        self._cut += is_cut(given)
                        yield name, given
            page.cookie = next((one.cookie for one in controls if one.controlType == page.controlType), b"")
            if not page.cookie:
                return

    def doubts(self, name: str) -> Iterator[Doubt]:
        """Why the entries that were found may not be all that there is of the directory called ``name``."""
        if self._ended_early:
            yield Doubt(
                "incomplete",
                f"{name} {self._ended_early}: it stopped after {self._count:,}.",
                "Ask whoever runs the directory to raise the limit for this user, or search for less.",
                {"entries": self._count},
            )
        others = [other for other in self._others if not _NO_RECORDS.search(other)]
        if others:
            named = ", ".join(shown(other) for other in others[:_MOST_NAMED])
            more = f" and {len(others) - _MOST_NAMED} more" if len(others) > _MOST_NAMED else ""
            yield Doubt(
                "incomplete",
                f"{name} refers to other servers for part of it: {named}{more}; that part is not gathered.",
                "Register those servers as sources of their own, and release this; where it will always be so, say"
                " in the registration: guards: { off: [incomplete] }.",
                {"referrals": len(others)},
            )
        if self._cut:
            yield Doubt(
                "incomplete",
                f"{name} gives only the first values of an attribute of {self._cut:,} of its entries.",
                "Name the attributes that are needed, without such long ones, in “search”.",
                {"entries": self._cut},
            )

    def close(self) -> None:
        with suppress(ldap.LDAPError):  # the server may be gone
            self._connection.unbind_ext()

    def _answer(self, number: int) -> tuple[int, Any, int, Sequence[Any]]:
        answer: tuple[int, Any, int, Sequence[Any]] = self._connection.result3(
            number, all=0, timeout=patience(self._deadline, self._timeout)
        )
        return answer
