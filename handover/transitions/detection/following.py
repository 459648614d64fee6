"""What follows something although nothing says so: those that belonged to it, or what it did, is with others now."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from handover.initiatives.names import compared
from handover.transitions.detection.model import Change, Changes, Evidence, Proposal, ProposalKind
from handover.transitions.detection.saying import has_ended, part_of

# One that lost its place alone is no sign of anything.
_FEWEST: Final = 2
# Something has been emptied where no more than this share of all that ever belonged to it is left.
_EMPTIED: Final = 0.25
# What so great a share of those who left belongs to now has followed it.
_SHARE: Final = 0.05
_EMPTY: Final = 0.7
# So great a share of the functions of what is gone has to be with those that came.
_COVERED: Final = 0.5
_FUNCTIONS: Final = 0.75


def left(changes: Iterable[Change]) -> dict[str, list[Change]]:
    """By what it belonged to: the records that belong to it no more."""
    found: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        if change.kind == "programme-status" and change.before is not None and change.after is not None:
            for whole in sorted(part_of(change.before) - part_of(change.after)):
                found[whole].append(change)
    return found


def followed(changes: Changes) -> Iterator[Proposal]:
    """What was emptied, or is gone, while others have what it had; several that one has followed have merged."""
    found = [*_emptied(changes), *_taken_over(changes)]
    into = Counter(one.successors for one in found)
    for one in found:
        merged = len(one.successors) == 1 and into[one.successors] > 1
        yield replace(one, kind="merger") if merged else one


def _emptied(changes: Changes) -> Iterator[Proposal]:
    """What was emptied: nearly all that belonged to it belongs to others now, which have followed it."""
    for whole, leaving in left(changes.every).items():
        members = changes.members.get(whole, ())
        if len(leaving) < _FEWEST or whole in changes.says or whole not in changes.names:
            continue
        staying = sum(whole in one.now for one in members)
        # Only when it comes to that: what was as good as empty before is proposed already.
        if not staying <= _EMPTIED * len(members) < staying + len(leaving):
            continue
        elsewhere = [one.now for one in members if whole not in one.now]
        counts = Counter(name for now in elsewhere for name in now if name in changes.names)
        share = max(_FEWEST, _SHARE * len(elsewhere))
        after = tuple(changes.called(name) for name, count in counts.most_common() if count >= share)
        if after:
            yield Proposal(
                "split" if len(after) > 1 else "replacement",
                changes.called(whole),
                changes.day,
                _EMPTY,
                "its members belong to others now",
                tuple(Evidence(_belongs(changes, whole, one), one.version_id) for one in leaving),
                after,
            )


def _belongs(changes: Changes, whole: str, change: Change) -> str:
    now = ", ".join(f"“{changes.called(one)}”" for one in sorted(part_of(change.after))) or "nothing that is told"
    return f"“{change.payload['initiative']}” belonged to “{changes.called(whole)}”, and now to {now}."


def _taken_over(changes: Changes) -> Iterator[Proposal]:
    """What is gone while its functions came back with others that are new."""
    statuses = changes.of("programme-status")
    there = changes.there
    come: dict[str, dict[str, Change]] = defaultdict(dict)
    for change in statuses:
        if change.after is not None:
            before = set(map(compared, (change.before or {}).get("functions", ())))
            for function in change.after.get("functions", ()):
                if compared(function) not in before:
                    come[compared(function)].setdefault(change.after["initiative"], change)
    for change in statuses:
        gone = change.before
        if gone is None or change.after is not None or changes.one(gone["initiative"]) in there or has_ended(gone):
            continue
        functions = {compared(one): one for one in gone.get("functions", ())}
        taken = {key: come[key] for key in functions if key in come}
        if functions and len(taken) >= _COVERED * len(functions):
            yield _taken(changes, change, functions, taken)


def _taken(
    changes: Changes, gone: Change, functions: Mapping[str, str], taken: Mapping[str, Mapping[str, Change]]
) -> Proposal:
    after = tuple(dict.fromkeys(name for names in taken.values() for name in names))
    evidence = [Evidence("It was in the source before, and is not there any more.", gone.version_id)]
    for key, names in taken.items():
        for name, change in names.items():
            evidence.append(Evidence(f"“{functions[key]}” is now with “{name}”.", change.version_id))
    kind: ProposalKind = "split" if len(after) > 1 else "replacement"
    name = gone.payload["initiative"]
    return Proposal(kind, name, changes.day, _FUNCTIONS, "gone, and others do what it did", tuple(evidence), after)
