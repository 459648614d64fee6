"""The page that tells what differs between two dossiers."""

import re

import pytest

from handover.dossier.changes.compare import changes
from handover.publish.comparison import comparison
from handover.publish.html import html
from tests.dossiers.changed import a_changed_dossier, a_later_dossier
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.rich import a_dossier


def test_the_page_tells_every_change_and_both_dossiers() -> None:
    before, after = a_dossier(), a_later_dossier()
    found = changes(before, after, most=None)
    page = comparison(before, after, found)
    assert page.count('<b class="label">') == found.count
    assert "HO-0007 version 2" in page
    assert "HO-0007 version 3" in page
    assert page.count("<h1") == 1
    assert not re.search(r'(?:href|src)="(?!#)', page)


def test_the_page_leads_to_nothing_that_is_not_in_it() -> None:
    page = comparison(a_dossier(), a_later_dossier(), changes(a_dossier(), a_later_dossier()))
    assert {one for one in re.findall(r'href="#([^"]+)"', page)} <= set(re.findall(r'id="([^"]+)"', page))


@pytest.mark.parametrize("turned", [False, True])
def test_hostile_texts_are_text(turned: bool) -> None:
    two = (a_hostile_dossier(), a_dossier())
    before, after = reversed(two) if turned else two
    page = comparison(before, after, changes(before, after, most=None))
    assert "<script" not in page
    assert "<img" not in page


def test_a_dossier_opens_with_what_changed() -> None:
    page = html(a_changed_dossier())
    assert "What changed since version 2</a>" in page
    assert page.index('id="changes"') < page.index('id="story"')
    assert 'id="changes"' not in html(a_dossier())
