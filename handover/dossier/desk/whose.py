"""Whose desk it is: who hands over or, where nobody leaves, who takes up; and which rows are theirs. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from handover.dossier.draft import Draft
from handover.dossier.model import Person
from handover.dossier.mover import is_mover, is_post_left
from handover.initiatives.names import compared, normalised
from handover.initiatives.people.names import bare, can_be_one

_LOOKED_AT: Final = 4_000


@dataclass(frozen=True, slots=True)
class Whose:
    """The person, by the draft of a staff move."""

    draft: Draft

    @property
    def leaves(self) -> bool:
        return not self.draft.known.transition.is_arrival

    @property
    def name(self) -> str | None:
        transition = self.draft.known.transition
        return transition.person if self.leaves else transition.successor

    def is_theirs(self, name: str | None, emails: Iterable[str] = ()) -> bool:
        """Whether a row names the person; of somebody who only arrives, by name alone."""
        if self.leaves:
            return is_mover(self.draft.known, name, emails)
        return name is not None and self.name is not None and can_be_one(name, self.name)

    def moves(self, role: str | None) -> bool:
        """Whether a post is handed over by this move."""
        post = self.draft.known.transition.post
        if self.leaves:
            return is_post_left(self.draft.known, role)
        return post is not None and compared(role or "") == compared(post)

    @property
    def entries(self) -> tuple[Person, ...]:
        """The person among the people of this dossier: of somebody who has left, too."""
        return tuple(
            one
            for one in self.draft.people
            if one.standing in {"in-post", "left"} and self.is_theirs(one.name, one.emails)
        )

    @property
    def roles(self) -> frozenset[str]:
        """The posts that are theirs here, as names are compared."""
        post = self.draft.known.transition.post
        return frozenset({compared(one) for one in (*(each.role for each in self.entries), post) if one})

    def is_mentioned(self, text: str | None) -> bool:
        """Whether a text has the person's whole name in it, as words."""
        return self.name is not None and len(bare(self.name)) > 1 and mentions(text or "", self.name)


def mentions(text: str, name: str) -> bool:
    """Whether a text has a name in it, as whole words. Of a very long text the beginning is looked at."""
    return f" {normalised(name)} " in f" {normalised(text[:_LOOKED_AT])} "
