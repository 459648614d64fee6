"""Files of an SSH server (SFTP), whose key must be known beforehand (RFC 4251, section 4.1)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, Final
from urllib.parse import urlsplit

import asyncssh
from fsspec.asyn import sync
from fsspec.callbacks import Callback
from fsspec.exceptions import FSTimeoutError
from sshfs import SSHFileSystem
from sshfs.utils import as_progress_handler, wrap_exceptions

from handover.errors import SecretMissing, SourceError, SourceRefused, SourceUnreachable
from handover.sources.places.remote_files import Info, Manner, RemoteFiles, broke_off, not_connected, unanswered
from handover.sources.places.ssh_keys import known_keys
from handover.sources.places.unchanged import mark_by_time
from handover.sources.registering.sign_in import SignIn
from handover.sources.request import Request
from handover.sources.secrets import resolved
from handover.sources.web.addresses import allowed_addresses, spoken_address
from handover.sources.web.connections import Deadline
from handover.sources.web.http_failures import too_slow

_PORT: Final = 22
_CLOSING: Final = 5.0  # seconds


@contextmanager
def sftp_files(request: Request, deadline: Deadline) -> Iterator[RemoteFiles]:
    """The files of the server that the request's location names. Raises SourceUnreachable, SecretMissing."""
    server = _Server(request)
    fs = server.connected(deadline)
    before = f"sftp://{urlsplit(request.registration.location).netloc}"
    manner = Manner(before, lambda said: server.problems(said, fs), lambda info: info["mtime"], server.mark)
    try:
        yield RemoteFiles(request, fs, manner, deadline)
    finally:
        with suppress(FSTimeoutError):
            sync(fs.loop, _closed, fs.client, timeout=_CLOSING)


async def _closed(connection: asyncssh.SSHClientConnection) -> None:
    connection.abort()
    await connection.wait_closed()


class _Files(SSHFileSystem):  # type: ignore[misc] # sshfs has no types
    """Follows a link to the file that it leads to; SSHFileSystem would lay a link beside it here."""

    @wrap_exceptions  # type: ignore[untyped-decorator]
    async def _get_file(self, path: str, to: str, callback: Callback | None = None, **_: Any) -> None:
        async with self._pool.get() as channel:
            await channel.get(path, to, follow_symlinks=True, progress_handler=as_progress_handler(callback))


class _Server:
    """One SSH server, as a request means it."""

    def __init__(self, request: Request) -> None:
        address = urlsplit(request.registration.location)
        self._request = request
        self._said = spoken_address(request.registration.location)
        self._host = address.hostname or ""
        self._port = address.port or _PORT
        self._keys = known_keys(request, self._host, self._port)

    def connected(self, deadline: Deadline) -> _Files:
        """Connect to the first of the server's addresses that answers, and sign in."""
        said, limits = self._said, self._request.limits
        options = {**self._options(), **self._signed_in()}
        *others, last = allowed_addresses(
            self._host, resolve=self._request.resolve, allow_hosts=limits.allow_hosts, name=said
        )
        try:
            for address in others:
                try:
                    return _Files(address, timeout=deadline.left(limits.timeout), **options)
                except PermissionError:
                    raise
                except (OSError, FSTimeoutError):
                    continue  # the next address of the same host
            return _Files(last, timeout=deadline.left(limits.timeout), **options)
        except asyncssh.HostKeyNotVerifiable:
            raise self._keys.refusal(said) from None
        except PermissionError:
            raise self._refused() from None
        except asyncssh.KeyExchangeFailed:
            raise _too_old(said) from None
        except asyncssh.Error:
            raise broke_off(said, limits) from None
        except (FSTimeoutError, TimeoutError):
            raise (too_slow if deadline.passed else unanswered)(said, limits) from None
        except OSError as error:
            raise not_connected(said, error, limits) from None

    def _options(self) -> Mapping[str, Any]:
        return {
            "port": self._port,
            # A checked address is what is connected to, and the name is what the server's key is known under.
            "host_key_alias": self._host,
            "known_hosts": self._keys.hosts,
            "client_factory": self._keys.client,
            # Nothing of whoever runs Handover is used: no settings, no keys, no agent.
            "config": None,
            "agent_path": None,
            "keepalive_interval": self._request.limits.timeout / 3,
            "sftp_client_kwargs": {"path_errors": "surrogateescape"},
            "skip_instance_cache": True,
        }

    def _signed_in(self) -> Mapping[str, Any]:
        declared, secrets = self._request.registration.sign_in or SignIn(), self._request.secrets
        user = {"username": resolved(declared.user or "", secrets), "client_keys": None}
        if declared.password:
            return {**user, "password": secrets(declared.password), "preferred_auth": "password,keyboard-interactive"}
        reference, passphrase = declared.private_key or "", declared.passphrase
        try:
            key = asyncssh.import_private_key(secrets(reference), secrets(passphrase) if passphrase else None)
        except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError):
            told = f" with the passphrase {passphrase}" if passphrase else ""
            raise SecretMissing(
                f"{reference} is no SSH key that can be used{told}.",
                where=reference,
                what_to_do="It should be a private key as OpenSSH writes it; where it has a passphrase, say with"
                " “passphrase” where that is found.",
            ) from None
        return {**user, "client_keys": [key], "preferred_auth": "publickey"}

    def mark(self, info: Info) -> str | None:
        return mark_by_time(info["mtime"], info["size"], self._request.now())

    @contextmanager
    def problems(self, said: str, fs: SSHFileSystem) -> Iterator[None]:
        """Say in a sentence what goes wrong with what is called ``said``; that it is not there is let pass."""
        limits = self._request.limits
        try:
            yield
        except asyncssh.SFTPNoSuchPath:
            raise FileNotFoundError from None
        except asyncssh.SFTPPermissionDenied:
            raise SourceRefused(
                f"{said} may not be read by whoever signs in.",
                where=said,
                what_to_do="Ask whoever runs the server to allow it, or sign in as somebody else.",
            ) from None
        except (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.ConnectionLost) as error:
            raise (unanswered if "keepalive" in error.reason else broke_off)(said, limits) from None
        except asyncssh.SFTPError as error:
            raise _not_given(said, f"error {error.code} of SFTP") from None
        except ValueError:  # by which sshfs says that it could open no channel
            if fs.client.is_closed():
                raise broke_off(said, limits) from None
            raise _not_given(said, "it lets nobody have files (SFTP)") from None
        except asyncssh.Error:
            raise broke_off(said, limits) from None

    def _refused(self) -> SourceError:
        return SourceRefused(
            f"{self._host} does not accept the sign-in.",
            where=self._said,
            what_to_do="Check “sign_in” in the source's registration, and whether what it names is still valid.",
        )


def _too_old(said: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} only speaks ways of encrypting that are too old to be safe, or too new to be known.",
        where=said,
        what_to_do="Tell whoever runs it; until then, fetch the file by hand.",
    )


def _not_given(said: str, why: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{said} was not given by the server: {why}.",
        where=said,
        what_to_do="Gather again; if it stays so, tell whoever runs it.",
    )
