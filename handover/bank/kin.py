"""By which successions the members of a family are tied to one of them: the shortest way to each, in sentences."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from handover.initiatives.succession.family import Family
from handover.initiatives.succession.model import Said
from handover.initiatives.succession.recorded import Succession
from handover.initiatives.succession.words import Called, in_words
from handover.wording import counted

# So many successions are told of a long way; more would be no answer.
_MOST_STEPS: Final = 3


# For each member but the one that a family is of: who is a step nearer to that one, and the succession between them.
Nearer = Mapping[int, tuple[int, Succession]]


def nearer(of: Family) -> Nearer:
    """The shortest way from each member to the initiative that a family is of, by its next step; the nearest first."""
    ties: dict[int, list[Succession]] = {}
    for one in of.successions:
        for number in parties(one):
            ties.setdefault(number, []).append(one)
    found: dict[int, tuple[int, Succession]] = {}
    waiting = deque([of.of.id])
    while waiting:
        number = waiting.popleft()
        for one in ties.get(number, ()):
            for other in parties(one):
                if other != of.of.id and other not in found:
                    found[other] = number, one
                    waiting.append(other)
    return found


def way_to(number: int, steps: Nearer) -> list[Succession]:
    """The successions between the initiative that a family is of and a member, the nearest to that initiative first."""
    way: list[Succession] = []
    while number in steps:
        number, one = steps[number]
        way.append(one)
    return way[::-1]


def parties(one: Succession) -> Iterable[int]:
    """Everybody who is a party of a succession, before or after it."""
    return (party.initiative_id for party in one.said.parties)


def way_in_words(way: Sequence[Said], called: Called) -> str:
    """The successions on a way, a sentence each; of a long one the first and the last."""
    told = list(way) if len(way) <= _MOST_STEPS else [*way[: _MOST_STEPS - 1], way[-1]]
    sentences = [in_words(said, called) for said in told]
    if len(told) < len(way):
        sentences.insert(_MOST_STEPS - 1, f"({counted(len(way) - len(told), 'more succession')}.)")
    return " ".join(sentences)
