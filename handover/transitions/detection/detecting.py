"""All rules over what one gathering changed: each initiative and each post is proposed once, by the surest evidence."""

from collections.abc import Callable, Iterator
from typing import Final

from handover.initiatives.names import compared
from handover.transitions.detection.arriving import arrivals
from handover.transitions.detection.carrying import carried_over
from handover.transitions.detection.ending import endings, vanishings
from handover.transitions.detection.following import followed
from handover.transitions.detection.model import Changes, Proposal
from handover.transitions.detection.owners import owner_moves
from handover.transitions.detection.renaming import renamings
from handover.transitions.detection.staff_moves import staff_moves

Rule = Callable[[Changes], Iterator[Proposal]]
RULES: Final[tuple[Rule, ...]] = (
    endings,
    renamings,
    carried_over,
    followed,
    owner_moves,
    arrivals,
    vanishings,
    staff_moves,
)


def detected(changes: Changes) -> list[Proposal]:
    """What the changes of one gathering look like, the surest of each initiative, or of each post of it."""
    found: dict[tuple[str | None, ...], Proposal] = {}
    for rule in RULES:
        for one in rule(changes):
            # One body can give something to several, each of which is a transfer of its own.
            receiving = one.successors if one.kind == "transfer" else ()
            about = (compared(one.initiative), one.post, one.person, one.incoming, *receiving)
            if about not in found or found[about].confidence < one.confidence:
                found[about] = one
    return list(found.values())
