"""Carrying a transition out from the command line, and telling what came of it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from handover.cli.frame import Result
from handover.cli.progress import counting, doing
from handover.cli.screen import Screen
from handover.cli.statuses import DONE, FELL_SHORT, HELD
from handover.cli.wording import capital, described

if TYPE_CHECKING:
    from handover.jobs.hand_over import TransitionReport
    from handover.jobs.office import Office
    from handover.transitions.recorded import Transition


def carried_out(office: "Office", numbers: Sequence[int], *, at_once: bool = False) -> Result:
    """Carry out these transitions; ``at_once`` also sends what would wait for its next try."""
    from handover.jobs.hand_over import carry_out
    from handover.jobs.hand_over_many import carry_out_many

    reports = []
    if len(numbers) == 1:
        with doing(f"Transition {numbers[0]}") as say:
            reports.append(carry_out(office, numbers[0], say, at_once=at_once))
    else:
        with counting("Dossiers", len(numbers)) as one_done:
            reports += carry_out_many(office, numbers, lambda _number: one_done(), at_once=at_once)
    place = {number: at for at, number in enumerate(numbers)}
    # As they were asked for; those whose dossier stood already are carried out before the others.
    reports.sort(key=lambda report: place[report.transition.id])

    def show(screen: Screen) -> None:
        if not reports:
            screen.print("Nothing is due.")
        for report in reports:
            _show(screen, report)

    return Result({"transitions": [_as_data(one) for one in reports]}, show, _status(reports))


def now_or_later(office: "Office", asked: "Sequence[Transition]", *, later: bool) -> Result:
    """Carry out what was asked for at once, or leave it to the next scheduled run."""
    return recorded_only(asked) if later else carried_out(office, [one.id for one in asked], at_once=True)


def recorded_only(asked: "Sequence[Transition]") -> Result:
    """Only tell what was recorded; the next scheduled run carries it out."""

    def show(screen: Screen) -> None:
        for one in asked:
            screen.print(f"Recorded as transition {one.id}: {described(one)}.")
            screen.print(f"The next scheduled run carries it out; or at once: handover transitions run {one.id}")

    return Result({"transitions": [transition_data(one) for one in asked]}, show)


def _status(reports: Sequence["TransitionReport"]) -> int:
    if any(report.held for report in reports):
        return HELD
    return FELL_SHORT if any(report.short for report in reports) else DONE


def transition_data(one: "Transition") -> dict[str, Any]:
    """A transition for programs."""
    return {
        "id": one.id,
        "kind": one.kind,
        "initiative": one.initiative,
        "effective_on": one.effective_on,
        "reason": one.reason,
        "state": one.state,
        "blocked_because": one.blocked_because,
        "requested_by": one.requested_by,
        "details": dict(one.details),
        "evidence": one.evidence,
        "succession": one.succession_id,
        "batch": one.batch_id,
        "requested_at": one.requested_at,
    }


def _as_data(report: "TransitionReport") -> dict[str, Any]:
    return {
        **transition_data(report.transition),
        "dossier": report.dossier_id,
        "remarks": report.remarks,
        "deliveries": [
            {"address": one.address, "state": one.state, "sentence": one.sentence} for one in report.outcomes
        ],
    }


def withdrawing(number: int) -> str:
    """The command that takes a transition back."""
    return f'handover transitions withdraw {number} --reason "…"'


def _show(screen: Screen, report: "TransitionReport") -> None:
    from handover.dates import earliest
    from handover.transitions.rules import MEANING

    one = report.transition
    screen.print(f"Transition {one.id}: {described(one)}.")
    screen.print(f"How it stands: {MEANING[one.state]}.")
    if one.state != "withdrawn" and earliest(one.effective_on) > one.requested_at.date():
        screen.print(f"  That day is still to come. If it is a slip: {withdrawing(one.id)}")
    for remark in report.remarks:
        screen.print(f"  {capital(remark)}")
    for outcome in report.outcomes:
        if outcome.state == "sent":
            screen.print(f"  {outcome.sentence}")
    if any(outcome.state != "sent" for outcome in report.outcomes):
        screen.print(f"To send again what was not sent, once that is put right: handover transitions run {one.id}")
    if report.dossier_id is not None:
        screen.print(f"Read the dossier: handover dossier open {report.dossier_id}")
    elif one.state != "done":
        screen.print("There is no dossier yet.")
