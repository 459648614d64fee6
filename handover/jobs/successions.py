"""Record what became of what, as people say it; take it back, or put something else in its place."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from sqlalchemy import Connection, update

from handover.dates import asked_date
from handover.errors import BadRequest, UnknownInitiative
from handover.initiatives import identity, look_up
from handover.initiatives.identity import Initiative
from handover.initiatives.names import compared, without_footnote_marks
from handover.initiatives.naming import Naming
from handover.initiatives.succession import recorded
from handover.initiatives.succession.model import KINDS, Party, Said, SuccessionKind
from handover.initiatives.succession.recorded import Succession
from handover.jobs.office import Office
from handover.jobs.who_and_why import who, who_and_why
from handover.store.database import hold_names
from handover.store.tables import initiative
from handover.transitions import recorded as transitions
from handover.transitions.rules import can_be_withdrawn
from handover.wording import listed


@dataclass(frozen=True, slots=True)
class Telling:
    """What somebody says of a succession, as it is typed. Of one that is amended, what is left out stays.

    ``before`` and ``after`` are names as of the day ``on``; those that nobody knows are added as initiatives of the
    kind ``new``, where one is given. ``functions`` are those that passed; ``goes_on`` names predecessors that go on.
    ``although`` says why it is recorded where it breaks a rule.
    """

    by: str
    kind: str | None = None
    before: Sequence[str] = ()
    after: Sequence[str] = ()
    on: str | None = None
    announced: str | None = None
    functions: Sequence[str] = ()
    goes_on: Sequence[str] = ()
    evidence: str | None = None
    although: str | None = None
    new: str | None = None


def record(office: Office, told: Telling) -> Succession:
    """Record what became of what, in one transaction.

    Raises UnknownInitiative, AmbiguousName, BadDate, BadRequest, RulesBroken; then nothing was changed.
    """
    said_by, day = who(told.by), asked_date(told.on or "", of="date")
    with office.store.write() as connection:
        hold_names(connection)
        parties = _Parties(office, connection, told, day)
        said = Said(
            kind=_kind(told),
            predecessors=parties.before(),
            successors=parties.after(),
            completed_on=day,
            announced_on=_announced(told),
            evidence=told.evidence,
            said_by=said_by,
        )
        return recorded.record(connection, said, now=office.now(), although=told.although)


def withdraw(office: Office, number: int, *, by: str, because: str) -> Succession:
    """Take a succession back; it stays on record. Raises BadRequest, also where a transition says it."""
    decided_by, why = who_and_why(by, because)
    with office.store.write() as connection:
        _refuse_of_transition(connection, number)
        return recorded.withdraw(connection, number, by=decided_by, because=why, now=office.now())


def amend(office: Office, number: int, told: Telling, *, because: str) -> Succession:
    """Say a succession otherwise: what is left out stays as it was said. Raises as ``record`` does."""
    decided_by, why = who_and_why(told.by, because)
    with office.store.write() as connection:
        hold_names(connection)
        _refuse_of_transition(connection, number)
        old = recorded.by_number(connection, number).said
        day = asked_date(told.on, of="date") if told.on else old.completed_on
        parties = _Parties(office, connection, told, day)
        said = replace(
            old,
            kind=_kind(told) if told.kind else old.kind,
            predecessors=parties.before() if told.before else parties.still(old.predecessors, going=True),
            successors=parties.after() if told.after else parties.still(old.successors, going=False),
            completed_on=day,
            announced_on=_announced(told) or old.announced_on,
            evidence=told.evidence or old.evidence,
            said_by=decided_by,
        )
        now = office.now()
        return recorded.amend(connection, number, said, by=decided_by, because=why, now=now, although=told.although)


def _kind(told: Telling) -> SuccessionKind:
    if told.kind not in KINDS:
        one_of = listed(KINDS).replace(" and ", " or ")
        raise BadRequest(f"The kind must be {one_of}, and it is “{told.kind or ''}”.")
    return cast(SuccessionKind, told.kind)


def _announced(told: Telling) -> str | None:
    return asked_date(told.announced, of="day of the announcement") if told.announced else None


def _refuse_of_transition(connection: Connection, number: int) -> None:
    """What a transition says is changed with it: days, dossiers and messages hang on it."""
    for one in transitions.of_succession(connection, number):
        if can_be_withdrawn(one.state):
            raise BadRequest(
                f"Succession {number} was said by transition {one.id}, and is changed with it.",
                what_to_do=f'Say it otherwise: handover transitions amend {one.id} --as "…" --because "…"; '
                f'or take it back: handover transitions withdraw {one.id} --reason "…"',
            )


def found_or_added(
    office: Office, connection: Connection, written: str, *, on: str, new: str | None, begins: bool = False
) -> Initiative:
    """The initiative called so on a day; where nobody knows it and ``new`` is a kind, a new one, which ``begins`` then.

    Marks of footnotes do not count. Raises UnknownInitiative, AmbiguousName, BadRequest.
    """
    name = without_footnote_marks(written)
    try:
        return look_up.find(connection, name, on=on)
    except UnknownInitiative as error:
        if new is None:
            way_out = f"{error.what_to_do or ''} Where it is new, say of which kind it is: --new body".strip()
            raise UnknownInitiative(error.sentence, what_to_do=way_out) from None
    return added(office, connection, name, on=on, kind=new, begins=begins)


def added(office: Office, connection: Connection, name: str, *, on: str, kind: str, begins: bool = False) -> Initiative:
    """A new initiative, which ``begins`` on that day. Raises BadRequest."""
    said = [Naming(0, " ".join(name.split()), from_on=on)] if begins else []
    one = identity.add(connection, name, kind=kind, now=office.now(), said=said)
    if begins:
        connection.execute(update(initiative).where(initiative.c.id == one.id).values(began_on=on))
    return identity.by_id(connection, one.id)


class _Parties:
    """The parties of a succession as they are told, by names as of its day."""

    def __init__(self, office: Office, connection: Connection, told: Telling, day: str) -> None:
        self._office = office
        self._connection = connection
        self._told = told
        self._day = day
        self._functions = tuple(dict.fromkeys(" ".join(one.split()) for one in told.functions if one.strip()))

    def before(self) -> tuple[Party, ...]:
        """The predecessors; what goes on is one of them, whether it is named among them or only as going on."""
        among = {compared(without_footnote_marks(name)) for name in self._told.before}
        others = [name for name in self._told.goes_on if compared(without_footnote_marks(name)) not in among]
        return self._going_on(self._named([*self._told.before, *others], begins=False))

    def after(self) -> tuple[Party, ...]:
        return self._named(self._told.after, begins=True)

    def still(self, parties: Sequence[Party], *, going: bool) -> tuple[Party, ...]:
        """Parties that were said before, with the functions that are told now, and where they can, who goes on."""
        carrying = tuple(replace(one, functions=self._functions) if self._functions else one for one in parties)
        return self._going_on(carrying) if going else carrying

    def _named(self, names: Sequence[str], *, begins: bool) -> tuple[Party, ...]:
        found = [
            found_or_added(self._office, self._connection, name, on=self._day, new=self._told.new, begins=begins)
            for name in names
        ]
        return tuple(Party(one.id, one.name, self._functions) for one in found)

    def _going_on(self, parties: Sequence[Party]) -> tuple[Party, ...]:
        going = {
            look_up.find(self._connection, without_footnote_marks(name), on=self._day).id for name in self._told.goes_on
        }
        return tuple(replace(one, goes_on=one.goes_on or one.initiative_id in going) for one in parties)
