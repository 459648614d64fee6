"""Whether the words of a search in a directory are well formed: its filter, where it starts, what it asks for."""

import re
from typing import Final

from handover.sources.texts import shown

_NAME: Final = r"(?:[A-Za-z][A-Za-z0-9-]*|\d+(?:\.\d+)+)(?:;[A-Za-z0-9-]+)*"
_ESCAPED: Final = r"(?:[^()*\\\0]|\\[0-9A-Fa-f]{2})"
# One condition of RFC 4515, without its brackets: cn=*Ahn*, whenCreated>=2024…, memberOf:1.2.840.113556.1.4.1941:=…
_CONDITION: Final = re.compile(
    rf"{_NAME}(?:=(?:{_ESCAPED}|\*)*|[~<>]={_ESCAPED}*)|(?:{_NAME})?(?::dn)?(?::{_NAME})?:={_ESCAPED}*"
)
_ATTRIBUTE: Final = re.compile(rf"{_NAME}|[*+]|1\.1")
_PART_OF_NAME: Final = re.compile(rf"\s*{_NAME}\s*=\s*\S.*", re.DOTALL)
_BETWEEN_PARTS: Final = re.compile(r"(?<!\\)[,+]")
_DEEPEST: Final = 50  # brackets within brackets; nobody writes more by hand

# What is no business of anybody's who only reads: passwords and keys, in OpenLDAP, Samba, FreeIPA and Windows.
SECRETS: Final = frozenset(
    {
        "userpassword",
        "authpassword",
        "unicodepwd",
        "dbcspwd",
        "ntpwdhistory",
        "lmpwdhistory",
        "sambantpassword",
        "sambalmpassword",
        "sambapasswordhistory",
        "krbprincipalkey",
        "krbextradata",
        "ipanthash",
        "ms-mcs-admpwd",
        "mslaps-password",
        "mslaps-encryptedpassword",
        "supplementalcredentials",
    }
)


def filter_mistake(text: str) -> str | None:
    """Why ``text`` is no filter of RFC 4515, as a clause; None where it is one.

    >>> filter_mistake("(&(objectClass=user)(!(mail=*)))"), filter_mistake("(cn=Ahn")
    (None, 'is no filter: a bracket in it is not closed')
    """
    try:
        end = _filter(text, 0, 0)
    except ValueError as error:
        return f"is no filter: {error}"
    return (
        None if end == len(text) else f"is no filter: nothing can stand behind its last bracket: “{shown(text[end:])}”"
    )


def _filter(text: str, at: int, depth: int) -> int:
    """Where the filter ends that begins ``at``. Raises ValueError with what is wrong."""
    if depth > _DEEPEST:
        raise ValueError(f"its brackets lie more than {_DEEPEST} deep in one another")
    if text[at : at + 1] != "(":
        where = f" before “{shown(text[at:])}”" if text[at:] else ""
        raise ValueError(f"a bracket is missing{where}; it is written like (objectClass=person)")
    operator = text[at + 1 : at + 2]
    if operator and operator in "&|!":
        at = _blank(text, at + 2)
        count = 0
        while text[at : at + 1] == "(" and not (operator == "!" and count):
            at = _blank(text, _filter(text, at, depth + 1))
            count += 1
        if operator == "!" and not count:
            raise ValueError("“!” stands before one condition in brackets: (!(mail=*))")
        if at >= len(text):
            raise ValueError("a bracket in it is not closed")
        if text[at] != ")":
            raise ValueError(f"each condition stands in brackets, and this does not: “{shown(text[at:])}”")
        return at + 1
    end = _closing(text, at)
    condition = text[at + 1 : end]
    if not _CONDITION.fullmatch(condition.strip()):
        raise ValueError(f"“{shown(condition)}” is no condition; it is written like mail=*@example.org")
    return end + 1


def _closing(text: str, at: int) -> int:
    end = text.find(")", at)
    if end < 0:
        raise ValueError("a bracket in it is not closed")
    return end


def _blank(text: str, at: int) -> int:
    while text[at : at + 1] in (" ", "\t", "\n"):
        at += 1
    return at


def name_mistake(text: str) -> str | None:
    """Why ``text`` is no distinguished name (RFC 4514), as a clause; None where it looks like one.

    >>> name_mistake("ou=people,dc=example,dc=org"), name_mistake("people")
    (None, '“people” is no distinguished name; it is written like ou=people,dc=example,dc=org')
    """
    if all(_PART_OF_NAME.fullmatch(part) for part in _BETWEEN_PARTS.split(text)):
        return None
    return f"“{shown(text)}” is no distinguished name; it is written like ou=people,dc=example,dc=org"


def attribute_mistake(text: str) -> str | None:
    """Why ``text`` cannot be asked for as an attribute, as a clause; None where it can.

    >>> attribute_mistake("telephoneNumber"), attribute_mistake("*"), attribute_mistake("userPassword")
    (None, None, '“userPassword” is a secret, and is never gathered')
    """
    if not _ATTRIBUTE.fullmatch(text):
        return f"“{shown(text)}” is no name of an attribute"
    if text.partition(";")[0].casefold() in SECRETS:
        return f"“{shown(text)}” is a secret, and is never gathered"
    return None
