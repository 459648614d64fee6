"""Who a staff move is about: the one place where a person is looked for by the name that somebody typed."""

from collections.abc import Iterable

from handover.dossier.known import Known
from handover.initiatives.names import compared
from handover.initiatives.people.names import can_be_one


def is_mover(known: Known, name: str | None, emails: Iterable[str] = ()) -> bool:
    """Whether a name or address in a record is that of the person whom a staff move is about.

    The person may have been named by an e-mail address, which must be equal, or by name.
    """
    transition = known.transition
    if transition.kind != "staff-move" or not transition.person:
        return False
    asked = transition.person.strip()
    written = {email.strip().casefold() for email in emails}
    if "@" in asked:
        return asked.casefold() in {*written, (name or "").strip().casefold()}
    # Another address than any of theirs is that of somebody of the same name.
    if written and transition.person_addresses and not written & transition.person_addresses:
        return False
    return name is not None and any(can_be_one(one, name) for one in (asked, *transition.person_names))


def is_post_left(known: Known, role: str | None) -> bool:
    """Whether a post of the person who moves is one that they leave: all of them, or the one that it is about."""
    post = known.transition.post
    return post is None or compared(role or "") == compared(post)
