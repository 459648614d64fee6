"""The dated follow-on actions that are still open as a calendar (RFC 5545).

Each is an event of a whole day and not a to-do: many calendars leave out to-dos without a word, and a date that nobody
sees is worse than none. It blocks no time. Where a source gives a month or a year only, the event stands on the last
day that it can mean, and says so.
"""

import uuid
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING, Final

from handover.dates import latest, spoken
from handover.dossier.model import Action, Dossier
from handover.dossier.wording import counted, one_line
from handover.publish.legible import legible, shortened

if TYPE_CHECKING:
    from icalendar import Event

_LONGEST_SUMMARY: Final = 150
_WHOLE_DAY: Final = len("2026-04-02")
_DAYS_BEFORE: Final = 7
_OURS: Final = uuid.UUID("6b1f3f0e-5a3c-5d0b-9a57-0d3f6f1c2e11")


def ics(dossier: Dossier) -> bytes:
    """The calendar, with an event for each open action that has a date. The same dossier always gives the same bytes.

    An event is the same one in each version of the dossier, so that a calendar brings it up to date.
    """
    from icalendar import Calendar

    calendar = Calendar()
    calendar.add("prodid", "-//Handover//Handover dossier//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", shortened(f"{dossier.reference} {dossier.title}", _LONGEST_SUMMARY))
    calendar.add("x-wr-caldesc", _about(dossier))
    for action in dated(dossier):
        calendar.add_component(_event(dossier, action))
    written: bytes = calendar.to_ical()
    return written


def dated(dossier: Dossier) -> list[Action]:
    """The actions that are open and have a date, the earliest first."""
    found = [action for action in dossier.actions if action.due and action.urgency != "finished"]
    return sorted(found, key=lambda action: (_day(action), action.number))


def _about(dossier: Dossier) -> str:
    undated = sum(not action.due and action.urgency != "finished" for action in dossier.actions)
    lacking = ""
    if undated:
        verb, has = ("are", "have") if undated > 1 else ("is", "has")
        lacking = f" {counted(undated, 'open action')} {has} no date and {verb} not in here."
    edition = f"handover dossier {dossier.reference}, version {dossier.version}"
    return legible(f"{dossier.marking}. Open follow-on actions of {edition}.{lacking}")


def _event(dossier: Dossier, action: Action) -> "Event":
    from icalendar import Alarm, Event

    day = _day(action)
    summary = f"A{action.number} {shortened(action.what, _LONGEST_SUMMARY)}"
    if len(action.due or "") < _WHOLE_DAY:
        summary += f" (by the end of {spoken(action.due or '')})"
    event = Event()
    event.add("uid", _uid(dossier, action))
    event.add("dtstamp", dossier.compiled_at.astimezone(UTC))
    event.add("sequence", dossier.version - 1)
    event.add("summary", summary)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("description", _description(dossier, action))
    event.add("categories", [one_line(legible(dossier.reference)), "Handover"])
    event.add("transp", "TRANSPARENT")
    if action.status == "in-progress":
        event.add("status", "CONFIRMED")
    # What was due when the dossier was compiled would ring at once, and on every telephone.
    if day > dossier.compiled_at.date():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", summary)
        alarm.add("trigger", timedelta(days=-_DAYS_BEFORE))
        event.add_component(alarm)
    return event


def _description(dossier: Dossier, action: Action) -> str:
    due = action.due or ""
    lines = [
        action.what,
        f"Owner: {action.owner or 'not named'}",
        f"Who inherits: {action.inherits or 'nobody yet'}",
        f"Due: {spoken(due)}" + (", overdue when the dossier was compiled" if action.urgency == "overdue" else ""),
    ]
    if len(due) < _WHOLE_DAY:
        lines.append("The source does not give the day; this is the last that it can mean.")
    lines.append(
        f"A{action.number} of handover dossier {dossier.reference}, version {dossier.version}: {dossier.title}"
    )
    lines.append(dossier.marking)
    return legible("\n".join(lines))


def _day(action: Action) -> date:
    return latest(action.due or "")


def _uid(dossier: Dossier, action: Action) -> str:
    """By the record and not by its number in the dossier, which may be another in the next version (RFC 7986, 5.3)."""
    sources = {source.label: source.name for source in dossier.sources}
    where = action.reference
    record = where.key or f"{where.file}\n{where.place or ''}\n{where.row}\n{action.what}"
    told = "\n".join((dossier.office, dossier.reference, sources.get(where.source, where.source), record))
    return str(uuid.uuid5(_OURS, told))
