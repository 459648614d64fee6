"""What one record says of its initiative: that it ended, how, and to what it belongs."""

import re
from typing import Final

from handover.dates import earliest
from handover.transitions.detection.model import Payload, ProposalKind

_ENDED: Final = frozenset({"completed", "cancelled"})
# Words for a stage that the vocabulary does not know.
_SAYS_ENDED: Final = re.compile(
    r"\b(?:closed|closure|ended|finished|abandoned|abolished|dissolved|wound[ -]up|terminated|discontinued|disbanded"
    r"|ceased|defunct|superseded|no longer exists)\b",
    re.IGNORECASE,
)
_NOT_YET: Final = re.compile(
    r"\b(?:not|to be|will be|being|until|before|pre|phase|planned|partly|nearly)\b", re.IGNORECASE
)
# Words for how something ended. What is said of more or fewer successors than its kind can have is put right.
_HOW: Final[tuple[tuple[re.Pattern[str], ProposalKind], ...]] = (
    (re.compile(r"merg|amalgamat|absorb|incorporated", re.IGNORECASE), "merger"),
    (re.compile(r"split|demerg|divided|broken up", re.IGNORECASE), "split"),
    (re.compile(r"renam|nam\w* chang|chang\w*[ _-]name", re.IGNORECASE), "rename"),
    (re.compile(r"replac|supersed|succe", re.IGNORECASE), "replacement"),
)


def stage_ended(payload: Payload) -> bool:
    """Whether the stage of a record says that its initiative has ended."""
    if payload.get("stage") is not None:
        return payload["stage"] in _ENDED
    given = str(payload.get("stage_given") or "")
    return bool(_SAYS_ENDED.search(given)) and not _NOT_YET.search(given)


def has_ended(payload: Payload) -> bool:
    """Whether a record says that its initiative has ended, or is to end."""
    return stage_ended(payload) or bool(payload.get("end_actual") or payload.get("replaced_by"))


def ended_by(payload: Payload, day: str) -> bool:
    """Whether a record says that its initiative had ended on a day: an end that is to come is none yet."""
    return stage_ended(payload) or end_passed(payload, day)


def end_passed(payload: Payload, day: str) -> bool:
    """Whether a record names a day on which its initiative ended, and that is no later."""
    ended = payload.get("end_actual")
    return bool(ended) and earliest(str(ended)).isoformat() <= day


def part_of(payload: Payload | None) -> frozenset[str]:
    """To what a record says that its initiative belongs."""
    return frozenset((payload or {}).get("part_of", ()))


def kind_of_ending(how: str | None, successors: int) -> ProposalKind:
    """The kind of transition, from the words for how something ended and how many followed it."""
    if successors == 0:
        return "closure"
    kind: ProposalKind = next((kind for words, kind in _HOW if words.search(how or "")), "replacement")
    if successors > 1:
        return "split"
    return "replacement" if kind == "split" else kind
