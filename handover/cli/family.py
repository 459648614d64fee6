"""``handover family``: what became of what, as of any day; who ever carried a function."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from handover.cli.frame import Frame, Result, command
from handover.cli.screen import Screen
from handover.cli.successions import as_data, write_file

if TYPE_CHECKING:
    from handover.jobs.office import Office


@command(example='handover family "Joining Up Care"')
@click.argument("name", required=False)
@click.option("--on", metavar="DAY", help="As of this day, like 2010-10-11; left out, by now.")
@click.option("--became", is_flag=True, help="Only what it became.")
@click.option("--came-from", is_flag=True, help="Only where it came from; with --on, what it was then.")
@click.option("--carried", metavar="FUNCTION", help="Instead of a family: everything that ever carried this function.")
@click.option("--svg", metavar="FILE", type=click.Path(path_type=Path), help="Draw the family into this file.")
@click.option("--jsonld", metavar="FILE", type=click.Path(path_type=Path), help="Write it as W3C ORG change events.")
def family(
    frame: Frame,
    name: str | None,
    on: str | None,
    became: bool,
    came_from: bool,
    carried: str | None,
    svg: Path | None,
    jsonld: Path | None,
) -> Result:
    """Show the family of the initiative NAME: all that it is tied to by successions, the earliest first."""
    both = sum((became, came_from, carried is not None)) > 1
    if both or (name is None) is (carried is None) or (carried is not None and on):
        raise click.UsageError(
            "Give either NAME, with --became or --came-from or neither; or --carried FUNCTION alone."
        )
    if (became or came_from or carried is not None) and (svg or jsonld):
        raise click.UsageError("--svg and --jsonld are of a whole family: leave --became, --came-from, --carried out.")
    from handover.dates import asked_date

    day = asked_date(on, of="day") if on else None
    with frame.office() as office:
        if name is None:
            return _carriers(office, carried or "")
        if became or came_from:
            return _ways(office, name, day, onward=became)
        return _whole(office, name, day, svg, jsonld)


def _carriers(office: "Office", function: str) -> Result:
    from handover.initiatives.succession.family import carriers
    from handover.initiatives.succession.words import in_words

    with office.store.read() as connection:
        found = carriers(connection, function)
    # One succession can carry it to several; it is told once.
    lines = {step.succession: in_words(step.said) for step in found}

    def show(screen: Screen) -> None:
        if not lines:
            screen.print(f"No succession names the function “{function}”.")
        for number, sentence in lines.items():
            screen.print(f"{number}. {sentence}")

    return Result({"function": function, "steps": found}, show)


def _ways(office: "Office", name: str, day: str | None, *, onward: bool) -> Result:
    from handover.initiatives import look_up
    from handover.initiatives.names import without_footnote_marks
    from handover.initiatives.succession.ways import became, came_from
    from handover.initiatives.succession.words import way_in_words

    with office.store.read() as connection:
        # A name is as of today where one asks what something was on an earlier day, and as of then where one asks on.
        of = look_up.find(connection, without_footnote_marks(name), on=day if onward else None)
        ways = (became if onward else came_from)(connection, of, on=day)

    def show(screen: Screen) -> None:
        screen.print(f"What “{of.name}” {'became' if onward else 'came from'}:")
        for way in ways:
            for line in way_in_words(of.name, way):
                screen.print(line)

    return Result({"of": of, "on": day, "became" if onward else "came_from": ways}, show)


def _whole(office: "Office", name: str, day: str | None, svg: Path | None, jsonld: Path | None) -> Result:
    from handover.initiatives import look_up
    from handover.initiatives.names import without_footnote_marks
    from handover.initiatives.succession.exchanged import of_family
    from handover.initiatives.succession.family import family as whole
    from handover.initiatives.succession.linked_data import written
    from handover.initiatives.succession.words import tree

    with office.store.read() as connection:
        found = whole(connection, look_up.find(connection, without_footnote_marks(name), on=day), on=day)
        exchanged = of_family(connection, found)
    if svg:
        from handover.publish.family import svg as drawn

        write_file(svg, drawn(found))
    if jsonld:
        write_file(jsonld, written(exchanged))

    def show(screen: Screen) -> None:
        for line in tree(found):
            screen.print(line)
        for file in filter(None, (svg, jsonld)):
            screen.print(f"Wrote {file}")

    data = {
        "of": found.of,
        "on": day,
        "initiatives": found.initiatives,
        "names": found.namings,
        "successions": [as_data(one) for one in found.successions],
        "contradictory": [[one.id, other.id] for one, other in found.contradictory],
    }
    return Result(data, show)
