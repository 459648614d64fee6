"""``handover succession``: record what became of what, take it back, say it otherwise, bring it in from a file."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from handover.cli.frame import Frame, Group, Result, command
from handover.cli.options import although, decided_because, decided_by, deciding, evidence
from handover.cli.parameters import WholeNumber, Word
from handover.cli.screen import Screen
from handover.cli.statuses import DONE, FELL_SHORT
from handover.cli.tables import plural
from handover.cli.wording import capital

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from handover.initiatives.succession.recorded import Succession

_KINDS: Final = ("rename", "merger", "split", "transfer", "replacement", "revival", "end")
_INITIATIVES: Final = ("programme", "project", "partnership", "board", "body")

_announced = click.option("--announced", metavar="DAY", help="When it was announced, where that was earlier.")
_function = click.option(
    "--function", "functions", multiple=True, metavar="TEXT", help="What was passed on; may be given again."
)
_goes_on = click.option(
    "--goes-on", multiple=True, metavar="NAME", help="Of those that it came from: this one goes on; may be given again."
)
_new = click.option("--new", type=Word(_INITIATIVES), help="Add names that nobody knows, as initiatives of this kind.")


def _telling(function: Callable[..., Result]) -> Callable[..., Result]:
    return _announced(_function(_goes_on(evidence(although(_new(decided_by(function)))))))


@click.group(cls=Group)
def succession() -> None:
    """Record what became of what; take it back, say it otherwise, bring it in from a file."""


@command(
    succession,
    example='handover succession record split --from "Warm and Well" --to "Warm Homes" --to "Well Homes" '
    '--on 2024-04-01 --new programme --as "Jo Hill"',
)
@click.argument("kind", type=Word(_KINDS))
@click.option("--from", "before", multiple=True, metavar="NAME", help="What there was before; may be given again.")
@click.option("--to", "after", multiple=True, metavar="NAME", help="What came of it; may be given again.")
@click.option("--on", required=True, metavar="DAY", help="When it was complete, like 2010-10-11 or 2010-10.")
@_telling
def record(frame: Frame, kind: str, **given: Any) -> Result:
    """Record a succession of this KIND: what became of what, and when. Names mean whoever was called so on that day.

    The very same again is recorded once. What breaks a rule is recorded only with --although.
    """
    from handover.jobs import successions
    from handover.jobs.successions import Telling

    with frame.office() as office:
        found = successions.record(office, Telling(kind=kind, **given))
        with office.store.read() as connection:
            return _told(connection, found, "Recorded as succession")


@command(succession, example="handover succession show 1")
@click.argument("number", type=WholeNumber())
def show(frame: Frame, number: int) -> Result:
    """Show succession NUMBER: what is said, by whom, on what ground, and whether it stands."""
    from handover.initiatives.succession import recorded

    with frame.office() as office, office.store.read() as connection:
        return _told(connection, recorded.by_number(connection, number), "Succession")


@command(succession, example='handover succession withdraw 1 --as "Jo Hill" --because "It was another board."')
@click.argument("number", type=WholeNumber())
@deciding
def withdraw(frame: Frame, number: int, by: str, because: str) -> Result:
    """Take succession NUMBER back; it stays on record, and counts for nothing."""
    from handover.jobs import successions

    with frame.office() as office:
        found = successions.withdraw(office, number, by=by, because=because)
        with office.store.read() as connection:
            return _told(connection, found, "Withdrawn: succession")


@command(
    succession, example='handover succession amend 1 --on 2024-05-01 --as "Jo Hill" --because "The order came later."'
)
@click.argument("number", type=WholeNumber())
@click.option("--kind", type=Word(_KINDS), help="What kind it is instead.")
@click.option("--from", "before", multiple=True, metavar="NAME", help="What there was before, instead of who was said.")
@click.option("--to", "after", multiple=True, metavar="NAME", help="What came of it, instead of who was said.")
@click.option("--on", metavar="DAY", help="When it was complete instead.")
@_telling
@decided_because
def amend(frame: Frame, number: int, because: str, **given: Any) -> Result:
    """Say succession NUMBER otherwise. What is left out stays; what was said first is withdrawn, and kept."""
    from handover.jobs import successions
    from handover.jobs.successions import Telling

    with frame.office() as office:
        found = successions.amend(office, number, Telling(**given), because=because)
        with office.store.read() as connection:
            return _told(connection, found, "Recorded as succession")


def _told(connection: "Connection", one: "Succession", what: str) -> Result:
    from handover.initiatives.succession.recorded import contradicting
    from handover.initiatives.succession.words import contradiction, in_words, remarks

    pairs = contradicting(connection, one)
    sentence, more = in_words(one.said), [*remarks(one), *(contradiction(*pair) for pair in pairs)]

    def show_it(screen: Screen) -> None:
        screen.print(f"{what} {one.id}: {sentence}")
        for line in more:
            screen.print(line)

    contradicts = [each.id for pair in pairs for each in pair if each.id != one.id]
    return Result(as_data(one) | {"contradicts": contradicts}, show_it)


def as_data(one: "Succession") -> dict[str, Any]:
    """A succession as programs get it, with its sentence."""
    from handover.initiatives.succession.words import in_words

    return {
        "id": one.id,
        "sentence": in_words(one.said),
        "kind": one.said.kind,
        "predecessors": one.said.predecessors,
        "successors": one.said.successors,
        "announced_on": one.said.announced_on,
        "completed_on": one.said.completed_on,
        "evidence": one.said.evidence,
        "said_by": one.said.said_by,
        "broken_rules": one.broken_rules,
        "although": one.although,
        "amends": one.amends,
        "withdrawn_by": one.withdrawn_by,
        "withdrawn_because": one.withdrawn_because,
    }


@command(succession, name="import", example='handover succession import links.csv --as "Jo Hill" --new body --check')
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Only say what would be recorded; change nothing.")
@although
@_new
@decided_by
def import_file(frame: Frame, file: Path, check: bool, although: str | None, new: str | None, by: str) -> Result:
    """Record the successions in FILE: W3C ORG change events as JSON-LD, or a CSV of links.

    A CSV has the columns predecessor, successor, kind and date, and may have functions (parted by semicolons) and
    evidence. What cannot be recorded is told, a sentence each; the rest is recorded.
    """
    from handover.jobs import successions_brought

    with frame.office() as office:
        brought = successions_brought.bring(office, file, by=by, although=although, new=new, check=check)
    would = "would be " if check else ""

    def show_it(screen: Screen) -> None:
        for sentence in brought.recorded:
            screen.print(sentence)
        known = f", {brought.already:,} known already" if brought.already else ""
        screen.print(capital(f"{plural(len(brought.recorded), 'succession')} {would}recorded{known}."))
        if brought.added:
            screen.print(capital(f"{plural(len(brought.added), 'initiative')} {would}added."))
        for sentence in brought.refused:
            screen.print(sentence)

    return Result(brought, show_it, FELL_SHORT if brought.refused else DONE)


@command(succession, name="export", example="handover succession export successions.jsonld")
@click.argument("file", type=click.Path(path_type=Path))
def export_file(frame: Frame, file: Path) -> Result:
    """Write every succession that stands to FILE, as W3C ORG change events in JSON-LD."""
    from handover.initiatives.succession.exchanged import everything
    from handover.initiatives.succession.linked_data import written

    with frame.office() as office, office.store.read() as connection:
        found = everything(connection)
    write_file(file, written(found))
    said = f"{plural(len(found.ties), 'succession')} of {plural(len(found.described), 'initiative')}: {file}"
    return Result({"file": str(file), "successions": len(found.ties)}, lambda screen: screen.print(f"Wrote {said}"))


def write_file(file: Path, text: str) -> None:
    """Write what a command was asked to write. Raises BadRequest where that cannot be."""
    from handover.errors import BadRequest

    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise BadRequest(f"{file} cannot be written: {error.strerror}.", what_to_do="Name another file.") from error
