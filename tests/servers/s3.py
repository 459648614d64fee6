"""SeaweedFS, a real S3-compatible store, on loopback, for tests: one process that keeps its files in a folder."""

import contextlib
import json
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import s3fs
import trustme

_PROGRAM = Path(sys.executable).with_name("weed")
_STARTED = 60.0  # seconds
_PORTS = (
    *(f"{part}.port{kind}" for part in ("master", "volume", "filer") for kind in ("", ".grpc")),
    "s3.port.grpc",
    "s3.port",
    "s3.port.https",
)


@dataclass(frozen=True)
class Store:
    """A store with the bucket ``open``, which anybody may read; who has the key and its secret may do everything.

    ``trusting`` trusts the certificate that it shows for ``office.example``.
    """

    port: int
    secure_port: int
    trusting: ssl.SSLContext
    files: Any

    @property
    def endpoint(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def put(self, bucket: str, path: str, content: bytes) -> None:
        self.files.makedirs(bucket, exist_ok=True)
        self.files.pipe_file(f"{bucket}/{path}", content)


@contextlib.contextmanager
def running(folder: Path, *, key: str, secret: str) -> Iterator[Store]:
    folder.mkdir(parents=True, exist_ok=True)
    authority = trustme.CA()
    certificate = authority.issue_cert("office.example")
    certificate.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    anybody = {"name": "anonymous", "actions": ["Read:open", "List:open"]}
    everything = {"name": "tests", "credentials": [{"accessKey": key, "secretKey": secret}], "actions": ["Admin"]}
    (folder / "identities.json").write_text(json.dumps({"identities": [everything, anybody]}))
    ports = _free_ports(_PORTS)
    options = {
        "dir": folder,
        "ip": "127.0.0.1",
        "ip.bind": "127.0.0.1",
        "filer": "true",
        "s3": "true",
        "s3.config": folder / "identities.json",
        "s3.cert.file": folder / "certificate.pem",
        "s3.key.file": folder / "key.pem",
        "s3.iam": "false",
        "s3.port.iceberg": 0,
        "s3.port.lance": 0,
        "volume.max": 200,
        "master.volumeSizeLimitMB": 64,
        **ports,
    }
    command = [_PROGRAM, "-logtostderr=true", "server", *(f"-{name}={value}" for name, value in options.items())]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdin=subprocess.DEVNULL, stderr=log)
    try:
        files = s3fs.S3FileSystem(
            key=key,
            secret=secret,
            endpoint_url=f"http://127.0.0.1:{ports['s3.port']}",
            config_kwargs={"s3": {"addressing_style": "path"}, "proxies": {}},
            skip_instance_cache=True,
            use_listings_cache=False,
        )
        files.retries = 1
        _wait(files, process, folder / "log")
        trusting = ssl.create_default_context()
        authority.configure_trust(trusting)
        yield Store(ports["s3.port"], ports["s3.port.https"], trusting, files)
        files.close_session(files.loop, files._s3creator)
    finally:
        process.kill()  # it takes its time to end, and nothing of it is kept
        process.wait()
        for port in ports.values():  # which it lays there, whatever its folder
            for left in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                left.unlink()


def _free_ports(names: tuple[str, ...]) -> dict[str, int]:
    with contextlib.ExitStack() as stack:
        taken = {name: stack.enter_context(socket.create_server(("127.0.0.1", 0))) for name in names}
        return {name: one.getsockname()[1] for name, one in taken.items()}


def _wait(files: Any, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it keeps something, which takes longer than until it answers."""
    until = time.monotonic() + _STARTED
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(Exception):
            files.makedirs("open", exist_ok=True)
            files.pipe_file("open/started.txt", b"started")
            return
        time.sleep(0.1)
    raise RuntimeError(f"SeaweedFS did not start: {log.read_text()[-2000:]}")
