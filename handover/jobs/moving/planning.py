"""From all that a person touches to the moves that their leaving takes: one at each initiative, or one for each post
there where different people come. Pure.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from handover.initiatives.identity import Initiative
from handover.initiatives.names import compared
from handover.initiatives.people.touching import Touched, TouchedInitiative
from handover.jobs.moving.staff_move import Incoming, StaffMove


@dataclass(frozen=True, slots=True)
class Leaver:
    """Who leaves: their name, their number where records name them, and where they go, as far as that was said."""

    name: str
    number: int | None = None
    to_post: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """An initiative that somebody leaves, and the posts that the records give them there."""

    of: Initiative
    posts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comers:
    """Who comes: for all, by the id of an initiative, and by a post's name as it is compared."""

    for_all: Incoming | None = None
    by_initiative: Mapping[int, Incoming] = field(default_factory=dict)
    by_post: Mapping[str, Incoming] = field(default_factory=dict)


def is_certain(one: TouchedInitiative) -> bool:
    """Whether more than a name ties somebody to an initiative."""
    return any(touch.certain for touch in one.touches)


def places(touched: Touched, only: Collection[int], also: Iterable[Initiative]) -> list[Place]:
    """What somebody leaves: what they touch for certain, or of that ``only`` these ids; and those named beside,
    whatever the records say.
    """
    found = {one.initiative.id: one.initiative for one in touched.initiatives if is_certain(one)}
    if only:
        found = {number: of for number, of in found.items() if number in only}
    found |= {of.id: of for of in also}
    posts = posts_at(touched)
    return [Place(of, posts.get(of.id, ())) for of in found.values()]


def posts_at(touched: Touched) -> dict[int, tuple[str, ...]]:
    """The posts that somebody holds at each initiative, by its id: those with a title, each once."""
    where = {
        touch.reference: one.initiative.id
        for one in touched.initiatives
        for touch in one.touches
        if touch.how == "contact"
    }
    found: dict[int, dict[str, str]] = {}
    for post in touched.posts:
        for listing in post.listings:
            role, at = listing.contact.role, where.get(listing.reference)
            if role and at is not None:
                found.setdefault(at, {}).setdefault(compared(role), " ".join(role.split()))
    return {at: tuple(posts.values()) for at, posts in found.items()}


def moves_of(leaver: Leaver, left: Sequence[Place], comers: Comers) -> list[StaffMove]:
    """The moves: one at each place, or one for each post there where somebody comes to a post of it alone."""
    found: list[StaffMove] = []
    for place in left:
        here = comers.by_initiative.get(place.of.id, comers.for_all)
        coming = {post: comers.by_post.get(compared(post), here) for post in place.posts}
        if len(set(coming.values())) > 1:
            found += [_move(leaver, place, who, post) for post, who in coming.items()]
        else:
            found.append(_move(leaver, place, next(iter(coming.values()), here), None))
    return found


def _move(leaver: Leaver, place: Place, incoming: Incoming | None, post: str | None) -> StaffMove:
    return StaffMove(place.of, leaver.name, incoming, leaver.number, post, place.posts, leaver.to_post)
