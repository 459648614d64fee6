"""What the location of a database may say, beside what any location may."""

from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from handover.sources.near import did_you_mean
from handover.sources.registering.locations import scheme_of
from handover.sources.texts import shown

# What may stand behind the question mark; what else drivers take could lead to another server, or to a file.
_PARAMETERS: Final[Mapping[str, tuple[str, ...]]] = {
    "postgresql": ("sslmode", "sslrootcert", "channel_binding"),
    "mysql": ("charset", "ssl_ca", "ssl_verify_cert", "ssl_verify_identity"),
    "mariadb": ("charset", "ssl_ca", "ssl_verify_cert", "ssl_verify_identity"),
    "mssql": ("charset", "tds_version"),
    "oracle": ("service_name",),
}


def database_mistakes(location: str) -> Iterator[str]:
    """What is wrong with the location of a database, each as a clause.

    >>> list(database_mistakes("postgresql://db.example.org"))
    ['names no database; it stands behind the server: postgresql://db.example.org/office']
    """
    address = urlsplit(location)
    scheme = scheme_of(location)
    if scheme == "sqlite":
        if address.netloc or not address.path.strip("/"):
            yield "names no file; three strokes stand before its path: sqlite:///records/office.db"
    elif not address.path.strip("/") and "service_name=" not in address.query:
        yield f"names no database; it stands behind the server: {scheme}://{shown(address.netloc)}/office"
    known = _PARAMETERS.get(scheme, ())
    for name, _ in parse_qsl(address.query, keep_blank_values=True):
        if name not in known:
            offer = did_you_mean(name, known) or (f" There are {', '.join(known)}." if known else "")
            yield f"“{shown(name)}” cannot be said in the address of a database.{offer}"
    if address.fragment:
        yield "has a # in it, which no address of a database has"
