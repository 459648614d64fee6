"""Bring successions in from a file: linked data, or a CSV of links. What can be recorded is; the rest is told."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import Connection, func, select, update

from handover import dates
from handover.errors import AmbiguousName, HandoverError
from handover.initiatives import identity, look_up, naming
from handover.initiatives.identifiers import claim, claimants
from handover.initiatives.identity import Initiative
from handover.initiatives.names import compared
from handover.initiatives.succession import recorded
from handover.initiatives.succession.exchanged import Described, Exchanged, Tie
from handover.initiatives.succession.linked_data_read import read
from handover.initiatives.succession.links import Link, links
from handover.initiatives.succession.model import Party, Said
from handover.initiatives.succession.words import in_words
from handover.jobs.office import Office
from handover.jobs.successions import found_or_added
from handover.jobs.text_file import text_of
from handover.jobs.who_and_why import who
from handover.store.database import hold_names
from handover.store.tables import initiative, succession
from handover.wording import listed


@dataclass
class Brought:
    """What became of a file: sentences of what was recorded and of what was not, and names that are new."""

    recorded: list[str] = field(default_factory=list)
    already: int = 0
    added: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def bring(
    office: Office, file: Path, *, by: str, although: str | None = None, new: str | None = None, check: bool = False
) -> Brought:
    """Record the successions of a file, said by ``by`` where the file names nobody; with ``check``, change nothing.

    Raises SourceUnreachable, SourceUnreadable, BadRequest.
    """
    said_by = who(by)
    text = text_of(file)
    brought = Brought()
    linked, rows = None, None
    if text.lstrip()[:1] in {"{", "["}:
        linked = read(text, name=file.name)
        brought.refused += linked.sentences
    else:
        rows, refused = links(text, name=file.name)
        brought.refused += refused
    with office.store.write() as connection:
        hold_names(connection)
        trial = connection.begin_nested()
        before = connection.execute(select(func.max(initiative.c.id))).scalar() or 0
        bringing = _Bringing(office, connection, said_by, although, brought)
        if linked is not None:
            bringing.take_linked(linked.exchanged)
        else:
            bringing.take_links(rows or (), new=new, name=file.name)
        rows_added = select(initiative.c.name).where(initiative.c.id > before).order_by(initiative.c.id)
        brought.added += connection.execute(rows_added).scalars()
        if check:
            trial.rollback()
        else:
            trial.commit()
    return brought


@dataclass(frozen=True, slots=True)
class _Bringing:
    """One file on its way into the store, within a transaction: what becomes of it is noted in ``brought``."""

    office: Office
    connection: Connection
    said_by: str
    although: str | None
    brought: Brought

    def take_links(self, rows: Sequence[Link], *, new: str | None, name: str) -> None:
        """Record the rows of a CSV called ``name``; names that nobody knows are added as initiatives of this kind."""
        # What was earlier is recorded first: a name can only be found once whoever bears it is known.
        for row in sorted(rows, key=lambda one: one.date):
            where = f"{name}, line {row.lines[0]}"
            # What one row adds goes with it where it cannot be recorded.
            trial = self.connection.begin_nested()
            try:
                said = self._said_of(row, new)
            except HandoverError as error:
                trial.rollback()
                self.brought.refused.append(f"{where}: {error}")
                continue
            if self._record(said, self.although, where):
                trial.commit()
            else:
                trial.rollback()

    def take_linked(self, what: Exchanged) -> None:
        """Record the successions of linked data, and add the initiatives of it that nobody knows."""
        known: dict[int, Initiative] = {}
        newest = self.connection.execute(select(func.max(initiative.c.id))).scalar() or 0
        for described in what.described:
            try:
                known[described.initiative.id] = _same_or_added(self.office, self.connection, described, known, newest)
            except HandoverError as error:
                self.brought.refused.append(str(error))
        for tie in sorted(what.ties, key=lambda one: one.said.completed_on):
            parties = tie.said.parties
            unknown = [f"“{one.name}”" for one in parties if one.initiative_id not in known]
            where = in_words(tie.said)
            if unknown:
                self.brought.refused.append(
                    f"{where.removesuffix('.')}: nobody can tell which initiative {listed(unknown)} is."
                )
            else:
                self._record(_as_known(tie, known, self.said_by), tie.although or self.although, where)

    def _said_of(self, row: Link, new: str | None) -> Said:
        def parties(names: Sequence[str], side: int) -> tuple[Party, ...]:
            found = [
                (name, found_or_added(self.office, self.connection, name, on=row.date, new=new, begins=side == 1))
                for name in names
            ]
            return tuple(Party(one.id, one.name, row.functions_of(name, side)) for name, one in found)

        return Said(
            row.kind,
            parties(row.predecessors, 0),
            parties(row.successors, 1),
            row.date,
            evidence=row.evidence,
            said_by=self.said_by,
        )

    def _record(self, said: Said, although: str | None, where: str) -> bool:
        before = self.connection.execute(select(func.max(succession.c.id))).scalar() or 0
        try:
            one = recorded.record(self.connection, said, now=self.office.now(), although=although)
        except HandoverError as error:
            self.brought.refused.append(f"{where.removesuffix('.')}: {error}")
            return False
        if one.id > before:
            self.brought.recorded.append(in_words(one.said))
        else:
            self.brought.already += 1
        return True


def _as_known(tie: Tie, known: dict[int, Initiative], said_by: str) -> Said:
    def now(party: Party) -> Party:
        one = known[party.initiative_id]
        return replace(party, initiative_id=one.id, name=one.name)

    return replace(
        tie.said,
        predecessors=tuple(map(now, tie.said.predecessors)),
        successors=tuple(map(now, tie.said.successors)),
        said_by=tie.said.said_by or said_by,
    )


def _same_or_added(
    office: Office, connection: Connection, described: Described, known: dict[int, Initiative], newest: int
) -> Initiative:
    """The initiative that is described, found by an identifier, else by its name at its time; else a new one.

    Two that one file tells apart are never taken for one. Raises AmbiguousName, BadRequest.
    """
    of, now = described.initiative, office.now()
    taken = {one.id for one in known.values()}
    found = [one for one in _candidates(connection, described) if one.id <= newest and one.id not in taken]
    if len(found) > 1:
        raise AmbiguousName(
            f"“{of.name}” may be {len(found)} initiatives: {', '.join(f'#{one.id}' for one in found)}.",
            what_to_do="Give it an identifier (org:identifier) that one of them has.",
        )
    if found:
        one = found[0]
    else:
        one = identity.add(connection, of.name, kind=of.kind, now=now, another=True)
        dated = {"began_on": of.began_on, "closed_on": of.closed_on}
        connection.execute(update(initiative).where(initiative.c.id == one.id).values(**dated))
    for name in described.namings:
        naming.say(connection, replace(name, initiative_id=one.id), now=now)
    for scheme, values in _by_scheme(described).items():
        claim(connection, scheme, {one.id: values}, now=now)
    return identity.by_id(connection, one.id)


def _candidates(connection: Connection, described: Described) -> list[Initiative]:
    ids: dict[int, None] = {}
    for scheme, values in _by_scheme(described).items():
        for several in claimants(connection, scheme, values).values():
            ids |= dict.fromkeys(several)
    if ids:
        return list(identity.by_ids(connection, ids).values())
    claims = look_up.claims_on(connection, compared(described.initiative.name))
    called = {one.id: one for one in (identity.by_id(connection, claim.initiative_id) for claim in claims)}
    return [one for one in called.values() if _at_one_time(one.began_on, described.initiative.began_on)]


def _by_scheme(described: Described) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for scheme, value in described.identifiers:
        found.setdefault(scheme, []).append(value)
    return found


def _at_one_time(one: str | None, other: str | None) -> bool:
    """Whether two may have begun on one day, as far as that is known of both."""
    if one is None or other is None:
        return True
    return dates.earliest(one) <= dates.latest(other) and dates.earliest(other) <= dates.latest(one)
