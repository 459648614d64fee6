"""Closing an initiative through the command line, and reading what was sealed."""

import io
import json
import shutil
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from handover import cli
from handover.dossier.model import Dossier


@dataclass(frozen=True, slots=True)
class Said:
    """How a command ended: its exit status, its JSON document, and what it said to a person."""

    status: int
    data: Any
    words: str


class Workspace:
    """A workspace of its own, worked with as an office would: by commands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with redirect_stdout(io.TextIOWrapper(io.BytesIO(), encoding="utf-8")):
            assert cli.run(["init", str(folder), "--json"]) == 0

    def bring(self, *files: Path, under: Path) -> None:
        """Copy published files to where a registration looks for them."""
        for file in files:
            place = self.folder / file.relative_to(under)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(file, place)

    def register(self, file: Path) -> Said:
        shutil.copyfile(file, self.folder / "sources.yaml")
        return self.run("source", "apply", str(self.folder / "sources.yaml"))

    def run(self, *arguments: str) -> Said:
        """Run a command in this workspace; what it prints is its JSON document, whatever its exit status."""
        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True) for _ in range(2))
        with redirect_stdout(out), redirect_stderr(err):
            status = cli.run([*arguments, "--json", "--workspace", str(self.folder)])
        return Said(status, json.loads(_written(out)), _written(err))

    def dossier(self, number: int) -> "Sealed":
        paths = {form: self.run("dossier", "open", str(number), "--form", form).data["path"] for form in _FORMS}
        return Sealed(*(Path(paths[form]) for form in _FORMS))


def _written(stream: io.TextIOWrapper) -> str:
    stream.seek(0)
    return stream.read()


_FORMS: Sequence[str] = ("json", "html", "pdf")


@dataclass(frozen=True)
class Sealed:
    """One sealed dossier in its three forms."""

    json_file: Path
    html_file: Path
    pdf_file: Path

    @cached_property
    def dossier(self) -> Dossier:
        return Dossier.model_validate_json(self.json_file.read_bytes())

    @cached_property
    def page(self) -> str:
        return self.html_file.read_text(encoding="utf-8")

    @cached_property
    def leaves(self) -> tuple[str, ...]:
        """The text of each page of the PDF."""
        from pypdf import PdfReader

        return tuple(leaf.extract_text() for leaf in PdfReader(self.pdf_file).pages)
