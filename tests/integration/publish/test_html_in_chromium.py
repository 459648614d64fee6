"""The page in a real browser: accessible (WCAG 2.2 AA, by axe), light and dark, wide and narrow; searched; alone."""

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from handover.dossier.editions.make import edition_of
from handover.dossier.editions.rules import EditionRules
from handover.dossier.model import Dossier
from handover.publish.html import html
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.past import a_dossier_with_a_past
from tests.dossiers.planted import a_planted_dossier
from tests.dossiers.rich import a_dossier, a_held_dossier, an_empty_dossier
from tests.servers.chromium import chromium

DOSSIERS: dict[str, Callable[[], Dossier]] = {
    "rich": a_dossier,
    "empty": an_empty_dossier,
    "hostile": a_hostile_dossier,
    "with a past": a_dossier_with_a_past,
    "held": a_held_dossier,
    "public": lambda: edition_of(a_planted_dossier(), "public", EditionRules()),
}
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
# Axe's rules for WCAG 2.2, levels A and AA, and its best practices.
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@cache
def page_of(name: str) -> str:
    return html(DOSSIERS[name]())


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_page(name: str, **context: Any) -> Page:
        file = tmp_path / "dossier.html"
        file.write_text(page_of(name), encoding="utf-8")
        contexts.append(browser.new_context(offline=True, **context))
        page = contexts[-1].new_page()
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("scheme", "size"), [("light", WIDE), ("dark", NARROW)], ids=["light, wide", "dark, narrow"])
@pytest.mark.parametrize("name", DOSSIERS)
def test_axe_finds_nothing(opened: Callable[..., Page], name: str, scheme: str, size: Any) -> None:
    page = opened(name, viewport=size, color_scheme=scheme, bypass_csp=True)
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], [node["html"][:200] for node in one["nodes"][:3]]) for one in found] == []


@pytest.mark.parametrize("name", DOSSIERS)
def test_on_a_phone_only_tables_and_drawings_scroll_sideways(opened: Callable[..., Page], name: str) -> None:
    page = opened(name, viewport=NARROW)
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("name", DOSSIERS)
def test_it_asks_for_nothing_and_reports_no_error(browser: Browser, tmp_path: Path, name: str) -> None:
    file = tmp_path / "dossier.html"
    file.write_text(page_of(name), encoding="utf-8")
    asked: list[str] = []
    said: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.goto(file.as_uri())
    page.wait_for_timeout(50)
    page.close()
    assert asked == [file.as_uri()]
    assert said == []


def test_the_search_leads_to_where_the_words_stand(opened: Callable[..., Page]) -> None:
    page = opened("rich", viewport=WIDE)
    page.get_by_label("Search in this dossier").fill("PARISH halls")
    expect(page.locator("#search-said")).not_to_be_empty()
    said = page.locator("#search-said").inner_text()
    assert said.endswith("places have them.") or said == "One place has them."
    entries = page.locator("#search-found li")
    assert all("arish" in entry for entry in entries.all_inner_texts())
    assert any("Lessons" in entry for entry in entries.all_inner_texts())
    entries.first.locator("a").click()
    where = page.evaluate("document.activeElement.textContent")
    assert "arish halls" in where
    box = page.evaluate("document.activeElement.getBoundingClientRect().top")
    assert 0 <= box < WIDE["height"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("zzzyx", "Nothing in this dossier has these words."),
        ("   ", ""),
        ("<img src=x onerror=alert(1)>", "Nothing in this dossier has these words."),
    ],
    ids=["nothing", "blank", "markup"],
)
def test_what_the_search_says(opened: Callable[..., Page], words: str, said: str) -> None:
    page = opened("rich", viewport=WIDE)
    page.get_by_label("Search in this dossier").fill(words)
    page.wait_for_timeout(300)
    assert page.locator("#search-said").inner_text() == said


def test_the_search_reads_hostile_texts_as_texts(opened: Callable[..., Page]) -> None:
    page = opened("hostile", viewport=WIDE)
    page.get_by_label("Search in this dossier").fill("onerror script")
    page.get_by_label("Search in this dossier").fill("<script>")
    expect(page.locator("#search-said")).not_to_be_empty()
    assert page.locator("#search-found script, #search-found img").count() == 0
    assert page.title() != "taken"


def test_without_scripts_there_is_no_search_and_everything_else(opened: Callable[..., Page]) -> None:
    page = opened("rich", viewport=WIDE, java_script_enabled=False)
    assert not page.get_by_label("Search in this dossier").is_visible()
    assert page.get_by_role("heading", name="Follow-on actions").first.is_visible()


def test_on_paper_it_is_black_on_white_without_the_search(opened: Callable[..., Page]) -> None:
    page = opened("rich", viewport=WIDE, color_scheme="dark")
    page.emulate_media(media="print", color_scheme="dark")
    assert not page.get_by_label("Search in this dossier").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
