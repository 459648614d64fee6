"""The Government Major Projects Portfolio of 2015, whose fields are rows and whose projects are columns."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest

from handover.records import ProgrammeStatus
from handover.sources.csv_files import read_csv
from handover.sources.mapping.mapping import compile_mappings
from handover.sources.registering.registration import Registration

FILE = "gmpp/uk_2015.csv"
AMOUNTS = {
    "budget": "2014/2015 Budget (£million)",
    "forecast": "2014/2015 Forecast (£million)",
    "whole_life_cost": "Total budgeted whole life costs (£million) (including non-government costs)",
}
DATES = {
    "start_planned": "Project - Start Date (Latest approved start date)",
    "end_planned": "Project - End Date (Latest approved end date)",
}


@pytest.fixture(scope="module")
def projects(data: Path) -> dict[int, dict[str, str]]:
    """Each project by its column, counted from 1, as Python's own csv module reads it."""
    with (data / FILE).open(encoding="cp1252", errors="replace", newline="") as file:
        lines = list(csv.reader(file))
    fields = [" ".join(line[0].split()) for line in lines]
    return {
        place: dict(zip(fields, (line[place - 1] for line in lines), strict=True))
        for place in range(2, len(lines[0]) + 1)
    }


@pytest.fixture(scope="module")
def records(data: Path, registrations: Callable[[str], dict[str, Registration]]) -> dict[int, ProgrammeStatus]:
    registration = registrations("rotated")["major-projects-2015"]
    reading = read_csv(data / FILE, FILE, largest=10_000_000, rotated=True)
    assert reading.facts["rotated"] == "Fields are rows; a record’s number is its column’s."
    (mapping,) = compile_mappings(registration, reading)
    found = {row.number: mapping.record(row.cells, mapping.key(row.cells) or "") for row in reading.rows}
    assert all(isinstance(one, ProgrammeStatus) for one in found.values()), found
    return {number: one for number, one in found.items() if isinstance(one, ProgrammeStatus)}


def test_each_column_is_a_project(records: dict[int, ProgrammeStatus], projects: dict[int, dict[str, str]]) -> None:
    assert list(records) == list(projects) == list(range(2, 190))
    for number, record in records.items():
        given = projects[number]
        assert record.initiative == given["Project name"].strip()
        assert record.purpose == given["Description / Aims (From GMPP data)"].strip()
        for field, column in AMOUNTS.items():
            stated = getattr(record, field)
            assert stated == millions(given[column]), (record.initiative, field)
            assert stated is not None or getattr(record, f"{field}_given") == (given[column].strip() or None)
        for field, column in DATES.items():
            assert getattr(record, field) == day(given[column]), (record.initiative, field)


def test_words_that_stand_for_nothing_are_no_prose(
    records: dict[int, ProgrammeStatus], projects: dict[int, dict[str, str]]
) -> None:
    column = "Departmental narrative on budget/forecast variance for 2014/15 (if variance is more than 5%)"
    without = [number for number, given in projects.items() if given[column].strip() == "n/a"]
    assert len(without) == 9
    assert not any("n/a" in (records[number].narrative or "").split("\n\n") for number in without)


def test_what_is_withheld_costs_no_row(
    records: dict[int, ProgrammeStatus], projects: dict[int, dict[str, str]]
) -> None:
    exempt = {number for number, given in projects.items() if "xempt" in " ".join(given.values())}
    ratings = Counter(one.rating for number, one in records.items() if number in exempt)
    withheld = [number for number in exempt if "xempt" in (records[number].budget_given or "")]
    assert (ratings["exempt"], len(withheld)) == (4, 5)
    assert all(records[number].budget is None for number in withheld)


def day(given: str) -> str | None:
    try:
        return datetime.strptime(given.strip(), "%d/%m/%Y").date().isoformat()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None


def millions(given: str) -> Decimal | None:
    number = given.strip().replace("£", "").removesuffix("m").replace(",", "")
    return Decimal(number) * 1_000_000 if number.lstrip("-").replace(".", "", 1).isdigit() else None
