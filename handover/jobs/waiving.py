"""Waive by name what a dossier lacks, or take that back; and look at what one has and lacks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update

from handover.dossier.expectations.lacking import lacking
from handover.dossier.expectations.table import EXPECTATION_CODES
from handover.dossier.gaps import GAP_CODES
from handover.dossier.model import Dossier
from handover.dossier.wording import day
from handover.errors import BadRequest, UnknownDossier
from handover.jobs import policy
from handover.jobs.dossiers import checked_file
from handover.jobs.office import Office
from handover.jobs.steps import as_it_stands
from handover.jobs.who_and_why import who_and_why
from handover.sources.near import did_you_mean
from handover.sources.texts import shown
from handover.store.tables import dossier, waiver
from handover.transitions import recorded
from handover.transitions.recorded import Transition
from handover.transitions.rules import can_be_amended, reference
from handover.wording import listed

_REFERENCE: Final = re.compile(r"HO-0*(\d{1,10})", re.IGNORECASE)
# More codes than this in a sentence help nobody.
_MOST_OFFERED: Final = 8
# The largest number that every database can compare an id with.
_LARGEST: Final = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Waived:
    """One waiver as it is kept, with who took it back and why, where somebody did."""

    code: str
    said_then: str
    by: str
    because: str
    at: datetime
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_because: str | None = None


@dataclass(frozen=True, slots=True)
class Waiving:
    """What was done: of which transition, as it stands, and the waiver."""

    transition: Transition
    waiver: Waived


def waive(office: Office, which: str, code: str, *, by: str, because: str) -> Waiving:
    """Record that somebody accepts that the dossier ``which`` lacks what ``code`` names: a gap, or an expectation.

    It counts for every version of that transition's dossier until it is taken back, whatever is said of the gap by
    then; the dossier shows what was said when it was waived. Raises UnknownDossier, UnknownTransition, BadRequest.
    """
    who, why = who_and_why(by, because)
    policy.check(office.settings)
    current = _counting(office, which)
    _checked_code(code)
    found = {one.code: one for one in lacking(as_it_stands(office, current))}
    if code not in found:
        offered = listed(sorted(found), most=_MOST_OFFERED)
        raise BadRequest(
            f"The dossier {reference(current.id)} does not lack “{code}” now, so there is nothing to waive.",
            what_to_do=f"It lacks {offered}." if found else "It lacks nothing.",
        )
    made = Waived(code, found[code].says, who, why, office.now())
    with office.store.write() as connection:
        held = recorded.hold(connection, current.id)
        if standing := _open(connection, current.id, code):
            raise BadRequest(
                f"“{code}” was waived by {shown(standing.by)} on {day(standing.at)} already; nothing was changed.",
                what_to_do=f"To take that back: handover dossier waive {reference(current.id)} {code} --undo "
                '--as NAME --because "…"',
            )
        connection.execute(
            insert(waiver).values(
                transition_id=current.id,
                code=code,
                said_then=made.said_then,
                by=made.by,
                because=made.because,
                at=made.at,
            )
        )
    return Waiving(held, made)


def take_back(office: Office, which: str, code: str, *, by: str, because: str) -> Waiving:
    """Let a waiver count no more; it is kept, with who took it back. Raises what ``waive`` raises."""
    who, why = who_and_why(by, because)
    current = _counting(office, which)
    _checked_code(code)
    now = office.now()
    with office.store.write() as connection:
        held = recorded.hold(connection, current.id)
        standing = _open(connection, current.id, code)
        if standing is None:
            raise BadRequest(
                f"Nobody has waived “{code}” of the dossier {reference(current.id)}; nothing was changed.",
                what_to_do=f"See what was waived with: handover transitions show {current.id}",
            )
        connection.execute(
            update(waiver)
            .where(waiver.c.transition_id == current.id, waiver.c.code == code, waiver.c.withdrawn_at.is_(None))
            .values(withdrawn_at=now, withdrawn_by=who, withdrawn_because=why)
        )
        (newest,) = [one for one in waivers_of(connection, current.id) if one.withdrawn_at == now and one.code == code]
    return Waiving(held, newest)


def waivers_of(connection: Connection, transition_id: int) -> Sequence[Waived]:
    """Every waiver of a transition, the earliest first, also those that were taken back."""
    rows = connection.execute(select(waiver).where(waiver.c.transition_id == transition_id).order_by(waiver.c.id))
    return [
        Waived(
            row.code,
            row.said_then,
            row.by,
            row.because,
            row.at,
            row.withdrawn_at,
            row.withdrawn_by,
            row.withdrawn_because,
        )
        for row in rows
    ]


def looked_at(office: Office, which: str) -> tuple[Dossier, bool]:
    """The dossier ``which``, and whether it is sealed: by its number as it was sealed, by its reference as it would be
    compiled now. Raises UnknownDossier, UnknownTransition, StoreError.
    """
    if _REFERENCE.fullmatch(which.strip()):
        return as_it_stands(office, _transition(office, which)), False
    number = _number(which)
    return Dossier.model_validate_json(checked_file(office, number, "json").read_bytes()), True


def _open(connection: Connection, transition_id: int, code: str) -> Waived | None:
    """The waiver that counts."""
    standing = [one for one in waivers_of(connection, transition_id) if one.code == code and one.withdrawn_at is None]
    return standing[0] if standing else None


def _checked_code(code: str) -> None:
    if code not in GAP_CODES | EXPECTATION_CODES:
        raise BadRequest(
            f"There is no gap and no expectation “{shown(code)}”."
            f"{did_you_mean(code, sorted(GAP_CODES | EXPECTATION_CODES))}",
            what_to_do="See what a dossier lacks with: handover dossier gaps; docs/gaps.md lists all there are.",
        )


def _counting(office: Office, which: str) -> Transition:
    """The transition of a dossier, by its number or its reference. Raises BadRequest where it does not count."""
    found = _transition(office, which)
    if not can_be_amended(found.state):
        raise BadRequest(
            f"Transition {found.id} is {found.state} and does not count, so nothing of it can be waived.",
            what_to_do=f"See what it is about with: handover transitions show {found.id}",
        )
    return found


def _transition(office: Office, which: str) -> Transition:
    named = _REFERENCE.fullmatch(which.strip())
    with office.store.read() as connection:
        if named:
            return recorded.get(connection, min(int(named[1]), _LARGEST))
        number = _number(which)
        of = connection.execute(select(dossier.c.transition_id).where(dossier.c.id == number)).scalar_one_or_none()
        if of is None:
            raise UnknownDossier(
                f"There is no dossier {number}.", what_to_do="See which there are with: handover dossier list"
            )
        return recorded.get(connection, of)


def _number(which: str) -> int:
    text = which.strip()
    if not (text.isascii() and text.isdigit()):
        raise BadRequest(
            f"“{shown(which)}” is neither the number of a dossier, like 1, nor a reference, like HO-0001.",
            what_to_do="See which there are with: handover dossier list, or handover transitions list",
        )
    return min(int(text[:12]), _LARGEST)
