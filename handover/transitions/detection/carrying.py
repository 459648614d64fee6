"""Lessons, contacts and actions that go on under another name: what they were about has become something else."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from handover.transitions.detection.model import Change, Changes, Evidence, Proposal, ProposalKind
from handover.transitions.detection.renaming import really_different

# One row alone may have been put right.
_FEWEST: Final = 2
_RENAMED: Final = 0.8
_MERGED: Final = 0.65
_SPLIT: Final = 0.6
_MOST_SHOWN: Final = 20  # rows


def carried_over(changes: Changes) -> Iterator[Proposal]:
    """What no record of a source is about any more, where at least two are now about something else instead."""
    carried: dict[str, dict[str, list[Change]]] = defaultdict(lambda: defaultdict(list))
    for change in changes.every:
        if change.kind != "programme-status" and change.before is not None and change.after is not None:
            old, new = change.before["initiative"], change.after["initiative"]
            if old != new and old not in changes.elsewhere and really_different(old, new):
                carried[old][new].append(change)
    coming: dict[str, set[str]] = defaultdict(set)
    for old, to in carried.items():
        for new in to:
            coming[new].add(old)
    there = {change.after["initiative"] for change in changes.every if change.after is not None}
    for old, to in carried.items():
        after = [new for new, rows in to.items() if len(rows) >= _FEWEST]
        if not after or old in there:
            continue
        kind, sure = _kind(after, coming, changes)
        yield Proposal(
            kind,
            old,
            changes.day,
            sure,
            "its records go on under another name",
            tuple(_evidence(old, after, to)),
            tuple(after),
        )


def _kind(after: Sequence[str], coming: Mapping[str, set[str]], changes: Changes) -> tuple[ProposalKind, float]:
    if len(after) > 1:
        return "split", _SPLIT
    (new,) = after
    if new in changes.elsewhere or len(coming[new]) > 1:
        return "merger", _MERGED
    return "rename", _RENAMED


def _evidence(old: str, after: Sequence[str], to: Mapping[str, Sequence[Change]]) -> Iterator[Evidence]:
    for new in after:
        for one in to[new][:_MOST_SHOWN]:
            yield Evidence(f"Record {one.key} was about “{old}”, and is now about “{new}”.", one.version_id)
