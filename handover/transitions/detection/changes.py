"""What one gathering changed, read from the store: it costs by what changed, not by what is stored.

Only what rules look at is kept of a record, and only of records in which something of it changed, so that a gathering
in which everything was written anew needs no more room than one of which little is told.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import orjson
from sqlalchemy import Connection, select

from handover.initiatives.merged import now_of
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import initiative, name, person, person_record, record_version
from handover.transitions.detection import expected, members
from handover.transitions.detection.expected import Ending, ending_of
from handover.transitions.detection.following import left
from handover.transitions.detection.model import Change, Changes
from handover.transitions.detection.reading import LOOKED_AT, read, without_rewriting
from handover.transitions.detection.reports import latest_reports, others_of
from handover.transitions.detection.saying import part_of, stage_ended

# A source has shrunk that lost more records than these, or than this share of it, and won few beside.
_FEW: Final = 10
_SHARE: Final = 0.05
_WON: Final = 0.1


class _Remembered:
    """What is remembered of every gathering, looked at or not: on which days to come something is to end, and to what
    records belong.
    """

    def __init__(self, day: date) -> None:
        self._day = day
        self._ends: list[Ending] = []
        self._moved: dict[str, frozenset[str]] = {}

    def see(self, change: Change) -> None:
        if change.kind != "programme-status":
            return
        if change.after is not None and change.version_id is not None:
            end = ending_of(change.version_id, change.after, known_on=self._day)
            self._ends += [] if end is None else [end]
        if part_of(change.before) != part_of(change.after):
            self._moved[change.key] = part_of(change.after)

    def write(self, connection: Connection, gathering: AnyRow) -> None:
        expected.note(connection, self._ends)
        members.note(connection, gathering, self._moved)


def pass_over(connection: Connection, gathering: AnyRow) -> None:
    """Remember of a gathering in which nothing is looked for what later ones are looked at with."""
    remembered = _Remembered(_day(gathering))
    for change in read(connection, gathering, ["programme-status"]):
        remembered.see(change)
    remembered.write(connection, gathering)


def changes_of(connection: Connection, gathering: AnyRow, *, rewritten: bool = False) -> Changes:
    """What a gathering opened and closed of the records that are looked at.

    Where much was ``rewritten``, what only says the same in another way did not change.
    """
    remembered = _Remembered(_day(gathering))
    every: list[Change] = []
    names: dict[str, str] = {}
    for change in read(connection, gathering, list(LOOKED_AT)):
        remembered.see(change)
        kept = without_rewriting(change) if rewritten else change
        if kept.before != kept.after:
            every.append(kept)
            names[change.key] = str(change.payload["initiative"])
    remembered.write(connection, gathering)
    who = _who(connection, _written(every))
    every = _with_people(connection, latest_reports(connection, gathering, every, who))
    wholes = set(left(every)).union(*(part_of(one.after) for one in every if one.before is None))
    belonging = members.members_of(connection, gathering, wholes)
    pointed = _pointed(every).union(*(one.now for each in belonging.values() for one in each))
    names |= _names(connection, gathering, pointed - names.keys())
    return Changes(
        day=_day(gathering).isoformat(),
        every=every,
        shrunk=_has_shrunk(gathering),
        names=names,
        members=belonging,
        says=_saying(connection, gathering, wholes, names),
        elsewhere=_elsewhere(connection, gathering, every, who),
        who=who,
    )


def _day(gathering: AnyRow) -> date:
    """The day of what was gathered: its own, where it has one that is past."""
    moments = [one for one in (gathering.dated, gathering.started_at) if one is not None]
    day: date = min(moments).date()
    return day


def _has_shrunk(gathering: AnyRow) -> bool:
    lost, won, seen = int(gathering.vanished), int(gathering.new), int(gathering.seen)
    return lost > max(_FEW, _SHARE * seen) and won < _WON * lost


def _written(every: Iterable[Change]) -> set[str]:
    return {str(one["initiative"]) for change in every for one in (change.before, change.after) if one is not None}


def _who(connection: Connection, names: Collection[str]) -> dict[str, int]:
    """Which initiative each name means by now."""
    known: dict[str, int] = {}
    for chunk in chunks(sorted(names)):
        rows = connection.execute(
            select(name.c.written, name.c.initiative_id).where(
                name.c.written.in_(chunk), name.c.initiative_id.is_not(None)
            )
        )
        known |= {row.written: row.initiative_id for row in rows}
    now = now_of(connection, initiative, set(known.values()))
    return {written: now[number] for written, number in known.items()}


def _elsewhere(
    connection: Connection, gathering: AnyRow, every: Iterable[Change], who: Mapping[str, int]
) -> frozenset[str]:
    """The names under which the source has other records, that did not change, of whatever changed its name or went."""
    numbers = {
        who[written]
        for one in every
        if (one.before or {}).get("initiative") != (one.after or {}).get("initiative")
        for written in _written([one])
        if written in who
    }
    return frozenset(row.written for _, row in others_of(connection, gathering, numbers, tuple(LOOKED_AT)))


def _with_people(connection: Connection, every: Iterable[Change]) -> list[Change]:
    """The same, where contacts have whom they were recognised as in place of the numbers of their versions."""
    contacts = [one for one in every if one.kind == "contact"]
    versions = sorted({number for one in contacts for number in one.people if number is not None})
    whom: dict[int, int] = {}
    for numbers in chunks(versions):
        some = person_record.c.record_version_id.in_(numbers)
        whom.update((row[0], row[1]) for row in connection.execute(select(person_record).where(some)))
    now = now_of(connection, person, set(whom.values()))

    def named(version: int | None) -> int | None:
        return None if version is None or version not in whom else now[whom[version]]

    return [replace(one, people=(named(one.people[0]), named(one.people[1]))) for one in every]


def _pointed(every: Iterable[Change]) -> set[str]:
    return {
        key
        for change in every
        for payload in (change.before, change.after)
        if payload is not None
        for field in ("replaces", "replaced_by", "part_of")
        for key in payload.get(field, ())
    }


def _names(connection: Connection, gathering: AnyRow, pointed: Collection[str]) -> dict[str, str]:
    """What is pointed to is called, by how it is pointed to: by the key of a record, or by a name that is known."""
    known = members.standing(connection, gathering, pointed)
    names = {key: str(payload["initiative"]) for key, payload in known.items()}
    for chunk in chunks(sorted(set(pointed) - names.keys())):
        called = select(name.c.written).where(name.c.written.in_(chunk))
        names |= {written: written for written in connection.execute(called).scalars()}
    return names


def _saying(
    connection: Connection, gathering: AnyRow, wholes: Collection[str], names: Mapping[str, str]
) -> frozenset[str]:
    """Those whose own record says where they stand."""
    told = dict(members.standing(connection, gathering, wholes))
    for chunk in chunks(sorted({whole for whole in wholes if whole not in told and whole in names})):
        rows = connection.execute(
            select(record_version.c.payload, name.c.written)
            .join(name, name.c.id == record_version.c.name_id)
            .where(
                name.c.written.in_(chunk),
                record_version.c.kind == "programme-status",
                record_version.c.source_id == gathering.source_id,
                record_version.c.to_gathering_id.is_(None),
            )
        )
        told |= {row.written: orjson.loads(row.payload) for row in rows}
    return frozenset(
        key for key, payload in told.items() if payload.get("stage") or payload.get("ended_how") or stage_ended(payload)
    )
