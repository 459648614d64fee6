"""The Government Major Projects Portfolio from four differing files, and one of its projects followed and closed."""

import csv
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import select

from handover.dossier.model import StatusPoint
from handover.jobs.gathering.gather import gather_source
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import Store
from handover.store.tables import record_version
from tests.offices import an_office
from tests.real.closing import Said, Sealed, Workspace

PROJECT = "GOV UK Verify"
YEARS: Final = {"2018": ",", "2019": ",", "2020": ",", "2021": ";"}
# The budget has another name in the last file.
AMOUNTS: Final = {
    "budget": ("yearly_budget", "total_baseline"),
    "forecast": ("yearly_forecast",),
    "whole_life_cost": ("wlc_baseline_incl_NCG",),
}
RATINGS: Final = {
    "Green": "green",
    "Amber/Green": "amber-green",
    "Amber": "amber",
    "Amber/Red": "amber-red",
    "Amber/red": "amber-red",
    "Red": "red",
}

Row = Mapping[str, str]


@pytest.fixture(scope="module")
def tables(data: Path) -> dict[str, list[Row]]:
    """The rows of each year, as Python's own csv module reads them."""
    found: dict[str, list[Row]] = {}
    for year, delimiter in YEARS.items():
        with (data / "gmpp" / f"uk_{year}.csv").open(encoding="cp1252", errors="replace", newline="") as file:
            found[year] = [dict(row) for row in csv.DictReader(file, delimiter=delimiter)]
    return found


@pytest.fixture(scope="module")
def closed(
    data: Path, registration_file: Callable[[str], Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Said, Sealed]:
    office = Workspace(tmp_path_factory.mktemp("verify") / "office")
    office.bring(*(data / "gmpp" / f"uk_{year}.csv" for year in YEARS), under=data)
    office.register(registration_file("major-projects"))
    office.run("gather")
    said = office.run("close", PROJECT, "--on", "2023-03-31", "--reason", "Replaced", "--to", "jo@example.org")
    return said, office.dossier(1)


@pytest.mark.parametrize("year", YEARS)
def test_every_project_of_a_year_has_the_figures_of_its_row(
    sqlite_store: Store,
    data: Path,
    registrations: Callable[[str], dict[str, Registration]],
    tables: dict[str, list[Row]],
    year: str,
) -> None:
    office = an_office(sqlite_store, data)
    source = f"major-projects-{year}"
    with office.store.write() as connection:
        registered.apply(connection, [registrations("major-projects")[source]], base=data, now=office.now())
    counts = gather_source(office, source).counts
    assert (counts.seen, counts.rejected) == (len(tables[year]), 0)
    with office.store.read() as connection:
        payloads = {row.key: json.loads(row.payload) for row in connection.execute(select(record_version))}
    for row in tables[year]:
        record = payloads[key(row)]
        assert record["initiative"] == row["project_name"].strip()
        assert record["period"] == year
        assert record["rating_given"] == row["colour_rating"].strip()
        assert record.get("rating") == rating(row["colour_rating"])
        assert record.get("start_planned") == day(row["start_date"])
        assert record.get("end_planned") == day(row["end_date"])
        for field, columns in AMOUNTS.items():
            given = next(row[column] for column in columns if column in row)
            stated = record.get(field)
            assert (None if stated is None else Decimal(stated)) == millions(given), (row["project_name"], field)
            # What is no number is kept as it was given.
            assert stated is not None or record[f"{field}_given"] == given.strip()


def test_one_project_is_followed_through_its_two_spellings(
    closed: tuple[Said, Sealed], tables: dict[str, list[Row]]
) -> None:
    said, sealed = closed
    assert said.status == 0
    rows = {year: followed(table) for year, table in tables.items()}
    assert len({row["project_name"] for row in rows.values()}) == 2
    points = {point.period: point for point in sealed.dossier.status.points}
    assert list(points) == list(YEARS)
    assert [points[year].rating for year in YEARS] == ["amber", "red", "red", "amber-green"]
    for year, row in rows.items():
        figures_of_a_row(points[year], row)
    assert points["2018"].whole_life_cost is None
    assert (points["2018"].whole_life_cost_given or "").startswith("Exempt")
    assert points["2021"].forecast == Decimal("16660000")


def figures_of_a_row(point: StatusPoint, row: Row) -> None:
    assert point.rating == rating(row["colour_rating"])
    assert point.currency == (None if millions(row["wlc_baseline_incl_NCG"]) is None else "GBP")
    assert point.end_planned == day(row["end_date"])
    for field, columns in AMOUNTS.items():
        assert getattr(point, field) == millions(next(row[column] for column in columns if column in row))
    narrative = " ".join((point.narrative or "").split())
    for column in ("description_aims", "rating_comment", "schedule_comment", "variance_comment", "budget_comment"):
        assert plain(row[column]) in narrative


def test_the_front_page_is_true_of_the_files(closed: tuple[Said, Sealed], tables: dict[str, list[Row]]) -> None:
    dossier = closed[1].dossier
    rows = {year: followed(table) for year, table in tables.items()}
    first, last = (millions(rows[year]["wlc_baseline_incl_NCG"]) for year in ("2019", "2021"))
    assert first is not None
    assert last is not None
    lines = " ".join(line.text for line in dossier.initiative.lines)
    assert f"£{first / 1_000_000:.1f} million (2019)" in lines
    assert f"£{last / 1_000_000} million (2021)" in lines
    assert dossier.severity.level == "serious"
    gaps = {gap.code: gap.sentence for gap in dossier.gaps}
    # The last report, for 2021, still has the end that was planned for March 2020.
    assert "31 March 2020" in gaps["end-already-past"]
    # A department answers for it, and nobody is named who does.
    assert dossier.initiative.owner == rows["2021"]["department"]
    assert {"no-lessons", "no-contacts", "no-end-report", "stale-status"} <= gaps.keys()
    assert gaps["unread-money"].startswith("3 amounts")


def test_each_statement_says_which_file_it_is_from(closed: tuple[Said, Sealed], data: Path) -> None:
    import hashlib

    dossier = closed[1].dossier
    labels = {source.label: source for source in dossier.sources}
    for point in dossier.status.points:
        file = f"gmpp/uk_{point.period}.csv"
        assert point.reference.file == file
        assert labels[point.reference.source].files[0].sha256 == hashlib.sha256((data / file).read_bytes()).hexdigest()
        # The row is the line on which it begins.
        line = (data / file).read_bytes().decode("cp1252", "replace").splitlines()[point.reference.row - 1]
        assert "verify" in line.casefold()


def key(row: Row) -> str:
    if "project_number" in row:
        return row["project_number"].strip()
    return f"{row['project_name'].strip()} · {row['department'].strip()}"


def followed(table: list[Row]) -> Row:
    return next(row for row in table if row["project_name"].casefold() == PROJECT.casefold())


def plain(text: str) -> str:
    return " ".join(text.split())


def rating(given: str) -> str | None:
    return "exempt" if given.startswith("Exempt") else RATINGS.get(given.strip())


def day(given: str) -> str | None:
    for form in ("%d.%m.%y", "%Y-%m-%d"):
        try:
            return datetime.strptime(given.strip(), form).date().isoformat()  # noqa: DTZ007  # a day has no time zone
        except ValueError:
            continue
    return None


def millions(given: str) -> Decimal | None:
    number = given.strip().removeprefix("£").replace(",", "")
    return Decimal(number) * 1_000_000 if number.replace(".", "", 1).isdigit() else None
