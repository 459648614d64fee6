"""An initiative that ended, as its own record says: closed, and what it became where successors are named."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from handover.initiatives.matching.score import ASKED
from handover.initiatives.names import compared
from handover.initiatives.succession.words import on
from handover.transitions.detection.model import GONE, Change, Changes, Evidence, Payload, Proposal
from handover.transitions.detection.renaming import alike, under_another_key
from handover.transitions.detection.saying import end_passed, ended_by, kind_of_ending, stage_ended

# How sure each kind of evidence makes it.
_SUCCESSOR_NAMED: Final = 0.97
_SAID: Final = 0.95
_DATED: Final = 0.9
_VANISHED: Final = 0.6


def endings(changes: Changes) -> Iterator[Proposal]:
    """Those whose stage, end date, way of ending or successors say for the first time that they ended."""
    replacing = _replacing(changes)
    for change in changes.of("programme-status"):
        if change.before is None or change.after is None:
            continue
        before, after = change.before, change.after
        named_by = replacing.get(change.key, []) + replacing.get(after["initiative"], [])
        successors = [changes.called(one) for one in after.get("replaced_by", ())]
        others = [one for one in named_by if one.payload["initiative"] not in successors]
        new_successors = set(after.get("replaced_by", ())) - set(before.get("replaced_by", ()))
        reasons = list(_reasons(changes, change, before, after, successors if new_successors else []))
        reasons += [
            (_SUCCESSOR_NAMED, f"“{one.payload['initiative']}” says that it replaces it.", one) for one in others
        ]
        if not reasons or (ended_by(before, changes.day) and not new_successors):
            continue
        named = dict.fromkeys([*successors, *(one.payload["initiative"] for one in others)])
        # What is listed among its own successors goes on; it does not follow itself.
        after_it = tuple(name for name in named if compared(name) != compared(after["initiative"]))
        yield Proposal(
            kind_of_ending(after.get("ended_how"), len(after_it)),
            after["initiative"],
            after.get("end_actual") or changes.day,
            max(confidence for confidence, _, _ in reasons),
            "its source says that it ended",
            tuple(Evidence(sentence, seen.version_id) for _, sentence, seen in reasons),
            after_it,
        )


def vanishings(changes: Changes) -> Iterator[Proposal]:
    """Those that are no more in a source which was complete, and came back under no other key."""
    there = changes.there
    # What came back under a name that is much like it is asked about when names are matched.
    elsewhere = {id(gone) for gone, _ in under_another_key(changes)}
    elsewhere |= {id(gone) for gone, _, score in alike(changes) if score >= ASKED}
    gone: dict[str, list[Change]] = defaultdict(list)
    for change in changes.of("programme-status"):
        if change.before is not None and change.after is None and id(change) not in elsewhere:
            gone[change.before["initiative"]].append(change)
    for name, rows in gone.items():
        if changes.one(name) not in there and not any(_had_ended(one.payload, changes.day) for one in rows):
            sentence = "It was in the source before, and is not there any more."
            yield Proposal(
                "closure",
                name,
                changes.day,
                _VANISHED,
                GONE,
                tuple(Evidence(sentence, one.version_id) for one in rows),
                awaits_next=changes.shrunk,
            )


def _had_ended(payload: Payload, day: str) -> bool:
    return ended_by(payload, day) or bool(payload.get("replaced_by"))


def _replacing(changes: Changes) -> dict[str, list[Change]]:
    """By what is replaced, as it is pointed to: the records that say so for the first time."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes.of("programme-status"):
        if change.after is not None:
            known = set((change.before or {}).get("replaces", ()))
            for one in change.after.get("replaces", ()):
                if one not in known:
                    found[one].append(change)
    return found


def _reasons(
    changes: Changes, change: Change, before: Payload, after: Payload, successors: list[str]
) -> Iterator[tuple[float, str, Change]]:
    ended = after.get("end_actual")
    if stage_ended(after) and not stage_ended(before):
        given = after.get("stage_given") or after["stage"]
        yield _SAID, f"Its stage is now “{given}”.", change
    if after.get("ended_how") and not before.get("ended_how") and stage_ended(after):
        yield _SAID, f"It says how it ended: “{after['ended_how']}”.", change
    # A day that is still to come is waited for.
    if ended and end_passed(after, changes.day) and not end_passed(before, changes.day):
        yield _DATED, f"It says that it ended {on(ended)}.", change
    if successors:
        yield _SUCCESSOR_NAMED, f"It names what came after it: {', '.join(successors)}.", change
