"""Files of an S3-compatible store. Nothing of this machine's own settings for Amazon's services is used."""

import os
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from aiobotocore.session import AioSession
from aiohttp import ClientPayloadError
from botocore import exceptions as boto
from fsspec.exceptions import FSTimeoutError
from s3fs import S3FileSystem

from handover.errors import SourceError, SourceRefused, SourceUnreachable
from handover.sources.places.remote_files import Info, Manner, RemoteFiles
from handover.sources.places.s3_connections import CheckedAddresses, connections, network_problem
from handover.sources.request import Request
from handover.sources.secrets import resolved
from handover.sources.web.addresses import spoken_address
from handover.sources.web.connections import Deadline

_ATTEMPTS: Final = 3
# Where botocore looks: its name in a file, in the environment, what holds without either, how that is read.
_NOTHING_OF_THIS_MACHINE: Final = {
    "profile": (None, None, None, None),
    "region": (None, None, None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}
_TROUBLE: Final = "Gather again later; if it stays so, tell whoever runs it."
_FAILURES: Final = {
    "NoSuchBucket": ("has no bucket of that name", "Check “location” in the source's registration: s3://bucket/path."),
    "InvalidBucketName": ("has no bucket of that name", "Check “location” in the source's registration."),
    "InvalidAccessKeyId": ("does not know the access key", "Check “user” below “sign_in”, and whether it is valid."),
    "SignatureDoesNotMatch": ("does not accept the secret key", "Check what “password” below “sign_in” names."),
    "ExpiredToken": ("does not accept the sign-in any longer", "Renew what “sign_in” names."),
    "RequestTimeTooSkewed": ("finds that this machine's clock is wrong", "Set the clock of this machine."),
    "SlowDown": ("was asked too often", "Gather again later, and less often."),
    "ServiceUnavailable": ("is in trouble", _TROUBLE),
    "InternalError": ("is in trouble", _TROUBLE),
}
_NOT_LET_IN: Final = frozenset({"InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "RequestTimeTooSkewed"})
_NO_STORE: Final = (
    "Gather again later; if it stays so, check “location” and “endpoint” in the source's registration, and whether that"
    " is an S3-compatible store."
)
_NOT_ALLOWED: Final = (
    "does not allow it",
    "Check what “sign_in” names; if it is right, ask whoever runs the store to allow listing and reading there.",
)


@contextmanager
def s3_files(request: Request, deadline: Deadline) -> Iterator[RemoteFiles]:
    """The files of the bucket that the request's location names. Raises SourceUnreachable, SecretMissing."""
    store = S3Store(request)
    fs = S3FileSystem(**store.options(), skip_instance_cache=True, use_listings_cache=False, max_concurrency=1)
    fs.retries = 1  # botocore tries again where that can help
    try:
        yield RemoteFiles(request, fs, Manner("s3://", store.problems, _dated, lambda info: info.get("ETag")), deadline)
    finally:
        if fs._s3 is not None:
            fs.close_session(fs.loop, fs._s3creator)


def _dated(info: Info) -> datetime | None:
    written = info.get("LastModified")
    return written.astimezone(UTC) if isinstance(written, datetime) else None


class S3Store:
    """One store, as a request means it."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._said = spoken_address(request.registration.location)
        endpoint = request.registration.endpoint
        self._host = (urlsplit(endpoint).hostname if endpoint else None) or "Amazon S3"
        self._addresses = CheckedAddresses(request, self._said)

    def options(self) -> Mapping[str, Any]:
        """What s3fs is told. Raises SourceUnreachable, SecretMissing."""
        request, endpoint = self._request, self._request.registration.endpoint
        if endpoint:
            self._addresses.check(self._host)
        return {
            **self._signed_in(),
            "endpoint_url": endpoint,
            "session": AioSession(session_vars=_NOTHING_OF_THIS_MACHINE),
            "config_kwargs": {
                "connect_timeout": request.limits.timeout,
                "read_timeout": request.limits.timeout,
                "retries": {"total_max_attempts": _ATTEMPTS, "mode": "standard"},
                # A store of one's own has no name for each bucket.
                "s3": {"addressing_style": "path" if endpoint else "auto"},
                "ignore_configured_endpoint_urls": True,
                "proxies": {},
                "connector_args": {"resolver": self._addresses, "socket_factory": self._addresses.new_socket},
                "http_session_cls": connections(request.tls or ssl.create_default_context(), self._said),
            },
        }

    def _signed_in(self) -> Mapping[str, Any]:
        declared, secrets = self._request.registration.sign_in, self._request.secrets
        if declared is None:
            return {"anon": True}
        key, secret = resolved(declared.user or "", secrets), secrets(declared.password or "")
        return {"anon": False, "key": key, "secret": secret}

    @contextmanager
    def problems(self, said: str) -> Iterator[None]:
        """Say in a sentence what goes wrong with what is called ``said``; that it is not there is let pass."""
        try:
            yield
        except (OSError, boto.BotoCoreError, boto.ClientError, ClientPayloadError) as error:
            raise (self._addresses.refusal or self._problem(said, error)) from None

    def _problem(self, said: str, error: Exception) -> Exception:
        code = _code(error)
        if code in _FAILURES:
            kind = SourceRefused if code in _NOT_LET_IN else SourceUnreachable
            return self._failure(kind, said, *_FAILURES[code])
        if isinstance(error, FSTimeoutError | FileNotFoundError):
            return error
        if network := network_problem(error, said, self._request.limits):
            return network
        if isinstance(error, PermissionError):
            return self._failure(SourceRefused, said, *_NOT_ALLOWED)
        if code or isinstance(error, boto.BotoCoreError):
            why = "is in trouble" if code.startswith("5") else "did not give it"
            return self._failure(SourceUnreachable, said, f"{why} ({code or type(error).__name__})", _NO_STORE)
        return error  # this machine's own: a disk that is full

    def _failure(self, kind: type[SourceError], said: str, why: str, what_to_do: str) -> SourceError:
        return kind(f"{self._host} {why}.", where=said, what_to_do=what_to_do)


def _code(error: Exception) -> str:
    """What the store itself calls the error: its name, else a status of HTTP; empty where the store did not speak."""
    cause = error if isinstance(error, boto.ClientError) else error.__cause__
    if not isinstance(cause, boto.ClientError):
        return ""
    return cause.response.get("Error", {}).get("Code") or str(cause.response["ResponseMetadata"]["HTTPStatusCode"])
