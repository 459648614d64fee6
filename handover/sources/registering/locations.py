"""What a source's location may be: a path, or an address without a secret in it."""

import re
from collections.abc import Collection
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from pydantic_core import PydanticCustomError

from handover.sources.texts import shown

# A drive letter is no scheme.
_SCHEME: Final = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]+):(?://|(?=\w))")
# How names end that say that a secret follows; where a new word begins with a capital, a stroke is put before it.
_SECRET: Final = re.compile(
    r"(?:^|[_.-])(?:(?:api|access|auth|private|secret|subscription)[_-]?key|(?:access|api|auth)?token|(?:client)?secret"
    r"|password|passwd|pwd|passphrase|credential|jwt|session[_-]?id)s?$",
    re.IGNORECASE,
)
# In an address these are nothing else either.
_SECRET_IN_ADDRESS: Final = re.compile(r"^code$|(?:^|[_.-])(?:key|sig|signature|auth)s?$", re.IGNORECASE)
_NEW_WORD: Final = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
WILDCARD: Final = re.compile(r"[*?]|\[[^\]]+\]")
_SERVERLESS: Final = ("file", "sqlite")  # schemes that name a file of this machine


def scheme_of(location: str) -> str:
    """What a location begins with, in lower case: ``https``; ``""`` for a path.

    >>> scheme_of("HTTPS://x.example/a"), scheme_of("records/a.csv"), scheme_of("postgresql+psycopg://host/db")
    ('https', '', 'postgresql')
    """
    found = _SCHEME.match(location)
    return found[1].lower().partition("+")[0] if found else ""


def path_of(location: str) -> str:
    """The path in a location, by whose ending a kind is told."""
    return urlsplit(location).path if scheme_of(location) else location


def is_pattern(location: str) -> bool:
    """Whether a path names many files: ``records/*.csv``. In a web address, ``?`` begins a query.

    >>> is_pattern("records/status-*.csv"), is_pattern("https://x.example/a?b=*"), is_pattern("sftp://x.example/*.csv")
    (True, False, True)
    """
    return scheme_of(location) not in ("http", "https") and WILDCARD.search(path_of(location)) is not None


def location_mistake(location: str) -> str | None:
    """What is wrong with a location whatever its kind, or None."""
    if not location.isprintable():
        return "has characters in it that no address or path has"
    scheme = scheme_of(location)
    if not scheme:
        return None
    try:
        address = urlsplit(location)
        named = (bool(address.hostname) and (address.port is None or address.port > 0)) or scheme in _SERVERLESS
    except ValueError:
        return "is not a whole address: it names no server"
    if not named:
        return "is not a whole address: it names no server"
    return _secret_in(address)


def names_a_secret(name: str) -> bool:
    """Whether what stands behind a name is a secret, as far as the name tells.

    >>> names_a_secret("accessToken"), names_a_secret("client_secret"), names_a_secret("monkey")
    (True, True, False)
    """
    return _SECRET.search(_NEW_WORD.sub("_", name)) is not None


def checked_location(location: str) -> str:
    """The location, where nothing is wrong with it. Raises PydanticCustomError."""
    if found := location_mistake(location):
        raise PydanticCustomError("said", "{sentence}", {"sentence": found})
    return location


def _secret_in(address: SplitResult) -> str | None:
    if address.username is not None or address.password is not None:
        return (
            "has a user name or password in the address, which would be copied into every dossier; say with"
            " “sign_in” where they are found"
        )
    for part, _ in parse_qsl(f"{address.query}&{address.fragment}", keep_blank_values=True):
        if names_a_secret(part) or _SECRET_IN_ADDRESS.search(part):
            return (
                f"has a secret in the address (“{shown(part)}”), which would be copied into every dossier; say with"
                " “sign_in” where it is found"
            )
    return None


def scheme_mistake(location: str, allowed: Collection[str]) -> str | None:
    """Why a source of a kind with these schemes cannot have this location, or None."""
    scheme = scheme_of(location)
    if scheme in allowed:
        return None
    addresses = [f"{one}://" for one in allowed if one]
    begins = f"begins with “{shown(location.partition(':')[0])}:”" if scheme else "is a path"
    can = f"it can be an address with {' or '.join(filter(None, (', '.join(addresses[:-1]), addresses[-1])))}"
    return f"{begins}; {can}" + (", or a path" if "" in allowed else "")
