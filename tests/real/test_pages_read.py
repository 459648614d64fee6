"""Two closures of published records, as the PDF that somebody reads: an archive's copy, and one page to begin with.

Every page is drawn into the folder of the run, to be looked at; nothing of it is kept with the project.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import page as conformance
import pypdfium2
import pytest

from tests.real.closing import Workspace


@dataclass(frozen=True)
class Closing:
    registrations: str
    files: Sequence[str]
    initiative: str
    on: str


CLOSINGS = {
    "a major project": Closing(
        "major-projects",
        [f"gmpp/uk_{year}.csv" for year in ("2018", "2019", "2020", "2021")],
        "GOV UK Verify",
        "2023-03-31",
    ),
    "Constellation": Closing("lessons", ["nasa_llis/lessons.xlsx"], "Constellation", "2010-10-11"),
}


@pytest.mark.parametrize("closing", CLOSINGS.values(), ids=CLOSINGS)
def test_it_can_be_archived_and_its_first_page_is_one(
    closing: Closing, data: Path, registration_file: Callable[[str], Path], tmp_path: Path
) -> None:
    office = Workspace(tmp_path / "office")
    office.bring(*(data / file for file in closing.files), under=data)
    office.register(registration_file(closing.registrations))
    office.run("gather")
    office.run("close", closing.initiative, "--on", closing.on, "--reason", "It ends", "--to", "jo@example.org")
    sealed = office.dossier(1)
    for profile in ("3a", "ua1"):
        report = conformance.validate_pdf_bytes(sealed.pdf_file.read_bytes(), profile=profile)
        assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []
    first, second, *_ = sealed.leaves
    assert "Your read-back" in first
    assert "Contents" in second
    document = pypdfium2.PdfDocument(sealed.pdf_file)
    for number, sheet in enumerate(document, start=1):
        drawn = tmp_path / f"page-{number:03d}.png"
        sheet.render(scale=0.8).to_pil().save(drawn)
        assert drawn.stat().st_size > 1_000
