"""SSH servers on loopback, for tests: OpenSSH's own, as whoever runs them, and one that lets people in by password."""

import asyncio
import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import asyncssh

_PROGRAM = shutil.which("sshd", path=f"/usr/sbin:{os.environ.get('PATH', '')}") or "/usr/sbin/sshd"
_STARTED = 20.0  # seconds


@dataclass(frozen=True)
class Ssh:
    """A server: its port, its own public key, and the private key with which ``user`` may sign in."""

    port: int
    host_key: str
    private_key: Path
    user: str

    def known_as(self, host: str = "127.0.0.1", port: int | None = None) -> str:
        """The line of a known_hosts file that names it."""
        return f"[{host}]:{port or self.port} {self.host_key}\n"


@contextlib.contextmanager
def running(folder: Path, *, subsystem: str = "internal-sftp") -> Iterator[Ssh]:
    """OpenSSH's server, with new keys in ``folder``. ``subsystem`` is what gives its files."""
    folder.mkdir(parents=True, exist_ok=True)
    host, signs_in, port = new_key(folder / "host"), new_key(folder / "signs-in"), _free_port()
    config = {
        "Port": port,
        "ListenAddress": "127.0.0.1",
        "HostKey": host,
        "PidFile": "none",
        "AuthorizedKeysFile": signs_in.with_suffix(".pub"),
        "StrictModes": "no",
        "PermitRootLogin": "prohibit-password",
        "PasswordAuthentication": "no",
        "KbdInteractiveAuthentication": "no",
        "UsePAM": "no",
        "Subsystem": f"sftp {subsystem}",
    }
    (folder / "config").write_text("".join(f"{name} {value}\n" for name, value in config.items()))
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)  # where sshd, started as root, lays its rights down
    command = [_PROGRAM, "-D", "-e", "-f", folder / "config"]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=log)
    try:
        _wait(port, process, folder / "log")
        yield Ssh(port, public_key(host), signs_in, getpass.getuser())
    finally:
        process.terminate()
        process.wait()


def new_key(path: Path, *, passphrase: str = "") -> Path:
    """A new private key at ``path``, its public one beside it."""
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", path], check=True)
    return path


def public_key(private: Path) -> str:
    """The public key beside a private one, as known_hosts has it."""
    return " ".join(private.with_suffix(".pub").read_text().split()[:2])


class _ByPassword(asyncssh.SSHServer):
    def __init__(self, user: str, password: str) -> None:
        self._signs_in = (user, password)

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == self._signs_in


@contextlib.contextmanager
def by_password(folder: Path, user: str, password: str) -> Iterator[Ssh]:
    """AsyncSSH's server: OpenSSH's looks passwords up where the machine's own people have theirs."""
    folder.mkdir(parents=True, exist_ok=True)
    host = new_key(folder / "host")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def listen() -> asyncssh.SSHAcceptor:
        return await asyncssh.listen(
            "127.0.0.1",
            0,
            server_factory=lambda: _ByPassword(user, password),
            server_host_keys=[str(host)],
            sftp_factory=True,
        )

    async def close() -> None:
        server.close()
        await server.wait_closed()

    server = asyncio.run_coroutine_threadsafe(listen(), loop).result(_STARTED)
    try:
        yield Ssh(server.get_port(), public_key(host), host, user)
    finally:
        asyncio.run_coroutine_threadsafe(close(), loop).result(_STARTED)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _wait(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _STARTED
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1) as one:
            if one.recv(4) == b"SSH-":
                return
        time.sleep(0.02)
    raise RuntimeError(f"sshd did not start: {log.read_text()}")
