"""Whole dossiers as they are assembled: what is marked comes up again in no section, whoever derived it from what."""

from decimal import Decimal
from typing import Any

import pytest

from handover.dossier.changes.compare import changes
from handover.dossier.editions.annex import with_annex
from handover.dossier.editions.make import edition_of, without_annex
from handover.dossier.editions.rules import EditionRules
from handover.dossier.model import Dossier
from tests.unit.dossier.editions.test_editions import all_of, found
from tests.unit.dossier.knowledge import a_contact, a_lesson, a_status, an_action, assembled

WORDS = ("zirconium", "kestrel", "quillon", "Ulfberht", "Vantablack", "ulf@planted.example", "88.12")
SECRETS = (*WORDS, "88,120,000", "88120000")
MARKED = "OFFICIAL-SENSITIVE: COMMERCIAL"


def a_closure() -> Dossier:
    """A closure one lesson, action, report and contact of which are marked, and say what nothing else says."""
    return assembled(
        lessons=[
            a_lesson(2, title="Ask the neighbours first", recommendation="Knock on every door.", tags=("street",)),
            a_lesson(3, title="Two crews are enough", recommendation="Hire two crews and keep them."),
            a_lesson(
                4,
                title="The zirconium was bought twice",
                what_happened="Two orders for zirconium went out.",
                recommendation="Count the zirconium before the next order is signed.",
                early_warnings="Quillon invoices came twice in one week.",
                recorded_by="Ulfberht Vantablack",
                recorded_on="2011-05",
                outcome="did-not-work",
                tags=("kestrel",),
                sensitivity=MARKED,
            ),
        ],
        statuses=[
            a_status("2011-01", 2, rating="green", budget=Decimal(1_000_000), whole_life_cost=Decimal(2_000_000)),
            a_status("2011-06", 3, rating="amber", budget=Decimal(1_100_000), whole_life_cost=Decimal(2_100_000)),
            a_status(
                "2011-12",
                4,
                rating="red",
                budget=Decimal(88_120_000),
                whole_life_cost=Decimal(88_120_000),
                narrative="The kestrel contract was lost to Quillon.",
                owner="Ulfberht Vantablack",
                sensitivity=MARKED,
            ),
        ],
        contacts=[
            a_contact("Jo Hill", 2, role="Clerk"),
            a_contact("Kim Ross", 3, role="Engineer", knows_about="The drains."),
            a_contact(
                "Ulfberht Vantablack",
                4,
                role="Kestrel negotiator",
                emails=("ulf@planted.example",),
                knows_about="Where the zirconium lies.",
                sensitivity=MARKED,
            ),
        ],
        actions=[
            an_action(2, what="Paint the gate", owner="Jo Hill", due="2012-05-01"),
            an_action(3, what="Settle the kestrel claim", owner="Ulfberht Vantablack", sensitivity=MARKED),
        ],
        effective_on="2012-03-31",
    )


def test_all_of_it_is_there_before() -> None:
    assert set(WORDS) <= set(found(SECRETS, a_closure()))


@pytest.mark.parametrize("name", ["public", "without annex"])
def test_nothing_that_is_marked_comes_up_again(name: str) -> None:
    rules = EditionRules()
    annexed = with_annex(a_closure(), own_marking="OFFICIAL", rules=rules)
    made: Any = edition_of(a_closure(), "public", rules) if name == "public" else without_annex(annexed)
    assert found(SECRETS, made) == []
    kept = all_of(made)
    assert "Knock on every door." in kept
    assert "Paint the gate" in kept
    assert made.severity.rating is None or made.severity.rating.rating is None


def test_the_annex_has_all_that_was_taken_out() -> None:
    annexed = with_annex(a_closure(), own_marking="OFFICIAL", rules=EditionRules())
    assert annexed.annex is not None
    assert "Red" in str(annexed.annex) or "red" in str(annexed.annex)
    assert {"zirconium", "kestrel", "quillon", "Ulfberht", "ulf@planted.example", "88.12"} <= set(
        found(SECRETS, annexed)
    )


@pytest.mark.parametrize("name", ["public", "internal"])
def test_what_an_earlier_version_said_is_not_in_an_edition(name: Any) -> None:
    later = assembled(effective_on="2012-03-31").model_copy(update={"version": 2})
    made = edition_of(later.model_copy(update={"changes": changes(a_closure(), later)}), name, EditionRules())
    assert found(SECRETS, made) == []
    assert made.changes is not None
    assert "[withheld: personal data, s40]" in str(made.changes.note)
    assert made.edition is not None
    assert made.edition.count >= 1
