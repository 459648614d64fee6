"""The first rows of a file, however it is made, and what a registration must say so that it is read so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

# Rows of a file that are looked at; what does not show in them is not known.
LOOKED_AT: Final = 2_000
MOST_COLUMNS: Final = 300


@dataclass(frozen=True, slots=True)
class Sample:
    """The first rows of a file, or of one sheet of it, in the order of ``columns``.

    ``options`` are what a registration must declare so that the file is read like this: header_row, sheet, items …
    ``facts`` are what the reader found out. ``called`` is what the file and its sheet are called. ``meant`` are the
    fields that the format itself says its columns are.
    """

    kind: str
    called: str
    columns: tuple[str, ...]
    rows: tuple[Sequence[Any], ...]
    options: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    is_whole: bool = True
    meant: Mapping[str, str] = field(default_factory=dict)
