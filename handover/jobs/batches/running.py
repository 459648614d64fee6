"""Record a list of transitions as one batch, all of it or nothing; or only tell what would be recorded."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from handover.dates import asked_date
from handover.delivery.addresses import checked_recipients
from handover.errors import BadRequest, BatchRefused, HandoverError, RowMistake, UnknownInitiative
from handover.initiatives.identity import Initiative, a_name
from handover.initiatives.names import without_footnote_marks
from handover.initiatives.people.found import Person
from handover.jobs import policy
from handover.jobs.batches.named import Meaning, Moves, meant
from handover.jobs.batches.rows import BatchRow, Read, RowKind, read
from handover.jobs.moving.recording import prepared
from handover.jobs.moving.staff_move import StaffMove
from handover.jobs.office import Office
from handover.jobs.requests import Asked, close_in, rename_in
from handover.jobs.restructuring import start_in
from handover.jobs.successions import added
from handover.jobs.successors import NEW_KIND
from handover.jobs.text_file import as_text, bytes_of
from handover.store.database import hold_names
from handover.transitions import batches
from handover.transitions.batches import Batch, Listed
from handover.transitions.recorded import Transition
from handover.transitions.requesting import Wanted, request_all


@dataclass(frozen=True, slots=True)
class BatchAsked:
    """How a list is asked for: what it is called, why, and what holds of each row that does not say otherwise.

    ``unlisted`` takes people whom no record names as they are written.
    """

    label: str
    reason: str
    on: str | None = None
    to: Sequence[str] = ()
    by: str | None = None
    unlisted: bool = False


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a list: what is ``new``, what stood in the batch before, and what stood without it.

    ``perhaps`` are initiatives that are left out, because only their name ties the person to them; ``unused`` are
    columns that say nothing.
    """

    batch: Batch
    new: tuple[Transition, ...]
    again: tuple[Transition, ...]
    elsewhere: tuple[Transition, ...]
    perhaps: tuple[tuple[Person, Initiative], ...]
    unused: tuple[str, ...]

    @property
    def transitions(self) -> tuple[Transition, ...]:
        return (*self.new, *self.again, *self.elsewhere)

    @property
    def nobody(self) -> tuple[Transition, ...]:
        """The staff moves after which nobody is named yet to follow."""
        return tuple(one for one in self.transitions if nobody_follows(one))


def nobody_follows(one: Transition) -> bool:
    """Whether it is a staff move after which nobody is named yet to follow."""
    return one.kind == "staff-move" and one.details.get("successor") is None


def run(office: Office, file: Path, asked: BatchAsked) -> Ran:
    """Record all of a list in one transaction. The same list for the same day again finds the same batch.

    Raises SourceUnreachable, SourceUnreadable, BatchRefused with every row that cannot be recorded, BadDate,
    BadRequest; then nothing was changed.
    """
    return _run(office, file, asked, keep=True)


def check(office: Office, file: Path, asked: BatchAsked) -> Ran:
    """What ``run`` would record, with numbers that stand for nothing; nothing is changed. Raises as ``run`` does."""
    return _run(office, file, asked, keep=False)


def _run(office: Office, file: Path, asked: BatchAsked, *, keep: bool) -> Ran:
    policy.check(office.settings)
    checked_recipients(asked.to)
    label, reason = a_name(asked.label), " ".join(asked.reason.split())
    if not reason:
        raise BadRequest("Say why: the reason stands on the dossiers' first pages.", what_to_do="Add --reason “…”")
    on = asked_date(asked.on, of="date") if asked.on else None
    content = bytes_of(file)
    found = read(as_text(content, name=file.name), name=file.name, on=on)
    rows = len(found.rows) + len(found.mistakes)
    what = Listed(label, reason, file.name, hashlib.sha256(content).hexdigest(), rows, on, asked.by)
    with office.store.write() as connection:
        hold_names(connection)
        trial = connection.begin_nested()
        batch, _ = batches.request(connection, what, now=office.now())
        ran = _Run(office, connection, batch, asked, found).all()
        if ran.mistakes:
            raise BatchRefused(sorted(ran.mistakes, key=lambda one: one.row), path=str(file))
        trial.commit() if keep else trial.rollback()
    return ran.outcome()


class _Run:
    """One list on its way into the store, what each row came to, and every mistake."""

    def __init__(self, office: Office, connection: Connection, batch: Batch, asked: BatchAsked, found: Read) -> None:
        self._office, self._connection, self._batch, self._asked, self._found = office, connection, batch, asked, found
        self.mistakes: list[RowMistake] = list(found.mistakes)
        self._made: dict[int, tuple[Transition, bool]] = {}
        self._perhaps: list[tuple[Person, Initiative]] = []

    def all(self) -> "_Run":
        """Take all rows, whatever their order in the list, as they build on each other: what begins, and what it is
        called, before what names it.
        """
        self._each("start", self._start)
        self._each("rename", self._rename)
        self._move([row for row in self._found.rows if row.kind in {"leaves", "moves", "arrives"}])
        self._each("closure", self._close)
        return self

    def outcome(self) -> Ran:
        """What came of it, each transition once."""
        new = [one for one, is_new in self._made.values() if is_new]
        stood = [one for one, is_new in self._made.values() if not is_new]
        return Ran(
            self._batch,
            tuple(new),
            tuple(one for one in stood if one.batch_id == self._batch.id),
            tuple(one for one in stood if one.batch_id != self._batch.id),
            tuple(self._perhaps),
            self._found.unused,
        )

    def _each(self, kind: RowKind, take: Callable[[BatchRow, Meaning], tuple[Transition, bool]]) -> None:
        rows = [row for row in self._found.rows if row.kind == kind]
        of = meant(self._connection, rows)
        for row in rows:
            try:
                self._note([take(row, of)])
            except HandoverError as error:
                self._mistaken(row, error)

    def _start(self, row: BatchRow, of: Meaning) -> tuple[Transition, bool]:
        try:
            one = of(row)
        except UnknownInitiative:
            name = without_footnote_marks(row.initiative or "")
            one = added(self._office, self._connection, name, on=row.on, kind=NEW_KIND, begins=True)
        return start_in(self._office, self._connection, one, self._said(row))

    def _rename(self, row: BatchRow, of: Meaning) -> tuple[Transition, bool]:
        return rename_in(self._office, self._connection, of(row), row.new_name or "", self._said(row))

    def _close(self, row: BatchRow, of: Meaning) -> tuple[Transition, bool]:
        return close_in(self._office, self._connection, of(row), self._said(row))

    def _move(self, rows: Sequence[BatchRow]) -> None:
        named = Moves(self._connection, rows, unlisted=self._asked.unlisted)
        moves: list[tuple[BatchRow, StaffMove]] = []
        for row in rows:
            try:
                moves += [(row, move) for move in named.of(row)]
            except HandoverError as error:
                self._mistaken(row, error)
        wanted: list[Wanted] = []
        ready = prepared(self._office, self._connection, [(move, self._said(row)) for row, move in moves])
        for (row, _), one in zip(moves, ready, strict=True):
            if isinstance(one, HandoverError):
                self._mistaken(row, one)
            else:
                wanted.append(one)
        self._note(request_all(self._connection, wanted, now=self._office.now()))
        self._perhaps += named.perhaps()

    def _mistaken(self, row: BatchRow, error: HandoverError) -> None:
        self.mistakes.append(RowMistake(row.line, error.sentence, error.what_to_do))

    def _said(self, row: BatchRow) -> Asked:
        asked = self._asked
        to = (*asked.to, *row.to)
        return Asked(row.on, row.reason or asked.reason, to, asked.by, batch_id=self._batch.id)

    def _note(self, made: Iterable[tuple[Transition, bool]]) -> None:
        for one, is_new in made:
            before = self._made.get(one.id)
            self._made[one.id] = (one, is_new or (before is not None and before[1]))
