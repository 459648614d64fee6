"""A real LDAP server (OpenLDAP's slapd) for the tests, on loopback, with a directory of its own."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import trustme

SUFFIX: Final = "dc=example,dc=org"
ADMINISTRATOR: Final = f"cn=admin,{SUFFIX}"
PASSWORD: Final = "the directory's own"
LIMITED: Final = f"cn=limited,{SUFFIX}"  # is given no more than five entries
HOST: Final = "directory.example"  # whose the certificate is

# Debian's package puts it where only root looks.
_PROGRAMS: Final = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/openldap"
_SCHEMAS: Final = ("core", "cosine", "inetorgperson")
_STARTS_WITHIN: Final = 20.0  # seconds

# Attributes as Active Directory has them, in an arc that is nobody's (RFC 4519 has none of them).
_CONFIGURATION: Final = """\
include {schemas}/core.schema
include {schemas}/cosine.schema
include {schemas}/inetorgperson.schema
attributetype ( 2.25.1.1 NAME 'objectGUID' SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 2.25.1.2 NAME 'objectSid' SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 2.25.1.3 NAME 'whenCreated' SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE )
attributetype ( 2.25.1.4 NAME 'accountExpires' SYNTAX 1.3.6.1.4.1.1466.115.121.1.27 SINGLE-VALUE )
attributetype ( 2.25.1.5 NAME 'department' SUP name SINGLE-VALUE )
attributetype ( 2.25.1.6 NAME 'thumbnailPhoto' SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
objectclass ( 2.25.2.1 NAME 'user' SUP inetOrgPerson STRUCTURAL
  MAY ( objectGUID $ objectSid $ whenCreated $ accountExpires $ department $ thumbnailPhoto ) )
modulepath {modules}
moduleload back_mdb
pidfile {folder}/slapd.pid
loglevel none
TLSCertificateFile {folder}/certificate.pem
TLSCertificateKeyFile {folder}/key.pem
database mdb
suffix "{suffix}"
rootdn "{administrator}"
rootpw "{password}"
directory {folder}/data
maxsize 1073741824
dbnosync
index objectClass eq
limits dn.exact="{limited}" size.soft=5 size.hard=5 size.prtotal=5
access to dn.subtree="ou=closed,{suffix}" by dn.exact="{limited}" read by * none
access to attrs=userPassword by anonymous auth by * none
access to * by * read
"""


@dataclass(frozen=True, slots=True)
class Directory:
    """A running server: where it listens in plain text and with TLS, and whose certificates it has."""

    port: int
    tls_port: int
    authority: trustme.CA


@contextlib.contextmanager
def running(entries: str, *, host: str = HOST) -> Iterator[Directory]:
    """Start a server whose directory has ``entries`` (LDIF), and a certificate for ``host``; stop it and remove its
    folder at the end.
    """
    folder = Path(tempfile.mkdtemp(prefix="handover-slapd-"))
    try:
        authority = trustme.CA()
        _configure(folder, authority, entries, host)
        port, tls_port = _free_port(), _free_port()
        listening = f"ldap://127.0.0.1:{port} ldaps://127.0.0.1:{tls_port}"
        # With a level of messages it does not go into the background.
        server = subprocess.Popen(
            [_program("slapd"), "-d", "0", "-f", folder / "slapd.conf", "-h", listening],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _await(server, port)
            yield Directory(port, tls_port, authority)
        finally:
            server.terminate()
            server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _configure(folder: Path, authority: trustme.CA, entries: str, host: str) -> None:
    certificate = authority.issue_cert(host)
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
    (folder / "data").mkdir()
    configuration = _CONFIGURATION.format(
        schemas=_first("/etc/ldap/schema", "/etc/openldap/schema"),
        modules=_first("/usr/lib/ldap", "/usr/lib64/openldap", "/usr/lib/openldap"),
        folder=folder,
        suffix=SUFFIX,
        administrator=ADMINISTRATOR,
        password=PASSWORD,
        limited=LIMITED,
    )
    (folder / "slapd.conf").write_text(configuration)
    (folder / "entries.ldif").write_text(entries, encoding="utf-8")
    added = subprocess.run(
        [_program("slapadd"), "-q", "-f", folder / "slapd.conf", "-l", folder / "entries.ldif"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert added.returncode == 0, added.stderr


def _program(name: str) -> str:
    found = shutil.which(name, path=_PROGRAMS)
    assert found is not None, f"{name} is not installed; as Debian calls its package: slapd"
    return found


def _first(*folders: str) -> str:
    return next(folder for folder in folders if Path(folder).is_dir())


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _await(server: "subprocess.Popen[bytes]", port: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            assert server.poll() is None, "slapd ended at once"
            assert time.monotonic() < until, "slapd does not listen"
            time.sleep(0.05)
