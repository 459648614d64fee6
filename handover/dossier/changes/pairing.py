"""Which part of an earlier dossier is which of a later one. Never by number: L1 may have become L3."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
Sign = Callable[[T], Hashable | None]
"""What a part can be told by; none where it has nothing of the kind."""


@dataclass(frozen=True, slots=True)
class Paired(Generic[T]):
    """Parts of both, in the order of the later; those of the later alone; those of the earlier alone."""

    both: tuple[tuple[T, T], ...]
    new: tuple[T, ...]
    gone: tuple[T, ...]


def paired(before: Sequence[T], after: Sequence[T], signs: Iterable[tuple[Sign[T], Sign[T]]]) -> Paired[T]:
    """Pair by the surest sign first; what one sign has paired, no later one looks at. Each sign is given as it is read
    from the earlier and from the later, whose labels of sources may differ.
    """
    found: dict[int, int] = {}
    free = dict.fromkeys(range(len(before)))
    for of_before, of_after in signs:
        places: dict[Hashable, list[int]] = defaultdict(list)
        for place in free:
            sign = of_before(before[place])
            if sign is not None:
                places[sign].append(place)
        for place, one in enumerate(after):
            if place in found or (sign := of_after(one)) is None or not places.get(sign):
                continue
            found[place] = places[sign].pop(0)
            del free[found[place]]
    return Paired(
        tuple((before[found[place]], one) for place, one in enumerate(after) if place in found),
        tuple(one for place, one in enumerate(after) if place not in found),
        tuple(before[place] for place in free),
    )
