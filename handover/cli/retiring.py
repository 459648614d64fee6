"""``handover source retire``: let a source that is used no longer be gathered no more."""

from typing import TYPE_CHECKING

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.screen import Screen
from handover.cli.tables import plural
from handover.errors import BadRequest

if TYPE_CHECKING:
    from handover.jobs.retiring import Retiring


@command(
    name="retire", example='handover source retire lessons-log --as "Jo Hill" --because "The new register has them all"'
)
@click.argument("name", metavar="SOURCE")
@click.option("--as", "by", metavar="NAME", help="Who decides it.")
@click.option("--because", metavar="TEXT", help="Why; it is kept with it.")
@click.option("--records-vanish", is_flag=True, help="Let its records go, as if it had none any more.")
@click.option("--undo", is_flag=True, help="Take it back: the source is gathered again.")
def retire_command(
    frame: Frame, name: str, by: str | None, because: str | None, records_vanish: bool, undo: bool
) -> Result:
    """Let SOURCE be gathered no more: it was renamed, replaced or switched off.

    Its records stand as they were last known, and dossiers go on citing them and say that it was retired. With
    --records-vanish they vanish today, as if the source had none any more; what was known before stays known.
    """
    from handover.jobs.retiring import retire

    if undo:
        if by is not None or because is not None or records_vanish:
            raise BadRequest("--undo goes by itself.", what_to_do=f"Type: handover source retire {name} --undo")
        return _taken_back(frame, name)
    with frame.office() as office:
        done = retire(office, name, by=by or "", because=because or "", records_vanish=records_vanish)
    return Result(done, lambda screen: _show(screen, done))


def counting_twice(retired: str, in_use: str) -> str:
    """What to say where records of a retired source stand beside the same ones of another."""
    return (
        f"{in_use} has the same content as {retired}, which is retired and whose records stand: they count twice. "
        f'To let those go: handover source retire {retired} --records-vanish --as NAME --because "…"'
    )


def _taken_back(frame: Frame, name: str) -> Result:
    from handover.jobs.retiring import reinstate

    with frame.office() as office:
        done = reinstate(office, name)

    def show(screen: Screen) -> None:
        has = plural(done.standing, "record")
        screen.print(f"{name} is in use again, as it was registered last. It has {has}.")
        screen.print(f"To register what was changed since: handover source apply. Then: handover gather {name}")

    return Result(done, show)


def _show(screen: Screen, done: "Retiring") -> None:
    if done.already:
        screen.print(f"{done.source} was retired already, {done.retirement}")
    else:
        screen.print(f"{done.source} is retired: it is gathered no more.")
    if done.let_go_as is not None:
        screen.print(f"Its records vanished, as gathering {done.let_go_as}: {done.vanished:,} in all.")
    elif done.standing:
        stand = "record stands as it was" if done.standing == 1 else "records stand as they were"
        screen.print(f"Its {done.standing:,} {stand} last known; dossiers cite them and say that it was retired.")
    else:
        screen.print("It has no records.")
    for other in done.same_content:
        screen.print(counting_twice(done.source, other))
    if not done.already:
        screen.print(f"Take it out of sources.yaml too. To take this back: handover source retire {done.source} --undo")
