"""What came before an initiative, as it is known: families, and earlier initiatives with their lessons."""

from typing import Any

from handover.dossier.known import KnownEarlier, KnownHeritage
from handover.initiatives.identity import Initiative
from handover.initiatives.naming import Naming
from handover.initiatives.succession.family import Family
from handover.initiatives.succession.model import Party, Said, SuccessionKind
from handover.initiatives.succession.recorded import Succession
from tests.unit.dossier.knowledge import COMPILED, INITIATIVE, a_contact, a_lesson

OLD, NEW = Party(1, "Old Pier"), Party(2, INITIATIVE)
OTHER = Party(3, "Other Pier")


def a_succession(
    number: int = 1,
    kind: SuccessionKind = "rename",
    before: Party = OLD,
    after: Party = NEW,
    on: str = "2010-10-20",
    **more: Any,
) -> Succession:
    said = Said(kind, (before,), (after,), on, evidence="Minute 4", said_by="Jo Hill")
    return Succession(number, said, COMPILED, **more)


def a_family(*ties: Succession, contradictory: tuple[tuple[Succession, Succession], ...] = ()) -> Family:
    parties = {one.initiative_id: one for tie in ties for one in (*tie.said.predecessors, *tie.said.successors)}
    initiatives = tuple(Initiative(one.initiative_id, one.name, "body", None) for one in parties.values())
    of = next(one for one in initiatives if one.id == NEW.initiative_id)
    return Family(of, initiatives, (Naming(1, "Old Pier Trust", to_on="2005"),), ties, contradictory)


def an_earlier(name: str = "Old Pier", count: int = 2, **given: Any) -> KnownEarlier:
    fields: dict[str, Any] = {
        "why": f"“{name}” was renamed “{INITIATIVE}” on 20 October 2010.",
        "ended": None,
        "records": count,
        "lessons": [a_lesson(row, source="old-lessons", initiative=name) for row in range(2, count + 2)],
        "contacts": [a_contact("Max Orr", source="old-contacts")] if count else [],
    }
    return KnownEarlier(name, **fields | given)


def a_past(**given: Any) -> dict[str, KnownHeritage]:
    return {"heritage": KnownHeritage(**given)}
