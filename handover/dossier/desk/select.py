"""Read from the store what else somebody who moves has to do with, in a number of queries that does not grow with it.

The other initiatives are those whose contact lists name them now, and those at which a move of theirs is recorded:
recording one looked at all that they touch (``handover.initiatives.people.touching``), so nothing is searched here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, select

from handover.dossier.file_versions import FileVersions
from handover.dossier.known import KnownDesk, KnownOther, KnownRecord
from handover.dossier.known_records import records
from handover.initiatives import identity
from handover.initiatives.belonging import names_of, owners_of
from handover.initiatives.identity import Initiative
from handover.initiatives.merged import now_of
from handover.initiatives.people import found as people
from handover.initiatives.people.names import can_be_one
from handover.records import Contact, FollowOnAction, ProgrammeStatus, Record
from handover.store.database import AnyRow
from handover.store.tables import initiative as initiative_table
from handover.store.tables import person_record, record_version, transition
from handover.store.versions import VERSIONS
from handover.transitions.recorded import Transition
from handover.transitions.rules import can_be_withdrawn

# Nobody has a part in more that could be read of on a page.
_MOST: Final = 20
_keyed = VERSIONS.add_columns(record_version.c.key)
_Key = tuple[str, str]


def select_desk(
    connection: Connection, of: Transition, initiative: Initiative, versions: FileVersions
) -> KnownDesk | None:
    """What is known of the person's other initiatives, by name; None where the transition is about no person."""
    if of.kind != "staff-move":
        return None
    listed = _listed(connection, of.details.get("number"))
    moves = _moves(connection, of)
    others = {*listed.values(), *moves} - {initiative.id}
    known = sorted(identity.by_ids(connection, others).values(), key=lambda one: (one.name, one.id))
    shown = [one.id for one in known[:_MOST]]
    if not shown:
        return KnownDesk()
    # Actions at once with statuses, of all of them together: whose each is, its row says.
    theirs = and_(
        record_version.c.name_id.in_(names_of(connection, *shown)), record_version.c.to_gathering_id.is_(None)
    )
    owner = _owners(connection, theirs)
    every = records(connection, theirs, versions)
    found = {one.id: KnownOther(one.name, one.closed_on) for one in known[:_MOST]}
    statuses = _by_owner(every("programme-status", ProgrammeStatus), owner)
    names = _names(connection, of)
    theirs_to_do = [one for one in every("follow-on-action", FollowOnAction) if _is_one_of(one.record.owner, names)]
    actions = _by_owner(theirs_to_do, owner)
    own_rows = [one for one in every("contact", Contact) if _key(one) in listed]
    contacts = _by_owner(own_rows, owner)
    for number, one in found.items():
        move = moves.get(number)
        found[number] = replace(
            one,
            statuses=statuses.get(number, ()),
            actions=actions.get(number, ()),
            contacts=contacts.get(number, ()),
            transition=move.id if move is not None else None,
            successor=move.details.get("successor") if move is not None else None,
        )
    return KnownDesk(others=tuple(found.values()), more=len(known[_MOST:]))


def _names(connection: Connection, of: Transition) -> list[str]:
    """What the person is called and addressed by, in records and by whoever asked for the move."""
    number, person = of.details.get("number"), of.details.get("person") or of.details.get("successor")
    asked = [person] if person else []
    if not number:
        return asked
    contacts = people.contacts_of(connection, people.by_id(connection, int(number)).id)
    return [*asked, *(one.name for one in contacts if one.name), *(mail for one in contacts for mail in one.emails)]


def _is_one_of(said: str | None, names: Sequence[str]) -> bool:
    return said is not None and any(can_be_one(said, name) for name in names)


def _listed(connection: Connection, number: str | None) -> dict[_Key, int]:
    """The contacts that name the person now, by source and key, each with its initiative."""
    if not number:
        return {}
    members = people.members(connection, int(number))
    rows = connection.execute(
        _keyed.join(person_record, person_record.c.record_version_id == record_version.c.id).where(
            person_record.c.person_id.in_(members), record_version.c.to_gathering_id.is_(None)
        )
    ).all()
    owner = owners_of(connection, rows)
    return {(row.source, row.key): owner[row.id] for row in rows}


def _moves(connection: Connection, of: Transition) -> dict[int, AnyRow]:
    """The other moves of the same person: by their number, where it is known, else by name and day; the first of each
    initiative.
    """
    number, person = of.details.get("number"), of.details.get("person")
    conditions: list[ColumnElement[bool]] = [transition.c.kind == "staff-move", transition.c.id != of.id]
    if number:
        conditions.append(transition.c.told["number"].as_string() == number)
    elif person:
        conditions += [_said("person") == person, transition.c.effective_on == of.effective_on]
    else:
        conditions += [_said("successor") == of.details.get("successor"), transition.c.effective_on == of.effective_on]
    rows = connection.execute(select(transition).where(*conditions).order_by(transition.c.id)).all()
    rows = [
        row for row in rows if can_be_withdrawn(row.state) and (row.details.get("person") is None) == (person is None)
    ]
    now = now_of(connection, initiative_table, {row.initiative_id for row in rows})
    found: dict[int, AnyRow] = {}
    for row in rows:
        found.setdefault(now[row.initiative_id], row)
    return found


def _said(what: str) -> ColumnElement[Any]:
    said: ColumnElement[Any] = transition.c.details[what].as_string()
    return said


def _owners(connection: Connection, theirs: ColumnElement[bool]) -> dict[_Key, int]:
    """Whose each current record is; a source has one of each key."""
    rows = connection.execute(_keyed.where(theirs)).all()
    owner = owners_of(connection, rows)
    return {(row.source, row.key): owner[row.id] for row in rows}


def _by_owner(found: list[KnownRecord[Any]], owner: Mapping[_Key, int]) -> dict[int, list[KnownRecord[Any]]]:
    those: dict[int, list[KnownRecord[Any]]] = {}
    for one in found:
        those.setdefault(owner[_key(one)], []).append(one)
    return those


def _key(one: KnownRecord[Record]) -> _Key:
    return one.source, one.record.key
