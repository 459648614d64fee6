"""Sample overviews: one with everything in it, one of nothing, one of hostile texts."""

from datetime import UTC, datetime, timedelta
from typing import Any

from handover.dossier.overview.assemble import overview
from handover.dossier.overview.entry import said_by
from handover.dossier.overview.model import Entry, OfBatch, Overview, Receiving
from handover.vocabulary import MARKINGS
from tests.dossiers.complete import a_judged_dossier
from tests.dossiers.hostile import a_hostile_dossier
from tests.dossiers.rich import a_dossier

AT = datetime(2026, 4, 2, 9, 30, tzinfo=UTC)


def an_entry(number: int, **changes: Any) -> Entry:
    """One that nothing is sealed of yet."""
    fields: dict[str, Any] = {
        "transition": number,
        "reference": f"HO-{number:04d}",
        "title": f"Closure of Programme {number}",
        "kind": "closure",
        "initiative": f"Programme {number}",
        "effective_on": "2026-03",
        "state": "confirmed",
        "due_on": (AT.date() + timedelta(days=30 * (number - 2))).isoformat(),
        "is_late": number == 1,
        "receives": (Receiving(address=f"person{number}@example.org", sent=False, accepted=False),),
    }
    return Entry(**{**fields, **changes})


def assembled(*entries: Entry, label: str | None = "May 2026", reason: str = "The election.") -> Overview:
    batch = label and OfBatch(number=1, label=label, reason=reason, requested_by="Jo Hill", requested_at=AT)
    return overview(
        entries, office="Transition Office", marking="OFFICIAL", markings=MARKINGS, compiled_at=AT, batch=batch or None
    )


def an_overview() -> Overview:
    sent = (Receiving(address="jo@example.org", sent=True, accepted=True),)
    return assembled(
        an_entry(1, dossier=1, version=2, state="delivered", **said_by(a_dossier(), today=AT.date())),
        an_entry(
            2, dossier=2, version=1, state="accepted", receives=sent, **said_by(a_judged_dossier(), today=AT.date())
        ),
        an_entry(3, state="blocked", stopped_because="No source could be reached.", receives=()),
        an_entry(4, dossier=3, version=1, unreadable="The sealed file was changed after it was sealed."),
    )


def an_empty_overview() -> Overview:
    return assembled(label=None)


def a_hostile_overview() -> Overview:
    dossier = a_hostile_dossier()
    text = "<script>alert(1)</script> {{ 7 * 7 }} " + "x" * 5_000
    entry = an_entry(1, dossier=1, version=1, stopped_because=text, **said_by(dossier, today=AT.date()))
    return assembled(entry, an_entry(2, title=text), label=text, reason=text)
