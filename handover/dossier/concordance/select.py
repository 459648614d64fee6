"""Read from the store what a rename, merger, split, transfer or replacement takes from where to where."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import ColumnElement, Connection, func, select

from handover import dates
from handover.dossier.file_versions import FileVersions
from handover.dossier.known import KnownConcordance, KnownHolding, KnownPart, KnownRecord
from handover.dossier.known_records import records
from handover.initiatives import identity
from handover.initiatives.belonging import records_of
from handover.initiatives.identity import Initiative
from handover.initiatives.succession import recorded as successions
from handover.records import Contact, ProgrammeStatus
from handover.store.tables import name as name_table
from handover.store.tables import record_version, source
from handover.transitions.recorded import Transition

KINDS: Final = frozenset({"rename", "merger", "split", "transfer", "closure"})
# Parties of which more than the name is looked at: as many as a family has on a page.
_MOST_PARTS: Final = 12


def select_concordance(
    connection: Connection, of: Transition, initiative: Initiative, versions: FileVersions, *, now: datetime
) -> KnownConcordance | None:
    """What is known of what goes where; None for what takes nothing anywhere, such as a closure without a successor."""
    if of.kind not in KINDS or (of.kind == "closure" and of.succession_id is None):
        return None
    said = successions.by_number(connection, of.succession_id) if of.succession_id is not None else None
    parties = [] if said is None else [one.initiative_id for one in said.said.parties]
    others = [one for one in dict.fromkeys(parties) if one != initiative.id]
    return KnownConcordance(
        number=initiative.id,
        succession=said,
        namings=identity.namings(connection, [initiative.id, *others]),
        holdings=_holdings(connection, records_of(connection, initiative.id)),
        parts=[
            _part(connection, one, versions, now)
            for one in identity.by_ids(connection, others[:_MOST_PARTS]).values()
            if one.id != initiative.id
        ],
    )


def _part(connection: Connection, one: Initiative, versions: FileVersions, now: datetime) -> KnownPart:
    theirs = records_of(connection, one.id)
    known = records(connection, theirs, versions)
    there = [contact for contact in known("contact", Contact) if _is_there(contact, now)]
    owned = [status for status in known("programme-status", ProgrammeStatus) if status.record.owner]
    # Whoever can be reached first: these are to be rung.
    there.sort(key=lambda contact: (not contact.record.emails and not contact.record.phones, contact.source))
    return KnownPart(
        number=one.id,
        name=one.name,
        contacts=there,
        owned=max(owned, key=lambda status: (dates.latest(status.record.period), status.source), default=None),
        holdings=_holdings(connection, theirs),
    )


def _is_there(one: KnownRecord[Contact], now: datetime) -> bool:
    contact = one.record
    left = contact.to_on is not None and dates.latest(contact.to_on) < now.date()
    return one.gone_at is None and contact.holder == "named" and bool(contact.name) and not left


def _holdings(connection: Connection, theirs: ColumnElement[bool]) -> Sequence[KnownHolding]:
    """The current records, by the name that they stand under, their kind and their source."""
    count = func.count().label("records")
    rows = connection.execute(
        select(name_table.c.written, record_version.c.kind, source.c.name, source.c.id, count)
        .join(name_table, name_table.c.id == record_version.c.name_id)
        .join(source, source.c.id == record_version.c.source_id)
        .where(record_version.c.to_gathering_id.is_(None), theirs)
        .group_by(name_table.c.written, record_version.c.kind, source.c.name, source.c.id)
        .order_by(source.c.name, record_version.c.kind, name_table.c.written)
    ).all()
    wanted = {row.id for row in rows}
    titles = {
        row.id: row.registration.get("title") or row.name
        for row in connection.execute(select(source.c.id, source.c.name, source.c.registration))
        if row.id in wanted
    }
    return [KnownHolding(row.written, row.kind, row.name, titles[row.id], row.records) for row in rows]
