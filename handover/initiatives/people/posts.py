"""Which posts a person held, and who held a post, one after the other, with its vacancies and its end.

A post is a role in a body and its unit, or one row of a list under the source's own key, through time.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from handover.initiatives.merged import now_of, with_merged
from handover.initiatives.names import compared
from handover.initiatives.people.found import by_id
from handover.initiatives.people.sameness import continues
from handover.records import Contact
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import person, person_record, record_version
from handover.store.versions import VERSIONS, RowReference

# The versions of contacts, in order of time, each with its person.
_listings = (
    VERSIONS.add_columns(person_record.c.person_id)
    .outerjoin(person_record, person_record.c.record_version_id == record_version.c.id)
    .order_by(record_version.c.id)
)


@dataclass(frozen=True, slots=True)
class Listing:
    """One version of a contact, with when it was known: until ``gone_at``, which is None while it stands."""

    contact: Contact
    source_id: int
    reference: RowReference
    known_from: datetime
    gone_at: datetime | None


@dataclass(frozen=True, slots=True)
class Holding:
    """A person's time in one post; ``listings`` in order of time, never empty."""

    listings: tuple[Listing, ...]

    @property
    def latest(self) -> Listing:
        return self.listings[-1]

    @property
    def is_current(self) -> bool:
        """Whether any list still has them in it."""
        return any(one.gone_at is None for one in self.listings)

    @property
    def keys(self) -> tuple[tuple[int, str], ...]:
        """The source and the source's key of each row that is this post, for ``holders_of``."""
        return tuple(dict.fromkeys((one.source_id, one.contact.key) for one in self.listings))


@dataclass(frozen=True, slots=True)
class Sitting:
    """Whoever held a post for a time: a person by number, or nobody (``holder`` says why), from when to when."""

    person_id: int | None
    listings: tuple[Listing, ...]

    @property
    def contact(self) -> Contact:
        return self.listings[-1].contact

    @property
    def known_from(self) -> datetime:
        return self.listings[0].known_from

    @property
    def gone_at(self) -> datetime | None:
        return self.listings[-1].gone_at


def posts_of(connection: Connection, person_id: int) -> tuple[Holding, ...]:
    """Every post that a person holds or held, as the gatherings show it; the ones that they hold now first."""
    one = by_id(connection, person_id)
    return posts_of_all(connection, [one.id]).get(one.id, ())


def posts_of_all(connection: Connection, person_ids: Iterable[int]) -> dict[int, tuple[Holding, ...]]:
    """The posts of each of these people, as ``posts_of`` gives them; who has none is not among them."""
    every = with_merged(connection, person, person_ids)
    listings: dict[int, list[Listing]] = {}
    for some in chunks(every):
        for row in connection.execute(_listings.where(person_record.c.person_id.in_(some))):
            listings.setdefault(every[row.person_id], []).append(_listing(row))
    return {
        number: tuple(sorted(grouped(sorted(found, key=_version)), key=lambda one: not one.is_current))
        for number, found in listings.items()
    }


def _version(one: Listing) -> int:
    return one.reference.version_id


def holders_of(connection: Connection, source_id: int, key: str) -> tuple[Sitting, ...]:
    """Who held the post that a source has under a key, one after the other; a changed spelling is no new holder."""
    rows = connection.execute(
        _listings.where(
            record_version.c.kind == "contact", record_version.c.source_id == source_id, record_version.c.key == key
        )
    ).all()
    now = now_of(connection, person, {row.person_id for row in rows if row.person_id is not None})
    sittings: list[Sitting] = []
    for row in rows:
        one, number = _listing(row), now.get(row.person_id)
        last = sittings[-1] if sittings else None
        if last is not None and last.person_id == number and (number or continues(last.contact, one.contact)):
            sittings[-1] = Sitting(number, (*last.listings, one))
        else:
            sittings.append(Sitting(number, (one,)))
    return tuple(sittings)


def grouped(found: Iterable[Listing]) -> list[Holding]:
    """Listings of one person as posts: one row of a list is one post, and so is one role in one body and unit. Pure."""
    posts: list[list[Listing]] = []
    by_mark: dict[object, list[Listing]] = {}
    for one in found:
        contact = one.contact
        marks: list[object] = [(one.source_id, contact.key)]
        if contact.role:
            marks.append(tuple(compared(text or "") for text in (contact.organisation, contact.unit, contact.role)))
        post = next((by_mark[mark] for mark in marks if mark in by_mark), None)
        if post is None:
            post = []
            posts.append(post)
        post.append(one)
        for mark in marks:
            by_mark.setdefault(mark, post)
    return [Holding(tuple(sorted(post, key=lambda one: (one.gone_at is None, one.known_from)))) for post in posts]


def _listing(row: AnyRow) -> Listing:
    contact = Contact.model_validate_json(row.payload)
    return Listing(contact, row.source_id, RowReference.of(row), row.known_from, row.gone_at)
