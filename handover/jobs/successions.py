"""Record what became of what, as people say it; take it back, or put something else in its place."""

from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from sqlalchemy import Connection, update

from handover.dates import asked_date
from handover.errors import BadRequest, UnknownInitiative
from handover.initiatives import identity, look_up
from handover.initiatives.identity import Initiative
from handover.initiatives.names import compared, without_footnote_marks
from handover.initiatives.naming import Naming
from handover.initiatives.succession import recorded
from handover.initiatives.succession.model import Party, Said, SuccessionKind
from handover.initiatives.succession.recorded import Succession
from handover.jobs.office import Office
from handover.jobs.who_and_why import who, who_and_why
from handover.store.database import hold_names
from handover.store.tables import initiative
from handover.transitions import recorded as transitions
from handover.transitions.rules import can_be_withdrawn


def record(
    office: Office,
    kind: str,
    *,
    before: Sequence[str],
    after: Sequence[str],
    on: str,
    by: str,
    announced: str | None = None,
    functions: Sequence[str] = (),
    goes_on: Sequence[str] = (),
    evidence: str | None = None,
    although: str | None = None,
    new: str | None = None,
) -> Succession:
    """Record what became of what, in one transaction. ``before`` and ``after`` are names as of that day; those that
    nobody knows are added as initiatives of the kind ``new``, where one is given.

    Raises UnknownInitiative, AmbiguousName, BadDate, BadRequest, RulesBroken; then nothing was changed.
    """
    said_by, day = who(by), asked_date(on, of="date")
    with office.store.write() as connection:
        hold_names(connection)
        said = Said(
            kind=cast(SuccessionKind, kind),
            predecessors=_predecessors(office, connection, before, goes_on, functions, on=day, new=new),
            successors=_parties(office, connection, after, functions, on=day, new=new, begins=True),
            completed_on=day,
            announced_on=asked_date(announced, of="day of the announcement") if announced else None,
            evidence=evidence,
            said_by=said_by,
        )
        return recorded.record(connection, said, now=office.now(), although=although)


def withdraw(office: Office, number: int, *, by: str, because: str) -> Succession:
    """Take a succession back; it stays on record. Raises BadRequest, also where a transition says it."""
    decided_by, why = who_and_why(by, because)
    with office.store.write() as connection:
        _refuse_of_transition(connection, number)
        return recorded.withdraw(connection, number, by=decided_by, because=why, now=office.now())


def amend(
    office: Office,
    number: int,
    *,
    by: str,
    because: str,
    kind: str | None = None,
    before: Sequence[str] = (),
    after: Sequence[str] = (),
    on: str | None = None,
    announced: str | None = None,
    functions: Sequence[str] = (),
    goes_on: Sequence[str] = (),
    evidence: str | None = None,
    although: str | None = None,
    new: str | None = None,
) -> Succession:
    """Say a succession otherwise: what is left out stays as it was said. Raises as ``record`` and ``withdraw`` do."""
    decided_by, why = who_and_why(by, because)
    with office.store.write() as connection:
        hold_names(connection)
        _refuse_of_transition(connection, number)
        old = recorded.by_number(connection, number).said
        day = asked_date(on, of="date") if on else old.completed_on
        said = replace(old, completed_on=day, said_by=decided_by, evidence=evidence or old.evidence)
        if kind:
            said = replace(said, kind=cast(SuccessionKind, kind))
        if announced:
            said = replace(said, announced_on=asked_date(announced, of="day of the announcement"))
        if before:
            parties = _predecessors(office, connection, before, goes_on, functions, on=day, new=new)
            said = replace(said, predecessors=parties)
        else:
            going = {look_up.find(connection, without_footnote_marks(name), on=day).id for name in goes_on}
            said = replace(said, predecessors=_carrying(_going_on(said.predecessors, going), functions))
        if after:
            successors = _parties(office, connection, after, functions, on=day, new=new, begins=True)
        else:
            successors = _carrying(said.successors, functions)
        said = replace(said, successors=successors)
        return recorded.amend(connection, number, said, by=decided_by, because=why, now=office.now(), although=although)


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


def _predecessors(
    office: Office,
    connection: Connection,
    names: Sequence[str],
    goes_on: Sequence[str],
    functions: Sequence[str],
    *,
    on: str,
    new: str | None,
) -> tuple[Party, ...]:
    """The predecessors; what goes on is one of them, whether it is named among them or only as going on."""
    among = {compared(without_footnote_marks(name)) for name in names}
    every = [*names, *(name for name in goes_on if compared(without_footnote_marks(name)) not in among)]
    parties = _parties(office, connection, every, functions, on=on, new=new)
    going = {look_up.find(connection, without_footnote_marks(name), on=on).id for name in goes_on}
    return _going_on(parties, going)


def _going_on(parties: Sequence[Party], going: set[int]) -> tuple[Party, ...]:
    return tuple(replace(one, goes_on=one.goes_on or one.initiative_id in going) for one in parties)


def _carrying(parties: Sequence[Party], functions: Sequence[str]) -> tuple[Party, ...]:
    return tuple(replace(one, functions=tuple(functions)) if functions else one for one in parties)


def _parties(
    office: Office,
    connection: Connection,
    names: Sequence[str],
    functions: Sequence[str],
    *,
    on: str,
    new: str | None,
    begins: bool = False,
) -> tuple[Party, ...]:
    named = tuple(dict.fromkeys(" ".join(one.split()) for one in functions if one.strip()))
    found = [found_or_added(office, connection, name, on=on, new=new, begins=begins) for name in names]
    return tuple(Party(one.id, one.name, named) for one in found)
