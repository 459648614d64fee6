"""Reports: records of one initiative, each of another time, of which the newest is compared with the one before."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, or_, select

from handover.dates import latest
from handover.initiatives.merged import with_merged
from handover.store.database import AnyRow
from handover.store.history import chunks
from handover.store.tables import initiative, name, record_version
from handover.transitions.detection.model import Change, Payload
from handover.transitions.detection.reading import told


def latest_reports(
    connection: Connection, gathering: AnyRow, every: list[Change], who: Mapping[str, int]
) -> list[Change]:
    """Of an initiative of which each time has a new report, the newest, beside what was reported last before."""
    new: dict[int, list[Change]] = {}
    for one in every:
        number = who.get(str(one.payload["initiative"]))
        if one.kind == "programme-status" and one.before is None and number is not None:
            new.setdefault(number, []).append(one)
    last: dict[int, Payload] = {}
    for number, row in others_of(connection, gathering, new, ("programme-status",)):
        _note_later(last, number, told(row.kind, row.payload))
    gone: dict[int, list[Change]] = {}
    for one in every:
        number = who.get(str(one.payload["initiative"]))
        if one.kind == "programme-status" and one.after is None and number in new:
            gone.setdefault(number, []).append(one)
            _note_later(last, number, one.payload)
    replaced: dict[int, Change | None] = {}
    for number, reports in new.items():
        if number in last:
            newest = max(reports, key=_period)
            replaced |= {id(one): None for one in reports}
            # A report of an earlier time that came late says nothing new.
            if _period(newest) >= latest(str(last[number]["period"])):
                replaced[id(newest)] = replace(newest, before=last[number], next_report=True)
            # What the new report stands in the place of has not vanished.
            replaced |= {id(one): None for one in gone.get(number, ())}
    found = (replaced.get(id(one), one) for one in every)
    return [one for one in found if one is not None and one.before != one.after]


def _period(change: Change) -> date:
    return latest(str(change.payload["period"]))


def _note_later(last: dict[int, Payload], number: int, payload: Payload) -> None:
    if number not in last or latest(str(last[number]["period"])) <= latest(str(payload["period"])):
        last[number] = payload


def others_of(
    connection: Connection, gathering: AnyRow, numbers: Iterable[int], kinds: tuple[str, ...]
) -> Iterator[tuple[int, AnyRow]]:
    """The records that a source has of these initiatives, but for those that the gathering brought; each with which."""
    now = with_merged(connection, initiative, numbers)
    for wanted in chunks(sorted(now)):
        rows = connection.execute(
            select(record_version, name.c.written, name.c.initiative_id)
            .join(name, name.c.id == record_version.c.name_id)
            .where(
                name.c.initiative_id.in_(wanted),
                record_version.c.kind.in_(kinds),
                record_version.c.source_id == gathering.source_id,
                # As it was then: the look may come late, when later gatherings count already.
                record_version.c.from_gathering_id < gathering.id,
                or_(record_version.c.to_gathering_id.is_(None), record_version.c.to_gathering_id > gathering.id),
            )
        )
        for row in rows:
            yield now[row.initiative_id], row
