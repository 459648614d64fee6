"""What is in the five years of the Government Major Projects Portfolio, and what became of it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import select

from handover.store.tables import name as names_table
from handover.store.tables import record_version, source
from tests.real.counts.gathered import Gathered, Payload, count
from tests.real.counts.published import ROTATED, Row
from tests.real.counts.tables import Finding

FOLDER: Final = "gmpp"
_SOURCES: Final = tuple(f"major-projects-{year}" for year in (2015, 2018, 2019, 2020, 2021))
_DATES: Final = ("start_date", "end_date", "Project - Start Date", "Project - End Date")
_AMOUNTS: Final = (
    *("yearly_budget", "total_baseline", "yearly_forecast", "wlc_baseline_incl_NCG"),
    *("2014/2015 Budget", "2014/2015 Forecast", "Total budgeted whole life costs"),
)
_MONEY: Final = ("budget", "forecast", "whole_life_cost")
_NAMES: Final = ("project_name", "Project name")
_RATINGS: Final = ("colour_rating", "MPA RAG rating")
_COLOURS: Final = frozenset({"Green", "Amber/Green", "Amber", "Amber/Red", "Red"})
_FORMS: Final = re.compile(r"\d\d/\d\d/\d{4}|\d\d\.\d\d\.\d\d|\d{4}-\d\d-\d\d")
_AMOUNT: Final = re.compile(r"-?£[\d,.]+m?")
_UNDEFINED_IN_CP1252: Final = b"\x81\x8d\x8f\x90\x9d"


def findings(gathered: Gathered) -> Iterator[Finding]:
    published = gathered.published
    files = published.of(FOLDER)
    rows = [row for file in files for row in published.rows(file)]
    records = gathered.records(*_SOURCES)
    yield from _files(gathered, files, records)
    yield from _values(rows, records)
    yield from _names(gathered, rows)


def _files(gathered: Gathered, files: Sequence[str], records: Sequence[Payload]) -> Iterator[Finding]:
    published = gathered.published
    contents = [published.content(file) for file in files]
    turned = len(gathered.records("major-projects-2015"))
    yield Finding(
        "projects of 2015 as columns, with their fields as rows",
        published.row_count(ROTATED),
        f"`rotated: true`: {turned:,} records, each cited by its column",
    )
    names = [cell for cell in published.cells(ROTATED)[0] if "\n" in cell]
    yield Finding(
        "names of fields that go over several lines",
        len(names),
        "compared without regard to line breaks and spaces",
    )
    yield Finding(
        "bytes beyond ASCII, none of them UTF-8, in five files",
        sum(sum(byte > 127 for byte in content) for content in contents),
        "read as cp1252, found or declared; `source check` says which",
    )
    yield Finding(
        "bytes that are not even cp1252 (0x9D)",
        sum(content.count(byte) for content in contents for byte in _UNDEFINED_IN_CP1252),
        f"shown as � in {count(records, lambda one: '�' in str(one.get('narrative')))} record, which is kept; "
        "`source check` names the line",
    )
    daggers = sum(content.count(b"\x86") for content in contents)
    yield Finding("marks of a footnote (†), and no footnote anywhere", daggers, "kept where they stand; no row is lost")
    broken = [cell for file in files for cells in published.cells(file)[1:] for cell in cells if _breaks(cell)]
    yield Finding(
        "cells with line breaks inside, in 2018 of an older kind (CR)",
        len(broken),
        f"kept in their cell: {_ragged(gathered)} rows have too many or too few cells",
    )


def _values(rows: Sequence[Row], records: Sequence[Payload]) -> Iterator[Finding]:
    dates = _cells(rows, _DATES)
    day = count(dates, lambda cell: _FORMS.fullmatch(cell.strip()))
    understood = sum(field in one for one in records for field in ("start_planned", "end_planned"))
    yield Finding(
        "dates in three forms: `01/09/2015`, `31.12.40`, `2024-04-01`", day, f"{understood:,} dates, the row's own form"
    )
    yield Finding(
        "words in place of a date: an exemption, “TBD”, “No end date”",
        len(dates) - day,
        f"{2 * len(records) - understood:,} dates left out; no row is lost for one",
    )
    amounts = _cells(rows, _AMOUNTS)
    number = count(amounts, lambda cell: _AMOUNT.fullmatch(cell.strip()))
    yield Finding(
        "amounts of millions, as `£1.90m` and `£12,131.50`",
        number,
        f"{sum(field in one for one in records for field in _MONEY):,} amounts in pounds",
    )
    kept = sum(f"{field}_given" in one and field not in one for one in records for field in _MONEY)
    yield Finding(
        "words in place of an amount: “Exempt under Section 43”, not provided",
        len(amounts) - number,
        f"{kept:,} kept as they were given; dossiers name them as a gap (`unread-money`)",
    )
    yield from _ratings(_cells(rows, _RATINGS), records)


def _ratings(given: Sequence[str], records: Sequence[Payload]) -> Iterator[Finding]:
    other = [one for one in given if one not in _COLOURS and one.casefold() in map(str.casefold, _COLOURS)]
    rated = count(records, lambda one: one["rating_given"] in other and one.get("rating") == "amber-red")
    yield Finding("ratings in other letters (`Amber/red`)", len(other), f"{rated:,} are `amber-red`")
    exempt = [one for one in given if "xempt" in one]
    yield Finding(
        "ratings that are withheld (`Exempt under Section …`)",
        len(exempt),
        f"{count(records, lambda one: one.get('rating') == 'exempt'):,} are `exempt`, with the section kept as given",
    )
    words = [one for one in given if one.casefold() not in map(str.casefold, _COLOURS) and one not in exempt]
    yield Finding(
        "whole sentences in the column of ratings",
        len(words),
        f"{count(records, lambda one: 'rating' not in one):,} records have no rating, and the sentence as it was given",
    )


def _names(gathered: Gathered, rows: Sequence[Row]) -> Iterator[Finding]:
    names = _cells(rows, _NAMES)
    edged = [name for name in names if name != name.strip()]
    yield Finding("names of projects with spaces at their end", len(edged), "left out")
    written = {name.strip() for name in names}
    known = _initiatives(gathered)
    yield Finding(
        "different spellings of projects' names over the years",
        len(written),
        f"{known:,} initiatives: {len(written) - known:,} spellings differ from another only in letter case, spaces or "
        "punctuation, or in an abbreviation; what is only like another is asked about",
    )
    older, newer = (
        {row["project_number"]: row for row in gathered.published.rows(f"gmpp/uk_{year}.csv")} for year in (2020, 2021)
    )
    both = older.keys() & newer.keys()
    renamed = [one for one in both if older[one]["project_name"].strip() != newer[one]["project_name"].strip()]
    moved = [one for one in both if older[one]["department"].casefold() != newer[one]["department"].casefold()]
    yield Finding(
        f"projects that have two names under one number, of {len(both)} that have one in 2020 and 2021; of these, "
        f"{len(moved)} changed department",
        len(renamed),
        "two initiatives each, unless they are spelled alike; `handover initiative alias` makes one of them",
    )
    yield Finding(
        "columns that name a person",
        0,
        "no contacts; a department answers for each project, and dossiers say so (`no-contacts`)",
    )


def _cells(rows: Sequence[Row], columns: Sequence[str]) -> list[str]:
    """What stands in these columns; a longer name of one begins so."""
    return [cell for row in rows for column, cell in row.items() if column.startswith(tuple(columns))]


def _breaks(cell: str) -> bool:
    return "\n" in cell or "\r" in cell


def _ragged(gathered: Gathered) -> int:
    return sum(len(gathered.rejected(name)) for name in _SOURCES)


def _initiatives(gathered: Gathered) -> int:
    """How many initiatives the names of the projects are."""
    with gathered.office.store.read() as connection:
        found = connection.execute(
            select(names_table.c.initiative_id)
            .distinct()
            .join(record_version, record_version.c.name_id == names_table.c.id)
            .join(source)
            .where(source.c.name.in_(_SOURCES))
        ).all()
    return len(found)
