"""What is known of two initiatives beside their names, and what that says for or against their being one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from handover.dates import earliest, latest, spoken

# How much a thing that agrees or disagrees moves a likeness of names. None of them makes a name of another.
_SAME_OWNER, _OTHER_OWNER = 0.02, -0.03
_SAME_PEOPLE: Final = 0.03
_OVERLAP, _APART = 0.01, -0.02
_YEARS_APART: Final = 5
_MOST_NAMED: Final = 3


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the records under a name say of what bears it: who answers for it, who is in it, the first and last day
    (partial dates) that they speak of, and the identifiers that contacts have beside it.
    """

    owners: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    began_on: str | None = None
    ended_on: str | None = None
    identifiers: frozenset[str] = frozenset()

    @classmethod
    def of_all(cls, several: Sequence["Circumstances"]) -> "Circumstances":
        """What is known under all of these names together."""
        return cls(
            frozenset().union(*(one.owners for one in several)),
            frozenset().union(*(one.people for one in several)),
            min((one.began_on for one in several if one.began_on), default=None),
            max((one.ended_on for one in several if one.ended_on), default=None),
            frozenset().union(*(one.identifiers for one in several)),
        )


class Remark(NamedTuple):
    """One piece of evidence: a sentence, and by how much it moves the likeness."""

    sentence: str
    weight: float


def remarks(one: Circumstances, other: Circumstances) -> Iterator[Remark]:
    """Everything that both are known by, and whether it agrees."""
    if one.owners and other.owners:
        both = sorted(one.owners & other.owners)
        if both:
            yield Remark(f"Both have the owner “{both[0]}”.", _SAME_OWNER)
        else:
            yield Remark(f"The owners differ: “{min(one.owners)}” and “{min(other.owners)}”.", _OTHER_OWNER)
    if people := sorted(one.people & other.people):
        yield Remark(f"Both have these people: {', '.join(people[:_MOST_NAMED])}.", _SAME_PEOPLE)
    yield from _dates(one, other)


def _dates(one: Circumstances, other: Circumstances) -> Iterator[Remark]:
    if not (one.began_on and one.ended_on and other.began_on and other.ended_on):
        return
    first, second = sorted(((one.began_on, one.ended_on), (other.began_on, other.ended_on)))
    gap = earliest(second[0]).year - latest(first[1]).year
    if gap <= 1:
        yield Remark("The times that their records speak of overlap or follow each other.", _OVERLAP)
    elif gap > _YEARS_APART:
        yield Remark(
            f"The records of one end in {spoken(first[1])}, those of the other begin in {spoken(second[0])}.", _APART
        )
