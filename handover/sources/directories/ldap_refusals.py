"""What a directory said no to, in a sentence (RFC 4511, appendix A)."""

import re
from collections.abc import Mapping
from typing import Any, Final

import ldap

from handover.errors import SourceError, SourceRefused, SourceUnreachable, SourceUnreadable
from handover.sources.registering.directory_search import DirectorySearch
from handover.sources.texts import shown

_SIGN_IN: Final = "Check “sign_in” in the source's registration: the user's distinguished name, and the password."
_SEARCH: Final = "Correct “search” in the source's registration."
_AGAIN: Final = "Gather again later; if it stays so, tell whoever runs the directory."
_NOT_LET_IN: Final = "{name} does not let this user in."
_ASKS_TO_SIGN_IN: Final = (
    SourceRefused,
    "{name} tells nothing to somebody who has not signed in.",
    "Say with “sign_in” where user and password are found.",
)

_REFUSALS: Final[Mapping[type[Exception], tuple[type[SourceError], str, str]]] = {
    ldap.INVALID_CREDENTIALS: (SourceRefused, _NOT_LET_IN, _SIGN_IN),
    ldap.INAPPROPRIATE_AUTH: (SourceRefused, _NOT_LET_IN, _SIGN_IN),
    ldap.STRONG_AUTH_REQUIRED: (
        SourceRefused,
        "{name} only answers over a line that is encrypted.",
        "Register it with ldaps://.",
    ),
    ldap.CONFIDENTIALITY_REQUIRED: (
        SourceRefused,
        "{name} only answers over a line that is encrypted.",
        "Register it with ldaps://.",
    ),
    ldap.INSUFFICIENT_ACCESS: (
        SourceRefused,
        "{name} does not let this user read “{base}”.",
        "Ask whoever runs the directory to let this user read it.",
    ),
    ldap.NO_SUCH_OBJECT: (
        SourceUnreadable,
        "{name} has no “{base}”, or does not show it to this user.",
        "Correct “base” in the source's registration, or ask whoever runs the directory.",
    ),
    ldap.INVALID_DN_SYNTAX: (SourceUnreadable, "{name} takes “{base}” for no distinguished name.", _SEARCH),
    ldap.FILTER_ERROR: (SourceUnreadable, "The filter “{filter}” cannot be used.", _SEARCH),
    ldap.BUSY: (SourceUnreachable, "{name} is too busy to answer.", _AGAIN),
    ldap.UNAVAILABLE: (SourceUnreachable, "{name} is shutting down or not ready.", _AGAIN),
    ldap.UNWILLING_TO_PERFORM: (SourceUnreachable, "{name} is not willing to answer that.", _SEARCH),
    ldap.SERVER_DOWN: (SourceUnreachable, "{name} broke off before its answer was complete.", _AGAIN),
    ldap.CONNECT_ERROR: (SourceUnreachable, "{name} broke off before its answer was complete.", _AGAIN),
    ldap.TIMEOUT: (
        SourceUnreachable,
        "{name} did not answer within {seconds:g} seconds.",
        "Gather again later, or raise the setting limits.timeout.",
    ),
    ldap.DECODING_ERROR: (
        SourceUnreachable,
        "{name} does not speak LDAP.",
        "Check the address and its port: ldaps:// mostly has 636, and ldap:// has 389.",
    ),
}
# What Active Directory says of a sign-in that fails, by a number in its own words.
_WINDOWS: Final = {
    "525": "knows no such user",
    "530": "does not let this user in at this time of day",
    "531": "does not let this user in from this machine",
    "532": "does not let this user in: the password has expired",
    "533": "does not let this user in: the account is switched off",
    "701": "does not let this user in: the account has expired",
    "773": "does not let this user in: the password must be changed first",
    "775": "does not let this user in: the account is locked",
}
_NUMBER: Final = re.compile(r"\bdata ([0-9a-f]+)\b")
_ADDRESS: Final = re.compile(r"ldaps?://\S+", re.IGNORECASE)


def refused(
    error: ldap.LDAPError, name: str, search: DirectorySearch, *, signed_in: bool, seconds: float
) -> SourceError:
    """What ``error`` means to whoever registered the directory that sentences call ``name``.

    ``signed_in`` says whether anybody signs in to it, and ``seconds`` how long an answer was waited for. A server's own
    words are not repeated: they may say who signs in.
    """
    told: Mapping[str, Any] = error.args[0] if error.args and isinstance(error.args[0], Mapping) else {}
    info = str(told.get("info") or "")
    if isinstance(error, ldap.REFERRAL):
        found = _ADDRESS.search(info)
        where = f": {shown(found[0])}" if found else ""
        return SourceUnreachable(
            f"{name} does not have “{shown(search.base)}”, and refers to another server{where}.",
            where=name,
            what_to_do="Register that server, if it is the office's own; no other server is followed to.",
        )
    number = _NUMBER.search(info)
    if isinstance(error, ldap.INVALID_CREDENTIALS) and number and number[1] in _WINDOWS:
        return SourceRefused(f"{name} {_WINDOWS[number[1]]}.", where=name, what_to_do=_SIGN_IN)
    said = f"{{name}} refused: “{shown(str(told.get('desc') or 'no reason'))}”."
    kind, sentence, what_to_do = _REFUSALS.get(type(error), (SourceUnreachable, said, _AGAIN))
    if isinstance(error, ldap.OPERATIONS_ERROR) and not signed_in:  # as Active Directory says it
        kind, sentence, what_to_do = _ASKS_TO_SIGN_IN
    sentence = sentence.format(name=name, base=shown(search.base), filter=shown(search.filter), seconds=seconds)
    return kind(sentence, where=name, what_to_do=what_to_do)
