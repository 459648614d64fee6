"""Another one answers for an initiative: a body, to which it was transferred, or a person, who follows another."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from handover.initiatives.names import compared
from handover.initiatives.people.names import can_be_one
from handover.transitions.detection.model import Change, Changes, Evidence, Proposal
from handover.transitions.detection.renaming import really_different

# The cause of what moved from one body to another.
ANOTHER_BODY: Final = "another body answers for it"
_BODY: Final = 0.8
_PERSON: Final = 0.8
# Words that no person is called by; a body is also told by capitals alone: MoD, DfT, HMRC.
_OF_BODIES: Final = re.compile(
    r"\b(?:department|dept|ministry|office|agency|council|board|authority|commission|committee|service|services|team"
    r"|directorate|division|unit|group|trust|university|company|ltd|limited|plc|government|office|bureau|institute"
    r"|corporation|secretariat|treasury|police|college|parliament|cyngor|adran|llywodraeth|and|for|of|the|&)\b|&",
    re.IGNORECASE,
)
_ABBREVIATED: Final = re.compile(r"\b[A-Z][A-Za-z]?[A-Z][A-Za-z]*\b")
_FEWEST_WORDS: Final = 2
_MOST_WORDS: Final = 5


def is_a_person(written: str) -> bool:
    """Whether who answers for something is a person rather than a body, as far as the writing tells.

    >>> [is_a_person(one) for one in ("Dr Ada Hill", "Department for Transport", "MoD", "HM Treasury")]
    [True, False, False, False]
    """
    words = written.split()
    if not _FEWEST_WORDS <= len(words) <= _MOST_WORDS or _OF_BODIES.search(written) or any(map(str.isdigit, written)):
        return False
    # SURNAME, First and First SURNAME are people; one of short capitals among the words is a body's.
    capitals = [word for word in words if _ABBREVIATED.fullmatch(word.strip(",.")) and len(word.strip(",.")) <= 4]
    return not capitals and all(
        word[:1].isupper() or word.casefold() in {"de", "van", "von", "ap", "y"} for word in words
    )


def owner_moves(changes: Changes) -> Iterator[Proposal]:
    """Initiatives that another answers for now: from one body to another, what moved is one transfer; from one person
    to another, each is a staff move.
    """
    moved: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in changes.of("programme-status"):
        old, new = ((payload or {}).get("owner") for payload in (change.before, change.after))
        if not old or not new or compared(old) == compared(new):
            continue
        if is_a_person(old) and is_a_person(new):
            if not can_be_one(old, new):
                yield _person(changes, change, old, new)
        elif really_different(old, new) and not is_a_person(old) and not is_a_person(new):
            moved[old, new].append(change)
    for (old, new), rows in moved.items():
        yield Proposal(
            "transfer",
            old,
            changes.day,
            _BODY,
            ANOTHER_BODY,
            tuple(Evidence(_answers(one, old, new), one.version_id) for one in rows),
            (new,),
            functions=tuple(dict.fromkeys(one.payload["initiative"] for one in rows)),
        )


def _person(changes: Changes, change: Change, old: str, new: str) -> Proposal:
    return Proposal(
        "staff-move",
        change.payload["initiative"],
        changes.day,
        _PERSON,
        "another person answers for it",
        (Evidence(_answers(change, old, new), change.version_id),),
        person=old,
        incoming=new,
        post="Who answers for it",
    )


def _answers(change: Change, old: str, new: str) -> str:
    return f"“{change.payload['initiative']}” was answered for by {old}, and is now by {new}."
