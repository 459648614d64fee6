"""Asking a server whether anything changed since an answer that it gave before (RFC 9110, sections 8.8 and 13)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from handover.sources.web.retrying import http_date

NOT_MODIFIED: Final = 304

# The header that asks, for each that an answer can have.
_CONDITIONS: Final = {"etag": "If-None-Match", "last-modified": "If-Modified-Since"}
_LONGEST: Final = 1_000  # characters


def conditions(validators: Mapping[str, str]) -> dict[str, str]:
    """The headers that ask only for what is not as it was with these validators.

    >>> conditions({"etag": '"7"', "ctag": "12"})
    {'If-None-Match': '"7"'}
    """
    return {_CONDITIONS[name]: value for name, value in validators.items() if name in _CONDITIONS}


def validators_of(headers: Mapping[str, str]) -> dict[str, str]:
    """What an answer's headers have to be asked with next time; only what can be sent back as it came."""
    found = {name: headers.get(name, "").strip() for name in _CONDITIONS}
    return {
        name: value
        for name, value in found.items()
        if value and len(value) <= _LONGEST and value.isascii() and value.isprintable()
    }


def changed_on(validators: Mapping[str, str]) -> datetime | None:
    """When what has these validators was changed last, where that is said."""
    return http_date(validators.get("last-modified", ""))
