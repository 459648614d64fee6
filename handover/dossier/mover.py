"""Who a staff move is about: the one place where a person is looked for by the name that somebody typed."""

from collections.abc import Iterable

from handover.dossier.known import Known
from handover.initiatives.people.names import can_be_one


def is_mover(known: Known, name: str | None, emails: Iterable[str] = ()) -> bool:
    """Whether a name or address in a record is that of the person whom a staff move is about.

    The person may have been named by an e-mail address, which must be equal, or by name.
    """
    transition = known.transition
    if transition.kind != "staff-move" or not transition.person:
        return False
    asked = transition.person.strip()
    if "@" in asked:
        return asked.casefold() in {email.strip().casefold() for email in (*emails, name or "")}
    return name is not None and can_be_one(asked, name)
