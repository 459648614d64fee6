"""Where other records than contacts name people: as the owner of a status or action, as who recorded a lesson."""

import json
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sqlalchemy import Connection, or_

from handover.initiatives.merged import now_of
from handover.initiatives.people.names import bare, blocks, can_be_one
from handover.store.database import AnyRow
from handover.store.tables import initiative, record_version
from handover.store.tables import name as name_table
from handover.store.versions import VERSIONS, RowReference

How = Literal["contact", "status-owner", "action-owner", "action-inheritor", "lesson-recorder"]

# For so many people the database looks for the letters of their names; for more, every record is read once.
_FEW: Final = 20
_READ_AT_ONCE: Final = 2_000
_PLAIN: Final = re.compile(r"[a-z]+")
# The kind of record, the field, and what that makes of the person.
_NAMED: Final[tuple[tuple[str, str, How], ...]] = (
    ("programme-status", "owner", "status-owner"),
    ("follow-on-action", "owner", "action-owner"),
    ("follow-on-action", "inherits", "action-inheritor"),
    ("lesson", "recorded_by", "lesson-recorder"),
)

# The versions of records that stand now, each with its initiative.
CURRENT: Final = (
    VERSIONS.add_columns(name_table.c.initiative_id)
    .join(name_table, name_table.c.id == record_version.c.name_id)
    .where(record_version.c.to_gathering_id.is_(None))
    .order_by(record_version.c.id)
)


@dataclass(frozen=True, slots=True)
class Touch:
    """One row that ties a person to an initiative. ``certain`` is False where only a name does, which is nobody
    else's, but which no contact of that initiative bears.
    """

    how: How
    reference: RowReference
    certain: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """Somebody whom records may name: under these names, or by these addresses.

    ``only_here`` are the initiatives of which they are a contact and nobody else of their name is. ``full_names`` are
    those that nobody else has, as names are compared.
    """

    number: int
    names: tuple[str, ...]
    addresses: frozenset[str]
    only_here: frozenset[int]
    full_names: frozenset[tuple[str, ...]]

    def touched_by(self, said: str, initiative_id: int) -> bool | None:
        """Whether a field of a record names them: for certain, by name only (False), or not at all (None)."""
        fits = initiative_id in self.only_here and any(can_be_one(said, name) for name in self.names)
        if fits or said.strip().casefold() in self.addresses:
            return True
        return False if bare(said) in self.full_names else None


def named_in_records(connection: Connection, people: Sequence[Sought]) -> Iterator[tuple[int, int, Touch]]:
    """The rows that name these people in a field: the number of the person, the id of the initiative, and the row.

    By an address, by a name that can be theirs where they are a contact and nobody else of that name is, or by their
    full name where nobody else has it.
    """
    marks: dict[str, list[Sought]] = {}
    for one in people:
        for mark in {*one.addresses, *(block for name in one.names for block in blocks(name))}:
            marks.setdefault(mark, []).append(one)
    found: list[tuple[AnyRow, How, str, list[Sought]]] = []
    rows = CURRENT.where(record_version.c.kind.in_({kind for kind, _, _ in _NAMED}))
    if len(people) <= _FEW:
        parts = {part for one in people for part in (*map(_letters, one.names), *one.addresses)}
        rows = rows.where(or_(*(record_version.c.payload.ilike(f"%{part}%") for part in parts)))
    for row in connection.execute(rows, execution_options={"yield_per": _READ_AT_ONCE}):
        fields: dict[str, str | None] = json.loads(row.payload)
        for kind, field, how in _NAMED:
            said = fields.get(field) if kind == row.kind else None
            if not said:
                continue
            sought = {
                one.number: one for mark in (said.strip().casefold(), *blocks(said)) for one in marks.get(mark, ())
            }
            if sought:
                found.append((row, how, said, list(sought.values())))
    now = now_of(connection, initiative, {row.initiative_id for row, *_ in found})
    for row, how, said, several in found:
        for one in several:
            certain = one.touched_by(said, now[row.initiative_id])
            if certain is not None:
                yield one.number, now[row.initiative_id], Touch(how, RowReference.of(row), certain)


def _letters(name: str) -> str:
    """The longest run of plain letters in a surname, which stands in it however accents and signs are written."""
    surname = (bare(name) or ("",))[-1].partition("-")[2] or (bare(name) or ("",))[-1]
    written = unicodedata.normalize("NFC", name).casefold()
    # As it is written: what accents were taken from must not be looked for.
    runs = [run for run in _PLAIN.findall(written) if run in surname]
    return max(runs, key=len, default="")
