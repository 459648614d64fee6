"""Confirm what was proposed, dismiss it, or take that back: each decision with what it makes, or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from handover.errors import BadRequest
from handover.initiatives import joining
from handover.jobs import withdrawing
from handover.jobs.noticing.making import make
from handover.jobs.office import Office
from handover.jobs.requests import Asked
from handover.jobs.who_and_why import who_and_why
from handover.transitions import recorded
from handover.transitions.detection import proposed
from handover.transitions.detection.proposed import OPEN, Decision, Proposed


@dataclass(frozen=True, slots=True)
class Confirming:
    """What a person says beside who and why: ``to`` whom the dossiers go, ``on`` which other day it counts, and why it
    is recorded ``although`` it breaks a rule.
    """

    to: Sequence[str] = ()
    on: str | None = None
    although: str | None = None


def confirm(office: Office, number: int, confirming: Confirming, *, by: str, because: str) -> Proposed:
    """Make the transition that a proposal stands for. Raises BadRequest where it was decided about, and what asking
    for such a transition raises; then nothing was changed.
    """
    who, why = who_and_why(by, because)

    def confirmed(within: Office, one: Proposed) -> Decision:
        asked = Asked(confirming.on or one.effective_on, why, confirming.to, who, although=confirming.although)
        made = make(within, one, asked)
        return Decision("confirmed", who, why, made.transition_id, made.merge_id)

    return _decide(office, number, confirmed)


def confirm_by_itself(office: Office, number: int) -> Proposed:
    """The same where the office lets what is so sure be confirmed without a person."""

    def confirmed(within: Office, one: Proposed) -> Decision:
        why = f"Its confidence is {one.confidence} %."
        made = make(within, one, Asked(one.effective_on, why))
        return Decision("confirmed", None, why, made.transition_id, made.merge_id)

    return _decide(office, number, confirmed)


def dismiss(office: Office, number: int, *, by: str, because: str) -> Proposed:
    """Say that a proposal is none; the same evidence does not propose it again. Raises BadRequest."""
    who, why = who_and_why(by, because)
    return _decide(office, number, lambda _within, _one: Decision("dismissed", who, why))


def undo(office: Office, number: int, *, by: str, because: str) -> Proposed:
    """Take a decision back: the proposal waits again, and what was made of it is withdrawn. Raises BadRequest."""
    who, why = who_and_why(by, because)
    with office.store.write() as connection:
        within = replace(office, store=office.store.within(connection))
        one = proposed.hold(connection, number)
        if one.state in OPEN:
            raise BadRequest(f"Nothing was decided about proposal {number} yet.")
        if one.transition_id is not None and recorded.get(connection, one.transition_id).state != "withdrawn":
            withdrawing.withdraw(within, one.transition_id, reason=why)
        if one.merge_id is not None:
            joining.undo_merge(connection, one.merge_id, by=who, because=why, now=office.now())
        return proposed.decide(connection, number, Decision("proposed", who, why), now=office.now())


def _decide(office: Office, number: int, decision: Callable[[Office, Proposed], Decision]) -> Proposed:
    """Decide about a proposal that waits, in one transaction with whatever the decision makes."""
    with office.store.write() as connection:
        one = proposed.hold(connection, number)
        if one.state not in OPEN:
            who = f" by {one.decided_by}" if one.decided_by else ""
            raise BadRequest(
                f"Proposal {number} was {one.state}{who} already.",
                what_to_do=f'To decide otherwise: handover proposals undo {number} --as NAME --because "…"',
            )
        within = replace(office, store=office.store.within(connection))
        return proposed.decide(connection, number, decision(within, one), now=office.now())
