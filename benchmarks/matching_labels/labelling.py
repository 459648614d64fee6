"""How ``labels.csv`` was made: ``python -m benchmarks.matching_labels.labelling DATA > labels.csv``.

Pairs that mean one initiative: major projects of one number in 2020 and 2021, and those of 2018 to 2020 that
disappeared one year while another appeared with the same department, aims and start date; GOV.UK organisations of one
content_id in several months, also with their abbreviations; departments of the Institute for Government with their
short names; NASA's programmes, told by hand (``NASA``). Pairs that mean two: for each major project, organisation and
department, the one of another number that is nearest by letters or by words, in the same list of the same month or
year; the nearest of NASA's, told by hand.
"""

import csv
import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

_NEAREST: Final = 2
_LIKE: Final = 60
_AIMS: Final = 120  # characters by which descriptions are compared

# Spellings of one programme each, told by reading them with their lessons.
NASA: Final = (
    ("Space Shuttle Program", "Space Shuttle program", "The Space Shuttle Program", "Space shuttle program"),
    ("Space Shuttle Program", "Space Shuttle", "Shuttle Program", "Shuttle"),
    ("Constellation", "Constellation Program"),
    ("Hinode / Solar-B", "Hinode/Solar-B"),
    ("Space Launch System", "SLS"),
    ("International Space Station", "ISS"),
    ("Wide-field Infrared Survey Explorer (WISE)", "Wide-Field Infrared Survey Explorer (WISE)"),
    ("Exploration Ground Systems", "Exploration Ground Systems Program"),
    ("Ground Systems Development and Operations Program (GSDO)", "Ground Systems Development and Operations"),
    ("Ground Systems Development and Operations", "KSC Ground Systems Development and Operations"),
    (
        "National Aeronautics Operational Monitoring System (NAOMS)",
        "National Aeronautics Operational Monitoring System",
    ),
    ("Ares 1-X", "Ares 1X"),
)
NASA_NOT: Final = (
    ("Constellation", "Cassini"),
    ("Mars Science Laboratory", "Mars Exploration Rover"),
    ("Mars Science Laboratory", "Mars Phoenix"),
    ("Mars Reconnaissance Orbiter", "Lunar Reconnaissance Orbiter"),
    ("Kepler", "Kepler/K2"),
    ("FASTRAC", "FASTSAT"),
    ("Constellation Program", "Constellation Program Extravehicular Activity (EVA) Project"),
    ("Space Shuttle", "Space Shuttle Orbiter"),
    ("Space Shuttle Program", "Space Shuttle Program, Transition and Retirement"),
    ("Ares 1-X", "Ares 1X Upper Stage Simulator"),
    ("Exploration Ground Systems", "Space Flight and Ground Systems"),
    ("Stardust", "Stardust/NExT"),
    ("Mars Science Laboratory", "Mars Science Laboratory & Juno"),
    ("International Space Station", "ISS, SERVIR"),
    ("Space Launch System", "Launch Services Program"),
)


class Label(NamedTuple):
    """Two names, with who answers for each where it is known; ``same`` says whether they mean one initiative."""

    one: str
    other: str
    same: bool
    source: str
    how: str
    owner_one: str = ""
    owner_other: str = ""


def labels(data: Path) -> Iterator[Label]:
    """All labels, from the published records in the folder ``data``."""
    yield from _major_projects(data / "gmpp")
    yield from _organisations(data / "govuk_organisations")
    yield from _departments(data / "ifg_ministers")
    for spellings in NASA:
        for other in spellings[1:]:
            yield Label(spellings[0], other, True, "nasa", "told by hand")
    for one, other in NASA_NOT:
        yield Label(one, other, False, "nasa", "told by hand")


def _projects(folder: Path, year: int) -> list[dict[str, str]]:
    text = (folder / f"uk_{year}.csv").read_bytes().decode("cp1252", "replace")
    return list(csv.DictReader(text.splitlines(keepends=True), delimiter=";" if year == 2021 else ","))


def _major_projects(folder: Path) -> Iterator[Label]:
    years = {year: _projects(folder, year) for year in (2018, 2019, 2020, 2021)}
    later = {row["project_number"]: row for row in years[2021]}
    for row in years[2020]:
        other = later.get(row["project_number"])
        if other and other["project_name"] != row["project_name"]:
            yield _pair(row, other, same=True, how="one project_number in 2020 and 2021")
    for year in (2018, 2019, 2020):
        before, after = ({row["project_name"]: row for row in years[one]} for one in (year, year + 1))
        gone = [row for name, row in before.items() if name not in after]
        come = [row for name, row in after.items() if name not in before]
        if year < 2020:
            for row in gone:
                for other in come:
                    if _agree(row, other):
                        yield _pair(row, other, same=True, how="same department, aims and start in the next year")
    for year, of_year in years.items():
        rows = {row["project_name"]: row for row in of_year}
        for near in _nearest(list(rows)):
            yield _pair(*(rows[name] for name in near), same=False, how=f"two projects of {year}")


def _agree(row: dict[str, str], other: dict[str, str]) -> bool:
    aims = [one["description_aims"].strip()[:_AIMS] for one in (row, other)]
    return (
        len(aims[0]) > 20
        and aims[0] == aims[1]
        and row["department"].casefold() == other["department"].casefold()
        and row["start_date"] == other["start_date"]
    )


def _pair(row: dict[str, str], other: dict[str, str], *, same: bool, how: str) -> Label:
    names = (row["project_name"], other["project_name"])
    return Label(*names, same, "gmpp", how, row["department"], other["department"])


def _organisations(folder: Path) -> Iterator[Label]:
    titles: dict[str, dict[str, str]] = {}
    latest: list[dict[str, str]] = []
    for file in sorted(folder.glob("*.json.gz"))[1:]:
        latest = []
        for item in json.loads(gzip.decompress(file.read_bytes())):
            details = item["details"]
            titles.setdefault(details["content_id"], {})[item["title"]] = item["id"]
            latest.append({"title": item["title"], "short": details["abbreviation"] or "", "id": details["content_id"]})
    for spelled in titles.values():
        first, *others = spelled
        for other in others:
            yield Label(first, other, True, "govuk", "one content_id in several months")
    known = {row["title"]: row for row in latest}
    shorts: dict[str, set[str]] = {}
    for row in latest:
        shorts.setdefault(row["short"].strip().casefold(), set()).add(row["id"])
    for row in latest:
        short = row["short"].strip()
        if short and short.casefold() != row["title"].casefold() and len(shorts[short.casefold()]) == 1:
            yield Label(row["title"], short, True, "govuk", "abbreviation of one organisation only")
    for one, other in _nearest(list(known)):
        if known[one]["id"] != known[other]["id"]:
            yield Label(one, other, False, "govuk", "two organisations in one month")


def _departments(folder: Path) -> Iterator[Label]:
    with (folder / "organisation.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    owners: dict[str, set[str]] = {}
    for row in rows:
        owners.setdefault(row["short_name"], set()).add(row["name"])
    for row in rows:
        if row["short_name"] and len(owners[row["short_name"]]) == 1 and row["short_name"] != row["name"]:
            yield Label(row["name"], row["short_name"], True, "ifg", "short name of one department only")
    for one, other in _nearest(list(dict.fromkeys(row["name"] for row in rows))):
        yield Label(one, other, False, "ifg", "two departments")


def _nearest(names: list[str]) -> Iterator[tuple[str, str]]:
    """The pairs that are nearest, by letters and by words: what is easily taken for the same."""
    seen = set()
    for one in names:
        for scorer in (fuzz.ratio, fuzz.token_set_ratio, fuzz.token_sort_ratio):
            others = process.extract(one, names, scorer=scorer, limit=_NEAREST + 1, score_cutoff=_LIKE)
            for other, _, _ in others:
                if other != one and frozenset((one, other)) not in seen:
                    seen.add(frozenset((one, other)))
                    yield one, other


def write(data: Path) -> None:
    """Print the labels as CSV."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(Label._fields)
    for one in dict.fromkeys(labels(data)):
        writer.writerow({**one._asdict(), "same": "yes" if one.same else "no"}.values())


if __name__ == "__main__":
    write(Path(sys.argv[1]))
