"""An initiative that has another name: really another, and not the same in another spelling."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from rapidfuzz import fuzz

from handover.initiatives.matching.candidates import Candidates
from handover.initiatives.matching.score import ASKED, likeness
from handover.initiatives.matching.spelling import spelling
from handover.initiatives.names import compared, normalised
from handover.transitions.detection.model import Change, Changes, Evidence, Payload, Proposal
from handover.transitions.detection.saying import has_ended

_SAME_KEY: Final = 0.95
_SAME_ALL: Final = 0.85
_LIKE_NAME: Final = 0.65
# Names that are at least so much like each other say nearly the same; from ASKED on it is asked whether they are one.
_LIKE: Final = 0.75
# What has to be the same, and said, where a record has come back under another key and another name.
_TELLING: Final = (
    "purpose",
    "owner",
    "part_of",
    "functions",
    "start_planned",
    "start_actual",
    "end_planned",
    "whole_life_cost",
)
_ENOUGH: Final = 3
_SHARE: Final = 0.75
_SAME_TEXT: Final = 90  # of 100, by rapidfuzz
# A value that more records than this share tells none of them.
_COMMON: Final = 20


def really_different(before: str, after: str) -> bool:
    """Whether two names of one thing are two names, and not two spellings of one.

    What a name says that it was called before (``Warm Homes (formerly Better Homes)``) is another name.

    >>> really_different("Smart Meters Programme", "Smart Meters Prog.")
    False
    >>> really_different("Crossrail 1", "Crossrail 2")
    True
    """
    if normalised(before) == normalised(after):
        return False
    one, other = spelling(before), spelling(after)
    if one.words == other.words:
        return False
    return other.key in one.formerly or one.key in other.formerly or likeness(one, other).verdict == "new"


def renamings(changes: Changes) -> Iterator[Proposal]:
    """Those whose record has the same key and another name; and those that came back under another key with another
    name, and with everything else the same, or with a name that says nearly the same.
    """
    seen: dict[tuple[str, str], list[Change]] = defaultdict(list)
    were, are = _names(changes)
    for change in changes.of("programme-status"):
        if change.before is not None and change.after is not None:
            names = change.before["initiative"], change.after["initiative"]
            # Where the source still has the old name, or had the new one before, rows have only changed places.
            stays = (names[0] in are and not change.next_report) or names[1] in were
            if names[0] != names[1] and really_different(*names) and not has_ended(change.after) and not stays:
                seen[names].append(change)
    for (old, new), rows in seen.items():
        said = tuple(
            Evidence(f"Record {one.key} was called “{old}”, and is now called “{new}”.", one.version_id) for one in rows
        )
        yield Proposal("rename", old, changes.day, _SAME_KEY, "another name under the same key", said, (new,))
    for gone, come in under_another_key(changes):
        old, new = gone.payload["initiative"], come.payload["initiative"]
        if really_different(old, new) and old not in changes.elsewhere:
            sentence = f"“{old}” is gone, and “{new}” came with everything else the same."
            said = (Evidence(sentence, come.version_id), Evidence(f"It was record {gone.key}.", gone.version_id))
            yield Proposal("rename", old, changes.day, _SAME_ALL, "came back with another name", said, (new,))
    for gone, come, score in alike(changes):
        if score < ASKED and not has_ended(come.payload):
            sentence = f"“{_name(gone)}” is gone, and “{_name(come)}” came, whose name says nearly the same."
            said = (Evidence(sentence, come.version_id), Evidence(f"It was record {gone.key}.", gone.version_id))
            cause = "came back with a name that is like it"
            yield Proposal("rename", _name(gone), changes.day, _LIKE_NAME, cause, said, (_name(come),))


def _names(changes: Changes) -> tuple[set[str], set[str]]:
    """The names that the source had before, and those that it has now."""
    statuses = changes.of("programme-status")
    were = {str(one.before["initiative"]) for one in statuses if one.before is not None}
    are = {str(one.after["initiative"]) for one in statuses if one.after is not None}
    return were | changes.elsewhere, are | changes.elsewhere


def alike(changes: Changes) -> Iterator[tuple[Change, Change, float]]:
    """Pairs of one that is gone and one that is new, each the only one whose name is like the other's; how much."""
    there = changes.there
    statuses = changes.of("programme-status")
    gone = [one for one in statuses if one.after is None and changes.one(_name(one)) not in there]
    come = [one for one in statuses if one.before is None]
    candidates = Candidates()
    for one in come:
        candidates.add(spelling(_name(one)))
    found: list[tuple[int, int, float]] = []
    for number, one in enumerate(gone):
        name = spelling(_name(one))
        for at in candidates.of(name):
            score = likeness(name, candidates.spellings[at]).score
            if score >= _LIKE and _same_owner(one.payload, come[at].payload):
                found.append((number, at, score))
    left, right = Counter(number for number, _, _ in found), Counter(at for _, at, _ in found)
    for number, at, score in found:
        if left[number] == right[at] == 1:
            yield gone[number], come[at], score


def _same_owner(one: Payload, other: Payload) -> bool:
    return all(
        not one.get(field) or not other.get(field) or _compared(one[field]) == _compared(other[field])
        for field in ("owner", "part_of")
    )


def _name(change: Change) -> str:
    return str(change.payload["initiative"])


def under_another_key(changes: Changes) -> list[tuple[Change, Change]]:
    """Pairs of a record that vanished and one that is new, each the only one to say what the other says."""
    gone = [one for one in changes.of("programme-status") if one.after is None]
    come = [one for one in changes.of("programme-status") if one.before is None]
    by_value: dict[tuple[str, str], list[int]] = defaultdict(list)
    told = [_telling(one.payload) for one in come]
    for at, values in enumerate(told):
        for item in values.items():
            by_value[item].append(at)
    found: list[tuple[int, int]] = []
    for number, one in enumerate(gone):
        values = _telling(one.payload)
        shared = (by_value[item] for item in values.items() if len(by_value.get(item, ())) <= _COMMON)
        for at in {at for some in shared for at in some}:
            if _says_the_same(values, told[at]):
                found.append((number, at))
    left, right = Counter(number for number, _ in found), Counter(at for _, at in found)
    return [(gone[number], come[at]) for number, at in found if left[number] == right[at] == 1]


def _telling(payload: Payload) -> dict[str, str]:
    said = ((name, payload.get(name)) for name in _TELLING)
    return {name: _compared(value) for name, value in said if value}


def _compared(value: object) -> str:
    return " ".join(sorted(map(compared, value))) if isinstance(value, list | tuple) else compared(str(value))


def _says_the_same(one: Mapping[str, str], other: Mapping[str, str]) -> bool:
    both = [name for name in one if name in other]
    same = [name for name in both if one[name] == other[name] or (name == "purpose" and _alike(one[name], other[name]))]
    return len(same) >= _ENOUGH and len(same) >= _SHARE * len(both)


def _alike(one: str, other: str) -> bool:
    return fuzz.ratio(one, other, score_cutoff=_SAME_TEXT) > 0
