"""``handover source``: register sources, list them, see what they would become, and retire them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover.cli.draft import draft_command
from handover.cli.frame import Frame, Group, Result, command
from handover.cli.initiatives import RECORDS
from handover.cli.parameters import WholeNumber
from handover.cli.progress import doing
from handover.cli.retiring import counting_twice, retire_command
from handover.cli.screen import Screen, moment
from handover.cli.statuses import DONE, FELL_SHORT, HELD
from handover.cli.tables import print_table

if TYPE_CHECKING:
    from handover.jobs.sources import SourceLine


@click.group(cls=Group)
def source() -> None:
    """Register sources; see what they would become; retire them."""


source.add_command(draft_command)
source.add_command(retire_command)


@command(source, example="handover source apply sources.yaml")
@click.argument("file", type=click.Path(path_type=Path), required=False)
def apply(frame: Frame, file: Path | None) -> Result:
    """Register the sources in FILE; without it, in the workspace's sources.yaml. Doing it again changes nothing.

    Locations in FILE are understood from the folder that FILE is in.
    """
    from handover.sources import registered
    from handover.sources.registering.registry_file import read_registrations

    with frame.office() as office:
        path = file or frame.folder / "sources.yaml"
        registrations = read_registrations(path)
        with office.store.write() as connection:
            done = registered.apply(connection, registrations, base=path.resolve().parent, now=office.now())
            twice = registered.counted_twice(connection)

    def show(screen: Screen) -> None:
        for label, names in (("Added", done.added), ("Changed", done.changed), ("Unchanged", done.unchanged)):
            if names:
                screen.print(f"{label}: {', '.join(names)}")
        fresh = [*done.added, *done.changed]
        if fresh:
            screen.print(f"See what becomes of one: handover source check {fresh[0]}")
        for name in done.retired:
            screen.print(
                f"{name} is retired, and stays so. Take it out of {path.name}; or, to use it again: "
                f"handover source retire {name} --undo"
            )
        for old, new in twice:
            if new in fresh:
                screen.print(counting_twice(old, new))

    data = {"added": done.added, "changed": done.changed, "unchanged": done.unchanged, "retired": done.retired}
    return Result(data, show, FELL_SHORT if done.retired else DONE)


@command(source, name="list", example="handover source list")
@click.option("--all", "every", is_flag=True, help="Also those that were retired.")
def list_sources(frame: Frame, every: bool) -> Result:
    """List the registered sources, when each was gathered last and what that brought."""
    from handover.jobs.sources import sources_overview

    with frame.office() as office:
        lines = sources_overview(office, also_retired=every)
        zone = office.settings.time_zone

    def show(screen: Screen) -> None:
        if not lines:
            screen.print(
                "No sources are registered yet. Fill in sources.yaml, then: handover source apply sources.yaml"
            )
            return
        print_table(
            screen,
            ("source", "records", "last gathered", "seen", "rejected", "location"),
            [(one.name, RECORDS[one.records][1], *_last(one, zone), one.location) for one in lines],
            numbers=frozenset({3, 4}),
            text=frozenset({5}),
        )
        for one in lines:
            if one.retired:
                screen.print()
                screen.print(f"{one.name} was retired {one.retired}")
                continue
            if one.failed:
                screen.print()
                screen.print(f"{one.name}: the last attempt brought nothing. {one.failed}")
            for number in one.held:
                screen.print()
                screen.print(f"{one.name}: what it brought looks wrong and is held. See: handover held show {number}")
            if (one.rejected or 0) > (one.ignored or 0):
                screen.print()
                screen.print(f"{one.name} has rejected rows that nobody has seen to: handover rejected list {one.name}")

    return Result({"sources": lines}, show)


def _last(one: "SourceLine", zone: str) -> tuple[object, ...]:
    if one.failed and not one.retired:
        return "failed", None, None
    return (moment(one.gathered, zone) if one.gathered else "never"), one.seen, one.rejected


@command(source, example="handover source check lessons-log")
@click.argument("name", metavar="SOURCE")
@click.option("--rows", default=3, show_default=True, type=WholeNumber(0, 1000), help="How many rows to show.")
def check(frame: Frame, name: str, rows: int) -> Result:
    """Show what SOURCE would become: each field and column, the first rows beside their records, what is rejected.

    The whole source is read and compared with what is stored: what would be new, changed, or gone, and whether it
    would be held. Nothing is stored.
    """
    from handover.cli.checked import check_data, show_check
    from handover.jobs.checking.check import check_source

    with frame.office() as office, doing(f"Reading {name}"):
        report = check_source(office, name, rows=rows)
    status = HELD if report.doubts else FELL_SHORT if report.counts.undecided else DONE
    return Result(check_data(report), lambda screen: show_check(screen, report), status)
