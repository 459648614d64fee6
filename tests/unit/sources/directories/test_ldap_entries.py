"""Entries of a directory as rows."""

import base64
import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handover.sources.directories.ldap_entries import is_cut, row

NAME = "cn=Ann,dc=example"
GUID = uuid.UUID("0b5ac3ab-1111-4222-8333-444455556666")
SID = bytes([1, 5, 0, 0, 0, 0, 0, 5]) + b"".join(
    part.to_bytes(4, "little") for part in (21, 1004336348, 1177238915, 682003330, 512)
)

VALUES: dict[str, tuple[str, list[bytes], Any]] = {
    "a text": ("cn", ["Ünal".encode()], "Ünal"),
    "several, in an order of their own": ("mail", [b"b@x.org", b"a@x.org"], ["a@x.org", "b@x.org"]),
    "none": ("mail", [], []),
    "with a language": ("cn;lang-en", [b"Ann"], "Ann"),
    "Windows' number of an entry": ("objectGUID", [GUID.bytes_le], str(GUID)),
    "a number of an entry that is too short": ("objectGUID", [b"\xff"], "/w=="),
    "Windows' number of a user": ("objectSid", [SID], "S-1-5-21-1004336348-1177238915-682003330-512"),
    "a number of a user that is cut": ("objectSid", [SID[:-1]], base64.b64encode(SID[:-1]).decode()),
    "a photograph": ("jpegPhoto", [b"\xff\xd8\xff"], "/9j/"),
    "a photograph that looks like text": ("thumbnailPhoto", [b"abc"], "YWJj"),
    "a certificate": ("userCertificate;binary", [b"0\x82"], "MII="),
    "bytes that are no text": ("unknown", [b"\xff\x00"], "/wA="),
    "a moment": ("whenCreated", [b"20240131101112.0Z"], "2024-01-31T10:11:12Z"),
    "a moment in any attribute": ("officeOpened", [b"20240131101112Z"], "2024-01-31T10:11:12Z"),
    "a moment elsewhere": ("whenCreated", [b"202401311011+0530"], "2024-01-31T10:11:00+05:30"),
    "an hour": ("whenCreated", [b"2024013110Z"], "2024-01-31T10:00:00Z"),
    "a moment in no calendar": ("whenCreated", [b"20240231101112Z"], "20240231101112Z"),
    "a number that is no moment": ("employeeNumber", [b"20240131101112"], "20240131101112"),
    "Windows' clock": ("accountExpires", [b"133500000000000000"], "2024-01-17T21:20:00+00:00"),
    "never": ("accountExpires", [b"9223372036854775807"], None),
    "never, too": ("lastLogon", [b"0"], None),
    "beyond the calendar": ("accountExpires", [b"9223372036854775806"], "9223372036854775806"),
    "a number of the clock's in another attribute": ("employeeNumber", [b"133500000000000000"], "133500000000000000"),
}


@pytest.mark.parametrize(("name", "values", "expected"), VALUES.values(), ids=VALUES)
def test_a_value_is_understood(name: str, values: list[bytes], expected: Any) -> None:
    assert row(NAME, {name: values}, {}) == {"dn": NAME, name: expected}


def test_attributes_are_called_as_they_are_mapped() -> None:
    attributes = {"CN": [b"Ann"], "telephoneNumber": [b"1"], "title": [b"Head"]}
    spelling = {"cn": "cn", "telephonenumber": "TelephoneNumber", "dn": "DN"}
    assert row(NAME, attributes, spelling) == {"DN": NAME, "cn": "Ann", "TelephoneNumber": "1", "title": "Head"}


def test_nothing_secret_is_taken() -> None:
    attributes = {"userPassword": [b"{SSHA}x"], "unicodePwd": [b"x"], "UserPassword;x-old": [b"y"], "cn": [b"Ann"]}
    assert row(NAME, attributes, {}) == {"dn": NAME, "cn": "Ann"}


def test_what_is_mapped_and_no_text_is_seen_by_whoever_reads_it() -> None:
    assert row(NAME, {"cn": [b"caf\xe9"]}, {"cn": "cn"})["cn"] == "caf\udce9"


@pytest.mark.parametrize(
    ("names", "cut"),
    [
        (["member;range=0-1499"], True),
        (["member;Range=0-1499"], True),
        (["member;range=1500-*"], False),
        (["cn"], False),
    ],
)
def test_a_list_that_is_not_whole_is_told(names: list[str], cut: bool) -> None:
    assert is_cut(names) is cut


@given(st.dictionaries(st.sampled_from(["cn", "objectSid", "objectGUID", "lastLogon", "x"]), st.lists(st.binary())))
def test_any_values_become_a_row(attributes: dict[str, list[bytes]]) -> None:
    made = row(NAME, attributes, {"cn": "cn"})
    assert set(made) == {"dn", *attributes}
