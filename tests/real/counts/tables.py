"""The two tables that the page has for each data set: what was gathered, and what was wrong with it."""

from collections.abc import Iterable
from typing import NamedTuple

from docs.generate import as_table
from handover.sources.registering.registration import Registration
from tests.real.counts.gathered import Gathered, Gathering, registrations_of


class Finding(NamedTuple):
    """One thing that is wrong, or odd, in published files: what, how many, and what Handover did about it."""

    what: str
    how_many: int
    became: str


def findings_table(findings: Iterable[Finding]) -> str:
    return as_table(
        ("what is in the files", "how many", "what Handover did"),
        [(one.what, f"{one.how_many:,}", one.became) for one in findings],
    )


def gatherings_table(gathered: Gathered, folder: str) -> str:
    """What each gathering of a data set came to; a released one once."""
    rows = [
        (
            f"`{registration.name}`",
            _read(one, registration),
            *(f"{getattr(one.counts, name):,}" for name in _COUNTS),
            _standing(one),
        )
        for registration in registrations_of(folder)
        for one in gathered.gatherings(registration.name)
        if one.origin == "fetched"
    ]
    return as_table(("source", "read", *_COUNTS, "how it stands"), rows)


_COUNTS = ("seen", "new", "changed", "unchanged", "vanished", "rejected")
_STANDINGS = {
    "done": "counts",
    "released": "**held**; released by a person, counts",
    "superseded": "**held**; newer was taken, so it never counts",
}


def _read(one: Gathering, registration: Registration) -> str:
    if registration.series and one.dated is not None:
        return f"{one.dated:%Y-%m-%d}"
    first, *others = one.files
    return f"{1 + len(others)} files" if others else f"`{first.rpartition('/')[2]}`"


def _standing(one: Gathering) -> str:
    return _STANDINGS[one.state]
