"""Where something was held when a dossier was compiled, every page of its PDF says so."""

import io
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import outloud
import page as conformance
import pytest
from pypdf import PageObject, PdfReader

from handover.dossier.model import Dossier
from handover.publish.forms import publish
from tests.dossiers.big import a_big_dossier, prose
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.parts import an_action
from tests.dossiers.rich import a_held_dossier

NOTICE = re.compile(r"Held, and not in here \(see (G[^)]*), page (\d+)\): what")
DOSSIERS: dict[str, Callable[[], Dossier]] = {
    "one": lambda: a_held_dossier(1),
    "three": lambda: a_held_dossier(3),
    "many": lambda: a_held_dossier(12),
    "a long title": lambda: a_held_dossier(1, title="WARM HOMES " * 18),
    "a title without a space": lambda: a_held_dossier(1, title="W" * 200),
    "a title that no font has": lambda: a_held_dossier(1, title="\U0001f389" * 200),
    "a hostile title": lambda: a_held_dossier(1, title=a_hostile_dossier().sources[0].title[:200]),
    "many pages": lambda: a_held_dossier(2, lessons=a_big_dossier(12).lessons),
}


@cache
def made(name: str) -> bytes:
    return publish(DOSSIERS[name](), forms=("pdf",))["pdf"]


@cache
def read(name: str) -> PdfReader:
    return PdfReader(io.BytesIO(made(name)))


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_page_says_it_and_on_which_page_to_read_more(name: str) -> None:
    reader = read(name)
    gaps = [number for number, gap in enumerate(DOSSIERS[name]().gaps, start=1) if gap.kind == "held"]
    page = reader.get_destination_page_number(reader.named_destinations[f"gap-{gaps[0]}"]) + 1
    for sheet in reader.pages:
        said = NOTICE.findall(" ".join(sheet.extract_text().split()))
        assert [(numbers.split(",")[0].split()[0], int(number)) for numbers, number in said] == [(f"G{gaps[0]}", page)]


@pytest.mark.parametrize("profile", ["3a", "ua1"])
@pytest.mark.parametrize("name", DOSSIERS)
def test_it_stays_an_archive_and_accessible(name: str, profile: str) -> None:
    report = conformance.validate_pdf_bytes(made(name), profile=profile)
    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []


@pytest.mark.parametrize("name", ["one", "three"])
def test_a_second_opinion_finds_no_error(name: str, tmp_path: Path) -> None:
    file = tmp_path / "dossier.pdf"
    file.write_bytes(made(name))
    found = [one for one in outloud.check(str(file)).findings if one.severity in ("error", "warning")]
    assert [one.rule for one in found if one.rule != "LNK-010"] == []


def artifacts_on_a_page(content: bytes) -> int:
    written = PdfReader(io.BytesIO(content)).pages[3].get_contents()
    assert written is not None
    return len(re.findall(rb"/Artifact\s*(?:<<[^>]*>>)?\s*(?:BDC|BMC)", written.get_data()))


def test_it_is_not_read_out_on_every_page() -> None:
    """It is an artifact, like what else is in the header; nothing in it is a link, which would have to be tagged."""
    assert artifacts_on_a_page(made("one")) > artifacts_on_a_page(publish(a_held_dossier(0), forms=("pdf",))["pdf"])
    for sheet in read("one").pages:
        top = float(sheet.mediabox.height) - 21 / 25.4 * 72
        assert all(float(note.get_object()["/Rect"][3]) <= top + 1 for note in sheet.get("/Annots", ()))


def lowest_and_highest(sheet: PageObject, words: str) -> tuple[float, float]:
    """Between which heights, in points from below, ``words`` stand on the page."""
    heights: list[float] = []

    def look(text: str, moved: list[float], placed: list[float], *_: object) -> None:
        if words in text:
            heights.append(moved[1] * placed[4] + moved[3] * placed[5] + moved[5])

    sheet.extract_text(visitor_text=look)
    return min(heights), max(heights)


@pytest.mark.parametrize("name", DOSSIERS)
def test_however_long_the_title_it_never_covers_the_marking(name: str) -> None:
    sheet = read(name).pages[1]
    _, marking = lowest_and_highest(sheet, "OFFICIAL")
    _, notice = lowest_and_highest(sheet, "Held, and not in here")
    assert marking - notice > 9


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({}, id="as it is"),
        pytest.param(
            {
                "actions": tuple(an_action(number, what=prose(40, number)) for number in range(1, 9)),
                "read_back": tuple(prose(14, number) for number in range(5)),
            },
            id="little room",
        ),
    ],
)
@pytest.mark.parametrize("count", [1, 3])
def test_the_front_page_names_the_gap_and_is_one_page(count: int, changes: dict[str, object]) -> None:
    reader = PdfReader(io.BytesIO(publish(a_held_dossier(count, **changes), forms=("pdf",))["pdf"]))
    assert reader.get_destination_page_number(reader.named_destinations["contents"]) == 1
    first = " ".join(reader.pages[0].extract_text().split())
    assert re.search(r"Gaps that matter most.*G3 ◆ Important What .* looks wrong and is held", first)
    assert "To accept:" in first
