"""What is expected of the change itself, of what came before and after, and of the sources that all of it rests on."""

from typing import Final

from handover.dossier.draft import Draft
from handover.dossier.expectations.kinds import HANDING_ON, WITH_FAMILY
from handover.dossier.expectations.rule import Expectation, Lack, always
from handover.dossier.wording import counted, shortened

_SHORT: Final = 100


def _no_family(draft: Draft) -> Lack | None:
    if draft.family is None and not draft.known.heritage.beyond:
        return Lack("missing", "No succession is recorded, so nobody knows what came before it or after it.")
    return None


def _family(draft: Draft) -> str:
    count = len(draft.family.ties) if draft.family else 0
    return f"{counted(count, 'succession is', 'successions are')} recorded in its family."


def _no_taker(draft: Draft) -> Lack | None:
    transition = draft.known.transition
    return None if transition.into or transition.giver else Lack("missing", "Nobody is named who takes over.")


def _no_functions(draft: Draft) -> Lack | None:
    if draft.known.transition.functions:
        return None
    return Lack("missing", "Nobody has recorded which functions go over.")


def _parties(draft: Draft) -> str:
    transition = draft.known.transition
    if transition.giver:
        return f"It receives from {shortened(transition.giver, _SHORT)[0]}."
    return f"{shortened(transition.into or 'Another', _SHORT)[0]} takes over."


def _several(draft: Draft) -> bool:
    """Whether there is anything that could contradict anything."""
    known = draft.known
    return bool(known.statuses or known.contacts or draft.family)


def _gathered(draft: Draft) -> str:
    return f"{counted(len(draft.known.sources), 'source')}, each gathered and none of it held."


def _alike(draft: Draft) -> str:
    return f"{counted(len(draft.precedents), 'earlier initiative is', 'earlier initiatives are')} like it."


EXPECTATIONS: Final[tuple[Expectation, ...]] = (
    Expectation(
        "reason",
        "It is recorded why this happens.",
        "important",
        "story",
        lambda draft: f"“{shortened(draft.known.transition.reason, _SHORT)[0]}”",
        whole=("no-reason",),
    ),
    Expectation(
        "new-name",
        "It is recorded what it is called from then on.",
        "essential",
        "story",
        lambda draft: f"It is called “{shortened(draft.known.transition.new_name or '', _SHORT)[0]}”.",
        whole=("no-new-name",),
        at=frozenset({"rename"}),
    ),
    Expectation(
        "who-takes-over",
        "It is recorded who gives and who receives.",
        "essential",
        "story",
        _parties,
        at=HANDING_ON,
        lacks=_no_taker,
        what_to_do="Record who takes over: handover succession record",
    ),
    Expectation(
        "functions",
        "It is recorded which functions go over.",
        "essential",
        "story",
        lambda draft: f"“{shortened(draft.known.transition.functions or '', _SHORT)[0]}”",
        at=frozenset({"transfer"}),
        lacks=_no_functions,
        what_to_do="Ask whoever decided it which functions go over, and record them.",
    ),
    Expectation(
        "family",
        "It is known what came before it, and what became of it.",
        "important",
        "heritage",
        _family,
        whole=("family-too-large",),
        part=("predecessor-without-records",),
        at=WITH_FAMILY,
        lacks=_no_family,
        what_to_do="Ask those who were there at its start, and record what it came from: handover succession record",
    ),
    Expectation(
        "precedents",
        "An earlier initiative that is like it is named, so that its lessons can be learned.",
        "important",
        "heritage",
        _alike,
        whole=("no-precedent",),
        part=("predecessor-without-records",),
        at=frozenset({"start"}),
        asked=lambda draft: draft.known.heritage.precedents is not None,
        asked_of="precedents were looked for",
    ),
    Expectation(
        "no-contradictions",
        "No two records contradict each other.",
        "important",
        "gaps",
        always("None was found."),
        part=(
            "contradictory-ratings",
            "contradictory-reports",
            "end-before-start",
            "end-already-past",
            "report-in-the-future",
            "records-after-closing",
            "one-name-many-posts",
            "contradictory-successions",
            "succession-breaks-rule",
        ),
        asked=_several,
        asked_of="there are reports, contacts or successions",
    ),
    Expectation(
        "sources-read",
        "Every source could be read, and nothing that it brought is held.",
        "essential",
        "sources",
        _gathered,
        whole=("nothing-gathered", "source-held", "source-failed"),
    ),
    Expectation(
        "rows-read",
        "Every row that names this initiative could be read.",
        "important",
        "sources",
        always("No row that may be about it was rejected."),
        whole=("rejected-rows",),
        part=("rejected-rows-without-name",),
        asked=lambda draft: draft.known.as_known_at is not None,
        asked_of="a source has been gathered",
    ),
    Expectation(
        "sources-fresh",
        "Each source is gathered as often as it is due, and goes on being.",
        "useful",
        "sources",
        always("None is overdue, and none that is used was retired."),
        whole=("source-stale", "source-retired"),
        asked=lambda draft: any(one.cadence or one.retired for one in draft.known.sources),
        asked_of="it is said how often a source is due, or one was retired",
    ),
)
