"""The overview in its forms: made for real, and read back."""

import io
import json
from collections.abc import Callable
from functools import cache

import page as conformance
import pytest
from pypdf import PdfReader

from handover.dossier.overview.model import Overview
from handover.publish.overview import overview_forms
from tests.dossiers.overviews import a_hostile_overview, an_empty_overview, an_overview

OVERVIEWS: dict[str, Callable[[], Overview]] = {
    "rich": an_overview,
    "empty": an_empty_overview,
    "hostile": a_hostile_overview,
}


@cache
def made(name: str) -> dict[str, bytes]:
    return overview_forms(OVERVIEWS[name]())


@pytest.mark.parametrize("profile", ["3a", "ua1"])
@pytest.mark.parametrize("name", OVERVIEWS)
def test_it_is_an_archive_and_accessible(name: str, profile: str) -> None:
    report = conformance.validate_pdf_bytes(made(name)["pdf"], profile=profile)
    assert [f"{failure.rule_id}: {failure.message}" for failure in report.failures] == []


def test_the_same_overview_gives_the_same_bytes() -> None:
    assert overview_forms(an_overview()) == made("rich")


@pytest.mark.parametrize("name", OVERVIEWS)
def test_what_it_says_travels_in_the_pdf(name: str) -> None:
    attached = PdfReader(io.BytesIO(made(name)["pdf"])).attachments["overview.json"][0]
    assert attached == made(name)["json"]
    assert Overview.model_validate(json.loads(attached)) == OVERVIEWS[name]()


def test_text_of_a_source_is_never_markup() -> None:
    page = made("hostile")["html"].decode()
    assert "<script" not in page
    assert "{{ 7 * 7 }}" in page
