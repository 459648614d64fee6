"""Which initiatives records mean by the identifiers that stand beside their names, whatever the names are.

A name that means nothing yet is joined to the initiative that claims its identifier, unless something speaks against
it: then a person is asked, as where the name means another initiative already. Nothing is merged, and nothing renamed:
whether a joined name is a new name, and from when, is another question.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from sqlalchemy import Connection, select

from handover.dates import earliest, latest, spoken
from handover.initiatives import identity
from handover.initiatives.identifiers import claimants
from handover.initiatives.matching.evidence import Circumstances, remarks
from handover.initiatives.matching.proposing import NewName, Proposal, circumstances
from handover.initiatives.matching.score import Likeness, likeness
from handover.initiatives.matching.spelling import Spelling, spelling
from handover.initiatives.merged import with_merged
from handover.store.history import CHUNK
from handover.store.tables import initiative
from handover.store.tables import name as name_table

_JOINED: Final = 0.98
_ASKED: Final = 0.9
# What stands beside more initiatives than this is no identifier of any of them: a department's number, a word.
_MOST_CLAIM: Final = 4

# An initiative by its number; one that is new by the name that it is compared by.
Whom = int | str


class Bearing(NamedTuple):
    """A name beside which records have these values; ``meant`` is whom it means already, None where nobody knows."""

    name: NewName
    values: tuple[str, ...]
    meant: Whom | None


class _Party(NamedTuple):
    """What is known of whoever claims an identifier: ``ever``, and by the records that stand."""

    name: str
    spellings: tuple[Spelling, ...]
    ever: Circumstances
    standing: Circumstances
    closed_on: str | None


def propose_by_identifier(
    connection: Connection, register: str, bearings: Sequence[Bearing], *, today: date
) -> list[Proposal]:
    """Whom else these names mean by a register's identifiers: those that are known come first, then new ones in order.

    At most one proposal a name. It is matched where the name means nothing yet, and nothing speaks against it.
    """
    claims: dict[str, list[Whom]] = defaultdict(list)
    for value, ids in claimants(connection, register, {one for each in bearings for one in each.values}).items():
        claims[value] += ids
    # Whatever only one bears is nobody's question.
    beside: dict[str, set[Whom]] = {value: set(ids) for value, ids in claims.items()}
    for one in bearings:
        for value in one.values:
            beside.setdefault(value, set()).add(one.name.key if one.meant is None else one.meant)
    telling = {value for value, whom in beside.items() if 1 < len(whom) <= _MOST_CLAIM}
    asked = [one._replace(values=tuple(value for value in one.values if value in telling)) for one in bearings]
    asked = [one for one in asked if one.values]
    if not asked:
        return []
    parties = _parties(connection, asked, {whom for value in telling for whom in beside[value]})
    return list(_each(register, asked, claims, parties, today))


def _each(
    register: str,
    bearings: Sequence[Bearing],
    claims: Mapping[str, list[Whom]],
    parties: Mapping[Whom, _Party],
    today: date,
) -> Iterator[Proposal]:
    joined: dict[Whom, Whom] = {}
    here = {(value, one.name.key if one.meant is None else one.meant) for one in bearings for value in one.values}
    for one in sorted(bearings, key=lambda one: not isinstance(one.meant, int)):
        mine: Whom = one.name.key if one.meant is None else joined.get(one.meant, one.meant)
        led = {whom: value for value in one.values if mine not in claims[value] for whom in claims[value]}
        if led:
            whom, value = next(iter(led.items()))
            party = parties[whom]
            against = (
                ["Its name means another initiative already, so a person has to say."]
                if one.meant is not None
                else ["More than one initiative claims it, so a person has to say."]
                if len(led) > 1
                else list(_against(one, parties[mine], party, value, (value, whom) in here, today))
            )
            sentence = f"The register “{register}” knows it by {value}, as it does “{party.name}”."
            yield Proposal(
                one.name,
                whom if isinstance(whom, str) else "",
                whom if isinstance(whom, int) else None,
                Likeness(_ASKED if against else _JOINED, (sentence, *against)),
            )
            if not against:
                mine = joined[one.name.key] = whom
        for value in one.values:
            if mine not in claims[value]:
                claims[value].append(mine)


def _against(one: Bearing, mine: _Party, party: _Party, value: str, is_here: bool, today: date) -> Iterator[str]:
    """What speaks against a new name's being the claimant's, in sentences."""
    own = spelling(one.name.written)
    if any(likeness(own, other).verdict != "new" for other in party.spellings):
        return
    if any(_differ_by_numbers(own, other) for other in party.spellings):
        yield "The names differ by their numbers only."
    first = mine.ever.began_on or today.isoformat()
    if party.closed_on and earliest(first) > latest(party.closed_on):
        yield f"“{party.name}” was closed on {spoken(party.closed_on)}, so the identifier may be used again."
    yield from (remark.sentence for remark in remarks(mine.ever, party.ever) if remark.weight < 0)
    if _at_once(mine.standing, party.standing, is_here or value in party.standing.identifiers):
        yield "Both names stand beside it at one time."


def _at_once(one: Circumstances, other: Circumstances, otherwise: bool) -> bool:
    """Whether records of both speak of one time; ``otherwise`` is what to think where they speak of none."""
    if not (one.began_on and one.ended_on and other.began_on and other.ended_on):
        return otherwise
    return earliest(one.began_on) <= latest(other.ended_on) and earliest(other.began_on) <= latest(one.ended_on)


def _differ_by_numbers(one: Spelling, other: Spelling) -> bool:
    words = [[word for word in each.words if word not in each.numbers] for each in (one, other)]
    return one.numbers != other.numbers and words[0] == words[1]


def _parties(connection: Connection, bearings: Sequence[Bearing], whom: Iterable[Whom]) -> dict[Whom, _Party]:
    ids = with_merged(connection, initiative, {one for one in whom if isinstance(one, int)})
    names: dict[Whom, list[tuple[int, str]]] = defaultdict(list)
    numbers = list(ids)
    for start in range(0, len(numbers), CHUNK):
        for row in connection.execute(
            select(name_table.c.id, name_table.c.written, name_table.c.initiative_id)
            .where(name_table.c.initiative_id.in_(numbers[start : start + CHUNK]))
            .order_by(name_table.c.id)
        ):
            names[ids[row.initiative_id]].append((row.id, row.written))
    for one in bearings:
        if not isinstance(one.meant, int):
            names[one.meant or one.name.key].append((one.name.name_id, one.name.written))
    shown = identity.by_ids(connection, set(ids.values()))
    for number in shown:
        names.setdefault(number, [])  # one that was added beside another of its name has none of its own
    name_ids = {name_id for each in names.values() for name_id, _ in each}
    ever = circumstances(connection, name_ids, also_past=True)
    standing = circumstances(connection, name_ids)
    found: dict[Whom, _Party] = {}
    for party, its in names.items():
        of = shown.get(party) if isinstance(party, int) else None
        found[party] = _Party(
            name=its[0][1] if of is None else of.name,
            spellings=tuple(spelling(one) for one in [*(written for _, written in its), *([of.name] if of else [])]),
            ever=Circumstances.of_all([ever[name_id] for name_id, _ in its if name_id in ever]),
            standing=Circumstances.of_all([standing[name_id] for name_id, _ in its if name_id in standing]),
            closed_on=None if of is None else of.closed_on,
        )
    return found
