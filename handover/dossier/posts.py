"""Who held which post when, as the gatherings of a contact list show it.

A post is one row of one source, under the source's own key. Its versions follow each other; those that name
the same holder are one sitting. A list that changes how it writes a name, or stops giving names, has not
changed its people (``handover.initiatives.people.names``).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from handover.dossier.known import KnownRecord
from handover.dossier.labels import Labels
from handover.initiatives.people.names import can_be_one
from handover.initiatives.people.sameness import continues
from handover.records import Contact

ContactRecord = KnownRecord[Contact]
# Somebody may hold such a post, and may be who held it before.
UNNAMED: Final = frozenset({"withheld", "unknown"})


@dataclass(frozen=True, slots=True)
class Sitting:
    """One holder of a post: the first and the last version of the row that say so."""

    first: ContactRecord
    last: ContactRecord

    @property
    def contact(self) -> Contact:
        """What is said of the holder last."""
        return self.last.record

    @property
    def person(self) -> str | None:
        """The person's name; none for a mailbox, a vacancy, and a token that names nobody."""
        contact = self.contact
        return contact.name if contact.holder == "named" and not contact.shared_mailbox else None

    @property
    def ended_at(self) -> datetime | None:
        return self.last.gone_at


@dataclass(frozen=True, slots=True)
class Post:
    """One row of a list through time: its sittings in order of time, never empty."""

    sittings: tuple[Sitting, ...]

    @property
    def latest(self) -> Sitting:
        return self.sittings[-1]

    @property
    def listed(self) -> bool:
        """Whether the list still has it."""
        return self.latest.ended_at is None

    @property
    def leavers(self) -> tuple[tuple[Sitting, Sitting | None], ...]:
        """Those who held it and no longer do, each with the sitting that says who or what came next.

        Somebody who came back has not left. Somebody whose name is merely no longer given is not known to
        have left, unless another name, a vacancy or the end of the row follows.
        """
        found = []
        for place, sitting in enumerate(self.sittings):
            name = sitting.person
            if name is None or any(_same(name, other.person) for other in self.sittings[place + 1 :]):
                continue
            following = next((one for one in self.sittings[place + 1 :] if one.contact.holder not in UNNAMED), None)
            if following is not None or not self.listed:
                found.append((sitting, following))
        return tuple(found)

    @property
    def named_before(self) -> Sitting | None:
        """Before a latest sitting that names nobody, or somebody else: the last one that named a person."""
        return next((one for one in reversed(self.sittings[:-1]) if one.person is not None), None)


def posts(current: Iterable[ContactRecord], history: Iterable[ContactRecord], labels: Labels) -> tuple[Post, ...]:
    """Every post that any version speaks of, in the order of sources, files and rows."""
    versions: dict[tuple[str, str], dict[tuple[datetime, bool, int], ContactRecord]] = {}
    for one in (*history, *current):
        rows = versions.setdefault((one.source, one.record.key), {})
        # The history may hold the current versions too; each counts once.
        rows[(one.known_from, one.gone_at is None, one.row)] = one
    found = [Post(_sittings(rows[when] for when in sorted(rows))) for rows in versions.values()]
    return tuple(sorted(found, key=lambda post: place(post.latest.last, labels)))


def place(one: ContactRecord, labels: Labels) -> tuple[int, str, int, str]:
    """The order of a row: its source, its file, its row."""
    return int(labels.of(one.source)[1:]), one.file, one.row, one.record.key


def _sittings(versions: Iterable[ContactRecord]) -> tuple[Sitting, ...]:
    sittings: list[Sitting] = []
    for version in versions:
        if sittings and continues(sittings[-1].contact, version.record):
            sittings[-1] = Sitting(sittings[-1].first, version)
        else:
            sittings.append(Sitting(version, version))
    return tuple(sittings)


def _same(name: str, other: str | None) -> bool:
    return other is not None and can_be_one(name, other)
