"""What happens in the demonstration: a closure after an election, a renaming, and a key person's move.

Dates are partial dates (``handover.dates``), addresses are at example.org.
"""

import shutil
from pathlib import Path
from typing import Final, NamedTuple


class Recipient(NamedTuple):
    name: str
    role: str
    email: str


class Rename(NamedTuple):
    """``on`` is the first day of the new name."""

    old_name: str
    new_name: str
    on: str
    reason: str


class StaffMove(NamedTuple):
    """``on`` is the first day in the new post; ``successor`` is None where nobody has been named."""

    initiative: str
    person: str
    role: str
    on: str
    reason: str
    successor: str | None


COUNTY: Final = "Fallowshire"
OFFICE: Final = "Programme Office, Fallowshire County Council"
OFFICE_EMAIL: Final = "programme.office@fallowshire.example.org"

MAIN_INITIATIVE: Final = "Joining Up Care"
OTHER_INITIATIVES: Final = (
    "Warm and Well",
    "Healthy Homes Fallowshire",
    "Fallowshire Skills Compact",
    "One Transport Desk",
)
FIRST_MONTH: Final = "2022-04"
LAST_MONTH: Final = "2025-04"

CLOSED_ON: Final = "2025-05-30"
CLOSURE_REASON: Final = (
    "Cabinet decision of 27 May 2025: the administration elected on 1 May will not continue the programme."
)
RECIPIENTS: Final = (
    Recipient(
        "Yasmin Calloway",
        "Assistant Director, Hospital Discharge and Reablement, Fallowshire County Council",
        "yasmin.calloway@fallowshire.example.org",
    ),
    Recipient(
        "Marcus Obi",
        "Director of Place, NHS Fallowshire Integrated Care Board",
        "marcus.obi@icb.example.org",
    ),
    Recipient(
        "Cllr Stephen Dacre",
        "Cabinet Member for Adults and Health, Fallowshire County Council",
        "stephen.dacre@members.example.org",
    ),
)

RENAME: Final = Rename(
    old_name="Warm and Well",
    new_name="Healthy Homes Fallowshire",
    on="2024-04-01",
    reason="The scheme moved to the housing portfolio and was renamed with the 2024-25 budget.",
)

STAFF_MOVE: Final = StaffMove(
    initiative="Fallowshire Skills Compact",
    person="Leila Haddad",
    role="Programme Manager",
    on="2025-03-03",
    reason="Moved to Marlbridge Borough Council as head of employer partnerships.",
    successor=None,
)

_HERE: Final = Path(__file__).parent


def copy_records(folder: Path) -> None:
    """Put ``sources.yaml`` and the folder ``records`` into ``folder``, which is made where it is missing.

    Files of the same names are replaced, so that a demonstration can be run again; others are left alone.
    Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_HERE / "sources.yaml", folder / "sources.yaml")
    shutil.copytree(_HERE / "records", folder / "records", copy_function=shutil.copyfile, dirs_exist_ok=True)
