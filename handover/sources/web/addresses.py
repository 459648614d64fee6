"""Which hosts may be connected to, and how an address is shown.

A registered address, or one that it redirects to, may name a host inside the office's own network, which answers
this machine but not whoever registered the source. Such hosts are refused unless the settings allow them by name.
"""

import socket
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final
from urllib.parse import parse_qsl, urlsplit

from handover.errors import SourceUnreachable

# A host's addresses, as text; raises OSError where there is no such host.
Resolve = Callable[[str], Collection[str]]

_NAT64: Final = ip_network("64:ff9b::/96")


def resolve(host: str) -> list[str]:
    """The addresses of ``host``, by the system's resolver. Raises OSError."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise OSError("no host name") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def is_public(address: str) -> bool:
    """Whether an address belongs to the internet at large: not private, loopback, link-local, multicast or reserved.

    >>> is_public("93.184.216.34"), is_public("169.254.169.254"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    try:
        one = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    carried = _carried(one) or one
    return carried.is_global and not (carried.is_multicast or carried.is_reserved or carried.is_unspecified)


def _carried(address: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address only wraps."""
    if isinstance(address, IPv4Address):
        return None
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def allowed_addresses(host: str, *, resolve: Resolve, allow_hosts: Collection[str], name: str) -> list[str]:
    """The addresses of ``host``, all of them allowed. Raises SourceUnreachable, which calls the source ``name``."""
    try:
        addresses = list(resolve(host))
    except OSError:
        addresses = []
    if not addresses:
        raise SourceUnreachable(
            f"There is no host called {host}.",
            where=name,
            what_to_do="Check the spelling of the address, and that this machine is on the network.",
        )
    if host.casefold() in {one.casefold() for one in allow_hosts}:
        return addresses
    if not all(is_public(address) for address in addresses):
        raise SourceUnreachable(
            f"{host} is a private address, inside this network, and is not fetched from.",
            where=name,
            what_to_do=f'If it is meant, write in handover.toml, under [limits]: allow_hosts = ["{host}"]',
        )
    return addresses


def spoken_address(address: str) -> str:
    """An address as it may be shown: no user, no password, of what follows ``?`` the names alone, no fragment.

    >>> spoken_address("https://user:pw@example.org/a.csv?key=123&page=2#x")
    'https://example.org/a.csv?key=…&page=…'
    """
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    names = [name for name, _ in parse_qsl(parts.query, keep_blank_values=True)]
    query = "&".join(f"{name}=…" if f"{name}=" in parts.query else "…" for name in names)
    return f"{parts.scheme}://{host}{parts.path}" + (f"?{query}" if query else "")
