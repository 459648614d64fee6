"""By which rules editions are made: what an office sets, with what holds where it sets nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from handover.dossier.editions.grounds import EXPLAINED, WORDS
from handover.dossier.marking import rank
from handover.vocabulary import MARKINGS


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that the public edition does not have, wherever they stand, and on which ground."""

    words: str
    ground: str


@dataclass(frozen=True, slots=True)
class EditionRules:
    """``markings`` from the lowest to the highest; ``public_up_to`` is the highest that the public edition may have.

    ``public_marking`` is the marking of the public edition itself, ``named`` are people whose names it may have.
    """

    markings: tuple[str, ...] = MARKINGS
    public_up_to: str = MARKINGS[0]
    public_marking: str = MARKINGS[0]
    named: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    grounds: Mapping[str, str] = field(default_factory=dict)

    def words_of(self, ground: str) -> str:
        """A ground as a mark says it: the office's own words, else ours, else the ground itself."""
        return self.grounds.get(ground) or WORDS.get(ground, ground)

    def is_too_high(self, marking: str, up_to: str) -> bool:
        """Whether what has this marking may not stand where the highest is ``up_to``.

        A marking that nobody knows is too high for everything: it was given for a reason.
        """
        given, allowed = rank(marking, self.markings), rank(up_to, self.markings)
        return given is None or (allowed is not None and given > allowed)

    def explained(self, ground: str) -> str | None:
        """What a ground means, at length; None where the office has words of its own for it."""
        return None if ground in self.grounds else EXPLAINED.get(ground)
