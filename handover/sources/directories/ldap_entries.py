"""Entries of a directory as rows: texts, numbers of Windows' own as dates, and nothing that is secret."""

import base64
import re
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from handover.sources.directories.directory_filters import SECRETS

DN: Final = "dn"

# RFC 4517, section 3.3.13: 20240131101112.0Z. Minutes, seconds and their parts may be left out.
_GENERALIZED_TIME: Final = re.compile(
    r"(\d{4})(\d{2})(\d{2})(\d{2})(?:(\d{2})(\d{2})?)?(?:[.,]\d+)?(?:(Z)|([+-]\d{2})(\d{2})?)", re.ASCII
)
# Active Directory counts these in tenths of a microsecond since 1601, and writes “never” as 0 or as the highest number.
_FILE_TIMES: Final = frozenset(
    {
        "accountexpires",
        "badpasswordtime",
        "lastlogoff",
        "lastlogon",
        "lastlogontimestamp",
        "lockouttime",
        "pwdlastset",
    }
)
_BEGINNING: Final = datetime(1601, 1, 1, tzinfo=UTC)
_NEVER: Final = (0, 2**63 - 1)
_ALWAYS_BINARY: Final = frozenset(
    {"cacertificate", "jpegphoto", "photo", "audio", "thumbnaillogo", "thumbnailphoto", "usercertificate"}
)
_RANGE: Final = re.compile(r";range=\d+-\d+$", re.IGNORECASE)

# A value as a row has it: None where Windows says “never”.
Value = str | None
Row = dict[str, Value | list[Value]]


def row(dn: str, attributes: Mapping[str, Sequence[bytes]], spelling: Mapping[str, str]) -> Row:
    """An entry as a row: its name as ``dn``, an attribute of one value as that, one of several as a list.

    A directory tells names of attributes in any case, and several values in no order: here they are called as in
    ``spelling`` (by their name in lower case), where they are there, and sorted. A value of a spelt attribute that is
    no text becomes half a character, so that whoever reads the row says so; of the others, base64.
    """
    made: Row = {spelling.get(DN, DN): dn}
    for name, values in sorted(attributes.items()):
        kind = name.partition(";")[0].casefold()
        if kind in SECRETS:
            continue
        called = spelling.get(name.casefold(), name)
        understood = [_value(kind, name, value, wanted=called in spelling.values()) for value in values]
        said = sorted(understood, key=lambda value: value or "")
        made[called] = said[0] if len(said) == 1 else said
    return made


def is_cut(attributes: Iterable[str]) -> bool:
    """Whether Active Directory gave only the first of an attribute's values: ``member;range=0-1499``."""
    return any(_RANGE.search(name) for name in attributes)


def _value(kind: str, name: str, value: bytes, *, wanted: bool) -> Value:
    if kind == "objectguid" and len(value) == 16:
        return str(uuid.UUID(bytes_le=value))
    if kind == "objectsid" and len(value) >= 8 and len(value) == 8 + 4 * value[1]:
        return _sid(value)
    if kind in _ALWAYS_BINARY or name.casefold().endswith(";binary"):
        return base64.b64encode(value).decode("ascii")
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return value.decode("utf-8", "surrogateescape") if wanted else base64.b64encode(value).decode("ascii")
    if kind in _FILE_TIMES and text.isdecimal():
        return _file_time(int(text))
    return _generalized_time(text) or text


def _sid(value: bytes) -> str:
    """``S-1-5-21-…`` of its bytes ([MS-DTYP], section 2.4.2.2)."""
    authority = int.from_bytes(value[2:8], "big")
    below = (int.from_bytes(value[at : at + 4], "little") for at in range(8, len(value), 4))
    return "-".join(["S", str(value[0]), str(authority), *map(str, below)])


def _file_time(ticks: int) -> Value:
    if ticks in _NEVER:
        return None
    try:
        return (_BEGINNING + timedelta(microseconds=ticks // 10)).isoformat(timespec="seconds")
    except OverflowError:
        return str(ticks)


def _generalized_time(text: str) -> str | None:
    """The moment in ISO 8601 that a text means; None where it means none.

    >>> _generalized_time("20240131101112.0Z"), _generalized_time("2024013110+01"), _generalized_time("20241331101112Z")
    ('2024-01-31T10:11:12Z', '2024-01-31T10:00:00+01:00', None)
    """
    found = _GENERALIZED_TIME.fullmatch(text)
    if found is None:
        return None
    year, month, day, hour, minute, second, utc, hours, minutes = found.groups()
    moment = f"{year}-{month}-{day}T{hour}:{minute or '00'}:{second or '00'}"
    try:
        datetime.fromisoformat(moment)
    except ValueError:
        return None
    return moment + (utc or f"{hours}:{minutes or '00'}")
