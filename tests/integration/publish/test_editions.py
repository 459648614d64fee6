"""What was withheld is in none of the bytes of an edition: not in its text, its metadata, its attachment, its tags."""

import io
from collections.abc import Iterator
from functools import cache
from typing import Any

import page as conformance
import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import ByteStringObject, StreamObject, TextStringObject

from handover.dossier.editions.annex import with_annex
from handover.dossier.editions.make import edition_of, without_annex
from handover.dossier.editions.rules import EditionRules, Phrase
from handover.dossier.model import Dossier
from handover.publish.forms import FORMS, publish
from tests.dossiers.planted import DETAILS, NOT_TO_BE_FOUND, SECRETS, a_planted_dossier

RULES = EditionRules(phrases=(Phrase("ferrous bid", "commercial"), Phrase("tender of lot nine", "commercial")))


@cache
def edition(name: str) -> Dossier:
    planted = a_planted_dossier()
    annexed = with_annex(planted, own_marking="OFFICIAL", rules=RULES)
    return {
        "full": lambda: annexed,
        "without annex": lambda: without_annex(annexed),
        "internal": lambda: edition_of(annexed, "internal", RULES),
        "public": lambda: edition_of(annexed, "public", RULES),
    }[name]()


@cache
def made(name: str) -> dict[Any, bytes]:
    return dict(publish(edition(name), forms=FORMS))


def everything_in_a_pdf(content: bytes) -> Iterator[str]:
    """Each string and each stream in a PDF, decompressed; its text as a reader sees it; what is attached."""
    reader = PdfReader(io.BytesIO(content))
    for number in range(1, int(reader.trailer["/Size"])):
        yield from strings_in(reader.get_object(number))
    yield from strings_in(reader.trailer.get("/Info"))
    for files in reader.attachments.values():
        for file in files:
            yield file.decode()
    document = pypdfium2.PdfDocument(content)
    for sheet in document:
        yield " ".join(sheet.get_textpage().get_text_bounded().split())


def strings_in(value: Any) -> Iterator[str]:
    if isinstance(value, StreamObject):
        data = value.get_data()
        yield data if isinstance(data, str) else data.decode("utf-8", "replace")
    if isinstance(value, dict):
        for name, one in value.items():
            yield str(name)
            if name != "/Parent":
                yield from strings_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings_in(one)
    elif isinstance(value, TextStringObject | ByteStringObject):
        yield value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def texts_of(form: str, content: bytes) -> str:
    return "\n".join(everything_in_a_pdf(content)) if form == "pdf" else content.decode()


CASES = [
    ("public", NOT_TO_BE_FOUND),
    ("internal", DETAILS),
    ("without annex", SECRETS),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(("name", "words"), CASES, ids=[case[0] for case in CASES])
def test_nothing_that_was_withheld_is_anywhere_in_the_bytes(name: str, words: tuple[str, ...], form: Any) -> None:
    text = texts_of(form, made(name)[form]).casefold()
    assert [word for word in words if word.casefold() in text] == []


@pytest.mark.parametrize("form", FORMS)
def test_the_search_finds_what_is_there(form: Any) -> None:
    text = texts_of(form, made("full")[form]).casefold()
    assert [word for word in NOT_TO_BE_FOUND if word.casefold() in text][:6] == list(NOT_TO_BE_FOUND[:6])


@pytest.mark.parametrize("profile", ["3a", "ua1"])
@pytest.mark.parametrize("name", ["full", "without annex", "internal", "public"])
def test_every_edition_is_an_archive_and_accessible(name: str, profile: str) -> None:
    report = conformance.validate_pdf_bytes(made(name)["pdf"], profile=profile)
    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []


def test_each_page_says_which_edition_it_is_and_how_it_is_marked() -> None:
    handled = edition("internal").model_copy(update={"handling": "named partners only"})
    document = pypdfium2.PdfDocument(publish(handled, forms=("pdf",))["pdf"])
    for sheet in document:
        text = " ".join(sheet.get_textpage().get_text_bounded().split())
        assert text.upper().count("OFFICIAL-SENSITIVE – NAMED PARTNERS ONLY") == 2
        assert "internal edition" in text


def test_the_annex_begins_on_a_page_of_its_own() -> None:
    pages = [
        " ".join(sheet.get_textpage().get_text_bounded().split())
        for sheet in pypdfium2.PdfDocument(made("full")["pdf"])
    ]
    (first,) = [number for number, text in enumerate(pages) if "Everything here stands only here" in text]
    assert "zirconium" not in " ".join(pages[:first])
    assert "Sources and provenance" not in pages[first]
