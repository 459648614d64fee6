"""``handover batch``: a list of moves, closures, renamings and starts as one."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handover.cli.frame import Frame, Group, Result, command
from handover.cli.parameters import WholeNumber
from handover.cli.reports import carried_out, transition_data
from handover.cli.screen import Screen, moment
from handover.cli.tables import plural, print_table
from handover.cli.wording import capital, described

if TYPE_CHECKING:
    from handover.jobs.batches.running import Ran
    from handover.transitions.batches import Batch
    from handover.transitions.recorded import Transition

_MOST_SHOWN = 20


@click.group(cls=Group)
def batch() -> None:
    """Record a list of moves, closures, renamings and starts as one; follow it, or take it back as one."""


def _listing(function: Callable[..., Result]) -> Callable[..., Result]:
    """What is said of a list as a whole."""
    for option in (
        click.option("--unlisted", is_flag=True, help="Take people whom no record names as they are written."),
        click.option("--by", metavar="NAME", help="Who asks for it."),
        click.option("--to", multiple=True, metavar="EMAIL", help="Who receives each dossier; may be given again."),
        click.option("--on", metavar="DATE", help="The day of the rows that have none, like 2010-05-11."),
        click.option("--reason", required=True, metavar="TEXT", help="The reason, where a row has none of its own."),
        click.option("--label", required=True, metavar="TEXT", help="What the batch is called."),
    ):
        function = option(function)
    return click.argument("file", type=click.Path(path_type=Path))(function)


@command(batch, name="check", example='handover batch check moves.csv --label "May 2010" --reason "The election"')
@_listing
def check_file(frame: Frame, file: Path, **said: Any) -> Result:
    """Tell what the list in FILE would record; change nothing. Takes what “handover batch run” takes.

    Every row that cannot be recorded is named, with what to do.
    """
    from handover.jobs.batches import running
    from handover.jobs.batches.running import BatchAsked

    with frame.office() as office:
        ran = running.check(office, file, BatchAsked(**said))

    def show(screen: Screen) -> None:
        _show_list(screen, [capital(described(one)) for one in ran.new], "would be recorded")
        _show_rest(screen, ran)
        screen.print("Nothing was changed.")

    return Result(_ran_as_data(ran, numbered=False), show)


@command(
    batch,
    example='handover batch run moves.csv --label "May 2010" --reason "The election" --on 2010-05-11 '
    "--to jo@example.org",
)
@_listing
@click.option("--now", is_flag=True, help="Carry it all out at once; left out, the scheduled runs do.")
def run(frame: Frame, file: Path, now: bool, **said: Any) -> Result:
    """Record all that the list in FILE says, or nothing. The same list for the same day is recorded once.

    FILE is a CSV whose first row names its columns: kind (leaves, moves, arrives, closure, rename or start; blank means
    leaves), person, initiative, post, incoming, date, to, reason, new name, to post. A person without an initiative
    leaves all that they touch.
    """
    from handover.jobs.batches import running
    from handover.jobs.batches.running import BatchAsked

    with frame.office() as office:
        ran = running.run(office, file, BatchAsked(**said))
        carried = carried_out(office, [one.id for one in ran.transitions], at_once=True) if now else None

    def show(screen: Screen) -> None:
        screen.print(f"Batch {ran.batch.id}, “{ran.batch.label}”: {plural(len(ran.new), 'transition')} recorded.")
        _show_rest(screen, ran)
        if carried is not None:
            carried.show(screen)
        else:
            screen.print("The scheduled runs carry it out; or at once: handover transitions run")
        screen.print(f"To follow it: handover batch show {ran.batch.id}")

    result = Result(_ran_as_data(ran, numbered=True), show)
    return result if carried is None else replace(result, status=carried.status)


@command(batch, name="list", example="handover batch list")
def list_batches(frame: Frame) -> Result:
    """List all batches, the newest first."""
    from handover.transitions import batches

    with frame.office() as office, office.store.read() as connection:
        found = batches.listed(connection)
        zone = office.settings.time_zone

    def show_them(screen: Screen) -> None:
        if not found:
            screen.print("There are no batches yet. To record a list as one: handover batch run --help")
            return
        print_table(
            screen,
            ("no.", "label", "from", "recorded", "transitions", "accepted", "stopped", "how it stands"),
            [
                (
                    one.id,
                    one.label,
                    one.file,
                    moment(one.requested_at, zone),
                    sum(states.values()),
                    states.get("accepted", 0) + states.get("done", 0),
                    states.get("blocked", 0),
                    "withdrawn" if one.withdrawn_at else "it counts",
                )
                for one, states in found
            ],
            numbers=frozenset({0, 4, 5, 6}),
            text=frozenset({1, 2}),
        )

    return Result({"batches": [{**_batch_as_data(one), "states": states} for one, states in found]}, show_them)


@command(batch, example="handover batch show 1")
@click.argument("number", type=WholeNumber())
def show(frame: Frame, number: int) -> Result:
    """Show batch NUMBER: how far its transitions came, which are late or stopped, and the posts that nobody took."""
    from handover.jobs.batches.following import follow
    from handover.transitions.rules import MEANING

    with frame.office() as office:
        found = follow(office, number)
        zone = office.settings.time_zone

    def show_it(screen: Screen) -> None:
        one = found.batch
        of = plural(len(found.transitions), "transition")
        screen.print(f"Batch {one.id}, “{one.label}”: {of} from {one.file}, {plural(one.rows, 'row')}.")
        by = f" by {one.requested_by}" if one.requested_by else ""
        screen.print(f"Recorded on {moment(one.requested_at, zone)}{by}. Reason: {one.reason}")
        if one.withdrawn_because:
            screen.print(f"Withdrawn: {one.withdrawn_because}")
        for state, meaning in MEANING.items():
            if found.states[state]:
                screen.print(f"{capital(plural(found.states[state], 'transition'))}: {meaning}.")
        _show_list(screen, [f"{each.id}: {described(each)}" for each in found.overdue], "overdue")
        _show_list(screen, [f"{each.id}: {each.blocked_because}" for each in found.blocked], "stopped")
        _show_nobody(screen, found.nobody)
        screen.print(f"Each of them: handover transitions list --batch {one.id}")

    data = {
        **_batch_as_data(found.batch),
        "states": found.states,
        "transitions": [transition_data(one) for one in found.transitions],
        "overdue": [one.id for one in found.overdue],
        "blocked": [one.id for one in found.blocked],
        "nobody": [one.id for one in found.nobody],
    }
    return Result(data, show_it)


@command(batch, example='handover batch withdraw 1 --reason "The list was of another year."')
@click.argument("number", type=WholeNumber())
@click.option("--reason", required=True, metavar="TEXT", help="Why it is taken back.")
def withdraw(frame: Frame, number: int, reason: str) -> Result:
    """Take batch NUMBER back as one, where it was a mistake. What was sealed or sent stays.

    The same “handover batch run” again makes it count again.
    """
    from handover.jobs.batches import taking_back
    from handover.wording import listed

    with frame.office() as office:
        found = taking_back.withdraw(office, number, reason=reason)

    def show_it(screen: Screen) -> None:
        count = plural(len(found.withdrawn), "transition")
        screen.print(f"Batch {number}, “{found.batch.label}”, does not count any more: {count} withdrawn.")
        _show_list(screen, [f"{each.id}: {described(each)}" for each in found.accepted], "accepted already")
        if found.sent_to:
            screen.print(f"Dossiers were made ready for {listed(found.sent_to, most=_MOST_SHOWN)}; tell them.")

    data = {
        **_batch_as_data(found.batch),
        "withdrawn": [one.id for one in found.withdrawn],
        "accepted": [one.id for one in found.accepted],
        "sent_to": found.sent_to,
    }
    return Result(data, show_it)


def _show_list(screen: Screen, lines: Sequence[str], what: str, *, of: str = "transition") -> None:
    """Some of many lines, under how many there are ``of`` something, and what is to be said of them."""
    if not lines:
        return
    screen.print(f"{capital(plural(len(lines), of))} {what}:")
    for line in lines[:_MOST_SHOWN]:
        screen.print(f"  {line}")
    if len(lines) > _MOST_SHOWN:
        screen.print(f"  … and {len(lines) - _MOST_SHOWN:,} more; --json has them all.")


def _show_rest(screen: Screen, ran: "Ran") -> None:
    if ran.again:
        screen.print(f"{capital(plural(len(ran.again), 'transition'))} of it stood already.")
    if ran.elsewhere:
        count = plural(len(ran.elsewhere), "transition")
        screen.print(f"{capital(count)} stood without it, and stay when it is withdrawn.")
    _show_nobody(screen, ran.nobody)
    perhaps = [f"{person.name}, “{of.name}”" for person, of in ran.perhaps]
    _show_list(screen, perhaps, "left out, as records have only the name (a row of its own takes one in)", of="place")
    for column in ran.unused:
        screen.print(f"The column “{column}” says nothing here and was passed over.")


def _show_nobody(screen: Screen, nobody: Sequence["Transition"]) -> None:
    lines = [f"{one.details.get('person')}, {_place(one)}" for one in nobody]
    _show_list(screen, lines, "after which nobody is named yet to follow")


def _place(one: "Transition") -> str:
    post = one.details.get("post") or one.details.get("posts")
    return f"{post} at “{one.initiative}”" if post else f"“{one.initiative}”"


def _batch_as_data(one: "Batch") -> dict[str, Any]:
    return {
        "id": one.id,
        "label": one.label,
        "reason": one.reason,
        "file": one.file,
        "content_sha256": one.content_sha256,
        "rows": one.rows,
        "requested_by": one.requested_by,
        "requested_at": one.requested_at,
        "withdrawn_at": one.withdrawn_at,
        "withdrawn_because": one.withdrawn_because,
    }


def _ran_as_data(ran: "Ran", *, numbered: bool) -> dict[str, Any]:
    """What became of a list; without numbers where nothing was recorded under them."""

    def data(one: "Transition") -> dict[str, Any]:
        every = transition_data(one)
        return every if numbered else {name: value for name, value in every.items() if name not in {"id", "batch"}}

    return {
        "batch": ran.batch.id if numbered else None,
        "new": [data(one) for one in ran.new],
        "again": [data(one) for one in ran.again],
        "elsewhere": [transition_data(one) for one in ran.elsewhere],
        "nobody": [data(one) for one in ran.nobody],
        "perhaps": [{"person": person, "initiative": of} for person, of in ran.perhaps],
        "unused": ran.unused,
    }
