"""Dated actions as a calendar, read back by the library that calendars are read with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from icalendar import Calendar, Event

from handover.dossier.model import Action, Dossier
from handover.publish.calendar import dated, ics
from tests.dossiers.naughty import STRINGS, a_naughty_dossier
from tests.dossiers.parts import a_reference, an_action
from tests.dossiers.rich import a_dossier, an_empty_dossier


def with_actions(*actions: Action, **changes: Any) -> Dossier:
    return a_dossier().model_copy(update={"actions": actions, **changes})


def events(dossier: Dossier) -> list[Event]:
    return [one for one in Calendar.from_ical(ics(dossier)).walk("VEVENT") if isinstance(one, Event)]


DATES = {
    "a day": ("2026-06-12", date(2026, 6, 12), ""),
    "a month": ("2026-06", date(2026, 6, 30), " (by the end of June 2026)"),
    "a year": ("2028", date(2028, 12, 31), " (by the end of 2028)"),
    "a short month": ("2028-02", date(2028, 2, 29), " (by the end of February 2028)"),
}


@pytest.mark.parametrize(("due", "day", "added"), DATES.values(), ids=DATES)
def test_it_stands_on_the_last_day_that_the_date_can_mean(due: str, day: date, added: str) -> None:
    (event,) = events(with_actions(an_action(1, due=due, urgency="later")))
    assert event["dtstart"].dt == day
    assert event["dtend"].dt == day + timedelta(days=1)
    assert str(event["summary"]) == f"A1 Fit extract fans in the 23 sealed homes that still have none{added}"
    assert ("does not give the day" in event["description"]) is bool(added)


def test_what_an_event_says() -> None:
    (event,) = events(with_actions(an_action(1, inherits=None)))
    assert event["dtstamp"].dt == datetime(2026, 4, 2, 9, 30, tzinfo=UTC)
    for words in ("Owner: Gwilym Ashdown-Reyes", "Who inherits: nobody yet", "overdue when", "OFFICIAL-SENSITIVE"):
        assert words in event["description"]
    assert event["transp"] == "TRANSPARENT"


def test_only_what_is_still_to_come_rings() -> None:
    late, next_one = events(with_actions(an_action(1), an_action(2, due="2026-04-03", urgency="next-30-days")))
    assert late.walk("VALARM") == []
    (alarm,) = next_one.walk("VALARM")
    assert alarm["trigger"].dt == timedelta(days=-7)


def test_what_is_finished_or_has_no_date_is_left_out_and_counted() -> None:
    dossier = with_actions(
        an_action(1, urgency="finished"), an_action(2, due=None, urgency="no-date"), an_action(3, due="2026-05")
    )
    assert [action.number for action in dated(dossier)] == [3]
    assert b"1 open action has no date and is not in here." in ics(dossier).replace(b"\r\n ", b"")


def test_an_event_is_the_same_one_in_the_next_version() -> None:
    reference = a_reference("S4", 9).model_copy(update={"key": "ACT-9"})
    moved = reference.model_copy(update={"row": 12})
    (first,) = events(with_actions(an_action(1, reference=reference)))
    (later,) = events(with_actions(an_action(3, reference=moved, due="2027"), version=3))
    (other,) = events(with_actions(an_action(1, reference=reference.model_copy(update={"key": "ACT-8"}))))
    assert first["uid"] == later["uid"] != other["uid"]
    assert (first["sequence"], later["sequence"]) == (1, 2)


def test_no_string_can_become_a_component_or_a_property() -> None:
    dossier = a_naughty_dossier()
    found = events(dossier)
    assert len(found) == len(STRINGS)
    assert {name for event in found for name in event} == {
        "SUMMARY", "DTSTART", "DTEND", "DTSTAMP", "UID", "SEQUENCE", "CATEGORIES", "DESCRIPTION", "STATUS", "TRANSP"
    }  # fmt: skip
    assert all(len(line) <= 75 for line in ics(dossier).split(b"\r\n"))


def test_an_empty_dossier_has_nothing_for_a_calendar() -> None:
    assert dated(an_empty_dossier()) == []
