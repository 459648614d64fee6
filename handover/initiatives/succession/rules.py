"""The rules that a succession keeps, each a sentence where it is broken. Pure: what is known is handed in.

After the rules of GOV.UK's Whitehall for closed organisations; a person can record what breaks them, saying why.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from handover import dates
from handover.dates import spoken
from handover.initiatives.succession.model import KINDS, Party, Said

# A body is closed on paper some weeks after its functions have moved, or before.
_SLACK: Final = timedelta(days=92)
# Further ahead nobody plans; what is dated there was mistyped.
_FURTHEST: Final = timedelta(days=20 * 366)
_EARLIEST_YEAR: Final = 1000


@dataclass(frozen=True, slots=True)
class Lifetime:
    """From when to when an initiative existed, as far as that is known (partial dates)."""

    began_on: str | None = None
    closed_on: str | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known where a succession is said: ``lifetimes`` are of its parties, ``others`` the successions of any of
    them, and ``later`` what each of its successors became, without revivals and transfers.
    """

    today: date
    lifetimes: Mapping[int, Lifetime] = field(default_factory=dict)
    others: Sequence[Said] = ()
    later: Mapping[int, frozenset[int]] = field(default_factory=dict)

    def lifetime(self, party: Party) -> Lifetime:
        return self.lifetimes.get(party.initiative_id, Lifetime())


def broken_rules(said: Said, known: Known) -> list[str]:
    """Every rule that is broken, as one sentence each; none where all is well."""
    return [sentence for rule in RULES for sentence in rule(said, known)]


def _numbers(said: Said, known: Known) -> Iterator[str]:
    words = KINDS[said.kind]
    least, most = words.successors
    going_on = [one for one in said.predecessors if one.goes_on]
    count = len(said.successors) + (len(going_on) if said.kind == "split" else 0)
    subject = words.article[0].upper() + words.article[1:]
    if not said.predecessors:
        yield f"{subject} has at least one predecessor, and none is named."
    if count < least or (most is not None and count > most):
        yield f"{subject} has {_counted(least, most)}; {_are_named(count)}."
    if said.kind in {"rename", "revival"} and len(said.predecessors) > 1:
        yield f"{subject} has one predecessor; {len(said.predecessors)} are named."
    if said.kind == "merger" and len(said.predecessors) == 1 and len(said.successors) == 1:
        yield from _lone_merger(said, said.successors[0], known)


def _lone_merger(said: Said, into: Party, known: Known) -> Iterator[str]:
    began = known.lifetime(into).began_on
    was_there = began is not None and dates.earliest(began) < dates.earliest(said.began_on)
    # What it was merged with may be part of a body that was split at the same time.
    beside = any(
        one.completed_on == said.completed_on
        and into.initiative_id in {party.initiative_id for party in one.successors}
        and one.predecessors != said.predecessors
        for one in known.others
    )
    if not was_there and not beside:
        yield (
            f"A merger has at least two predecessors, or one that goes into what was there; that “{into.name}” was "
            "there before is not known."
        )


def _counted(least: int, most: int | None) -> str:
    if most == 0:
        return "no successor"
    if most is None:
        return "at least one successor" if least == 1 else f"at least {least} successors"
    return "exactly one successor"


def _are_named(count: int) -> str:
    return "none is named" if count == 0 else "1 is named" if count == 1 else f"{count} are named"


def _self(said: Said, _known: Known) -> Iterator[str]:
    successors = {one.initiative_id for one in said.successors}
    for party in said.predecessors:
        if party.initiative_id in successors:
            yield f"“{party.name}” cannot succeed itself; where it goes on, say so of the predecessor."
    for parties, what in ((said.predecessors, "predecessor"), (said.successors, "successor")):
        ids = [one.initiative_id for one in parties]
        for party in {one.initiative_id: one for one in parties if ids.count(one.initiative_id) > 1}.values():
            yield f"“{party.name}” is named twice as a {what}."


def _dates(said: Said, known: Known) -> Iterator[str]:
    if said.announced_on and dates.earliest(said.announced_on) > dates.latest(said.completed_on):
        yield f"It was announced on {spoken(said.announced_on)}, after it was complete on {spoken(said.completed_on)}."
    for day in filter(None, (said.announced_on, said.completed_on)):
        if dates.earliest(day) > known.today + _FURTHEST:
            yield f"{spoken(day)} is further ahead than anybody plans."
        elif dates.latest(day).year < _EARLIEST_YEAR:
            yield f"{spoken(day)} is before there were such initiatives."


def _lifetimes(said: Said, known: Known) -> Iterator[str]:
    begins, ends = dates.earliest(said.began_on), dates.latest(said.completed_on)
    for party in said.predecessors:
        life = known.lifetime(party)
        if life.began_on and dates.earliest(life.began_on) > ends:
            yield f"“{party.name}” began on {spoken(life.began_on)}, after it is to have passed on what it had."
        if life.closed_on and dates.latest(life.closed_on) < begins - _SLACK and said.kind != "revival":
            yield f"“{party.name}” was closed on {spoken(life.closed_on)}, before it is to have passed anything on."
        if life.closed_on and party in said.ended and dates.earliest(life.closed_on) > ends + _SLACK:
            yield f"“{party.name}” was closed on {spoken(life.closed_on)} only, so it did not end with this."
    for party in said.successors:
        life = known.lifetime(party)
        if life.began_on and dates.earliest(life.began_on) > ends + _SLACK:
            yield f"“{party.name}” began on {spoken(life.began_on)}, long after it is to have taken over."
        if life.closed_on and dates.latest(life.closed_on) < begins and said.kind != "revival":
            yield (
                f"“{party.name}” was closed on {spoken(life.closed_on)}, before it is to have taken over; "
                "where it came back, that is a revival."
            )


def _loops(said: Said, known: Known) -> Iterator[str]:
    if said.kind in {"revival", "transfer"}:
        return
    for predecessor in said.ended:
        for successor in said.successors:
            if predecessor.initiative_id in known.later.get(successor.initiative_id, frozenset()):
                yield (
                    f"“{successor.name}” became “{predecessor.name}” by another succession, so one would come out of "
                    "the other in a circle; where something that ended came back, that is a revival."
                )


def _same_day(said: Said, known: Known) -> Iterator[str]:
    if said.kind != "rename":
        return
    ending = {one.initiative_id: one for one in said.ended}
    for other in known.others:
        if other.kind != "rename" or other.completed_on != said.completed_on:
            continue
        for party in other.ended:
            if party.initiative_id in ending and other.successors != said.successors:
                names = " and ".join(f"“{one.name}”" for one in other.successors)
                yield f"“{party.name}” was renamed {names} on that same day, {spoken(other.completed_on)}."


Rule = Callable[[Said, Known], Iterator[str]]
RULES: Final[tuple[Rule, ...]] = (_numbers, _self, _dates, _lifetimes, _loops, _same_day)
