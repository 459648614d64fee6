"""How the pages say how complete a dossier is: the shapes of the standings, the line on page one, a waiver in words."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from handover.dates import spoken
from handover.dossier.expectations.model import Completeness, Standing, Waiver
from handover.dossier.model import Dossier
from handover.dossier.wording import counted, full_stop

# A shape beside each word, so that a standing can be told without its colour (WCAG 2.2, 1.4.1).
STANDINGS: Final[Mapping[Standing, tuple[str, str]]] = MappingProxyType(
    {
        "met": ("☑", "Met"),
        "partly-met": ("◆", "Met in part"),
        "missing": ("☐", "Missing"),
        "stale": ("◊", "Stale"),
        "contradicted": ("▲", "Contradicted"),
        "held": ("△", "Held"),
        "rejected": ("▽", "Rejected"),
    }
)


def front_score(complete: Completeness) -> str:
    """The score in one line, with what of it is essential: ``17 of 22 expectations met; of 8 essential, 7.``"""
    said = f"{complete.met} of {counted(complete.of, 'expectation')} met"
    essential = [score for score in complete.scores if score.importance == "essential"]
    return f"{said}; of {essential[0].of} essential, {essential[0].met}." if essential else f"{said}."


def waiver_words(waiver: Waiver, now: str) -> str:
    """Who waived it, when and why, and what was said of it then where that was not what is said ``now``."""
    words = f"By {waiver.by} on {spoken(waiver.on)}: {full_stop(waiver.because)}"
    then = waiver.said_then.strip()
    return words if then == now.strip() else f"{words} It then read: {full_stop(then)}"


def completeness_anchors(dossier: Dossier) -> Iterable[str]:
    """What must be found on the pages."""
    if dossier.completeness is None:
        return ()
    return ("completeness", *(f"expected-{one.code}" for one in dossier.completeness.expected))
