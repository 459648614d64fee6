"""Strings that have broken programs before, in the forms that people read: each is found, and none does anything."""

from lxml import html as markup

from handover.dossier.model import Dossier
from handover.publish.forms import publish
from handover.publish.html import html
from handover.publish.in_words import in_words
from handover.publish.json_form import dossier_as_json, dossier_from_json
from handover.publish.legible import legible
from tests.dossiers.naughty import STRINGS, a_naughty_dossier
from tests.dossiers.parts import a_lesson, groups_of
from tests.dossiers.rich import an_empty_dossier


def told(text: str) -> str:
    return " ".join(legible(text).split())


def test_the_page_has_each_as_text_and_none_as_markup() -> None:
    page = markup.document_fromstring(html(a_naughty_dossier()).encode(), parser=markup.HTMLParser(encoding="utf-8"))
    (main,) = page.iter("main")
    text = " ".join("".join(main.itertext()).split())
    assert [given for given in STRINGS if told(given) not in text] == []
    tags = {one.tag for one in main.iter() if isinstance(one.tag, str)}
    assert not tags & {"script", "img", "iframe", "object", "form", "link", "text:p"}
    assert not [name for one in main.iter() for name in one.attrib if name.startswith("on")]
    assert {link.get("href").partition(":")[0] for link in main.iter("a") if link.get("href")[0] != "#"} <= {"mailto"}


def test_the_json_keeps_every_character() -> None:
    dossier = a_naughty_dossier()
    assert dossier_from_json(dossier_as_json(dossier)) == dossier


def test_the_words_for_a_screen_have_each() -> None:
    lines = " ".join(" ".join(in_words(a_naughty_dossier(), ["gaps"])).split())
    assert [given for given in STRINGS if told(given) not in lines] == []


def test_a_pdf_is_made_of_them() -> None:
    # What stands on its pages is compared with the page while it is made: RenderError where a letter is lost.
    assert publish(_one_of_each(), forms=("pdf",))["pdf"].startswith(b"%PDF-")


def _one_of_each() -> Dossier:
    lessons = groups_of([a_lesson(1, what_happened="\n\n".join(STRINGS))])
    return an_empty_dossier().model_copy(update={"lessons": lessons})
