"""What initiatives were called, and when: one can have several names, and one name can have meant several of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, cast

from sqlalchemy import Connection, delete, insert, select, update

from handover import dates
from handover.dates import spoken
from handover.initiatives.names import compared
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import naming

Sort = Literal["name", "short", "alias"]
SORTS: Final[tuple[Sort, ...]] = ("name", "short", "alias")


@dataclass(frozen=True, slots=True)
class Naming:
    """That an initiative was called so: ``from_on`` is the first day, ``to_on`` the first on which it no longer was
    (partial dates), None where it is not known or did not end. A ``short`` name stands beside a name; an ``alias`` is
    what others say.
    """

    initiative_id: int
    written: str
    sort: Sort = "name"
    from_on: str | None = None
    to_on: str | None = None
    said_by: str | None = None

    @property
    def is_dated(self) -> bool:
        return self.from_on is not None or self.to_on is not None

    def holds_on(self, day: str) -> bool:
        """Whether it may have been called so on some day of a partial date."""
        begins_in_time = self.from_on is None or dates.earliest(self.from_on) <= dates.latest(day)
        ends_later = self.to_on is None or dates.latest(self.to_on) > dates.earliest(day)
        return begins_in_time and ends_later

    @property
    def period(self) -> str:
        """When that was, as a reader says it; blank where nothing is known."""
        if self.from_on and self.to_on:
            return f"{spoken(self.from_on)} to {spoken(self.to_on)}"
        if self.from_on:
            return f"since {spoken(self.from_on)}"
        return f"until {spoken(self.to_on)}" if self.to_on else ""


def meant_on(namings: Sequence[Naming], day: str) -> list[int]:
    """Which initiatives a name meant on a day, given all that ever were called so, as ids without repetition.

    One that is known to have been called so then goes before those of which no dates are known.
    """
    holding = [one for one in namings if one.holds_on(day)]
    dated = [one for one in holding if one.is_dated]
    return list(dict.fromkeys(one.initiative_id for one in dated or holding))


def namings_of(connection: Connection, initiative_ids: Iterable[int]) -> list[Naming]:
    """All that was said of how these initiatives were called, the oldest statement first."""
    return [
        _naming(row)
        for some in chunks(initiative_ids)
        for row in connection.execute(select(naming).where(naming.c.initiative_id.in_(some)).order_by(naming.c.id))
    ]


def called_so(connection: Connection, keys: Iterable[str]) -> dict[str, list[Naming]]:
    """All that was said of names, by each as it is compared: which initiatives were called so, and when."""
    found: dict[str, list[Naming]] = {}
    for some in chunks(keys):
        for row in connection.execute(select(naming).where(naming.c.normalised.in_(some)).order_by(naming.c.id)):
            found.setdefault(row.normalised, []).append(_naming(row))
    return found


def _naming(row: AnyRow) -> Naming:
    return Naming(row.initiative_id, row.written, cast(Sort, row.sort), row.from_on, row.to_on, row.said_by)


def say(connection: Connection, said: Naming, *, now: datetime) -> bool:
    """Record how an initiative was called; False where just that was said already."""
    same = (
        naming.c.initiative_id == said.initiative_id,
        naming.c.written == said.written,
        naming.c.sort == said.sort,
        naming.c.from_on.is_not_distinct_from(said.from_on),
        naming.c.to_on.is_not_distinct_from(said.to_on),
    )
    if connection.execute(select(naming.c.id).where(*same)).first() is not None:
        return False
    say_first(connection, [said], now=now)
    return True


def say_first(connection: Connection, said: Sequence[Naming], *, now: datetime) -> None:
    """Record how initiatives were called, by names of which nothing was said yet."""
    if not said:
        return
    connection.execute(
        insert(naming),
        [
            {
                "initiative_id": one.initiative_id,
                "written": one.written,
                "normalised": compared(one.written),
                "sort": one.sort,
                "from_on": one.from_on,
                "to_on": one.to_on,
                "said_by": one.said_by,
                "added_at": now,
            }
            for one in said
        ],
    )


def hand_over(
    connection: Connection, keys: Sequence[str], of: Sequence[int], into: int, *, sorts: Sequence[Sort] = SORTS
) -> None:
    """Say of another initiative what was said of these names, as they are compared, of any of those."""
    connection.execute(
        update(naming)
        .where(naming.c.normalised.in_(keys), naming.c.initiative_id.in_(of), naming.c.sort.in_(sorts))
        .values(initiative_id=into)
    )


def end(connection: Connection, initiative_id: int, written: str, *, on: str, now: datetime) -> None:
    """Say that an initiative was called so until a day; from when, stays as it was known."""
    open_ones = (naming.c.initiative_id == initiative_id, naming.c.written == written, naming.c.to_on.is_(None))
    if connection.execute(update(naming).where(*open_ones).values(to_on=on)).rowcount == 0:
        say(connection, Naming(initiative_id, written, to_on=on), now=now)


def take_back_end(connection: Connection, initiative_id: int, written: str, *, on: str) -> None:
    """Say that a name did not end on that day; where nothing else was known of it, nothing is said any more."""
    ended = (naming.c.initiative_id == initiative_id, naming.c.written == written, naming.c.to_on == on)
    connection.execute(delete(naming).where(*ended, naming.c.from_on.is_(None)))
    connection.execute(update(naming).where(*ended).values(to_on=None))


def take_back_beginning(connection: Connection, initiative_id: int, written: str, *, on: str) -> None:
    """Say that an initiative was not called so from that day."""
    begun = (naming.c.initiative_id == initiative_id, naming.c.written == written, naming.c.from_on == on)
    connection.execute(delete(naming).where(*begun))


def move(connection: Connection, initiative_id: int, *, was: str, on: str) -> None:
    """Say that what an initiative was called ended, and began, on another day than it ``was`` said."""
    for day in (naming.c.from_on, naming.c.to_on):
        same = (naming.c.initiative_id == initiative_id, naming.c.sort == "name", day == was)
        connection.execute(update(naming).where(*same).values({day.name: on}))
