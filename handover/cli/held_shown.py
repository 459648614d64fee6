"""What ``handover held show`` shows of a held gathering: the doubts with their figures, and what would change."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import TYPE_CHECKING, Any, Final

from handover.cli.screen import Screen, moment
from handover.cli.tables import print_table
from handover.dossier.wording import listed

if TYPE_CHECKING:
    from handover.jobs.held_gatherings.held import HeldGathering

_MOST_FILES: Final = 6
_MOST_SHOWN: Final = 30
_LONGEST_CELL: Final = 60
_BLANK: Final = "(blank)"
# What a real change is, in words; the kinds are those of ``handover.sources.guards.changes``.
_REAL: Final = (
    (("another", "given"), "to another value"),
    (("gone",), "to none"),
    (("meaning",), "to another reason why there is none"),
)


def show_held(screen: Screen, one: "HeldGathering", zone: str) -> None:
    """Show a held gathering to a person who is to decide about it."""
    screen.print(f"Gathering {one.number} of {one.source} ({one.title}), {moment(one.held_at, zone)}.")
    screen.print(_brought(one, zone))
    screen.print(_standing(one, zone))
    screen.print()
    for doubt in one.doubts:
        screen.print(doubt.sentence)
        if one.state == "held":
            screen.print(f"  {doubt.what_to_do}")
    for doubt in one.doubts:
        for field in doubt.figures.get("fields", ()):
            _show_field(screen, field)
    counts = one.counts
    if one.state == "held":
        screen.print()
        screen.print(
            f"If it is released, of {counts.seen:,} seen: {counts.new:,} new, {counts.changed:,} changed, "
            f"{counts.unchanged:,} unchanged, {counts.rejected:,} rejected; and {counts.vanished:,} vanish."
        )
        screen.print(f'  handover held release {one.number} --as NAME --because "…"')
    if one.state in ("held", "superseded"):
        screen.print("If it is discarded, it never counts:")
        screen.print(f'  handover held discard {one.number} --as NAME --because "…"')


def _brought(one: "HeldGathering", zone: str) -> str:
    if not one.files:
        return "The server only said that nothing has changed."
    dated = f", dated {_dated(one.dated, zone)}" if one.dated else ""
    return f"It brought {listed(one.files, most=_MOST_FILES)}{dated}."


def _dated(at: datetime, zone: str) -> str:
    # The day in a file's name is kept as its beginning in UTC, which in another zone would be another day.
    return f"{at:%Y-%m-%d}" if at.time() == time() else moment(at, zone)


def _standing(one: "HeldGathering", zone: str) -> str:
    if one.state == "held":
        return "It looks wrong and is held: nothing of it counts."
    if one.state == "superseded":
        return "It looked wrong and was held. Newer content of the source was taken since, so it cannot count any more."
    when = f" on {moment(one.decided_at, zone)}" if one.decided_at else ""
    return f"It looked wrong, and was {one.state} by {one.decided_by}{when}: {one.decided_because}"


def _show_field(screen: Screen, field: Mapping[str, Any]) -> None:
    """What changed in one field: first what says something else, then what is only written another way."""
    cells, real = field.get("cells", ()), field.get("real", {})
    for kinds, said in _REAL:
        count = sum(real.get(kind, 0) for kind in kinds)
        if count:
            screen.print()
            screen.print(f"Of {field['field']}, {count:,} really changed, {said}:")
            rows = [(cell["key"], cell["old"], cell["new"]) for cell in cells if cell["what"] in kinds]
            _show_cells(screen, ("record", "before", "now"), rows, count)
    if pairs := [(pair["old"], pair["new"], pair["count"]) for pair in field.get("pairs", ())]:
        screen.print()
        screen.print(f"Of {field['field']}, {field.get('recoded', 0):,} are only written another way:")
        _show_cells(screen, ("before", "now", "times"), pairs, field["different"])


def _show_cells(screen: Screen, columns: Sequence[str], rows: Sequence[Sequence[Any]], of: int) -> None:
    shown = rows[:_MOST_SHOWN]
    print_table(
        screen,
        columns,
        [[_BLANK if value == "" else value for value in row] for row in shown],
        numbers=frozenset({columns.index("times")} if "times" in columns else ()),
        text=frozenset({0, 1, 2}),
        longest=_LONGEST_CELL,
    )
    if of > len(shown):
        screen.print(f"… and {of - len(shown):,} more.")
