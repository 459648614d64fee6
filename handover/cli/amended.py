"""What was said of a transition first, and is said instead, as it is shown."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from handover.cli.frame import Result
from handover.cli.reports import now_or_later
from handover.cli.screen import Screen, moment

if TYPE_CHECKING:
    from handover.jobs.amending import Amended
    from handover.jobs.office import Office
    from handover.transitions.changes import Change, Changed

_WHAT = {
    "effective_on": "The day from which it counts",
    "reason": "The reason",
    "evidence": "The evidence",
    "requested_by": "Who asks for it",
    "new_name": "The new name",
}


def told_amended(office: "Office", amended: "Sequence[Amended]", *, later: bool) -> Result:
    """Tell what was amended, and carry it out at once, or leave that to the next scheduled run."""
    from handover.delivery.addresses import shown
    from handover.wording import listed

    changed = [one.transition for one in amended if one.changes]
    done = now_or_later(office, changed, later=later)

    def show(screen: Screen) -> None:
        for one in amended:
            for change in one.changes:
                screen.print(f"Transition {one.transition.id}: {_sentence(change)}")
            if one.have_it:
                who = listed([shown(address) for address in one.have_it])
                screen.print(f"The dossier was sent to {who} before; tell them, if they have it.")
        if changed:
            done.show(screen)
        else:
            screen.print(f"Transition {amended[0].transition.id} says that already; nothing was changed.")

    data = [
        {"transition": one.transition.id, "changes": one.changes, "sent_to": list(map(shown, one.have_it))}
        for one in amended
    ]
    return Result({**done.data, "amended": data}, show, done.status)


def history(changed: "Sequence[Changed]", zone: str) -> Iterator[str]:
    """Every change that was made, a line each, the earliest first."""
    for one in changed:
        yield f"Amended by {one.by} on {moment(one.at, zone)}: {_sentence(one)} Because: {one.because}"


def _sentence(change: "Change | Changed") -> str:
    from handover.dates import spoken
    from handover.delivery.addresses import shown

    if change.what == "recipient":
        if change.becomes is not None:
            return f"{shown(change.becomes)} receives it, too."
        return f"{shown(change.was or '')} does not receive it any more."
    said = spoken if change.what == "effective_on" else str
    was = f", no longer “{said(change.was)}”" if change.was else ""
    return f"{_WHAT[change.what]} is “{said(change.becomes or '')}”{was}."
