"""Say a transition otherwise: another day, reason, ground or name, other recipients. What was said first is kept."""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handover.dates import asked_date
from handover.delivery.addresses import Recipient, checked_recipients, mailbox, shown
from handover.delivery.deliver import call_off, who_has_it
from handover.delivery.plain import one_line
from handover.errors import BadRequest
from handover.jobs.hand_over import settle_acceptance
from handover.jobs.office import Office
from handover.jobs.saying_otherwise import Otherwise, set_otherwise
from handover.jobs.who_and_why import who_and_why
from handover.store.database import hold_names
from handover.transitions import changes, recipients, recorded
from handover.transitions.changes import Change, What
from handover.transitions.recorded import Transition
from handover.transitions.rules import can_be_amended


@dataclass(frozen=True, slots=True)
class Instead:
    """What is to be said of a transition; what is None, or empty, stays as it was said.

    ``asked_by`` is who asks for it; ``to`` and ``not_to`` are who is to receive its dossier beside those who are, and
    who is not any more; ``although`` is why it is to be so although a rule is broken.
    """

    on: str | None = None
    reason: str | None = None
    evidence: str | None = None
    asked_by: str | None = None
    new_name: str | None = None
    to: Sequence[str] = ()
    not_to: Sequence[str] = ()
    although: str | None = None


@dataclass(frozen=True, slots=True)
class Amended:
    """A transition as it is said now, with what was changed of it: nothing where it was said so already.

    ``have_it`` are the addresses of those who do not receive its dossier any more, and were sent it before.
    """

    transition: Transition
    changes: tuple[Change, ...]
    have_it: tuple[str, ...] = ()


def amend(office: Office, number: int, instead: Instead, *, by: str, because: str) -> list[Amended]:
    """Say a transition otherwise, and with it those that a merger or split made at once. What it set moves with it:
    days on which initiatives end, begin or are called otherwise, and its succession. Its dossier is compiled anew.

    Raises UnknownTransition, BadDate, BadRequest, RulesBroken; then nothing was changed.
    """
    decided_by, why = who_and_why(by, because)
    said, wanted = _checked(instead), checked_recipients(instead.to)
    now = office.now()
    with office.store.write() as connection:
        hold_names(connection)
        together = _together(connection, recorded.get(connection, number))
        set_otherwise(office, connection, together, _otherwise(together[0], said, instead, decided_by, why))
        leaving = _leaving(connection, together, instead.not_to)
        if both := leaving & {one.address for one in wanted}:
            raise BadRequest(f"{shown(min(both))} cannot be added and taken out at once.", what_to_do="Leave one out.")
        made: list[Amended] = []
        for one in together:
            rewritten = changes.rewrite(connection, one, said)
            if rewritten:
                changes.compile_again(connection, one.id, now=now)
            readdressed, have_it = _readdress(connection, one, wanted, leaving, now=now)
            changed = (*rewritten, *readdressed)
            changes.note(connection, one.id, changed, by=decided_by, because=why, now=now)
            made.append(Amended(recorded.get(connection, one.id), changed, have_it))
        return made


def _checked(instead: Instead) -> dict[What, str]:
    """What is to be said, as it is kept. Raises BadDate, BadRequest."""
    given: Mapping[What, str | None] = {
        "effective_on": asked_date(instead.on, of="date") if instead.on is not None else None,
        "reason": instead.reason,
        "evidence": instead.evidence,
        "requested_by": instead.asked_by,
        "new_name": instead.new_name,
    }
    said = {what: " ".join(text.split()) for what, text in given.items() if text is not None}
    if not all(said.values()):
        raise BadRequest("What is to be said instead is blank.", what_to_do="Say it, or leave that option out.")
    if not (said or instead.to or instead.not_to):
        raise BadRequest(
            "Say what is to be said otherwise.",
            what_to_do="For example: --on 2025-06-30, --reason “…”, --to jo@example.org or --not-to ann@example.org",
        )
    return said


def _together(connection: Connection, of: Transition) -> list[Transition]:
    """The transition with all that a merger, split or transfer made at once; nobody changes them until this ends.

    Raises BadRequest where it does not count.
    """
    if of.state == "proposed":
        raise BadRequest(
            f"Transition {of.id} is only proposed; it can be amended once somebody has confirmed it.",
            what_to_do=f"See what it is about with: handover transitions show {of.id}",
        )
    tied = recorded.of_succession(connection, of.succession_id) if of.succession_id is not None else []
    held = [recorded.hold(connection, one) for one in dict.fromkeys([one.id for one in tied] or [of.id])]
    found = [one for one in held if can_be_amended(one.state)]
    if of.id not in {one.id for one in found}:
        raise BadRequest(
            f"Transition {of.id} is {of.state} and does not count, so there is nothing to amend.",
            what_to_do="Ask for it as it is to be, with the same command as before.",
        )
    return found


def _otherwise(of: Transition, said: Mapping[What, str], instead: Instead, by: str, because: str) -> Otherwise:
    new_name = said.get("new_name")
    if new_name is not None and of.kind != "rename":
        raise BadRequest(f"Transition {of.id} is no rename; it has no new name.", what_to_do="Leave --new-name out.")
    return Otherwise(
        on=said.get("effective_on", of.effective_on),
        evidence=said.get("evidence", of.evidence),
        new_name=new_name,
        by=by,
        because=because,
        although=instead.although,
    )


def _leaving(connection: Connection, together: Sequence[Transition], typed: Sequence[str]) -> set[str]:
    """The addresses, as they are kept, of those who are not to receive a dossier any more.

    Raises BadRequest, offering near addresses, for whoever never was to receive one.
    """
    known = recipients.ever(connection, [one.id for one in together])
    by_spelling = {mailbox(spelling): kept for kept in known for spelling in (kept, shown(kept))}
    leaving = set()
    for text in typed:
        kept = by_spelling.get(mailbox(text))
        if kept is None:
            near = difflib.get_close_matches(mailbox(text), by_spelling, n=3, cutoff=0.6)
            offered = dict.fromkeys(shown(by_spelling[spelling]) for spelling in near)
            raise BadRequest(
                f"{one_line(text, 80) or 'Nobody'} is not a recipient of transition {together[0].id}.",
                what_to_do=f"Did you mean {' or '.join(offered)}?"
                if offered
                else f"See who its recipients are with: handover transitions show {together[0].id}",
            )
        leaving.add(kept)
    return leaving


def _readdress(
    connection: Connection, of: Transition, wanted: Sequence[Recipient], leaving: set[str], *, now: datetime
) -> tuple[list[Change], tuple[str, ...]]:
    """Take recipients out and add others; with it come those who were sent it before.

    What was not sent yet to those who leave, is not sent any more.
    """
    theirs = recorded.recipients(connection, of.id)
    out = [one for one in theirs if one in leaving]
    added = recipients.add(connection, of.id, wanted, again=True)
    have_it: tuple[str, ...] = ()
    if out:
        if not set(theirs) - leaving and not added:
            raise BadRequest(
                f"Nobody would be left to receive the dossier of transition {of.id}.",
                what_to_do="Say who receives it instead: --to SOMEBODY@EXAMPLE.ORG",
            )
        removed = recipients.remove(connection, of.id, out, now=now)
        call_off(connection, removed)
        have_it = tuple(who_has_it(connection, removed))
        settle_acceptance(connection, of.id, now=now)
    if added:
        recorded.go_back(connection, [of.id], now=now)
    left = [Change("recipient", was=one, becomes=None) for one in out]
    return [*left, *(Change("recipient", was=None, becomes=one) for one in added)], have_it
