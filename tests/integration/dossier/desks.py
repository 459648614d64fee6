"""An office that has everything of two bodies that become one, and of somebody with a desk at both."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from handover.dossier.assemble import assemble
from handover.dossier.model import Dossier
from handover.dossier.select import select_known
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.store.database import Store
from handover.transitions.recorded import Transition
from tests.offices import an_office, register, write_csv

SOURCES: tuple[dict[str, Any], ...] = (
    {
        "name": "contacts",
        "title": "Contact list",
        "location": "contacts.csv",
        "records": "contact",
        "key": "No",
        "map": {
            "initiative": "Programme",
            "name": "Name",
            "role": "Role",
            "organisation": "Body",
            "emails": "Mail",
            "reports_to": "Reports to",
            "knows_about": "Ask about",
            "from_on": "From",
        },
    },
    {
        "name": "statuses",
        "title": "Monthly reports",
        "location": "statuses.csv",
        "records": "programme-status",
        "key": "No",
        "cadence": "monthly",
        "map": {
            "initiative": "Programme",
            "period": "Period",
            "owner": "Owner",
            "rating": "Rating",
            "end_planned": "End",
        },
    },
    {
        "name": "lessons",
        "title": "Lessons log",
        "location": "lessons.csv",
        "records": "lesson",
        "key": "No",
        "map": {
            "initiative": "Programme",
            "title": "Title",
            "recommendation": "Advice",
            "recorded_by": "By",
            "tags": "About",
        },
    },
    {
        "name": "actions",
        "title": "Action list",
        "location": "actions.csv",
        "records": "follow-on-action",
        "key": "No",
        "map": {"initiative": "Programme", "what": "What", "owner": "Owner", "inherits": "Inherits", "due": "Due"},
    },
)
ROWS: dict[str, tuple[Sequence[str], Sequence[Sequence[str]]]] = {
    "contacts": (
        ("No", "Programme", "Name", "Role", "Body", "Mail", "Reports to", "Ask about", "From"),
        (
            ("1", "Orion", "Ada Lim", "Chair", "Council", "ada@example.org", "", "The lease of Tannery House.", "2021"),
            ("2", "Orion", "Bo Ray", "Clerk", "Council", "bo@example.org", "Chair", "Weekly call with Ada Lim.", ""),
            ("3", "Orion", "Cy Doe", "Surveyor", "Hill & Co", "cy@example.org", "", "", ""),
            ("4", "Orion", "Di Fox", "Porter", "Council", "", "", "", ""),
            ("5", "Lyra", "Ada Lim", "Member", "Board", "ada@example.org", "", "", "2022-03"),
            ("6", "Lyra", "Bo Ray", "Secretary", "Board", "bo@example.org", "", "", ""),
            ("7", "Lyra", "Jo Hill", "Head", "Board", "jo@example.org", "", "", ""),
        ),
    ),
    "statuses": (
        ("No", "Programme", "Period", "Owner", "Rating", "End"),
        (
            ("1", "Orion", "2025-03", "Ada Lim", "Amber", "2025-12"),
            ("2", "Orion", "2025-04", "Ada Lim", "Red", "2025-12"),
            ("3", "Lyra", "2025-04", "Jo Hill", "Green", "2026-06"),
        ),
    ),
    "lessons": (
        ("No", "Programme", "Title", "Advice", "By", "About"),
        (
            ("1", "Orion", "Ring the landlord before you write", "Ring first.", "Ada Lim", "leases"),
            ("2", "Orion", "Crews that travel together finish sooner", "One van.", "Bo Ray", "crews"),
            ("3", "Lyra", "Minutes within a day", "Write them at once.", "Jo Hill", "minutes"),
        ),
    ),
    "actions": (
        ("No", "Programme", "What", "Owner", "Inherits", "Due"),
        (
            ("1", "Orion", "Renew the lease", "Ada Lim", "Bo Ray", "2025-05-01"),
            ("2", "Orion", "Send the monthly figures to the ministry", "Ada Lim", "", "2025-06-20"),
            ("3", "Orion", "Empty the store room with Di Fox", "Bo Ray", "", ""),
            ("4", "Lyra", "Answer the auditor", "Ada Lim", "", "2025-07-01"),
            ("5", "Lyra", "Book the hall", "Jo Hill", "", ""),
        ),
    ),
}


def an_office_with_desks(store: Store, folder: Path, **settings: Any) -> Office:
    """The office, with all of that gathered."""
    office = an_office(store, folder, **settings)
    register(office, *SOURCES)
    for name, (header, rows) in ROWS.items():
        write_csv(folder / f"{name}.csv", rows, header=header)
        assert gather_source(office, name).error is None
    return office


def rewrite(office: Office, name: str, change: Callable[[Sequence[str]], Sequence[str]]) -> None:
    """Let a file say something else, and gather it."""
    header, rows = ROWS[name]
    write_csv(office.settings.folder / f"{name}.csv", [change(row) for row in rows], header=header)
    assert gather_source(office, name).error is None


def compiled(office: Office, of: Transition) -> Dossier:
    """The dossier of a transition as the store stands, without sealing it."""
    with office.store.read() as connection:
        known = select_known(connection, of, now=office.now(), time_zone="Europe/London")
    return assemble(
        known,
        settings_office="Programme office",
        marking="OFFICIAL",
        reference="HO-0001",
        version=1,
        compiled_at=office.now(),
        stale_after_days=92,
        forbidden_gaps=frozenset(),
    )
