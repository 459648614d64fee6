"""``handover gather``."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.progress import bar
from handover.cli.screen import Screen
from handover.cli.statuses import DONE, FELL_SHORT, HELD
from handover.cli.tables import print_table
from handover.dossier.wording import listed

if TYPE_CHECKING:
    from handover.jobs.gathering.gather import GatheringReport
    from handover.jobs.office import Office

_COLUMNS = ("seen", "new", "changed", "unchanged", "vanished", "rejected")


@command(example="handover gather lessons-log")
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
def gather(frame: Frame, names: Sequence[str]) -> Result:
    """Gather the registered sources now: all of them, or those named.

    Rows that cannot become records are kept, with the reasons; what was gathered before stands where a source
    cannot be reached. What looks wrong, such as a file that was cut off, is held: it counts for nothing until somebody
    has looked at it.
    """
    from handover.errors import BadRequest
    from handover.jobs.gathering.gather import source_names
    from handover.sources import registered

    with frame.office() as office:
        if names:
            with office.store.read() as connection:
                wanted = [registered.find(connection, name).name for name in dict.fromkeys(names)]
        else:
            wanted = source_names(office)
        if not wanted:
            with office.store.read() as connection:
                are_retired = bool(registered.registered(connection, also_retired=True))
            if are_retired:
                raise BadRequest("Every source is retired.", what_to_do="See them with: handover source list --all")
            raise BadRequest(
                "No sources are registered yet.",
                what_to_do="Fill in sources.yaml, then: handover source apply sources.yaml",
            )
        reports = _gather(office, wanted)
    return Result(
        {"gatherings": [_as_data(one) for one in reports]}, lambda screen: _show(screen, reports), _status(reports)
    )


def _status(reports: Sequence["GatheringReport"]) -> int:
    if any(one.held for one in reports):
        return HELD
    return FELL_SHORT if any(one.error or one.discarded or one.counts.undecided for one in reports) else DONE


def _gather(office: "Office", names: Sequence[str]) -> list["GatheringReport"]:
    from handover.jobs.gathering.gather import gather_sources

    reports = {}
    with bar(len(names)) as (say, done):
        say("Fetching", 0)
        for report in gather_sources(office, names, lambda name, rows: say(f"Gathering {name}", rows)):
            reports[report.source] = report
            done()
    return [reports[name] for name in names]


def _as_data(one: "GatheringReport") -> dict[str, Any]:
    return {
        "source": one.source,
        **asdict(one.counts),
        "seconds": round(one.seconds, 3),
        "error": one.error,
        "held": one.held,
        "doubts": one.doubts,
        "discarded": one.discarded,
        "notes": one.notes,
        "taken": one.taken,
    }


def _show(screen: Screen, reports: Sequence["GatheringReport"]) -> None:
    """The table of what was seen, and a sentence for each source that fell short."""
    print_table(
        screen,
        ("source", *_COLUMNS),
        [
            (one.source, *(getattr(one.counts, column) if _took(one) else None for column in _COLUMNS))
            for one in reports
        ],
        numbers=frozenset(range(1, len(_COLUMNS) + 1)),
        text=frozenset({0}),
    )
    for one in reports:
        for sentence in _sentences(one):
            screen.print()
            screen.print(f"{one.source}: {sentence}")


def _took(one: "GatheringReport") -> bool:
    return not one.error and bool(one.counts.seen or one.counts.vanished or not (one.held or one.discarded))


def _sentences(one: "GatheringReport") -> Iterator[str]:
    """What is said of a gathering beside its counts."""
    if one.error:
        yield f"nothing was taken. {one.error}"
    if one.taken > 1:
        yield f"{one.taken:,} files of its series were gathered, one after the other; the counts add them up."
    if one.held:
        numbers = listed(map(str, one.held))
        gatherings = "gathering" if len(one.held) == 1 else "gatherings"
        why = " ".join(dict.fromkeys(doubt.sentence for doubt in one.doubts))
        # Of a dated series, other files may be as they should be.
        what = "some of what it brought looks wrong. That" if one.counts.seen else "what it brought looks wrong. It"
        yield (
            f"{what} is held as {gatherings} {numbers}, and nothing of it counts. {why} "
            f"To look at it: handover held show {one.held[-1]}"
        )
    if one.discarded:
        yield f"it still has what was discarded as gathering {one.discarded[-1]}. Nothing was taken."
    yield from one.notes
    if one.counts.undecided:
        yield f"{_rejected(one.counts.undecided)} Why: handover rejected list {one.source}"


def _rejected(count: int) -> str:
    if count == 1:
        return "1 row could not become a record; it is kept."
    return f"{count:,} rows could not become records; they are kept."
