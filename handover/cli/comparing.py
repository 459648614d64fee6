"""``handover dossier compare`` and ``recompile``: what differs between two dossiers."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.parameters import WholeNumber
from handover.cli.screen import Screen

if TYPE_CHECKING:
    from handover.dossier.changes.model import Changes
    from handover.dossier.model import Dossier


@command(example="handover dossier compare 1 2 --html differs.html")
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write it as one page, to be opened in a browser.",
)
def compare(frame: Frame, before: str, after: str, page: Path | None) -> Result:
    """Tell what differs between two dossiers.

    Each is the number of a sealed dossier, or a file dossier.json. They may be of one transition or of two.
    """
    from handover.jobs.comparing import compared

    found = compared(_model(frame, before), _model(frame, after))
    if page is not None:
        _write(page, found.page())

    def show(screen: Screen) -> None:
        _show(screen, found.changes)
        if page is not None:
            screen.print()
            screen.print(f"As a page: {page}")

    return Result(_data(found.changes) | {"html": None if page is None else str(page)}, show)


def _model(frame: Frame, named: str) -> "Dossier":
    from handover.jobs.comparing import model_in, sealed_model

    if not named.isdecimal():
        return model_in(Path(named))
    number = WholeNumber().convert(named, None, None)
    with frame.office() as office:
        return sealed_model(office, number)


def _write(page: Path, content: bytes) -> None:
    from handover.errors import BadRequest

    try:
        page.write_bytes(content)
    except OSError as error:
        raise BadRequest(
            f"The page cannot be written: {error.strerror}.",
            where=str(page),
            what_to_do="Name a file in a folder that is there and may be written to.",
        ) from error


def _data(changes: "Changes") -> dict[str, Any]:
    return {**changes.model_dump(mode="json"), "summary": changes.summary, "count": changes.count}


def _show(screen: Screen, changes: "Changes") -> None:
    for lead, one in (("Before", changes.before), ("After", changes.after)):
        screen.print(f"{lead}: {one.name}, {one.title}.")
    screen.print()
    screen.print(changes.summary)
    if changes.note:
        screen.print(changes.note)
    for group in changes.groups:
        screen.print()
        screen.print(f"{group.title}:")
        for change in group.changes:
            screen.print(f"  {change.how}: {change.text}")


@command(example="handover dossier recompile 1")
@click.argument("number", type=WholeNumber())
def recompile(frame: Frame, number: int) -> Result:
    """Compile dossier NUMBER again from what is known now, and tell what changed.

    Nothing is gathered. Where nothing changed, no new version is made; else the next run of the transition delivers it.
    """
    from handover.jobs.recompiling import recompiled

    with frame.office() as office:
        again = recompiled(office, number)
    data = {"dossier": again.number, "made": again.made, "changes": _data(again.changes)}

    def show(screen: Screen) -> None:
        if again.made:
            screen.print(f"Sealed as dossier {again.number}. It is sent by the next run:")
            screen.print(f"  handover transitions run {again.transition}")
            screen.print()
            _show(screen, again.changes)
        else:
            screen.print(f"Nothing changed: dossier {again.number} stands.")
        if again.forbidden:
            screen.print()
            screen.print(again.forbidden)

    return Result(data, show)
