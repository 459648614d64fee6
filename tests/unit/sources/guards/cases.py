"""Gatherings to be judged, for tests: an ordinary one of a list of lessons, of which any part can be given."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from handover.sources.guards.case import Case, Seen
from handover.sources.guards.profile import Profile
from handover.sources.registering.registration import Registration

NOW = datetime(2025, 6, 2, 9, tzinfo=UTC)
REGISTRATION = {
    "name": "lessons",
    "title": "Lessons log",
    "location": "lessons.csv",
    "records": "lesson",
    "key": "Ref",
    "map": {"initiative": "Programme", "title": "Title", "recorded_on": "Recorded"},
}
USUAL = Profile(place="p", read_as="r", mapped_as="m", columns={"Ref": 1, "Programme": 1, "Title": 1, "Recorded": 1})
SEEN = Seen(known=100, rows=100, seen=100, unchanged=100, columns={"Ref": 1, "Programme": 1, "Title": 1, "Recorded": 1})


def a_case(
    *,
    declared: dict[str, Any] | None = None,
    before: dict[str, Any] | None = None,
    first: bool = False,
    seen: dict[str, Any] | None = None,
    **given: Any,
) -> Case:
    """A gathering of 100 lessons that are as they were; with whatever is given of the registration, of what was usual,
    and of what was seen. ``first`` says that there was none before.
    """
    return Case(
        name="lessons.csv",
        registration=Registration.model_validate({**REGISTRATION, **(declared or {})}),
        seen=replace(SEEN, **(seen or {})),
        now=NOW,
        before=None if first else USUAL.model_copy(update=before or {}),
        **given,
    )
