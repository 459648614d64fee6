"""What a source may not say of where its files lie, found while it is registered."""

from typing import Any

import pytest
from pydantic import ValidationError

from handover.sources.places.places import path_at, place_mistakes
from handover.sources.registering.registration import Registration
from handover.sources.registering.sign_in import SignIn
from tests.offices import LESSONS

PASSWORD = {"user": "ann", "password": "env:PASSWORD"}
KEY = {"user": "ann", "private_key": "file:key"}
SFTP = "sftp://files.example/out/*.csv"
S3 = "s3://bucket/out/*.csv"
GOOD: dict[str, tuple[str, dict[str, Any] | None]] = {
    "a path": ("records/*.csv", None),
    "a path like half an address": ("//records]/a.csv", None),
    "a path with a question mark": ("records/?.csv", None),
    "a web address with a query": ("https://x.example/a.csv?year=2015", None),
    "a web address, signed in to": ("https://x.example/a.csv", PASSWORD),
    "WebDAV": ("webdavs://x.example/a.csv", PASSWORD),
    "WebDAV with a token": ("webdavs://x.example/a.csv", {"token": "env:TOKEN"}),
    "a store that anybody may read": (S3, None),
    "a store": (S3, PASSWORD),
    "SFTP with a password": (SFTP, PASSWORD),
    "SFTP with a key": (SFTP, {**KEY, "passphrase": "env:P", "known_hosts": "hosts"}),
    "SFTP with a name that has a #": ("sftp://x.example/a%23.csv", KEY),
}


@pytest.mark.parametrize(("location", "sign_in"), GOOD.values(), ids=GOOD)
def test_what_a_place_may_be(location: str, sign_in: dict[str, Any] | None) -> None:
    assert list(place_mistakes(location, SignIn.model_validate(sign_in) if sign_in else None)) == []


NEEDS = "needs “user”, and “password” or “private_key”: an SSH server lets nobody in without"
BAD: dict[str, tuple[str, dict[str, Any] | None, tuple[str, ...], str]] = {
    "SFTP without anybody": (SFTP, None, ("sign_in",), NEEDS),
    "SFTP with a name alone": (SFTP, {"user": "ann"}, ("sign_in",), NEEDS),
    "SFTP with a key that is nobody's": (SFTP, {"private_key": "file:key"}, ("sign_in",), NEEDS),
    "SFTP with a token": (
        SFTP,
        {"user": "ann", "token": "env:TOKEN"},
        ("sign_in", "token"),
        "is not how an SSH server is signed in to, which is with user, password, private_key, passphrase and"
        " known_hosts",
    ),
    "a store with a key of SSH": (
        S3,
        {"user": "ann", "private_key": "file:key"},
        ("sign_in", "private_key"),
        "is not how an S3-compatible store is signed in to, which is with user and password",
    ),
    "a store with a name alone": (
        S3,
        {"user": "ann"},
        ("sign_in",),
        "needs “user”, the access key, and “password”, where the secret key is found",
    ),
    "WebDAV with known hosts": (
        "webdavs://x.example/a.csv",
        {**PASSWORD, "known_hosts": "hosts"},
        ("sign_in", "known_hosts"),
        "is not how a WebDAV server is signed in to, which is with user, password, token, api_key and oauth2",
    ),
    "a path with a sign-in": (
        "records/*.csv",
        PASSWORD,
        ("sign_in",),
        "is for servers, and the location is a path of this machine",
    ),
    "a question mark on a server": (
        "sftp://x.example/a?.csv",
        KEY,
        ("location",),
        "goes on with a “?” or a “#”, which is no part of a path; write %3F or %23",
    ),
    "a # at the end": (
        "s3://bucket/a.csv#",
        None,
        ("location",),
        "goes on with a “?” or a “#”, which is no part of a path; write %3F or %23",
    ),
}


@pytest.mark.parametrize(("location", "sign_in", "where", "sentence"), BAD.values(), ids=BAD)
def test_what_a_place_may_not_be(
    location: str, sign_in: dict[str, Any] | None, where: tuple[str, ...], sentence: str
) -> None:
    found = list(place_mistakes(location, SignIn.model_validate(sign_in) if sign_in else None))
    assert (where, sentence) in found


def test_a_registration_is_refused_for_them() -> None:
    with pytest.raises(ValidationError) as refused:
        Registration.model_validate({**LESSONS, "location": SFTP})
    assert NEEDS in str(refused.value.errors())


PATHS = {
    "a path": ("records/März #1?.csv", "records/März #1?.csv"),
    "of a server": ("sftp://x.example:22/out/M%C3%A4rz%20%231.csv", "/out/März #1.csv"),
    "the root of a server": ("webdavs://x.example", ""),
    "of a store": ("s3://bucket/out/a.csv", "bucket/out/a.csv"),
    "a whole bucket": ("s3://bucket", "bucket"),
}


@pytest.mark.parametrize(("location", "path"), PATHS.values(), ids=PATHS)
def test_the_path_at_a_place(location: str, path: str) -> None:
    assert path_at(location) == path
