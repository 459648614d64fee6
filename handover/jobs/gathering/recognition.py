"""By what the rows of a source are recognised from one gathering to the next: digests of what stands in them, keys."""

import hashlib

from handover.sources.mapping.mapping import KEY_SEPARATOR, CompiledMapping
from handover.sources.rows import Cells, RawRow


class Recognition:
    """By what the rows of one mapping are recognised: a digest of what stands in them, and their key."""

    def __init__(self, mapping: CompiledMapping) -> None:
        self._mapping = mapping
        self._suffix = f"{KEY_SEPARATOR}{mapping.name}" if mapping.name else ""
        self._digest = hashlib.blake2b(key=mapping.digest[:32], digest_size=16)

    def digest(self, row: RawRow) -> bytes:
        """A digest of the row and of the mapping: equal where it would become the same record.

        A row that was corrected by hand is told from one in which the source says the same itself.
        """
        digest = self._digest.copy()
        if row.correction is None:
            digest.update(_flat(row.cells))
        else:
            digest.update(b"corrected\x1f%d\x1f" % row.correction.decision)
            digest.update(row.correction.digest)
        return digest.digest()

    def key(self, row: RawRow, digest: bytes) -> str:
        """The source's own key; where it declares none, one made of the row itself. Blank where it left it blank.

        Records beside the first have its key with their own name behind it.
        """
        key = self._mapping.key(row.cells)
        if key is None:
            return f"row-{digest.hex()}"
        return f"{key}{self._suffix}" if key and self._suffix else key

    def keys_of_unread(self, row: RawRow) -> set[str]:
        """The keys that a row may have that could not be read."""
        return {f"{key}{self._suffix}" for key in self._mapping.keys_of_unread(row.cells)}


def cells_digest(cells: Cells) -> bytes:
    """A digest of a raw row alone, by which a person's decision about it is found again."""
    return hashlib.blake2b(_flat(cells), digest_size=16).digest()


def _flat(cells: Cells) -> bytes:
    """A row as bytes: equal where the rows are."""
    if isinstance(cells, list):
        try:
            return "\x1f".join(cells).encode("utf-8", "surrogatepass")
        except TypeError:
            pass
    return repr(cells).encode("utf-8", "surrogatepass")
