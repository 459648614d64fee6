"""Every published file, gathered: each of its rows is a record, or a rejected row that is kept with its reasons."""

import csv
import gzip
import io
import json
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from handover.jobs.gather import gather_source
from handover.jobs.office import Office
from handover.sources import registered
from handover.sources.registration import Registration
from handover.store.database import Store
from handover.store.tables import record_version, rejected_row
from tests.offices import an_office

# Each file with the registrations it is read through.
FILES = {
    "gmpp/uk_2015.csv": "other-files/major-projects-2015",
    "gmpp/uk_2018.csv": "major-projects/major-projects-2018",
    "gmpp/uk_2019.csv": "major-projects/major-projects-2019",
    "gmpp/uk_2020.csv": "major-projects/major-projects-2020",
    "gmpp/uk_2021.csv": "major-projects/major-projects-2021",
    "govuk_organisations/organisations_2022-10-12T191120_98b111e2.json.gz": "other-files/organisations",
    "govuk_organisations/organisations_2022-10-13T144233_6859515e.json.gz": "other-files/organisations",
    "govuk_organisations/organisations_2023-02-01T061635_e6cbd2f8.json.gz": "other-files/organisations",
    "govuk_organisations/organisations_2023-03-01T061754_6b09887e.json.gz": "other-files/organisations",
    "govuk_organisations/organisations_2023-04-01T061355_728e55d7.json.gz": "other-files/organisations",
    "govuk_organisations/organisations_2023-06-01T061509_9eda703a.json.gz": "other-files/organisations",
    "govuk_organisations/organisations_2023-07-01T061544_d9c7ffa7.json.gz": "other-files/organisations",
    "govuk_organisations/organisations_2023-12-01T060425_6143347c.json.gz": "other-files/organisations",
    "govuk_organisations/organisations_2024-04-01T060416_e8f639bc.json.gz": "other-files/organisations",
    "ifg_ministers/appointment.csv": "other-files/appointments",
    "ifg_ministers/organisation.csv": "other-files/departments",
    "ifg_ministers/organisation_link.csv": "other-files/successions",
    "ifg_ministers/person.csv": "other-files/ministers",
    "ifg_ministers/post.csv": "other-files/ministerial-posts",
    "nasa_llis/lessons.jsonl.gz": "other-files/lessons-by-line",
    "nasa_llis/lessons.xlsx": "lessons/constellation-lessons",
    "organograms/audit_commission-2011-03-31-senior.csv": "other-files/posts",
    "organograms/audit_commission-2011-09-30-senior.csv": "other-files/posts",
    "organograms/audit_commission-2012-03-31-senior.csv": "other-files/posts",
    "organograms/cabinet_office-2011-03-31-senior.csv": "other-files/posts",
    "organograms/cabinet_office-2011-09-30-senior.csv": "other-files/posts",
    "vcards/John_Doe_ANDROID.vcf": "other-files/cards",
    "vcards/John_Doe_EVOLUTION.vcf": "other-files/cards",
    "vcards/John_Doe_GMAIL.vcf": "other-files/cards",
    "vcards/gmail-list.vcf": "other-files/cards",
    "vcards/gmail-single.vcf": "other-files/cards",
    "vcards/outlook-2003.vcf": "other-files/cards",
    "vcards/rfc2426-example.vcf": "other-files/cards",
    "vcards/rfc6350-example.vcf": "other-files/cards",
    "vcards/thunderbird-MoreFunctionsForAddressBook-extension.vcf": "other-files/cards",
}
# Two posts under one number.
REJECTED = {"organograms/cabinet_office-2011-09-30-senior.csv": ["key-twice"]}


@pytest.fixture
def office(sqlite_store: Store, data: Path) -> Office:
    """An office whose files lie where the published ones are."""
    return an_office(sqlite_store, data)


def test_no_published_file_is_left_out(data: Path) -> None:
    readable = {".csv", ".gz", ".xlsx", ".vcf"}
    there = {str(path.relative_to(data)) for path in data.rglob("*") if path.suffix in readable}
    assert there == set(FILES)


@pytest.mark.parametrize(("path", "declared"), FILES.items(), ids=FILES)
def test_every_row_is_a_record_or_a_rejected_row(
    office: Office,
    data: Path,
    registrations: Callable[[str], dict[str, Registration]],
    path: str,
    declared: str,
) -> None:
    file, _, name = declared.partition("/")
    registration = registrations(file)[name].model_copy(update={"location": path})
    with office.store.write() as connection:
        registered.apply(connection, [registration], base=data, now=office.now())
    report = gather_source(office, name)
    assert report.error is None
    counts = report.counts
    with office.store.read() as connection:
        records = connection.execute(select(func.count()).select_from(record_version)).scalar_one()
        rejected = connection.execute(select(rejected_row).order_by(rejected_row.c.row)).all()
    assert counts.seen == rows_in(data / path) == records + len(rejected)
    assert (counts.new, counts.rejected) == (records, len(rejected))
    assert [reason["code"] for row in rejected for reason in row.reasons] == REJECTED.get(path, [])
    assert all(json.loads(row.content) for row in rejected)
    again = gather_source(office, name).counts
    assert (again.seen, again.unchanged, again.rejected) == (counts.seen, records, len(rejected))


def rows_in(path: Path) -> int:
    """How many rows a file has, counted without any reader of ours."""
    return sum(1 for _ in _rows(path))


def _rows(path: Path) -> Iterator[object]:
    if path.suffix == ".xlsx":
        from openpyxl import load_workbook

        with closing(load_workbook(path, read_only=True)) as book:
            yield from book.worksheets[0].iter_rows(min_row=2)
        return
    content = path.read_bytes()
    if path.suffix == ".vcf":
        yield from content.upper().split(b"BEGIN:VCARD")[1:]
    elif path.name.endswith(".jsonl.gz"):
        yield from gzip.decompress(content).splitlines()
    elif path.suffix == ".gz":
        yield from json.loads(gzip.decompress(content))
    else:
        delimiter = ";" if path.name == "uk_2021.csv" else ","
        table = csv.reader(io.StringIO(content.decode("latin-1"), newline=""), delimiter=delimiter)
        next(table)
        yield from (row for row in table if row)
