"""Published lists, gathered as they came out: what is held is what is wrong with them, and nothing else.

Rows are counted, and names compared, as Python's own readers see them.
"""

import csv
import gzip
import io
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import pairwise, permutations
from pathlib import Path

import pytest
from sqlalchemy import select

from handover.jobs.gathering.gather import GatheringReport, gather_source
from handover.jobs.held_gatherings.deciding import release
from handover.jobs.held_gatherings.held import held_gatherings
from handover.jobs.office import Office
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.store.database import Store
from handover.store.tables import gathering
from tests.offices import Clock, an_office

Registrations = Callable[[str], dict[str, Registration]]
CUT_OFF = "organisations_2022-10-12T191120_98b111e2.json.gz"
MONTHLY = (
    "organisations_2022-10-13T144233_6859515e.json.gz",
    "organisations_2023-02-01T061635_e6cbd2f8.json.gz",
    "organisations_2023-03-01T061754_6b09887e.json.gz",
    "organisations_2023-04-01T061355_728e55d7.json.gz",
    "organisations_2023-06-01T061509_9eda703a.json.gz",
    "organisations_2023-07-01T061544_d9c7ffa7.json.gz",
    "organisations_2023-12-01T060425_6143347c.json.gz",
    "organisations_2024-04-01T060416_e8f639bc.json.gz",
)
CABINET_OFFICE = ("cabinet_office-2011-03-31-senior.csv", "cabinet_office-2011-09-30-senior.csv")


class Publisher:
    """A source that is published again and again, and gathered each time: by a clock that the test moves."""

    def __init__(self, store: Store, folder: Path, registration: Registration) -> None:
        self.clock = Clock()
        self.office: Office = an_office(store, folder, now=self.clock)
        self._registration = registration
        with store.write() as connection:
            registered.apply(connection, [registration], base=folder, now=self.clock())

    def publish(self, content: bytes, *, on: datetime | None = None) -> GatheringReport:
        path = self.office.settings.folder / self._registration.location
        path.write_bytes(content)
        self.clock.at = (on or self.clock.at) + timedelta(hours=3)
        at = (on or self.clock.at).timestamp()
        os.utime(path, (at, at))
        report = gather_source(self.office, self._registration.name)
        assert report.error is None
        return report


@pytest.fixture
def publisher(sqlite_store: Store, tmp_path: Path, registrations: Registrations) -> Callable[[str], Publisher]:
    return lambda name: Publisher(sqlite_store, tmp_path, registrations("guarded")[name])


def codes(report: GatheringReport) -> list[str]:
    return [doubt.code for doubt in report.doubts]


def dated(name: str) -> datetime:
    return datetime.strptime(name.split("_")[1], "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC)


@pytest.fixture(scope="module")
def dumps(data: Path) -> dict[str, bytes]:
    return {name: (data / "govuk_organisations" / name).read_bytes() for name in (CUT_OFF, *MONTHLY)}


def ids(dump: bytes) -> set[str]:
    return {one["id"] for one in json.loads(gzip.decompress(dump))}


class TestOrganisations:
    def test_the_monthly_dumps_are_taken(self, publisher: Callable[[str], Publisher], dumps: dict[str, bytes]) -> None:
        source = publisher("organisations-of-government")
        known: set[str] = set()
        for name in MONTHLY:
            report = source.publish(dumps[name], on=dated(name))
            assert codes(report) == []
            assert report.counts.vanished == len(known - ids(dumps[name]))
            assert report.counts.new == len(ids(dumps[name]) - known)
            known = ids(dumps[name])

    def test_as_a_dated_series_only_the_first_is_held(
        self, sqlite_store: Store, data: Path, tmp_path: Path, dumps: dict[str, bytes], registrations: Registrations
    ) -> None:
        office = an_office(sqlite_store, tmp_path)
        (registration,) = registrations("organisations").values()
        with sqlite_store.write() as connection:
            registered.apply(connection, [registration], base=data, now=office.now())
        report = gather_source(office, registration.name)
        assert (report.error, codes(report), len(report.held)) == (None, ["truncated"], 1)
        assert report.counts.vanished == sum(
            len(ids(dumps[one]) - ids(dumps[other])) for one, other in pairwise(MONTHLY)
        )
        with sqlite_store.read() as connection:
            (held,) = held_gatherings(connection)
            days = connection.execute(select(gathering.c.dated).where(gathering.c.state == "done")).scalars().all()
        assert (held.state, held.dated) == ("superseded", dated(CUT_OFF))
        assert days == [dated(name) for name in MONTHLY]
        assert gather_source(office, registration.name).held == ()

    @pytest.mark.parametrize("name", MONTHLY)
    def test_the_one_that_is_cut_off_is_held_after_any_other(
        self, publisher: Callable[[str], Publisher], dumps: dict[str, bytes], name: str
    ) -> None:
        source = publisher("organisations-of-government")
        source.publish(dumps[name], on=dated(name))
        report = source.publish(dumps[CUT_OFF], on=dated(name) + timedelta(days=1))
        assert codes(report) == ["truncated"]
        (doubt,) = report.doubts
        gone = len(ids(dumps[name]) - ids(dumps[CUT_OFF]))
        assert (doubt.figures["vanished"], doubt.figures["known"]) == (gone, len(ids(dumps[name])))
        assert gone > 1_130

    def test_it_is_held_after_all_of_them(self, publisher: Callable[[str], Publisher], dumps: dict[str, bytes]) -> None:
        source = publisher("organisations-of-government")
        for name in MONTHLY:
            source.publish(dumps[name], on=dated(name))
        after = dated(MONTHLY[-1]) + timedelta(days=1)
        assert codes(source.publish(dumps[CUT_OFF], on=after)) == ["truncated"]
        # What is put back afterwards is known, and nothing of it had to be read again.
        assert source.publish(dumps[MONTHLY[-1]], on=after).same_content

    def test_as_the_first_nothing_can_be_told_of_it_but_what_the_office_declares(
        self, publisher: Callable[[str], Publisher], dumps: dict[str, bytes], registrations: Registrations
    ) -> None:
        source = publisher("organisations-of-government")
        guarded = registrations("guarded")["organisations-of-government"].model_dump(
            by_alias=True, exclude_defaults=True
        )
        declared = Registration.model_validate({**guarded, "guards": {"at_least": 1_000}})
        with source.office.store.write() as connection:
            registered.apply(connection, [declared], base=source.office.settings.folder, now=source.clock())
        assert codes(source.publish(dumps[CUT_OFF], on=dated(CUT_OFF))) == ["truncated"]
        assert codes(source.publish(dumps[MONTHLY[0]], on=dated(MONTHLY[0]))) == []

    @pytest.mark.parametrize(("later", "earlier"), [(4, 1), (7, 6)])
    def test_out_of_order_an_earlier_one_is_held(
        self, publisher: Callable[[str], Publisher], dumps: dict[str, bytes], later: int, earlier: int
    ) -> None:
        source = publisher("organisations-of-government")
        source.publish(dumps[MONTHLY[later]], on=dated(MONTHLY[later]))
        now = source.clock.at
        path = source.office.settings.folder / "dump.json.gz"
        path.write_bytes(dumps[MONTHLY[earlier]])
        os.utime(path, (dated(MONTHLY[earlier]).timestamp(),) * 2)
        report = gather_source(source.office, "organisations-of-government")
        assert codes(report)[0] == "older"
        assert source.clock.at - now < timedelta(minutes=1)

    def test_one_that_is_cut_at_an_item_is_held(
        self, publisher: Callable[[str], Publisher], dumps: dict[str, bytes]
    ) -> None:
        """JSON that was closed properly although the rest was missing."""
        source = publisher("organisations-of-government")
        for name in MONTHLY[:4]:
            source.publish(dumps[name], on=dated(name))
        every = json.loads(gzip.decompress(dumps[MONTHLY[4]]))
        on = dated(MONTHLY[4])
        cut = gzip.compress(json.dumps(every[: len(every) * 9 // 10]).encode(), mtime=0)
        assert codes(source.publish(cut, on=on)) == ["truncated"]
        assert codes(source.publish(dumps[MONTHLY[4]], on=on)) == []


def posts(path: Path) -> dict[str, str]:
    """The names by the numbers of their posts; of two posts with one number, the first."""
    found: dict[str, str] = {}
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["Post Unique Reference"], row["Name"])
    return found


NOBODY = {"", "n/d", "vacant", "eliminated"}


def is_somebody(name: str) -> bool:
    return name.strip(" '").casefold() not in NOBODY


class TestCabinetOffice:
    @pytest.fixture
    def lists(self, data: Path) -> list[Path]:
        return [data / "organograms" / name for name in CABINET_OFFICE]

    def test_the_changed_convention_is_held_and_the_real_changes_stand_apart(
        self, publisher: Callable[[str], Publisher], lists: list[Path]
    ) -> None:
        source = publisher("senior-posts")
        assert codes(source.publish(lists[0].read_bytes())) == []
        report = source.publish(lists[1].read_bytes())
        assert codes(report) == ["convention-changed"]
        (field,) = report.doubts[0].figures["fields"]
        before, now = posts(lists[0]), posts(lists[1])
        common = before.keys() & now.keys()
        differ = {key for key in common if before[key] != now[key]}
        assert (
            (field["field"], field["in_both"], field["differ"])
            == ("name", len(common), len(differ))
            == ("name", 180, 119)
        )
        news = {(key, before[key], now[key]) for key in differ if is_somebody(now[key])}
        told = {
            (cell["key"], cell["old"], cell["new"]) for cell in field["cells"] if cell["what"] in ("another", "given")
        }
        assert told == news
        assert len(news) == 6
        recoded = Counter(
            (before[key], now[key]) for key in differ if now[key] == "N/D" and not is_somebody(before[key])
        )
        assert {(pair["old"], pair["new"]): pair["count"] for pair in field["pairs"]} == recoded
        assert recoded == {("'N/D'", "N/D"): 70, ("", "N/D"): 36}
        assert field["recoded"] + sum(field["real"].values()) == 119
        assert field["real"] == {"another": 5, "given": 1, "gone": 3, "meaning": 4}

    def test_released_it_counts_whole(self, publisher: Callable[[str], Publisher], lists: list[Path]) -> None:
        source = publisher("senior-posts")
        source.publish(lists[0].read_bytes())
        (number,) = source.publish(lists[1].read_bytes()).held
        counts = release(source.office, number, by="Jo Hill", because="They write it so now.").counts
        before, now = posts(lists[0]), posts(lists[1])
        assert (counts.new, counts.vanished) == (len(now.keys() - before.keys()), len(before.keys() - now.keys()))
        assert counts.seen == counts.new + counts.changed + counts.unchanged + counts.rejected == 235

    def test_the_other_way_round_it_is_held_as_well(
        self, publisher: Callable[[str], Publisher], lists: list[Path]
    ) -> None:
        source = publisher("senior-posts")
        source.publish(lists[1].read_bytes())
        assert codes(source.publish(lists[0].read_bytes())) == ["convention-changed"]

    def test_the_list_of_another_department_is_held(
        self, publisher: Callable[[str], Publisher], data: Path, lists: list[Path]
    ) -> None:
        source = publisher("senior-posts")
        source.publish((data / "organograms" / "audit_commission-2011-09-30-senior.csv").read_bytes())
        assert codes(source.publish(lists[1].read_bytes())) == ["truncated"]


@pytest.mark.parametrize("order", list(permutations(("2011-03-31", "2011-09-30", "2012-03-31"))), ids="; ".join)
def test_a_body_that_is_wound_up_is_not_held(
    publisher: Callable[[str], Publisher], data: Path, order: Iterable[str]
) -> None:
    """Posts go, people change, everything that they cost changes: that is what happened to the Audit Commission."""
    source = publisher("senior-posts")
    for day in order:
        path = data / "organograms" / f"audit_commission-{day}-senior.csv"
        assert codes(source.publish(path.read_bytes())) == []


def test_major_projects_year_by_year(publisher: Callable[[str], Publisher], data: Path) -> None:
    """Nearly half of the projects are called something else, and every comment is rewritten; that is no convention."""
    source = publisher("major-projects")
    held = {
        year: codes(source.publish((data / "gmpp" / f"uk_{year}.csv").read_bytes()))
        for year in (2018, 2019, 2020, 2021)
    }
    # The last has another column in place of the yearly budget, which somebody should see.
    assert held == {2018: [], 2019: [], 2020: [], 2021: ["schema-drift"]}


def test_ministers_month_by_month(publisher: Callable[[str], Publisher], data: Path) -> None:
    """27 years, a dozen reshuffles and four new governments: the one list that is held is that of June 2010."""
    source = publisher("ministers-in-office")
    with (data / "ifg_ministers" / "appointment.csv").open(encoding="utf-8", newline="") as file:
        appointments = list(csv.DictReader(file))
    held = []
    for month in [f"{year}-{month:02}-01" for year in range(1990, 2017) for month in range(1, 13)]:
        report = source.publish(in_office(appointments, month))
        if report.held:
            held.append(month)
            release(source.office, report.held[0], by="Jo Hill", because="There is a new government.")
    assert held == ["2010-06-01"]


def in_office(appointments: Iterable[Mapping[str, str]], day: str) -> bytes:
    """The list of who held which post on a day; one row a post."""
    found = {
        one["post_id"]: one
        for one in appointments
        if one["start_date"] and one["start_date"] <= day and (not one["end_date"] or one["end_date"] > day)
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, ("post_id", "person_id", "start_date"), extrasaction="ignore")
    writer.writeheader()
    writer.writerows(found.values())
    return text.getvalue().encode()
