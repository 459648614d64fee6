"""``handover gather``."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.progress import bar
from handover.cli.screen import Screen
from handover.cli.statuses import DONE, FELL_SHORT
from handover.cli.tables import print_table

if TYPE_CHECKING:
    from handover.jobs.gather import GatheringReport
    from handover.jobs.office import Office

_COLUMNS = ("seen", "new", "changed", "unchanged", "vanished", "rejected")


@command(example="handover gather lessons-log")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
def gather(frame: Frame, names: Sequence[str]) -> Result:
    """Gather the registered sources now: all of them, or those named.

    Rows that cannot become records are kept, with the reasons; what was gathered before stands where a source
    cannot be reached.
    """
    from handover.errors import BadRequest
    from handover.jobs.gather import source_names
    from handover.sources import registered

    with frame.office() as office:
        if names:
            with office.store.read() as connection:
                wanted = [registered.find(connection, name).name for name in dict.fromkeys(names)]
        else:
            wanted = source_names(office)
        if not wanted:
            raise BadRequest(
                "No sources are registered yet.",
                what_to_do="Fill in sources.yaml, then: handover source apply sources.yaml",
            )
        reports = _gather(office, wanted)
    short = any(one.error or one.counts.rejected for one in reports)
    return Result(
        {"gatherings": [_as_data(one) for one in reports]},
        lambda screen: _show(screen, reports),
        FELL_SHORT if short else DONE,
    )


def _gather(office: "Office", names: Sequence[str]) -> list["GatheringReport"]:
    from handover.jobs.gather import gather_source

    reports = []
    with bar(len(names)) as (say, done):
        for name in names:

            def rows_done(rows: int, name: str = name) -> None:
                say(f"Gathering {name}", rows)

            rows_done(0)
            reports.append(gather_source(office, name, rows_done))
            done()
    return reports


def _as_data(one: "GatheringReport") -> dict[str, Any]:
    return {"source": one.source, **asdict(one.counts), "seconds": round(one.seconds, 3), "error": one.error}


def _show(screen: Screen, reports: Sequence["GatheringReport"]) -> None:
    """The table of what was seen, and a sentence for each source that fell short."""
    print_table(
        screen,
        ("source", *_COLUMNS),
        [(one.source, *(None if one.error else getattr(one.counts, column) for column in _COLUMNS)) for one in reports],
        numbers=frozenset(range(1, len(_COLUMNS) + 1)),
        text=frozenset({0}),
    )
    for one in reports:
        if one.error:
            screen.print()
            screen.print(f"{one.source}: nothing was taken. {one.error}")
        elif one.counts.rejected:
            screen.print()
            screen.print(f"{one.source}: {_rejected(one.counts.rejected)} Why: handover source check {one.source}")


def _rejected(count: int) -> str:
    if count == 1:
        return "1 row could not become a record; it is kept."
    return f"{count:,} rows could not become records; they are kept."
