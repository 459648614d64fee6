"""Which initiative a person means: by a name, on a day; by its identifier in a register; or by its number."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, and_, or_, select

from handover.dates import spoken
from handover.errors import AmbiguousName, UnknownInitiative
from handover.initiatives.identity import Initiative, by_id, by_ids, first_called
from handover.initiatives.merged import now_of
from handover.initiatives.names import compared, without_footnote_marks
from handover.initiatives.naming import Naming, called_so, meant_on
from handover.initiatives.numbers import number_in
from handover.records import LONGEST_NAME
from handover.sources.near import did_you_mean
from handover.store.tables import identifier, initiative
from handover.store.tables import name as name_table

_MOST_NAMED: Final = 5  # initiatives in one sentence


def find(connection: Connection, asked: str, *, on: str | None = None) -> Initiative:
    """The initiative that a person means by ``asked``: its name, on the day ``on`` where one is given, however spelled
    and with whatever marks of footnotes; its identifier in a register; or its number, ``#12``. Merged ones lead on.

    Raises UnknownInitiative, offering near names; AmbiguousName where several were called so.
    """
    written = asked.strip()
    found = (
        _numbered(connection, written)
        or _called(connection, written, on)
        or _called(connection, without_footnote_marks(written), on)
        or _identified(connection, written)
    )
    if not found:
        raise UnknownInitiative(
            f"No initiative is called “{written[:80]}”.",
            what_to_do=_offer(connection, written) or "See what there is with: handover initiative list",
        )
    if len(found) > 1:
        raise _ambiguous(connection, written, found, on)
    return found[0]


def _numbered(connection: Connection, asked: str) -> list[Initiative]:
    number = number_in(asked)
    if number is None or connection.execute(select(initiative.c.id).where(initiative.c.id == number)).first() is None:
        return []
    return [by_id(connection, number)]


def _called(connection: Connection, asked: str, on: str | None) -> list[Initiative]:
    key = compared(asked)
    claims = claims_on(connection, key)
    ids = meant_on(claims, on) if on else []
    # Where nobody was known to be called so then, the name can only mean whoever it meant at another time.
    ids = ids or list(dict.fromkeys(one.initiative_id for one in claims))
    return list(by_ids(connection, ids).values())


def claims_on(connection: Connection, key: str) -> list[Naming]:
    """Everything that a name, as it is compared, may mean: each initiative that was said to be called so, with when;
    and the one that records under that name are taken for, without dates. Merged ones are told as what they are now.
    """
    return claims(connection, [key])[key]


def claims(connection: Connection, keys: Sequence[str]) -> dict[str, list[Naming]]:
    """``claims_on`` of several names at once, however many."""
    said, defaults = called_so(connection, keys), first_called(connection, name_table, keys)
    ids = {one.initiative_id for several in said.values() for one in several} | {*defaults.values()}
    now = now_of(connection, initiative, ids)
    found = {}
    for key in keys:
        found[key] = [replace(one, initiative_id=now[one.initiative_id]) for one in said.get(key, ())]
        default = now[defaults[key]] if key in defaults else None
        if default is not None and all(one.initiative_id != default for one in found[key]):
            found[key].append(Naming(default, key))
    return found


def _identified(connection: Connection, asked: str) -> list[Initiative]:
    """Those that a register knows by this value, or by ``scheme:value``."""
    scheme, found, value = asked.partition(":")
    is_it = identifier.c.value == asked
    if found:
        is_it = or_(is_it, and_(identifier.c.scheme == scheme, identifier.c.value == value.strip()))
    ids = connection.execute(select(identifier.c.initiative_id).where(is_it)).scalars()
    return list(dict.fromkeys(by_ids(connection, ids).values()))


def _ambiguous(connection: Connection, asked: str, found: Sequence[Initiative], on: str | None) -> AmbiguousName:
    key = compared(asked)
    periods = {one.initiative_id: one.period for one in claims_on(connection, key) if one.is_dated}
    each = [
        f"“{one.name}” (#{one.id}{', ' + period if (period := periods.get(one.id)) else ''})"
        for one in found[:_MOST_NAMED]
    ]
    more = f" and {len(found) - _MOST_NAMED} more" if len(found) > _MOST_NAMED else ""
    when = f" on {spoken(on)}" if on else ""
    example = f"#{found[0].id}"
    return AmbiguousName(
        f"“{asked[:80]}” means more than one initiative{when}: {', '.join(each)}{more}.",
        what_to_do=f"Say which by its number, in quotation marks: “{example}”."
        if on
        else f"Say on which day (--on), or which by its number, in quotation marks: “{example}”.",
    )


def _offer(connection: Connection, asked: str) -> str:
    names = connection.execute(select(name_table.c.normalised, name_table.c.written).order_by(name_table.c.id.desc()))
    # Of the spellings of one name, the one that was seen first is offered.
    known = {row.normalised: row.written for row in names}
    return did_you_mean(asked[:LONGEST_NAME], known.values()).strip()
