"""What is in the Institute for Government's five tables of ministers, and what became of them.

The tables are by the Institute for Government, licensed under CC BY 4.0.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from tests.real.counts.gathered import Gathered, count
from tests.real.counts.published import Row
from tests.real.counts.tables import Finding

FOLDER: Final = "ifg_ministers"
_JOINED: Final = "ministers-by-department"
_NUMBER: Final = re.compile(r"\d+\.0")
# Which column of which table has the number of a row of which other one.
_POINTS_TO: Final = (
    ("appointment", "person_id", "person"),
    ("appointment", "post_id", "post"),
    ("post", "organisation_id", "organisation"),
    ("organisation_link", "predecessor_organisation_id", "organisation"),
    ("organisation_link", "successor_organisation_id", "organisation"),
)

Tables = Mapping[str, Sequence[Row]]


def findings(gathered: Gathered) -> Iterator[Finding]:
    names = ("appointment", "organisation", "organisation_link", "person", "post")
    tables = {name: gathered.published.rows(f"{FOLDER}/{name}.csv") for name in names}
    yield from _pointing(gathered, tables)
    yield from _departments(gathered, tables)
    yield from _people(gathered, tables)


def _pointing(gathered: Gathered, tables: Tables) -> Iterator[Finding]:
    numbers = {name: {row["id"] for row in rows} for name, rows in tables.items()}
    pointing = sum(len(tables[table]) for table, _, _ in _POINTS_TO)
    lost = sum(row[column] not in numbers[other] for table, column, other in _POINTS_TO for row in tables[table])
    joined = gathered.records(_JOINED)
    yield Finding(
        f"cells with the number of a row in another table, {lost} of which lead nowhere",
        pointing,
        f"kept as they stand, for Handover joins no files; out of a database, by a query, {len(joined):,} appointments "
        "have the names of minister, post and department",
    )
    as_number = [cell for rows in tables.values() for row in rows for cell in row.values() if _NUMBER.fullmatch(cell)]
    yield Finding(
        "numbers that a program has made decimals of (`500.0`)",
        len(as_number),
        "not used here; as a key, `expression: 'id_parliament|before(\".\")'` makes 500 of it",
    )
    changes = Counter(row["id"] for row in tables["organisation_link"])
    yield Finding(
        "changes that go over several rows of one number",
        count(list(changes.values()), lambda times: times > 1),
        f"a key of three columns: {len(gathered.records('successions')):,} follow-on actions, none rejected",
    )


def _departments(gathered: Gathered, tables: Tables) -> Iterator[Finding]:
    departments = tables["organisation"]
    known = {one["initiative"] for one in gathered.records("departments")}
    for column, became in (
        ("short_name", "not used as a name"),
        (
            "name",
            f"told apart by the year in which they began: {len(known):,} initiatives of {len(departments):,} rows",
        ),
    ):
        names = Counter(row[column] for row in departments)
        what = "short names" if column == "short_name" else "full names"
        borne = count(list(names.values()), lambda times: times > 1)
        yield Finding(f"{what} that two departments bore, one after the other", borne, became)
    with_dates = gathered.records("departments")
    yield Finding(
        "departments without the day on which they began",
        count(departments, lambda row: not row["start_date"]),
        f"{count(with_dates, lambda one: 'start_actual' not in one):,} without a start; none is made up",
    )


def _people(gathered: Gathered, tables: Tables) -> Iterator[Finding]:
    rows = tables["person"]
    times = Counter(row["id"] for row in rows)
    yield Finding(
        f"people in several rows, since their name changed; {len(times):,} people have {len(rows):,} rows",
        count(list(times.values()), lambda rows: rows > 1),
        f"a key of two columns: {len(gathered.records('ministers')):,} contacts, with the days on which a name was "
        "borne, where the table has them; the query takes the name of the day",
    )
    appointments = tables["appointment"]
    current = count(gathered.records(_JOINED), lambda one: "to_on" not in one)
    yield Finding(
        "appointments without an end",
        count(appointments, lambda row: not row["end_date"]),
        f"{current:,} contacts in post",
    )
