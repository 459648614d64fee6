"""Which initiative a person means: by a name, on a day; by its identifier in a register; or by its number."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, select

from handover.dates import spoken
from handover.errors import AmbiguousName, HandoverError, UnknownInitiative
from handover.initiatives.identity import Initiative, by_ids, first_called
from handover.initiatives.merged import now_of
from handover.initiatives.names import compared, without_footnote_marks
from handover.initiatives.naming import Naming, called_so, meant_on
from handover.initiatives.numbers import number_in
from handover.records import LONGEST_NAME
from handover.sources.near import did_you_mean
from handover.store.history import chunks
from handover.store.tables import identifier, initiative
from handover.store.tables import name as name_table

_MOST_NAMED: Final = 5  # initiatives in one sentence
_MOST_OFFERED: Final = 20  # of the names that nobody knows: comparing each with every name takes its time


def find(connection: Connection, asked: str, *, on: str | None = None) -> Initiative:
    """The initiative that a person means by ``asked``: its name, on the day ``on`` where one is given, however spelled
    and with whatever marks of footnotes; its identifier in a register; or its number, ``#12``. Merged ones lead on.

    Raises UnknownInitiative, offering near names; AmbiguousName where several were called so.
    """
    found = find_all(connection, [(asked, on)])[asked, on]
    if isinstance(found, HandoverError):
        raise found
    return found


def find_all(
    connection: Connection, asked: Iterable[tuple[str, str | None]]
) -> dict[tuple[str, str | None], Initiative | UnknownInitiative | AmbiguousName]:
    """What each of these means, with the day for which it is asked, as ``find`` tells; or why that cannot be told."""
    wanted = {one: one[0].strip() for one in asked}
    numbered, called = _numbered(connection, wanted.values()), _called(connection, wanted)
    # A name may have been copied with the mark of a footnote.
    bare = {one: without_footnote_marks(written) for one, written in wanted.items() if not called[one]}
    called |= _called(connection, {one: name for one, name in bare.items() if name != wanted[one]})
    missing = [written for one, written in wanted.items() if not called[one] and written not in numbered]
    identified = _identified(connection, missing)
    offers = _offers(connection, [one for one in dict.fromkeys(missing) if not identified[one]])
    return {
        one: _meant(
            connection, written, numbered.get(written) or called[one] or identified.get(written, []), one[1], offers
        )
        for one, written in wanted.items()
    }


def _meant(
    connection: Connection, written: str, found: Sequence[Initiative], on: str | None, offers: Mapping[str, str]
) -> Initiative | UnknownInitiative | AmbiguousName:
    if not found:
        return UnknownInitiative(
            f"No initiative is called “{written[:80]}”.",
            what_to_do=offers.get(written) or "See what there is with: handover initiative list",
        )
    return found[0] if len(found) == 1 else _ambiguous(connection, written, found, on)


def _numbered(connection: Connection, asked: Iterable[str]) -> dict[str, list[Initiative]]:
    numbers = {one: number for one in asked if (number := number_in(one)) is not None}
    there = [
        number
        for some in chunks(numbers.values())
        for number in connection.execute(select(initiative.c.id).where(initiative.c.id.in_(some))).scalars()
    ]
    known = by_ids(connection, there)
    return {one: [known[number]] for one, number in numbers.items() if number in known}


def _called(
    connection: Connection, wanted: Mapping[tuple[str, str | None], str]
) -> dict[tuple[str, str | None], list[Initiative]]:
    claims = claims_on_all(connection, {compared(written) for written in wanted.values()})
    meant: dict[tuple[str, str | None], list[int]] = {}
    for (of, on), written in wanted.items():
        here = claims[compared(written)]
        ids = meant_on(here, on) if on else []
        # Where nobody was known to be called so then, the name can only mean whoever it meant at another time.
        meant[of, on] = ids or list(dict.fromkeys(one.initiative_id for one in here))
    known = by_ids(connection, {one for ids in meant.values() for one in ids})
    return {one: list({known[each].id: known[each] for each in ids}.values()) for one, ids in meant.items()}


def claims_on(connection: Connection, key: str) -> list[Naming]:
    """Everything that a name, as it is compared, may mean: each initiative that was said to be called so, with when;
    and the one that records under that name are taken for, without dates. Merged ones are told as what they are now.
    """
    return claims_on_all(connection, [key])[key]


def claims_on_all(connection: Connection, keys: Iterable[str]) -> dict[str, list[Naming]]:
    """What each of these names may mean, as ``claims_on`` tells of one."""
    wanted = list(dict.fromkeys(keys))
    said, taken = called_so(connection, wanted), first_called(connection, name_table, wanted)
    ids = {one.initiative_id for several in said.values() for one in several} | {*taken.values()}
    now = now_of(connection, initiative, ids)
    claims: dict[str, list[Naming]] = {}
    for key in wanted:
        claims[key] = [replace(one, initiative_id=now[one.initiative_id]) for one in said.get(key, ())]
        default = now[taken[key]] if key in taken else None
        if default is not None and all(one.initiative_id != default for one in claims[key]):
            claims[key].append(Naming(default, key))
    return claims


def _identified(connection: Connection, asked: Iterable[str]) -> dict[str, list[Initiative]]:
    """Those that a register knows by this value, or by ``scheme:value``."""
    values = {one: dict.fromkeys([(None, one), _with_scheme(one)]) for one in asked}
    known: dict[tuple[str | None, str], list[int]] = {}
    for some in chunks({value for several in values.values() for _, value in several}):
        for row in connection.execute(select(identifier).where(identifier.c.value.in_(some)).order_by(identifier.c.id)):
            known.setdefault((None, row.value), []).append(row.initiative_id)
            known.setdefault((row.scheme, row.value), []).append(row.initiative_id)
    ids = {one: [of for each in several for of in known.get(each, ())] for one, several in values.items()}
    now = by_ids(connection, {of for several in ids.values() for of in several})
    return {one: list({now[of].id: now[of] for of in several}.values()) for one, several in ids.items()}


def _with_scheme(asked: str) -> tuple[str | None, str]:
    scheme, found, value = asked.partition(":")
    return (scheme, value.strip()) if found else (None, asked)


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


def _offers(connection: Connection, unknown: Sequence[str]) -> dict[str, str]:
    """The names that somebody may have meant; of many unknown ones, those of the first."""
    if not unknown:
        return {}
    names = connection.execute(select(name_table.c.normalised, name_table.c.written).order_by(name_table.c.id.desc()))
    # Of the spellings of one name, the one that was seen first is offered.
    known = {row.normalised: row.written for row in names}
    return {one: did_you_mean(one[:LONGEST_NAME], known.values()).strip() for one in unknown[:_MOST_OFFERED]}
