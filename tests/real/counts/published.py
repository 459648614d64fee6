"""The published files as Python's own modules read them: what Handover's readers are measured against."""

import csv
import gzip
import io
import json
from collections.abc import Iterator, Mapping
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any

PUBLISHED = Path(__file__).parents[4] / "shared" / "data"

Row = Mapping[str, str]
_READABLE = frozenset({".csv", ".gz", ".xlsx", ".vcf"})
# The one in which the fields are rows, and the one with another delimiter.
ROTATED = "gmpp/uk_2015.csv"
_SEMICOLONS = "gmpp/uk_2021.csv"


class Published:
    """The folder with the published files; each is called by its path in there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Every file that has records in it."""
        found = (path for path in self.folder.rglob("*") if path.suffix in _READABLE)
        return tuple(sorted(str(path.relative_to(self.folder)) for path in found))

    def of(self, folder: str) -> tuple[str, ...]:
        """The files of one data set."""
        return tuple(file for file in self.files if file.startswith(f"{folder}/"))

    def content(self, file: str) -> bytes:
        """The bytes of a file, unpacked."""
        content = (self.folder / file).read_bytes()
        return gzip.decompress(content) if file.endswith(".gz") else content

    def cells(self, file: str) -> list[list[str]]:
        """A table, the names of its columns first; of the rotated one, a project a row."""
        content = self.content(file)
        text = content.decode(*(("cp1252", "replace") if file.startswith("gmpp/") else ("utf-8", "strict")))
        table = csv.reader(io.StringIO(text, newline=""), delimiter=";" if file == _SEMICOLONS else ",")
        found = [cells for cells in table if cells]
        return [list(cells) for cells in zip(*found, strict=True)] if file == ROTATED else found

    def rows(self, file: str) -> list[Row]:
        """The rows of a table by the names of its columns, which are written on one line."""
        names, *found = self.cells(file)
        return [dict(zip([" ".join(name.split()) for name in names], cells, strict=True)) for cells in found]

    def items(self, file: str) -> list[Any]:
        """The items of a JSON array, or of JSON lines."""
        content = self.content(file)
        return [json.loads(line) for line in content.splitlines()] if ".jsonl" in file else list(json.loads(content))

    def sheet(self, file: str) -> list[Row]:
        """The rows of a workbook's first sheet."""
        from openpyxl import load_workbook

        with closing(load_workbook(self.folder / file, read_only=True)) as book:
            names, *found = book.worksheets[0].iter_rows(values_only=True)
        return [{str(name): str(cell or "") for name, cell in zip(names, cells, strict=True)} for cells in found]

    def cards(self, file: str) -> list[bytes]:
        """Each card of a file, from behind its beginning."""
        return self.content(file).upper().split(b"BEGIN:VCARD")[1:]

    def row_count(self, file: str) -> int:
        """How many rows, items or cards a file has."""
        return sum(1 for _ in self._each(file))

    def _each(self, file: str) -> Iterator[object]:
        if file.endswith(".xlsx"):
            yield from self.sheet(file)
        elif file.endswith(".vcf"):
            yield from self.cards(file)
        elif file.endswith(".gz"):
            yield from self.items(file)
        else:
            yield from self.cells(file)[1:]
