"""What an initiative became, and where it came from: the ways through successions, each as of any day.

Each generation costs a few look-ups, whatever the store holds.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, NamedTuple

from sqlalchemy import Connection

from handover import dates
from handover.initiatives import identity
from handover.initiatives.identity import Initiative
from handover.initiatives.names import normalised
from handover.initiatives.succession.model import Party, Said
from handover.initiatives.succession.recorded import Succession, in_time, of_initiatives

_MAKE_ONE: Final = 2  # so many that merged made what they merged into; one went into what was there


@dataclass(frozen=True, slots=True)
class Step:
    """One succession on the way from one initiative to another. ``functions`` are those that went this way; none where
    that is not said, and then all did.
    """

    succession: int
    said: Said
    before: Party
    after: Party
    functions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """How an initiative came to be another: the steps, in order. None of them where it is that one itself.

    ``functions`` are those of it that came there; none where all of it did. ``ended`` is the succession by which the
    last ended without a successor.
    """

    end: Party
    steps: tuple[Step, ...] = ()
    functions: tuple[str, ...] = ()
    ended: Succession | None = None


def became(connection: Connection, of: Initiative, *, on: str | None = None) -> list[Way]:
    """What an initiative is, as of a day or by now: itself where it still is, else each that has something of it.

    What has functions of it counts, as far as it is said which.
    """
    return _walk(connection, of, partial(_onward, on=on))


def came_from(connection: Connection, of: Initiative, *, on: str | None = None) -> list[Way]:
    """Where an initiative came from: each that it goes back to, with the steps; with a day, what it was then."""
    ways = _walk(connection, of, partial(_back, on=on))
    return [replace(way, steps=way.steps[::-1]) for way in ways]


@dataclass(frozen=True, slots=True)
class _Reached:
    """An initiative on the way, with when it began: by which steps it was reached, and on which day; None where it was
    asked about.

    ``functions`` are those that came this way, as they are compared; None where all did.
    """

    party: Party
    began_on: str | None
    day: str | None = None
    steps: tuple[Step, ...] = ()
    functions: frozenset[str] | None = None

    @property
    def same(self) -> tuple[int, frozenset[str] | None]:
        return self.party.initiative_id, self.functions


class _Leading(NamedTuple):
    """Where an initiative leads: each step, with whom it leads to and which functions; whether the way ends there; and
    by which succession it ended without a successor.
    """

    steps: list[tuple[Step, Party, frozenset[str] | None]]
    is_end: bool
    ended: Succession | None = None


def _walk(
    connection: Connection, of: Initiative, leading: Callable[[_Reached, Sequence[Succession]], _Leading]
) -> list[Way]:
    """Follow successions from an initiative on, generation by generation; the shortest way to each end."""
    found: list[tuple[_Reached, Succession | None]] = []
    frontier = [_Reached(Party(of.id, of.name), of.began_on)]
    seen = {frontier[0].same}
    while frontier:
        ties: dict[int, list[Succession]] = {}
        for one in of_initiatives(connection, [reached.party.initiative_id for reached in frontier]):
            for number in {party.initiative_id for party in one.said.parties}:
                ties.setdefault(number, []).append(one)
        further: list[_Reached] = []
        known = identity.by_ids(connection, ties)
        for reached in frontier:
            leads = leading(reached, sorted(ties.get(reached.party.initiative_id, ()), key=in_time))
            if leads.is_end:
                found.append((reached, leads.ended))
            for step, party, functions in leads.steps:
                on = _Reached(
                    party,
                    known[party.initiative_id].began_on,
                    step.said.completed_on,
                    (*reached.steps, step),
                    functions,
                )
                if on.same not in seen and (party.initiative_id, None) not in seen:
                    seen.add(on.same)
                    further.append(on)
        frontier = further
    return _ends(found)


def _ends(found: Sequence[tuple[_Reached, Succession | None]]) -> list[Way]:
    """Each end once: where all of it came there, that way; else with all functions that did."""
    by_end: dict[int, list[tuple[_Reached, Succession | None]]] = {}
    for reached, ended in found:
        by_end.setdefault(reached.party.initiative_id, []).append((reached, ended))
    ways = []
    for of_end in by_end.values():
        whole = [one for one in of_end if one[0].functions is None]
        (reached, ended), *_ = whole or of_end
        named = () if whole else dict.fromkeys(name for one, _ in of_end for name in one.steps[-1].functions)
        ways.append(Way(reached.party, reached.steps, tuple(named), ended))
    return ways


def _onward(reached: _Reached, ties: Sequence[Succession], on: str | None) -> _Leading:
    """What became of an initiative, or of the functions that came to it, from the day on which it was reached."""
    number, left = reached.party.initiative_id, reached.functions
    later = [
        one
        for one in ties
        if one.said.complete_by(on)
        and (reached.day is None or dates.latest(one.said.completed_on) >= dates.earliest(reached.day))
    ]
    steps: list[tuple[Step, Party, frozenset[str] | None]] = []
    ended: list[Succession] = []
    for one in later:
        if any(party.initiative_id == number for party in one.said.ended):
            ended.append(one)
        for step in steps_of(one):
            if step.before.initiative_id == number and _is_way(goes := _goes(step, left)):
                steps.append((step, step.after, goes))
                if step.said.kind == "transfer" and left is not None and goes is not None:
                    left -= goes
        if left is not None and not left:  # all of what came here has gone on
            return _Leading(steps, is_end=False)
    # What ended without a successor and was revived later is what it was revived as.
    without = next((one for one in ended if one.said.kind == "end"), None)
    is_end = not ended or (without is not None and len(ended) == 1)
    return _Leading(steps, is_end, without if is_end else None)


def _back(reached: _Reached, ties: Sequence[Succession], on: str | None) -> _Leading:
    """What an initiative, or the functions that went from it, came out of; until the day ``on``, where there is one."""
    number, left = reached.party.initiative_id, reached.functions
    earlier = [
        one
        for one in reversed(ties)
        if (on is None or not one.said.complete_by(on))
        and (reached.day is None or dates.earliest(one.said.completed_on) <= dates.latest(reached.day))
    ]
    steps: list[tuple[Step, Party, frozenset[str] | None]] = []
    merged: set[int] = set()
    is_made = False
    for one in earlier:
        for step in steps_of(one):
            if step.after.initiative_id != number or not _is_way(came := _goes(step, left)):
                continue
            steps.append((step, step.before, came))
            # A body that functions moved to, or that another went into, may have been there before.
            is_made = is_made or step.said.kind not in {"transfer", "merger"}
            if step.said.kind == "merger":
                merged.add(step.before.initiative_id)
                is_made = is_made or _begins_with(reached.began_on, step.said)
            if step.said.kind == "transfer" and left is not None and came is not None:
                left -= came
        if left is not None and not left:
            return _Leading(steps, is_end=False)
    return _Leading(steps, is_end=not is_made and len(merged) < _MAKE_ONE)


def _begins_with(began_on: str | None, said: Said) -> bool:
    return began_on is not None and dates.latest(began_on) >= dates.earliest(said.began_on)


def _goes(step: Step, functions: frozenset[str] | None) -> frozenset[str] | None:
    """Which of these functions go with a step; None where all do that there are. Where it cannot be told, none does."""
    if not step.functions:
        return functions if step.said.kind != "transfer" or functions is None else frozenset()
    named = frozenset(normalised(name) for name in step.functions)
    return named if functions is None else named & functions


def _is_way(functions: frozenset[str] | None) -> bool:
    return functions is None or bool(functions)


def steps_of(one: Succession) -> list[Step]:
    """Each predecessor to each successor; where functions are named on both sides, only where they share one."""
    found = []
    for before in one.said.predecessors:
        for after in one.said.successors:
            given, received = before.functions, after.functions
            both = tuple(name for name in given if name in received) if given and received else given or received
            if both or not (given and received):
                found.append(Step(one.id, one.said, before, after, both))
    return found
