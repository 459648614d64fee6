"""``handover initiative``: see initiatives; add, alias, merge and split them by hand."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from handover.cli.frame import Frame, Group, Result, command
from handover.cli.held_named import name_held, numbers, waiting
from handover.cli.options import deciding
from handover.cli.parameters import Word
from handover.cli.screen import Screen
from handover.cli.tables import plural, print_table

if TYPE_CHECKING:
    from handover.initiatives.overview import Overview
    from handover.initiatives.standing import OwnerBodies

_MOST_NAMES: Final = 10
_KINDS: Final = ("programme", "project", "partnership", "board", "body")
# Each kind of record: one of it, and several.
RECORDS: Final = {
    "lesson": ("lesson", "lessons"),
    "programme-status": ("status", "statuses"),
    "contact": ("contact", "contacts"),
    "follow-on-action": ("action", "actions"),
}


@click.group(cls=Group)
def initiative() -> None:
    """See initiatives; add, alias, merge and split them by hand."""


@command(initiative, name="list", example="handover initiative list")
def list_initiatives(frame: Frame) -> Result:
    """List all initiatives with how many records of each kind they have."""
    from handover.initiatives.overview import overview

    with frame.office() as office, office.store.read() as connection:
        found = overview(connection)
        held = waiting(connection)

    def show(screen: Screen) -> None:
        if found:
            print_table(
                screen,
                ("initiative", *(many for _, many in RECORDS.values()), "closed on"),
                [
                    (one.initiative.name, *(one.records.get(kind, 0) for kind in RECORDS), one.initiative.closed_on)
                    for one in found
                ],
                numbers=frozenset(range(1, len(RECORDS) + 1)),
                text=frozenset({0}),
            )
        else:
            screen.print("No initiatives are known yet. Gathering finds them: handover gather")
        name_held(screen, held)

    return Result({"initiatives": [_as_data(one) for one in found], "held": numbers(held)}, show)


def _as_data(one: "Overview") -> dict[str, Any]:
    return {
        "id": one.initiative.id,
        "name": one.initiative.name,
        "kind": one.initiative.kind,
        "began_on": one.initiative.began_on,
        "closed_on": one.initiative.closed_on,
        "names": one.names,
        "records": one.records,
    }


@command(initiative, example='handover initiative show "Joining Up Care"')
@click.argument("name")
def show(frame: Frame, name: str) -> Result:
    """Show the initiative NAME: its names, its records, its transitions."""
    from handover.cli.wording import described
    from handover.dates import latest, spoken
    from handover.dossier.wording import listed
    from handover.initiatives import apart, identifiers, identity, look_up
    from handover.initiatives.overview import overview
    from handover.initiatives.standing import owner_bodies
    from handover.transitions import recorded
    from handover.transitions.rules import MEANING

    with frame.office() as office, office.store.read() as connection:
        found = look_up.find(connection, name)
        one = overview(connection, [found.id])[0]
        changes = recorded.listed(connection, initiative_id=found.id)
        namings = identity.namings(connection, [found.id])
        bodies = owner_bodies(connection, found)
        registers = identifiers.known_as(connection, found)
        moved = apart.moves_of(connection, found)
        held = waiting(connection)

    def show_it(screen: Screen) -> None:
        screen.print(f"{one.initiative.name} ({one.initiative.kind})")
        if one.initiative.began_on:
            screen.print(f"Began: {spoken(one.initiative.began_on)}.")
        if one.initiative.closed_on:
            screen.print(f"Closing date: {spoken(one.initiative.closed_on)}.")
        others = [f"“{written}”" for written in one.names if written != one.initiative.name]
        if others:
            screen.print(f"Also called: {listed(others, most=_MOST_NAMES)}.")
        for naming in namings:
            if naming.is_dated:
                screen.print(f"Called “{naming.written}” {naming.period}.")
        # What older reports say of it is past.
        newest = max((latest(body.period) for body in bodies), default=None)
        for body in (body for body in bodies if latest(body.period) == newest):
            screen.print(f"{_answers_for(body)}, as {body.reference.source} has it for {spoken(body.period)}.")
        for known in registers:
            screen.print(f"Known to {known.register} as {known.value}.")
            if len(known.others) > _MOST_NAMES:
                screen.print(f"{len(known.others):,} others are known as that too, so that it tells nothing.")
                continue
            for other in known.others:
                screen.print(f"Known as that too, which a person should look at: {other.name} (#{other.id})")
        said = [plural(one.records[kind], *words) for kind, words in RECORDS.items() if one.records.get(kind)]
        screen.print(f"Known: {listed(said)}." if said else "No record names it yet.")
        for move in moved:
            screen.print(f"{move} (Decided by {move.by}: {move.because})")
        for change in changes:
            screen.print(f"Transition {change.id}: {described(change)}. How it stands: {MEANING[change.state]}.")
        name_held(screen, held)

    data = {
        **_as_data(one),
        "namings": namings,
        "owner_bodies": bodies,
        "identifiers": registers,
        "moved_names": moved,
        "transitions": [
            {"id": change.id, "kind": change.kind, "effective_on": change.effective_on, "state": change.state}
            for change in changes
        ],
        "held": numbers(held),
    }
    return Result(data, show_it)


def _answers_for(body: "OwnerBodies") -> str:
    from handover.dossier.wording import listed

    owner = f"{body.owner} answers for it" if body.owner else None
    belongs = f"it is part of {listed([f'“{name}”' for name in body.part_of])}" if body.part_of else None
    said = " and ".join(one for one in (owner, belongs) if one)
    return f"{said[:1].upper()}{said[1:]}"


@command(initiative, example='handover initiative add "Harbour Board" --kind board')
@click.argument("name")
@click.option("--kind", type=Word(_KINDS), default="programme", show_default=True, help="What it is.")
def add(frame: Frame, name: str, kind: str) -> Result:
    """Add the initiative NAME, which no record names yet."""
    from handover.initiatives import identity

    with frame.office() as office, office.store.write() as connection:
        added = identity.add(connection, name, kind=kind, now=office.now())
    return Result(
        {"id": added.id, "name": added.name, "kind": added.kind},
        lambda screen: screen.print(f"Added the {added.kind} “{added.name}”."),
    )


@command(initiative, example='handover initiative alias "Joining Up Care" JUC')
@click.argument("name")
@click.argument("aliases", nargs=-1, required=True, metavar="ALIAS...")
def alias(frame: Frame, name: str, aliases: Sequence[str]) -> Result:
    """Say that ALIAS means the initiative NAME."""
    from handover.initiatives import joining, look_up

    with frame.office() as office, office.store.write() as connection:
        of = look_up.find(connection, name)
        new = [written for written in aliases if joining.alias(connection, of, written, now=office.now())]

    def show(screen: Screen) -> None:
        for written in dict.fromkeys(aliases):
            meant = "now means" if written in new else "means already"
            screen.print(f"“{written}” {meant}: {of.name}")

    return Result({"id": of.id, "name": of.name, "added": new}, show)


@command(
    initiative,
    example='handover initiative unalias "Joining Up Care" JUC --as "Jo Hill" --because "JUC is a charity."',
)
@click.argument("name")
@click.argument("aliases", nargs=-1, required=True, metavar="ALIAS...")
@deciding
def unalias(frame: Frame, name: str, aliases: Sequence[str], by: str, because: str) -> Result:
    """Take back that ALIAS means the initiative NAME. What records were found under it is an initiative of its own.

    It stays on record that it was said, who took it back, and why.
    """
    from handover.initiatives import look_up
    from handover.initiatives.apart import take_back_alias
    from handover.jobs.who_and_why import who_and_why

    who, why = who_and_why(by, because)
    with frame.office() as office, office.store.write() as connection:
        of = look_up.find(connection, name)
        own = {
            written: take_back_alias(connection, of, written, by=who, because=why, now=office.now())
            for written in dict.fromkeys(aliases)
        }

    def show(screen: Screen) -> None:
        for written, one in own.items():
            screen.print(
                f"“{written}” means nothing any more."
                if one is None
                else f"“{one.name}” is an initiative of its own, apart from: {of.name}"
            )

    return Result({"id": of.id, "name": of.name, "taken_back": own}, show)


@command(
    initiative,
    example='handover initiative merge "Joined-Up Care" "Joining Up Care" --as "Jo Hill" --because "One board."',
)
@click.argument("name")
@click.argument("into")
@deciding
def merge(frame: Frame, name: str, into: str, by: str, because: str) -> Result:
    """Say that the initiatives NAME and INTO are one and the same. INTO is the name that stays.

    “handover initiative split” takes it back.
    """
    from handover.initiatives import joining, look_up
    from handover.jobs.who_and_why import who_and_why

    who, why = who_and_why(by, because)
    with frame.office() as office, office.store.write() as connection:
        one, other = look_up.find(connection, name), look_up.find(connection, into)
        joining.merge(connection, one, other, by=who, because=why, now=office.now())
    return Result(
        {"merged": one.name, "into": other.name},
        lambda screen: screen.print(f"“{one.name}” and its records now belong to: {other.name}"),
    )


@command(initiative, example='handover initiative split "Joined-Up Care" --as "Jo Hill" --because "They were two."')
@click.argument("name")
@click.option("--names", multiple=True, metavar="NAME", help="Only this name goes to another; may be given again.")
@click.option("--into", metavar="NAME", help="With --names: the initiative whose they are; left out, a new one.")
@deciding
def split(frame: Frame, name: str, names: Sequence[str], into: str | None, by: str, because: str) -> Result:
    """Undo a merge: what was called NAME before it was merged is an initiative of its own again.

    Each has its names, records and transitions again, and its closing as it was. With --names, some names of the
    initiative NAME go to another, and the records under them; “handover initiative merge” takes that back. Either way
    all of it stays on record.
    """
    from handover.initiatives import joining, look_up
    from handover.initiatives.apart import move_names
    from handover.jobs.who_and_why import who_and_why

    if into is not None and not names:
        raise click.UsageError("--into says where names go: say which with --names.")
    who, why = who_and_why(by, because)
    with frame.office() as office, office.store.write() as connection:
        if names:
            other = look_up.find(connection, name)
            taker = None if into is None else look_up.find(connection, into)
            own = move_names(connection, other, names, taker, by=who, because=why, now=office.now())
        else:
            own, other = joining.split(connection, name, by=who, because=why, now=office.now())
    again = "" if names else " again"
    said = (
        f"“{own.name}” is an initiative of its own{again}, apart from: {other.name}"
        if into is None
        else f"{plural(len(names), 'name')} and the records under that now belong to: {own.name}"
    )
    return Result({"split": own.name, "from": other.name, "names": names}, lambda screen: screen.print(said))
