"""What ``handover source check`` says of gathering the source now: what would change, and whether it would be held."""

from typing import TYPE_CHECKING, Any, Final

from handover.cli.screen import Screen, in_short
from handover.cli.tables import plural, print_table
from handover.dossier.wording import listed

if TYPE_CHECKING:
    from handover.jobs.checking.check_report import CheckReport

_LONGEST: Final = 100  # characters of a value
_LONGEST_KEY: Final = 60


def changes_data(report: "CheckReport") -> dict[str, Any]:
    """What would change, for programs."""
    found = report.differences
    return {
        "known": report.known,
        "new": found.new,
        "changed": found.changed,
        "unchanged": found.unchanged,
        "vanished": found.vanished,
        "fields": found.fields,
        "changed_records": found.changed_records,
        "vanished_records": found.vanished_records,
    }


def show_changes(screen: Screen, report: "CheckReport") -> None:
    """What would be new, changed field by field, unchanged or gone."""
    found = report.differences
    screen.print()
    if not report.known:
        screen.print("Nothing of it is stored yet.")
        return
    screen.print(
        f"Against the {plural(report.known, 'record')} stored: {found.new:,} new, {found.changed:,} changed, "
        f"{found.unchanged:,} unchanged, {found.vanished:,} vanished."
    )
    if found.changed_records:
        _show_changed(screen, report)
    if found.vanished_records:
        screen.print()
        screen.print("Vanished:")
        for one in found.vanished_records:
            screen.print(f"  {in_short(one.key, _LONGEST_KEY)} ({in_short(one.initiative, _LONGEST_KEY)})")
        if more := found.vanished - len(found.vanished_records):
            screen.print(f"  … and {plural(more, 'more record')}.")


def _show_changed(screen: Screen, report: "CheckReport") -> None:
    found = report.differences
    lines = []
    for one in found.changed_records:
        for field in one.fields:
            lines.append((one.key, one.row, field.field, _as_text(field.old), _as_text(field.new)))
        if not one.fields:
            lines.append((one.key, one.row, "", "by hand", "by the source, or otherwise by hand"))
    screen.print()
    print_table(
        screen,
        ("changed", "row", "field", "now", "then"),
        lines,
        numbers=frozenset({1}),
        text=frozenset({0, 3, 4}),
        longest=_LONGEST,
    )
    if more := found.changed - len(found.changed_records):
        fields = [f"{name} ({count:,})" for name, count in found.fields.most_common()]
        screen.print(f"… and {plural(more, 'more record')}. Fields that change in all: {listed(fields)}.")


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def show_doubts(screen: Screen, report: "CheckReport") -> None:
    """Why the gathering would be held, and what is new in it."""
    for note in report.notes:
        screen.print()
        screen.print(note)
    if not report.doubts:
        return
    screen.print()
    screen.print("Gathered now, it would be held, and nothing of it would count:")
    for doubt in report.doubts:
        screen.print(f"  {doubt.sentence} {doubt.what_to_do}")
