"""The PDF as its readers, their software and an archive get it: made for real, and read back."""

import io
import logging
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import outloud
import page as conformance
import pytest
from pypdf import PdfReader
from pypdf.generic import Destination

from handover.demonstration.samples import samples
from handover.dossier.model import Dossier, StatusHistory
from handover.errors import RenderError
from handover.publish.forms import page_count, publish
from handover.publish.html import html
from handover.publish.json_form import dossier_as_json
from handover.publish.pdf import pdf
from handover.publish.sections import sections_of
from tests.dossiers.big import a_big_dossier, prose
from tests.dossiers.changed import a_changed_dossier
from tests.dossiers.closed import a_closure, a_hostile_closure, an_empty_closure
from tests.dossiers.complete import a_judged_dossier
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.moved import a_dossier_of_a_move, a_dossier_of_a_split
from tests.dossiers.parts import a_gap, a_lesson, a_sentence, an_action, groups_of
from tests.dossiers.past import a_dossier_with_a_past
from tests.dossiers.pictured import a_pictured_dossier
from tests.dossiers.rich import a_dossier, an_empty_dossier

ROOT = Path(__file__).parents[3]

DOSSIERS: dict[str, Callable[[], Dossier]] = {
    "rich": a_dossier,
    "empty": an_empty_dossier,
    "hostile": a_hostile_dossier,
    "big": lambda: a_big_dossier(12),
    "with a past": a_dossier_with_a_past,
    "with pictures": a_pictured_dossier,
    "of a staff move": a_dossier_of_a_move,
    "of a split": a_dossier_of_a_split,
    "changed": a_changed_dossier,
    "a closure": a_closure,
    "an empty closure": an_empty_closure,
    "a hostile closure": a_hostile_closure,
    "judged": a_judged_dossier,
}


@cache
def made(name: str) -> bytes:
    return publish(DOSSIERS[name](), forms=("pdf",))["pdf"]


@cache
def read(name: str) -> PdfReader:
    return PdfReader(io.BytesIO(made(name)))


@cache
def text_of(name: str) -> tuple[str, ...]:
    return tuple(" ".join((sheet.extract_text() or "").split()) for sheet in read(name).pages)


@pytest.mark.parametrize("profile", ["3a", "ua1"])
@pytest.mark.parametrize("name", DOSSIERS)
def test_it_is_an_archive_and_accessible(name: str, profile: str) -> None:
    report = conformance.validate_pdf_bytes(made(name), profile=profile)
    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []
    assert report.is_compliant


@pytest.mark.parametrize("name", ["rich", "empty", "with a past", "of a staff move", "of a split", "judged"])
def test_a_second_opinion_finds_no_error(name: str, tmp_path: Path) -> None:
    file = tmp_path / "dossier.pdf"
    file.write_bytes(made(name))
    result = outloud.check(str(file))
    assert result.error is None
    assert [finding for finding in result.findings if finding.severity in ("error", "warning")] == [
        # An address that stands in the middle of a source's sentence is left alone.
        finding
        for finding in result.findings
        if finding.rule == "LNK-010"
    ]


def test_the_metadata_say_what_it_is() -> None:
    reader = read("rich")
    assert reader.metadata is not None
    assert reader.metadata.title == "Closure of Warm Homes Aldermoor: handover dossier HO-0007, version 2"
    assert reader.metadata.author == "Aldermoor County Programme Office"
    assert reader.metadata["/CreationDate"] == reader.metadata["/ModDate"] == "D:20260402093000Z"
    xmp = reader.trailer["/Root"]["/Metadata"].get_data().decode()
    assert 'pdfuaid:part="1"' in xmp
    assert 'pdfaid:part="3"' in xmp


def test_the_same_dossier_gives_the_same_bytes_in_another_process() -> None:
    code = (
        "import sys; from tests.dossiers.rich import a_dossier as d; from handover.publish.forms import publish;"
        "sys.stdout.buffer.write(publish(d(), forms=('pdf',))['pdf'])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Pacific/Auckland", "SOURCE_DATE_EPOCH": "1"}
    again = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, check=True)
    assert again.stdout == made("rich")
    assert again.stderr == b""


@pytest.mark.parametrize("name", DOSSIERS)
def test_the_number_of_pages_is_told_without_reading_the_file(name: str) -> None:
    assert page_count(made(name)) == len(read(name).pages)


def test_a_pdf_of_another_maker_has_no_such_number() -> None:
    with pytest.raises(ValueError, match="not published here"):
        page_count(b"%PDF-1.7")


def test_dossier_json_travels_inside() -> None:
    (attached,) = read("rich").attachments["dossier.json"]
    assert attached == dossier_as_json(a_dossier())
    files = [entry.get_object() for entry in read("rich").trailer["/Root"]["/AF"]]
    assert {entry["/AFRelationship"] for entry in files} == {"/Source"}


@pytest.mark.parametrize("name", DOSSIERS)
def test_each_page_has_its_marking_twice_its_number_and_where_it_belongs(name: str) -> None:
    dossier = DOSSIERS[name]()
    pages = text_of(name)
    for number, text in enumerate(pages, start=1):
        assert text.count(dossier.marking) == 2
        assert f"Page {number} of {len(pages)}" in text
        assert f"HO-0007 version {dossier.version}" in text


def test_headers_and_footers_are_not_read_out() -> None:
    """They are marked as artifacts of pagination, so the only tagged text is the dossier's own."""
    content = read("rich").pages[3].get_contents()
    assert content is not None
    marked = re.findall(rb"/(\w+)\s*(?:<<[^>]*>>)?\s*(?:BDC|BMC)", content.get_data())
    assert marked.count(b"Artifact") >= 6


def outline(entries: list[Destination | list], depth: int = 0) -> Iterator[tuple[int, str]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from outline(entry, depth + 1)
        else:
            yield depth, str(entry.title)


def test_bookmarks_lead_to_each_section_and_each_lesson() -> None:
    marks = list(outline(read("rich").outline))
    top = [title for depth, title in marks if depth == 0]
    assert top == [
        "Closure of Warm Homes Aldermoor",
        "Contents",
        *(f"{number} {title}" for number, title in sections_of(DOSSIERS["rich"]()).values()),
    ]
    assert sum(title.startswith("L") and depth == 2 for depth, title in marks) == 8


def test_the_contents_say_on_which_page_each_section_begins() -> None:
    reader, pages = read("big"), text_of("big")
    destinations = reader.named_destinations
    for name, (_, title) in sections_of(DOSSIERS["big"]()).items():
        begins = reader.get_destination_page_number(destinations[name]) + 1
        assert re.search(rf"{title}[ .]+{begins}\b", pages[1]), (title, begins)


def test_what_has_no_room_on_the_front_page_is_referred_to_by_its_page() -> None:
    reader = read("big")
    begins = reader.get_destination_page_number(reader.named_destinations["actions"]) + 1
    assert re.search(rf"And \d+ more in Follow-on actions ?\(page {begins}\)", text_of("big")[0])


FULL = tuple(prose(40, number) for number in range(1, 9))
FRONTS: dict[str, Callable[[], Dossier]] = {
    "rich": a_dossier,
    "big": lambda: a_big_dossier(1),
    "empty": an_empty_dossier,
    "with a past": a_dossier_with_a_past,
    "a closure": a_closure,
    "an empty closure": an_empty_closure,
    "a hostile closure": a_hostile_closure,
    "with an annex": lambda: samples()["full"],
    "a public edition": lambda: samples()["public"],
    "judged": a_judged_dossier,
    "long sentences everywhere": lambda: a_dossier(
        actions=tuple(
            an_action(number, what=text, owner="Bartholomew Featherstonehaugh-Cholmondeley", inherits=None)
            for number, text in enumerate(FULL, start=1)
        ),
        gaps=tuple(a_gap(sentence=text) for text in FULL),
        severity=a_dossier().severity.model_copy(update={"reasons": tuple(map(a_sentence, FULL))}),
        initiative=a_dossier().initiative.model_copy(update={"lines": tuple(map(a_sentence, FULL[:5]))}),
    ),
    "many short ones": lambda: a_dossier(
        actions=tuple(an_action(number, what="Do it.") for number in range(1, 60)),
        gaps=tuple(a_gap(sentence="Missing.") for _ in range(60)),
    ),
    "a long name and five questions": lambda: a_dossier(
        initiative=a_dossier().initiative.model_copy(
            update={"name": "Aldermoor and Nether Quay Joint Programme for Warm, Dry and Affordable Homes for All Ages"}
        ),
        read_back=(*a_dossier().read_back, "Who else has to know, and when will you tell them what they need to hear?"),
    ),
    "capitals, which are wide": lambda: a_dossier(
        actions=tuple(an_action(number, what=text.upper()) for number, text in enumerate(FULL, start=1)),
        gaps=tuple(a_gap(sentence=text.upper()) for text in FULL),
    ),
}


@pytest.mark.parametrize("name", FRONTS)
def test_the_front_page_is_one_page(name: str) -> None:
    dossier = FRONTS[name]().model_copy(
        update={"lessons": (), "story": (), "status": StatusHistory(), "sources": (), "closing": None}
    )
    reader = PdfReader(io.BytesIO(publish(dossier, forms=("pdf",))["pdf"]))
    assert reader.get_destination_page_number(reader.named_destinations["contents"]) == 1
    first = " ".join((reader.pages[0].extract_text() or "").split())
    assert "Your read-back" in first
    assert "To accept:" in first


def test_hostile_texts_stay_texts() -> None:
    text = " ".join(text_of("hostile"))
    assert "<script>document.title='taken'</script>" in text
    assert "{{ 7*7 }}" in text
    uris = {
        note.get_object()["/A"]["/URI"]
        for sheet in read("hostile").pages
        for note in sheet.get("/Annots", ())
        if "/A" in note.get_object()
    }
    assert all(uri.startswith("mailto:") for uri in uris)


def test_nothing_of_a_long_text_is_lost() -> None:
    long = f"START {prose(5_000)} {'W' * 2_000} END"
    dossier = an_empty_dossier().model_copy(update={"lessons": groups_of([a_lesson(what_happened=long)])})
    reader = PdfReader(io.BytesIO(publish(dossier, forms=("pdf",))["pdf"]))
    text = "".join((sheet.extract_text() or "") for sheet in reader.pages)
    assert text.count("W") >= 2_000
    assert re.search(r"START.*END", text, re.DOTALL)
    assert sum(map(len, long.split())) < len("".join(text.split()))


@pytest.mark.parametrize(
    ("address"),
    ["file:///etc/hostname", "http://192.0.2.1/x", "dossier-font:../../etc/passwd", "data:image/png;base64,AAAA"],
)
def test_an_attempt_to_fetch_anything_fails_the_render(address: str) -> None:
    dossier = an_empty_dossier()
    tampered = html(dossier).replace("<main>", f'<main><img alt="x" src="{address}">')
    with pytest.raises(RenderError, match="outside itself") as refusal:
        pdf(dossier, tampered)
    assert refusal.value.where == address


@pytest.mark.parametrize(
    ("find", "replace", "sentence"),
    [
        pytest.param(' id="front"', "", "lacks 1 of the dossier|could not be laid out", id="the front page is gone"),
        pytest.param(' id="person-2"', "", "lacks 1 of the dossier", id="a person is gone"),
        pytest.param(' id="lesson-3"', "", "lacks 1 of the dossier", id="a lesson is gone"),
        pytest.param("</main>", '<p style="break-before: page">&nbsp;</p></main>', "came out blank", id="a blank page"),
        pytest.param(
            'class="section"', 'class="section" style="visibility: hidden"', "blank|letters", id="hidden text"
        ),
        pytest.param("<h4>", '<h4 style="display: none">', "letters of the dossier's", id="text that is not laid out"),
        pytest.param("</main>", '<a href="#nowhere">x</a></main>', "could not be laid out", id="a link to nowhere"),
    ],
)
def test_a_pdf_that_is_not_whole_is_not_published(find: str, replace: str, sentence: str) -> None:
    whole = a_dossier()
    dossier = an_empty_dossier().model_copy(update={"lessons": whole.lessons[:1], "people": whole.people[:3]})
    page = html(dossier)
    assert find in page
    with pytest.raises(RenderError, match=sentence):
        pdf(dossier, page.replace(find, replace))


def test_characters_that_no_font_has_are_described(caplog: pytest.LogCaptureFixture) -> None:
    lesson = a_lesson(title="Unassigned \u0378, assigned \u00e9", what_happened="A plane with nothing: \U0003f000")
    with caplog.at_level(logging.INFO, "handover"):
        content = publish(an_empty_dossier().model_copy(update={"lessons": groups_of([lesson])}), forms=("pdf",))["pdf"]
    text = "".join((sheet.extract_text() or "") for sheet in PdfReader(io.BytesIO(content)).pages)
    assert "⟦U+0378⟧, assigned é" in text
    assert "⟦U+3F000⟧" in text
    assert "No font here has U+0378, U+3F000." in caplog.text


def ours(caplog: pytest.LogCaptureFixture) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.name.startswith("handover")]


def test_the_renderers_warnings_go_to_the_log_and_nowhere_else(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    dossier = an_empty_dossier()
    with caplog.at_level(logging.INFO):
        pdf(dossier, html(dossier).replace("</style>", "p { no-such-property: 1 }</style>"))
    (record,) = (one for one in ours(caplog) if "no-such-property" in one.getMessage())
    assert record.levelno == logging.INFO
    assert not logging.getLogger("weasyprint").propagate
    assert capfd.readouterr() == ("", "")


def test_our_own_style_sheet_gives_the_renderer_nothing_to_warn_of(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        publish(a_dossier(), forms=("pdf",))
    assert [record.getMessage() for record in ours(caplog)] == []


def test_the_fonts_are_ours_and_inside() -> None:
    fonts = read("rich").pages[2]["/Resources"]["/Font"]
    names = {str(font.get_object()["/BaseFont"]) for font in fonts.values()}
    assert all("Dossier-Sans" in name for name in names), names


def test_all_forms_come_from_one_call() -> None:
    forms = publish(an_empty_dossier())
    assert set(forms) == {"pdf", "html", "json"}
    assert forms["pdf"] == made("empty")
    assert forms["html"].decode() == html(an_empty_dossier())
    assert forms["json"] == dossier_as_json(an_empty_dossier())
