"""The lists of which records have which word, packed: ascending numbers as differences, compressed."""

import sys
import zlib
from array import array
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from operator import sub
from typing import Final

_UNSIGNED: Final = "Q"


def packed(ascending: Sequence[int]) -> bytes:
    """Different numbers, the smallest first, as bytes that are the same on every machine."""
    differences = array(_UNSIGNED, map(sub, ascending, chain((0,), ascending)))
    return zlib.compress(_little_endian(differences).tobytes(), 1)


def unpacked(content: bytes) -> Iterable[int]:
    """The numbers that were packed, in their order."""
    differences = array(_UNSIGNED)
    differences.frombytes(zlib.decompress(content))
    return accumulate(_little_endian(differences))


def _little_endian(numbers: "array[int]") -> "array[int]":
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
