"""What only the dossier of a closure has, put together."""

from handover.dossier.closing.advice import advice
from handover.dossier.closing.aims import aims, ends
from handover.dossier.closing.model import Closing
from handover.dossier.closing.plan import plan, plan_notes
from handover.dossier.draft import Draft
from handover.dossier.model import Gap


def closing(draft: Draft, gaps: tuple[Gap, ...]) -> Closing | None:
    """None for every other kind of transition."""
    if draft.known.transition.kind != "closure":
        return None
    return Closing(
        aims=tuple(aims(draft)),
        ends=tuple(ends(draft)),
        plan=tuple(plan(draft)),
        plan_notes=tuple(plan_notes(draft)),
        advice=tuple(advice(draft, gaps)),
    )
