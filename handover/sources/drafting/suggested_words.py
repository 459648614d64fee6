"""What words of a source may mean that no vocabulary knows, for a person to confirm."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from rapidfuzz import fuzz, process

from handover import vocabulary
from handover.sources.registering.fields import TERMS
from handover.vocabulary import folded

_NEAR: Final = 88  # of 100
_MOST: Final = 20  # words; more of them are no vocabulary
_LONGEST: Final = 50  # characters

# Words that offices use and that can mean something else elsewhere, so that no vocabulary has them.
_OFTEN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "rating": {
            **dict.fromkeys(("on track", "on target", "good", "successful delivery highly likely"), "green"),
            **dict.fromkeys(("minor issues", "some concerns", "at risk", "feasible", "needs attention"), "amber"),
            **dict.fromkeys(("off track", "major issues", "critical", "delayed", "unachievable", "in doubt"), "red"),
            **dict.fromkeys(("orange",), "amber"),
            **dict.fromkeys(("not assessed", "not reported", "grey", "unrated"), "not-rated"),
        },
        "outcome": {
            **dict.fromkeys(("y", "strength", "do again", "keep", "what went well", "repeat"), "worked"),
            **dict.fromkeys(
                ("n", "no", "weakness", "avoid", "improve", "what went badly", "to improve"), "did-not-work"
            ),
            **dict.fromkeys(("in part", "some", "neutral"), "mixed"),
        },
        "stage": {
            **dict.fromkeys(
                ("strategic outline case", "soc", "outline business case", "obc", "inception"), "preparation"
            ),
            **dict.fromkeys(("full business case", "fbc", "approval", "formulation"), "preparation"),
            **dict.fromkeys(
                ("build", "construction", "mobilisation", "rollout", "roll out", "execution"), "implementation"
            ),
            **dict.fromkeys(
                ("in progress", "ongoing", "open", "on going", "operation", "operations"), "implementation"
            ),
            **dict.fromkeys(("handover", "benefits realisation", "decommissioning"), "completion"),
            **dict.fromkeys(("delivered", "done"), "completed"),
        },
        "status": {
            **dict.fromkeys(("pending", "not yet started", "assigned", "overdue", "proposed", "raised"), "open"),
            **dict.fromkeys(
                ("on track", "active", "wip", "started work", "partially complete", "amber"), "in-progress"
            ),
            **dict.fromkeys(("resolved", "delivered", "implemented", "achieved"), "done"),
            **dict.fromkeys(("superseded", "rejected", "void", "not required", "no further action"), "cancelled"),
        },
        "learning": {
            **dict.fromkeys(("new", "draft", "proposed", "raised", "recorded", "in progress"), "identified"),
            **dict.fromkeys(("implemented", "applied", "adopted", "done", "complete", "completed"), "learned"),
        },
    }
)
_KNOWN: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {
        "rating": vocabulary.RATINGS,
        "outcome": vocabulary.OUTCOMES,
        "stage": vocabulary.STAGES,
        "status": vocabulary.ACTION_STATUSES,
        "learning": vocabulary.LEARNINGS,
        "perspective": vocabulary.PERSPECTIVES,
    }
)


def suggested_words(field: str, words: Iterable[str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """A lookup for the words of a field that its vocabulary does not know, and those that stay unknown.

    >>> suggested_words("rating", ["Green", "On track", "Purple"])
    ({'On track': 'green'}, ('Purple',))
    """
    unknown = [word for word in words if len(word) <= _LONGEST and TERMS[field](word) is None]
    if len(unknown) > _MOST:
        return {}, tuple(unknown[:_MOST])
    found = {word: meaning for word in unknown if (meaning := _meaning(field, folded(word)))}
    return found, tuple(word for word in unknown if word not in found)


def _meaning(field: str, word: str) -> str | None:
    often = _OFTEN.get(field, {})
    if word in often:
        return often[word]
    known = {**_KNOWN[field], **often}
    # One letter is near to every other one.
    near = process.extractOne(word, [one for one in known if len(one) > 3], scorer=fuzz.ratio, score_cutoff=_NEAR)
    return known[near[0]] if near else None
