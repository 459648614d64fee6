"""What a bag is made of: its payload, piece by piece, and the fingerprints that are taken while it is written."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

# The algorithms of the manifests, the strongest last; RFC 8493 asks for SHA-512 and allows others beside it.
ALGORITHMS: Final = ("sha256", "sha512")
PIECE: Final = 1024 * 1024  # bytes; what is held of a file at a time

Pieces = Callable[[], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class PayloadFile:
    """A file of the payload: its ``path`` in the bag, and its content, which is made anew each time it is asked for.

    ``what`` says in a few words what it is; ``sha256`` is what it must turn out to have, where that is known.
    """

    path: str
    pieces: Pieces
    what: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """A file of a bag as it was written: size in bytes, and its digest by each of ``ALGORITHMS``, in hexadecimal."""

    path: str
    size: int
    digests: dict[str, str]


class Digests:
    """Takes all fingerprints of a file in one pass."""

    def __init__(self, *algorithms: str) -> None:
        self._running = {name: hashlib.new(name) for name in algorithms or ALGORITHMS}
        self.size = 0

    def update(self, piece: bytes) -> None:
        self.size += len(piece)
        for one in self._running.values():
            one.update(piece)

    def found(self) -> dict[str, str]:
        return {name: one.hexdigest() for name, one in self._running.items()}


def at_once(content: bytes) -> Pieces:
    """Content that is in memory already."""
    return lambda: iter((content,))
