"""What a source may say of the place where its files lie, by what its location begins with."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote, urlsplit

from handover.sources.registering.locations import scheme_of
from handover.sources.registering.sign_in import HTTP_WAYS, SignIn, sign_in_mistakes

# How each is signed in to, by its scheme, and what it is called.
_WAYS: Final = {
    "http": ("a web server", HTTP_WAYS),
    "https": ("a web server", HTTP_WAYS),
    "webdav": ("a WebDAV server", HTTP_WAYS),
    "webdavs": ("a WebDAV server", HTTP_WAYS),
    "s3": ("an S3-compatible store", ("user", "password")),
    "sftp": ("an SSH server", ("user", "password", "private_key", "passphrase", "known_hosts")),
}
_WITH_QUERIES: Final = ("", "http", "https")

Found = tuple[tuple[str, ...], str]  # where below the registration, and the sentence


def path_at(location: str) -> str:
    """The path that a location names at its place; in a store it begins with the bucket.

    >>> path_at("records/*.csv"), path_at("sftp://files.example/out/M%C3%A4rz.csv"), path_at("s3://bucket/a/*.csv")
    ('records/*.csv', '/out/März.csv', 'bucket/a/*.csv')
    """
    scheme = scheme_of(location)
    if not scheme:
        return location
    parts = urlsplit(location)
    return (parts.netloc if scheme == "s3" else "") + unquote(parts.path)


def place_mistakes(location: str, sign_in: SignIn | None) -> Iterator[Found]:
    """What is wrong with the place of files and with how it is signed in to, each with where it stands."""
    scheme = scheme_of(location)
    if scheme not in _WITH_QUERIES and ("?" in location or "#" in location):
        yield ("location",), "goes on with a “?” or a “#”, which is no part of a path; write %3F or %23"
    if scheme in _WAYS:
        what, ways = _WAYS[scheme]
        yield from sign_in_mistakes(sign_in, ways, what)
    elif sign_in is not None:
        yield ("sign_in",), "is for servers, and the location is a path of this machine"
    if scheme == "s3" and sign_in is not None and sign_in.password is None:
        yield ("sign_in",), "needs “user”, the access key, and “password”, where the secret key is found"
    if scheme == "sftp" and not (sign_in and sign_in.user and (sign_in.password or sign_in.private_key)):
        yield ("sign_in",), "needs “user”, and “password” or “private_key”: an SSH server lets nobody in without"
