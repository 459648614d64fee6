"""``handover rejected``: the rows that could not become records, and what to do with each."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import click

from handover.cli.frame import Frame, Group, Result, command
from handover.cli.options import deciding
from handover.cli.parameters import WholeNumber
from handover.cli.progress import doing
from handover.cli.rejected_rows import decision_data, row_data, show_rejected, show_rejected_row
from handover.cli.screen import Screen
from handover.cli.statuses import DONE, FELL_SHORT
from handover.cli.tables import plural
from handover.cli.wording import record_words
from handover.dossier.wording import listed
from handover.errors import BadRequest

if TYPE_CHECKING:
    from handover.jobs.rejected_rows.retrying import Retried

_MOST_SHOWN: Final = 10
_number = click.argument("number", type=WholeNumber(1))


@click.group(cls=Group)
def rejected() -> None:
    """See rows that could not become records; correct, retry or ignore them."""


@command(rejected, name="list", example="handover rejected list lessons-log")
@click.argument("source", required=False)
@click.option("--ignored", is_flag=True, help="List the rows that somebody said may stay rejected.")
@click.option("--all", "everything", is_flag=True, help="List these too, and those that were corrected by hand.")
@click.option("--limit", default=50, show_default=True, type=WholeNumber(1), help="How many rows to list.")
def list_rejected(frame: Frame, source: str | None, ignored: bool, everything: bool, limit: int) -> Result:
    """List the rejected rows, of SOURCE or of all sources: where each stands, what it should be, and why it is not."""
    from handover.jobs.rejected_rows.rejected import rejected_rows

    if ignored and everything:
        raise BadRequest("--ignored and --all are two different lists.", what_to_do="Ask for one of them.")
    with frame.office() as office:
        found = rejected_rows(office, source, "all" if everything else "ignored" if ignored else "rejected", most=limit)
        zone = office.settings.time_zone
    data = {
        "rejected": [row_data(one) for one in found.rows],
        "total": found.total,
        "reasons": found.reasons,
        "ignored": found.ignored,
    }
    return Result(data, lambda screen: show_rejected(screen, found, zone, ignored=ignored, everything=everything))


@command(rejected, example="handover rejected show 1")
@_number
def show(frame: Frame, number: int) -> Result:
    """Show rejected row NUMBER whole, every reason, and what was decided about it."""
    from handover.jobs.rejected_rows.rejected import rejected_row_in_full

    with frame.office() as office:
        found = rejected_row_in_full(office, number)
        zone = office.settings.time_zone
    data = {
        **row_data(found.row),
        "cells": found.row.cells,
        "settled_at": found.settled_at,
        "stands": found.stands,
        "decisions": [decision_data(one) for one in found.decisions],
    }
    return Result(data, lambda screen: show_rejected_row(screen, found, zone))


@command(
    rejected,
    example='handover rejected fix 1 --set "Due=2024-03-01" --as "Jo Hill" --because "A slip; see the minutes"',
)
@_number
@click.option(
    "--set", "given", multiple=True, required=True, metavar="COLUMN=VALUE", help="A new value; may be given again."
)
@deciding
def fix(frame: Frame, number: int, given: Sequence[str], by: str, because: str) -> Result:
    """Correct values of rejected row NUMBER by hand, so that it becomes a record.

    The source is not changed. The correction is kept with who made it and why; it holds, at each gathering, for as long
    as the source has that very row, and dossiers name it.
    """
    from handover.jobs.rejected_rows.correcting import fix as correct

    with frame.office() as office:
        done = correct(office, number, given, by=by, because=because)

    def show_it(screen: Screen) -> None:
        records = [f"{record_words(one.record_kind)} ({one.key})" for one in done.records]
        screen.print(f"Rejected row {number} is now {listed(records)}.")
        screen.print(
            f"The correction holds for as long as {done.source} has that row; the source itself was not changed."
        )
        screen.print(f"To take it back: handover rejected undo {number}")

    data = {
        "number": number,
        "source": done.source,
        "file": done.file,
        "row": done.row,
        "values": done.values,
        "records": [{"record_kind": one.record_kind, "record": one} for one in done.records],
    }
    return Result(data, show_it)


@command(rejected, example="handover rejected retry lessons-log")
@click.argument("what", nargs=-1, metavar="[SOURCE | NUMBER]...")
def retry(frame: Frame, what: Sequence[str]) -> Result:
    """Map rejected rows again, with the sources as they are registered now: of all sources, of SOURCE, or by NUMBER.

    This is for after a mapping was corrected and applied. Nothing is fetched: the rows that become records are those
    that were gathered, with the file and the row that they stood in. A word of digits only is a number.
    """
    from handover.jobs.rejected_rows.retrying import retry_rows, retry_sources

    numbers = [int(one) for one in what if one.isascii() and one.isdecimal()]
    names = [one for one in what if not (one.isascii() and one.isdecimal())]
    if numbers and names:
        raise BadRequest("Name sources or give numbers, not both at once.", what_to_do="Do one after the other.")
    with frame.office() as office, doing("Mapping rejected rows again"):
        found = retry_rows(office, numbers) if numbers else retry_sources(office, names)

    def show_it(screen: Screen) -> None:
        if not any(one.tried for one in found):
            screen.print("No rows are rejected.")
        for one in found:
            if one.tried:
                _show_retried(screen, one)

    return Result({"retried": [_retried_data(one) for one in found]}, show_it, _status(found))


def _status(found: Sequence["Retried"]) -> int:
    return FELL_SHORT if any(one.remaining for one in found) else DONE


def _retried_data(one: "Retried") -> dict[str, Any]:
    return {
        "source": one.source,
        "tried": one.tried,
        "records": one.records,
        "remaining": one.remaining,
        "unread": one.unread,
        "became": [{"number": number, "key": key} for number, key in one.became],
        "still": one.still,
        "counts": one.counts,
    }


def _show_retried(screen: Screen, one: "Retried") -> None:
    became = f"{one.records:,} became records" if one.records != 1 else "1 became a record"
    screen.print(f"{one.source}: of {plural(one.tried, 'rejected row')}, {became}; {one.remaining:,} remain rejected.")
    for still in one.still[:_MOST_SHOWN]:
        screen.print(f"  Rejected row {still.number}: {' '.join(still.sentences)}")
    if one.remaining > _MOST_SHOWN:
        screen.print(f"  … See them all: handover rejected list {one.source}")
    if one.unread:
        screen.print(
            f"{plural(one.unread, 'row')} could not be read at all, whatever the mapping. "
            "Put that right at the source, and gather it again."
        )


@command(rejected, example='handover rejected ignore 1 2 --as "Jo Hill" --because "Totals, no records"')
@click.argument("numbers", nargs=-1, required=True, type=WholeNumber(1), metavar="NUMBER...")
@deciding
def ignore(frame: Frame, numbers: Sequence[int], by: str, because: str) -> Result:
    """Say that rejected rows may stay so: they are kept, but are no gap in a dossier and nobody's work any more.

    It holds for as long as the source has those very rows. One that can become a record after all, since the mapping
    was changed, does.
    """
    from handover.jobs.rejected_rows.ignoring import ignore as let_be

    with frame.office() as office:
        done = let_be(office, numbers, by=by, because=because)

    def show_it(screen: Screen) -> None:
        for one in done:
            if one.already:
                screen.print(f"Rejected row {one.number} is ignored already: {one.by} said so, because {one.because}")
            else:
                screen.print(f"Rejected row {one.number} is ignored: row {one.row:,} of {one.file} may stay as it is.")
        screen.print(f"To take that back: handover rejected undo {done[-1].number}")

    return Result({"ignored": done}, show_it)


@command(rejected, example="handover rejected undo 1")
@_number
def undo(frame: Frame, number: int) -> Result:
    """Take back what was decided about rejected row NUMBER: a correction, or that it may stay rejected."""
    from handover.jobs.rejected_rows.undoing import undo as take_back

    with frame.office() as office, doing("Taking it back"):
        done = take_back(office, number)

    def show_it(screen: Screen) -> None:
        what = "correction" if done.decision == "corrected" else "decision to ignore it"
        screen.print(f"{done.by}'s {what} is taken back.")
        if not done.rejected:
            screen.print("The row is not rejected without it either, or the source has it no longer.")
        for again in done.rejected:
            screen.print(f"It is rejected row {again}. See it with: handover rejected show {again}")

    return Result(done, show_it)
