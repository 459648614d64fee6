"""How the pages say how complete a dossier is, and who waived what."""

import pytest

from handover.dossier.expectations.model import STANDINGS as EVERY_STANDING
from handover.dossier.expectations.model import Completeness, Score, Waiver
from handover.dossier.expectations.rule import Choices
from handover.publish.completeness import STANDINGS, completeness_anchors, front_score, waiver_words
from handover.publish.html import html
from tests.dossiers.rich import a_dossier
from tests.unit.dossier.knowledge import a_known, assembled

WAIVER = Waiver(by="Jo Hill", on="2012-05-03", because="They retired", said_then="Nobody was listed.")


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("Nobody was listed.", "By Jo Hill on 3 May 2012: They retired."),
        ("2 are.", "By Jo Hill on 3 May 2012: They retired. It then read: Nobody was listed."),
    ],
    ids=["as it was then", "otherwise by now"],
)
def test_a_waiver_in_words(now: str, words: str) -> None:
    assert waiver_words(WAIVER, now) == words


def test_each_standing_has_its_own_shape_and_word() -> None:
    assert STANDINGS.keys() == set(EVERY_STANDING)
    assert (
        len({shape for shape, _ in STANDINGS.values()})
        == len(STANDINGS)
        == len({word for _, word in STANDINGS.values()})
    )


def test_the_line_on_page_one() -> None:
    page = html(assembled())
    assert '3 of 20 expectations met; of 9 essential, 1. <a class="onward" href="#completeness">More</a>.' in page


def test_the_line_where_nothing_is_essential() -> None:
    useful = Completeness(summary="", scores=(Score(importance="useful", of=0, met=0, partly=0),), expected=())
    assert front_score(useful) == "0 of 0 expectations met."


def test_a_dossier_from_before_there_were_expectations_is_shown_as_it_was() -> None:
    old = a_dossier()
    assert old.completeness is None
    assert list(completeness_anchors(old)) == []
    assert "How complete" not in html(old)


def test_what_must_be_waived_is_said_where_it_is_lacking() -> None:
    page = html(assembled(a_known(), choices=Choices(must_be_waived=frozenset({"no-contacts", "someone-to-ring"}))))
    assert "does not allow a dossier to be sealed with this gap while nobody has waived it by name" in page
    assert "Not sealed until it is met or waived by name." in page
