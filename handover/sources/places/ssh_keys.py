"""Which keys SSH servers are known by. None is ever added here: a person compares it first and writes it down."""

from pathlib import Path
from typing import Final

import asyncssh

from handover.errors import SourceRefused, SourceUnreachable
from handover.sources.registering.sign_in import is_reference
from handover.sources.request import Request

_USUAL: Final = "~/.ssh/known_hosts"
_USUAL_PORT: Final = 22


class KnownKeys:
    """The keys that one server is known by, as ``where`` says in the form of OpenSSH's known_hosts (sshd(8))."""

    def __init__(self, text: str, where: str, host: str, port: int) -> None:
        try:
            self.hosts = asyncssh.import_known_hosts(text)
        except ValueError:
            raise SourceUnreachable(
                f"{where} does not have the form of a known_hosts file.",
                where=where,
                what_to_do="Each line has a host, the kind of its key and the key, as OpenSSH writes them.",
            ) from None
        self._where = where
        self._host = host if port == _USUAL_PORT else f"[{host}]:{port}"
        self._known = asyncssh.match_known_hosts(self.hosts, host, "", port)[0]
        self._shown: list[asyncssh.SSHKey] = []

    def client(self) -> asyncssh.SSHClient:
        """For asyncssh: a client that keeps a key that is not known, and does not trust it."""
        return _Client(self._shown)

    def refusal(self, said: str) -> SourceRefused:
        """Why the server called ``said`` was not believed to be the one that is meant."""
        if not self._shown:
            return SourceRefused(
                f"The SSH server {self._host} shows a key that is revoked, or a certificate that is not valid.",
                where=said,
                what_to_do=f"Ask whoever runs it which key it has now, and write that into {self._where}.",
            )
        shown = self._shown[0]
        if not self._known:
            algorithm, key = shown.export_public_key().decode().split()[:2]
            return SourceRefused(
                f"The SSH server {self._host} is not known; it shows the key {shown.get_fingerprint()}.",
                where=said,
                what_to_do=f"Ask whoever runs it whether that is its key. If it is, write into {self._where} the line:"
                f" {self._host} {algorithm} {key}",
            )
        known = ", ".join(key.get_fingerprint() for key in self._known)
        return SourceRefused(
            f"The SSH server {self._host} shows another key, {shown.get_fingerprint()}, than the one that it is known"
            f" by, {known}: it was set up anew, or something else answers in its place.",
            where=said,
            what_to_do="Ask whoever runs it, and not by e-mail, whether its key was changed. Only if it was, replace"
            f" the old one in {self._where}.",
        )


class _Client(asyncssh.SSHClient):
    def __init__(self, shown: list[asyncssh.SSHKey]) -> None:
        self._shown = shown

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self._shown.append(key)
        return False


def known_keys(request: Request, host: str, port: int) -> KnownKeys:
    """What the request's ``sign_in.known_hosts``, else whoever runs Handover, knows of a server.

    Raises SourceUnreachable, SecretMissing.
    """
    declared = request.registration.sign_in.known_hosts if request.registration.sign_in else None
    if declared is not None and is_reference(declared):
        return KnownKeys(request.secrets(declared), declared, host, port)
    where = declared or _USUAL
    try:
        text = (request.base / Path(where).expanduser()).read_text(encoding="utf-8")
    except FileNotFoundError:
        if declared is not None:
            raise _unreadable(where, "there is no such file") from None
        text = ""
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        why = error.strerror.lower() if isinstance(error, OSError) and error.strerror else "it is no text"
        raise _unreadable(where, why) from None
    return KnownKeys(text, where, host, port)


def _unreadable(where: str, why: str) -> SourceUnreachable:
    return SourceUnreachable(
        f"{where}, which says which SSH servers are known, cannot be read: {why}.",
        where=where,
        what_to_do="Correct “known_hosts” in the source's registration, or put the file there.",
    )
