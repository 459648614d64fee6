"""An office whose bank can be asked: lessons of several initiatives, and who knew them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from handover.bank.search import Found, Question
from handover.jobs import searching, successions
from handover.jobs.gathering.gather import gather_sources
from handover.jobs.office import Office
from handover.jobs.successions import Telling
from handover.store.database import Store
from tests.offices import LESSONS, Clock, an_office, register, write_csv

LESSON_ROWS: Final = (
    ("1", "Total Place", "Pooled budgets need one owner", "Nobody owned the pooled part of the money.", "2010-03-01"),
    ("2", "TOTAL PLACE", "Data sharing took longer than the pilot", "Health could not share records.", "2010-03-02"),
    ("3", "Renewal Fund", "Boards spent what they could count", "Grants were pooled in deprived places.", "2006-05-01"),
    ("4", "Warm Homes", "Surveyors phoned first", "Fewer visits were missed.", "2020-01-01"),
)
STATUSES: Final[dict[str, Any]] = {
    "name": "status",
    "title": "Status reports",
    "location": "status.csv",
    "records": "programme-status",
    "map": {"initiative": "Programme", "period": "Period", "purpose": "Purpose", "narrative": "Narrative"},
}
CONTACTS: Final[dict[str, Any]] = {
    "name": "contacts",
    "title": "Contacts",
    "location": "contacts.csv",
    "records": "contact",
    "key": "No",
    "map": {"initiative": "Programme", "name": "Name", "role": "Role", "emails": "Mail"},
}


def asked_office(store: Store, folder: Path) -> Office:
    """The office, with everything gathered once."""
    office = an_office(store, folder, now=Clock())
    register(office, LESSONS, STATUSES, CONTACTS)
    write_csv(folder / "lessons.csv", LESSON_ROWS)
    write_csv(
        folder / "status.csv",
        [("Renewal Fund", "2006", "Give places money of their own", "The pooled grants ran out.")],
        header=("Programme", "Period", "Purpose", "Narrative"),
    )
    write_csv(
        folder / "contacts.csv",
        [("1", "Renewal Fund", "Max Orr", "Fund manager", "max@example.org"), ("2", "Total Place", "Ada Lim", "", "")],
        header=("No", "Programme", "Name", "Role", "Mail"),
    )
    gather(office)
    return office


def gather(office: Office, *names: str) -> None:
    for report in gather_sources(office, names or ("lessons", "status", "contacts")):
        assert report.error is None
        assert not report.held


def became(office: Office, before: str, after: str, on: str = "2010-10-20") -> None:
    successions.record(office, Telling("Jo Hill", "rename", before=[before], after=[after], on=on, new="programme"))


def titles(found: Found) -> list[str]:
    return [hit.heading for hit in found.hits]


def ask(office: Office, words: str, **more: Any) -> Found:
    return searching.search(office, Question(words, **more))


def lessons(office: Office, rows: Sequence[Sequence[str]]) -> None:
    """Let the lessons log have these rows from now on."""
    write_csv(office.settings.folder / "lessons.csv", rows)
    gather(office, "lessons")
