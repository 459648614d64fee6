"""The transition that a dossier is for, as the store has it, with what is known of who moves."""

from typing import cast

from sqlalchemy import Connection

from handover.dossier.known import KnownTransition
from handover.dossier.model import TransitionKind
from handover.initiatives.people import found as people
from handover.initiatives.people.sameness import addresses
from handover.records import Contact
from handover.transitions.recorded import Transition


def known_transition(connection: Connection, of: Transition) -> KnownTransition:
    """What is known of the transition ``of``."""
    mover = _contacts_of(connection, of.details.get("number"))
    return KnownTransition(
        number=of.id,
        kind=cast(TransitionKind, of.kind),
        effective_on=of.effective_on,
        reason=of.reason,
        requested_by=of.requested_by,
        confirmed_at=of.requested_at,
        new_name=of.details.get("new_name"),
        person=of.details.get("person"),
        successor=of.details.get("successor"),
        post=of.details.get("post"),
        to_post=of.details.get("to_post"),
        person_names=tuple(dict.fromkeys(one.name for one in mover if one.name)),
        person_addresses=frozenset(address for one in mover for address in addresses(one)),
        into=of.details.get("into"),
        beside=of.details.get("with"),
        functions=of.details.get("functions"),
        giver=of.details.get("from"),
    )


def _contacts_of(connection: Connection, number: str | None) -> list[Contact]:
    return people.contacts_of(connection, people.by_id(connection, int(number)).id) if number else []
