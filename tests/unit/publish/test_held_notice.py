"""What each page says of what is held: in words, on the screen, and nothing at all where nothing is."""

import io
from xml.etree.ElementTree import Element

import pytest
import tinyhtml5
from pypdf import PdfReader
from weasyprint import HTML

from handover.assets import TEMPLATES
from handover.dossier.model import Dossier
from handover.publish.held import HeldNotice, held_notice
from handover.publish.html import html
from tests.dossiers.hostile import SCRIPT
from tests.dossiers.parts import a_gap
from tests.dossiers.rich import a_dossier, a_held_dossier, an_empty_dossier

LONG = "Lessons log of the Warm Homes board and of its forerunners in Aldermoor and Nether Quay"

CASES: dict[str, tuple[Dossier, HeldNotice | None, str]] = {
    "nothing": (a_dossier(), None, ""),
    "nothing at all": (an_empty_dossier(), None, ""),
    "one": (a_held_dossier(1), HeldNotice("“Lessons log of the Warm Homes board”", (3,), 0), "G3"),
    "a long title": (
        a_held_dossier(1, title=LONG),
        HeldNotice("“Lessons log of the Warm Homes board and…”", (3,), 0),
        "G3",
    ),
    "two": (a_held_dossier(2), HeldNotice("2 sources", (3, 4), 0), "G3 and G4"),
    "three": (a_held_dossier(3), HeldNotice("3 sources", (3, 4, 5), 0), "G3, G4 and G5"),
    "many": (a_held_dossier(12), HeldNotice("12 sources", (3, 4, 5), 9), "G3, G4, G5 and 9 more"),
    "a gap whose source is not listed": (
        an_empty_dossier().model_copy(update={"gaps": (a_gap(kind="held"),)}),
        HeldNotice("1 source", (1,), 0),
        "G1",
    ),
}


@pytest.mark.parametrize(("dossier", "notice", "numbers"), CASES.values(), ids=CASES)
def test_whose_content_is_held_and_which_gaps_say_why(
    dossier: Dossier, notice: HeldNotice | None, numbers: str
) -> None:
    assert held_notice(dossier) == notice
    assert notice is None or notice.numbers == numbers


def notices(page: str) -> tuple[list[Element], list[Element]]:
    """What the page has for a screen, and for paper."""
    root = tinyhtml5.parse(page, namespace_html_elements=False)
    return (
        [element for element in root.iter("aside") if element.get("class") == "held"],
        [element for element in root.iter("p") if element.get("class") == "held-on-paper"],
    )


def words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


HELD = {name: case for name, case in CASES.items() if case[1]}


@pytest.mark.parametrize(("dossier", "notice", "numbers"), HELD.values(), ids=HELD)
def test_the_page_says_it_with_links_and_once_more_for_paper(
    dossier: Dossier, notice: HeldNotice, numbers: str
) -> None:
    (on_screen,), (on_paper,) = notices(html(dossier))
    sentence = f"◆ Held, and not in here (see {numbers}): what {notice.whose} brought last, which looks wrong."
    assert words(on_screen) == words(on_paper) == sentence
    links = [link.get("href") for link in on_screen.iter("a")]
    assert links == [f"#gap-{number}" for number in notice.gaps] + (["#gaps"] if notice.more else [])
    assert not list(on_paper.iter("a"))


@pytest.mark.parametrize("dossier", [a_dossier(), an_empty_dossier()], ids=["rich", "empty"])
def test_where_nothing_is_held_the_page_has_nothing_of_it(dossier: Dossier) -> None:
    page = html(dossier)
    assert notices(page) == ([], [])
    style = (TEMPLATES / "dossier/held.css").read_text("utf-8")
    assert style not in page
    assert style in html(a_held_dossier(1))


def test_a_title_is_only_ever_text() -> None:
    (on_screen,), (on_paper,) = notices(html(a_held_dossier(1, title=SCRIPT)))
    assert "<script>" in words(on_screen)
    assert not [element.tag for both in (on_screen, on_paper) for element in both.iter() if element.tag == "script"]


@pytest.mark.parametrize("medium", ["screen", "print"])
def test_a_reader_sees_it_once(medium: str) -> None:
    """On a screen what is for paper is not laid out, and the other way around."""
    page = html(a_held_dossier(1).model_copy(update={"lessons": (), "story": ()}))
    content = HTML(string=page, media_type=medium).write_pdf()
    assert content is not None
    first = PdfReader(io.BytesIO(content)).pages[0].extract_text()
    assert first.count("Held, and not in here") == 1
