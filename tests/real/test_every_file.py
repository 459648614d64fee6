"""Every published file, gathered: each of its rows is a record, or a rejected row that is kept with its reasons."""

import json
from collections import Counter
from pathlib import Path

import pytest

from tests.real.counts.gathered import DATA_SETS, JOINED, REGISTRATIONS, SOURCES, Gathered, Gathering
from tests.real.counts.published import Published

# What is held, with why; and what is rejected. Nothing else of any file is.
HELD = {"organisations-of-government": ["truncated"], "cabinet-office-posts": ["convention-changed"]}
REJECTED = {"cabinet-office-posts": ["key-twice"]}  # two posts under one number
# What is read out of a database that has these rows, instead of out of the file.
DATABASE = {"sqlite:///ministers.db": "ifg_ministers/appointment.csv"}


def rows_in(one: Gathering, published: Published) -> int:
    """How many rows the files of a gathering have, and the organisations in them that are superseded once more."""
    files = [DATABASE.get(name, name) for name in one.files]
    others = [
        item for name in files if "govuk" in name for item in published.items(name) if item["superseding_organisations"]
    ]
    return sum(map(published.row_count, files)) + len(others)


def gatherings(everything: Gathered) -> list[tuple[str, Gathering]]:
    return [(name, one) for name in SOURCES for one in everything.gatherings(name)]


def test_every_registration_of_the_published_files_is_gathered() -> None:
    used = {name for names in DATA_SETS.values() for name in names}
    # The others are for files that a test publishes one after another, and for a server.
    assert {path.stem for path in REGISTRATIONS.glob("*.yaml")} == used | {"guarded", "govuk-api"}
    assert JOINED in used


def test_no_published_file_is_left_out(everything: Gathered) -> None:
    read = Counter(file for _, one in gatherings(everything) for file in one.files if one.origin == "fetched")
    assert read == Counter([*everything.published.files, *DATABASE])
    assert len(everything.published.files) == 35


def test_what_is_no_file_of_records_is_known(data: Path, everything: Gathered) -> None:
    others = {path.name for path in data.rglob("*") if path.is_file()}
    assert others - {Path(file).name for file in everything.published.files} == {"README.md", "LICENCE.txt"}


@pytest.mark.parametrize("name", SOURCES)
def test_every_row_is_counted_once(everything: Gathered, name: str) -> None:
    report = everything.first[name]
    assert report.error is None
    for one in everything.gatherings(name):
        counts = one.counts
        assert counts.seen == rows_in(one, everything.published)
        assert counts.seen == counts.new + counts.changed + counts.unchanged + counts.rejected


@pytest.mark.parametrize("name", SOURCES)
def test_every_row_is_a_record_or_a_rejected_row(everything: Gathered, name: str) -> None:
    *_, last = (one for one in everything.gatherings(name) if one.state == "done")
    records, rejected = everything.records(name), everything.rejected(name)
    assert last.counts.seen == len(records) + len(rejected)
    assert last.counts.rejected == len(rejected)
    assert [reason["code"] for row in rejected for reason in row.reasons] == REJECTED.get(name, [])
    assert all(json.loads(row.content) for row in rejected)


@pytest.mark.parametrize("name", SOURCES)
def test_a_series_is_gathered_file_by_file_on_its_dates(everything: Gathered, name: str) -> None:
    found = [one for one in everything.gatherings(name) if one.origin == "fetched"]
    if len(found) > 1:
        dates = [f"{one.dated:%Y-%m-%d}" for one in found if one.dated is not None]
        assert dates == sorted(dates)
        assert all(date in file for date, one in zip(dates, found, strict=True) for file in one.files)


@pytest.mark.parametrize("name", SOURCES)
def test_what_came_and_what_went_leaves_what_is_there(everything: Gathered, name: str) -> None:
    done = [one.counts for one in everything.gatherings(name) if one.state == "done"]
    assert sum(counts.new - counts.vanished for counts in done) == len(everything.records(name))


@pytest.mark.parametrize("name", SOURCES)
def test_what_looks_wrong_is_held_and_nothing_else(everything: Gathered, name: str) -> None:
    held = [one for one in everything.gatherings(name) if one.state in ("held", "superseded", "released")]
    assert [doubt["code"] for one in held for doubt in one.doubts] == HELD.get(name, [])
    assert everything.first[name].held == tuple(one.number for one in held)


def test_what_is_held_is_the_dump_that_was_cut_off_and_the_list_that_is_written_another_way(
    everything: Gathered,
) -> None:
    assert {(*one.files, one.state) for _, one in gatherings(everything) if one.doubts} == {
        ("govuk_organisations/organisations_2022-10-12T191120_98b111e2.json.gz", "superseded"),
        ("organograms/cabinet_office-2011-09-30-senior.csv", "released"),
    }


@pytest.mark.parametrize("name", SOURCES)
def test_gathered_again_nothing_changes(everything: Gathered, name: str) -> None:
    report = everything.again[name]
    *_, last = (one for one in everything.gatherings(name) if one.state == "done")
    counts = report.counts
    assert (report.error, report.held, report.same_content) == (None, (), True)
    assert (counts.new, counts.changed, counts.vanished) == (0, 0, 0)
    assert (counts.seen, counts.unchanged) == (last.counts.seen, last.counts.seen - last.counts.rejected)


def test_gathered_again_no_version_is_written(everything: Gathered) -> None:
    assert everything.versions_again == everything.versions > 10_000
