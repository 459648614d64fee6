"""Successions and families in sentences, which can be read aloud as they stand."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise

from handover.dates import earliest, spoken
from handover.initiatives.naming import Naming
from handover.initiatives.succession.family import Family
from handover.initiatives.succession.model import KINDS, Party, Said
from handover.initiatives.succession.recorded import Succession
from handover.initiatives.succession.ways import Step, Way
from handover.wording import counted, listed

# What a party was called on a day (a partial date).
Called = Callable[[Party, str], str]


def shown_name(party: Party, _day: str) -> str:
    """What a party is shown as by now, whatever the day."""
    return party.name


def in_words(said: Said, called: Called = shown_name) -> str:
    """What is said, as one sentence: ``“A” was renamed “B” on 8 January 2018.``"""
    words = KINDS[said.kind]
    before = [_predecessor(party, said, called) for party in said.predecessors]
    after = [_with_functions(party, called(party, said.completed_on)) for party in said.successors]
    passed = words.passed.replace("was ", "were ") if len(before) > 1 else words.passed
    parts = (listed(before) or "Nobody who is named", passed, listed(after))
    return f"{' '.join(filter(None, parts))}{_when(said)}."


def _predecessor(party: Party, said: Said, called: Called) -> str:
    name = called(party, eve(said.began_on))
    received = {name for one in said.successors for name in one.functions}
    # What was received says what was given; only the rest needs to be said here.
    written = f"“{name}”" if set(party.functions) <= received else _with_functions(party, name)
    return f"{written}, which goes on," if party.goes_on and KINDS[said.kind].ends else written


def _with_functions(party: Party, name: str) -> str:
    return f"“{name}” ({listed(party.functions)})" if party.functions else f"“{name}”"


def _when(said: Said) -> str:
    if said.announced_on and said.announced_on != said.completed_on:
        return f", announced {on(said.announced_on)} and complete {on(said.completed_on)}"
    return f" {on(said.completed_on)}"


def on(day: str) -> str:
    """``on 3 May 2012`` for a day, ``in May 2012`` for a month, ``in 2012`` for a year."""
    return f"{'on' if len(day) == len('2012-05-03') else 'in'} {spoken(day)}"


def eve(day: str) -> str:
    """The day before, on which whoever ended with ``day`` still had their name; a month or a year stays as it is."""
    if len(day) < len("2012-05-03") or earliest(day) == date.min:
        return day
    return (earliest(day) - timedelta(days=1)).isoformat()


def remarks(one: Succession) -> list[str]:
    """Who said it and on what ground, which rules it breaks, and whether it was taken back; a sentence each."""
    found = [f"Said by {one.said.said_by}." if one.said.said_by else "Who said so is not known."]
    if one.said.evidence:
        found.append(f"Evidence: {one.said.evidence}")
    found += [f"It breaks a rule: {sentence}" for sentence in one.broken_rules]
    if one.although:
        found.append(f"Recorded all the same: {one.although}")
    if one.amends is not None:
        found.append(f"It stands in the place of succession {one.amends}.")
    if one.withdrawn_at is not None:
        found.append(f"Withdrawn by {one.withdrawn_by}: {one.withdrawn_because}")
    return found


def tree(of: Family) -> Iterator[str]:
    """A whole family, a line each: who belongs to it, what became of what (the earliest first), what cannot be so."""
    yield f"The family of “{of.of.name}”: {counted(len(of.initiatives), 'initiative')}."
    for one in sorted(of.initiatives, key=lambda one: (one.began_on or "", one.id)):
        yield f"  “{one.name}” ({one.kind}, #{one.id}){_lifetime(one.began_on, one.closed_on)}{_names(of, one.id)}"
    said = [
        (tie.said.completed_on, f"  {tie.id}. {' '.join((in_words(tie.said, called_in(of)), *remarks(tie)))}")
        for tie in of.successions
    ]
    said += _renamed(of)
    if not said:
        yield "Nothing is recorded of what it became or where it came from."
        return
    yield "What became of what:"
    yield from (line for _, line in sorted(said, key=lambda one: one[0]))
    called = called_in(of)
    for first, second in of.contradictory:
        yield contradiction(first, second, called)


def contradiction(first: Succession, second: Succession, called: Called = shown_name) -> str:
    """That two successions cannot both be so, and who says what, as a sentence."""
    says = f"{_says(first, called)}; {_says(second, called)}"
    return f"Successions {first.id} and {second.id} cannot both be so: {says}."


def _renamed(of: Family) -> Iterator[tuple[str, str]]:
    """Where one of them got another name and stayed what it was, which is no succession: the day, and a line."""
    for one in of.initiatives:
        names = [name for name in of.names_of(one.id) if name.sort == "name"]
        for before, after in pairwise(names):
            if before.to_on and before.to_on == after.from_on:
                line = (
                    f"  “{before.written}” (#{one.id}) was renamed “{after.written}” {on(before.to_on)}, and goes on."
                )
                yield before.to_on, line


def called_in(of: Family) -> Called:
    """What each party was called on a day, by the dated names of its family."""

    def called(party: Party, day: str) -> str:
        names = [one for one in of.names_of(party.initiative_id) if one.sort == "name" and one.is_dated]
        return next((one.written for one in names if one.holds_on(day)), party.name)

    return called


def _lifetime(began: str | None, closed: str | None) -> str:
    parts = (f"from {spoken(began)}" if began else "", f"until {spoken(closed)}" if closed else "")
    return f", {' '.join(filter(None, parts))}" if any(parts) else ""


def _names(of: Family, number: int) -> str:
    """Its other names, and when it had each."""
    shown = next(one for one in of.initiatives if one.id == number)
    life = Naming(number, shown.name, from_on=shown.began_on, to_on=shown.closed_on).period
    named = dict.fromkeys(
        # A name that it had all its life needs no dates.
        f"“{one.written}”" + (f" ({one.period})" if one.period and one.period != life else "")
        for one in of.names_of(number)
        if one.written != shown.name or one.period not in {"", life}
    )
    return f"; called {listed(named)}" if named else ""


def _says(one: Succession, called: Called) -> str:
    who = one.said.said_by or "somebody who is not named"
    return f"{who} says that {in_words(one.said, called).removesuffix('.')}"


def way_in_words(of: str, way: Way, called: Called = shown_name) -> list[str]:
    """How an initiative came to be another: a sentence that says which, then each step."""
    if way.ended is not None:
        first = f"“{of}” ended: “{way.end.name}” has no successor."
        return [first, *_numbered([(way.ended.id, way.ended.said)], called, way.steps)]
    if not way.steps:
        return [f"“{of}” is that itself."]
    part = f" ({listed(way.functions)} of it)" if way.functions else ""
    return [f"“{way.end.name}”{part}", *_numbered([], called, way.steps)]


def _numbered(last: Sequence[tuple[int, Said]], called: Called, steps: Sequence[Step]) -> list[str]:
    each = dict([*((step.succession, step.said) for step in steps), *last])
    return [f"  {number}. {in_words(said, called)}" for number, said in each.items()]
