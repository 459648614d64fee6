"""What must never be sealed: a PDF that lacks, hides or does not draw what the dossier says."""

import io
from collections.abc import Callable

import pytest
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables._g_l_y_f import Glyph

from handover.dossier.model import Dossier
from handover.errors import RenderError
from handover.publish import fonts
from handover.publish.html import html
from handover.publish.pdf import pdf
from handover.publish.read_again import letters
from tests.dossiers.parts import a_lesson, an_action, groups_of
from tests.dossiers.rich import an_empty_dossier


def a_short_dossier() -> Dossier:
    return an_empty_dossier().model_copy(
        update={
            "lessons": groups_of([a_lesson(title="Ask the estates team first", what_happened="The lease ended.")]),
            "actions": (an_action(1, what="Return the meters"),),
        }
    )


LEFT_OUT = "The PDF lacks a text of the section “{}”"
SPOILT: dict[str, tuple[Callable[[str], str], str]] = {
    "a lesson has the text of another": (
        lambda page: page.replace("Ask the estates team first", "Ask the office stairs first"),
        LEFT_OUT.format("Lessons") + ": “Ask the estates",
    ),
    "an action is cut short": (
        lambda page: page.replace("Return the meters", "Return the"),
        LEFT_OUT.format("Follow-on actions"),
    ),
    "a paragraph is left out": (lambda page: page.replace("The lease ended.", ""), LEFT_OUT.format("Lessons")),
    "white text": (lambda page: page.replace("</style>", "main h4 { color: white }</style>"), "letters of the"),
    "text of no colour": (lambda page: page.replace("</style>", "h4 { color: transparent }</style>"), "letters of the"),
    "text in the colour of its ground": (
        lambda page: page.replace("</style>", "article { background: #16202a; color: #16202a }</style>"),
        "letters of the",
    ),
    "text that is cut off": (
        lambda page: page.replace("</style>", "article { height: 1px; overflow: hidden }</style>"),
        "letters of the",
    ),
    "text beside the page": (
        lambda page: page.replace("</style>", "h4 { position: relative; left: -400mm }</style>"),
        "letters of the",
    ),
}


@pytest.mark.parametrize("name", SPOILT)
def test_what_is_not_whole_or_not_to_be_seen_is_not_published(name: str) -> None:
    spoil, sentence = SPOILT[name]
    dossier = a_short_dossier()
    page = html(dossier)
    assert spoil(page) != page
    pdf(dossier, page)
    with pytest.raises(RenderError, match=sentence):
        pdf(dossier, spoil(page))


def test_a_font_that_draws_nothing_is_not_published(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = fonts._font

    def emptied(file: str) -> bytes:
        font = TTFont(io.BytesIO(whole(file)))
        glyphs = font["glyf"]
        for name in font.getGlyphOrder():
            glyphs[name] = Glyph()
        written = io.BytesIO()
        font.save(written)
        return written.getvalue()

    monkeypatch.setattr(fonts, "_font", emptied)
    dossier = a_short_dossier()
    with pytest.raises(RenderError, match="nothing is drawn"):
        pdf(dossier, html(dossier))


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("ﬁrst oﬃce, ﬂat", id="ligatures"),
        pytest.param("Café, Zoe\u0308, o\u0328\u0301", id="combining marks"),
        pytest.param("שלום עולם and مرحبا بالعالم", id="right to left"),
        pytest.param("漢字とかな 한국어", id="CJK"),
        pytest.param("soft\u00adhyphens and zero\u200bwidth", id="letters that are not seen"),
        pytest.param("x" * 5_000, id="a word of 5,000 letters"),
        pytest.param("⁵√ ½ ℡ Ⅷ", id="compatibility characters"),
        pytest.param("\U0003f000 and \u0378", id="characters that no font has"),
    ],
)
def test_whole_texts_are_found_however_they_are_set(title: str) -> None:
    dossier = an_empty_dossier().model_copy(update={"lessons": groups_of([a_lesson(title=title)])})
    assert pdf(dossier, html(dossier))


@pytest.mark.parametrize(
    ("given", "said"), [("Ask, first!", "askfirst"), ("ﬁve", "five"), ("a\u00adb", "ab"), ("…", ""), ("é", "é")]
)
def test_letters(given: str, said: str) -> None:
    assert letters(given) == said
