"""Sources that are retired: gathered no more, their records kept or let go, and taken back; on both databases."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from handover.errors import BadRequest, SourceRetired, UnknownSource
from handover.jobs.checking.check import check_source
from handover.jobs.gathering.gather import gather_source, gather_sources, source_names
from handover.jobs.gathering.intake import Counts
from handover.jobs.held_gatherings.deciding import discard, release
from handover.jobs.office import Office
from handover.jobs.rejected_rows.rejected import rejected_row_in_full, rejected_rows
from handover.jobs.rejected_rows.retrying import retry_sources
from handover.jobs.retiring import reinstate, retire
from handover.jobs.snapshot import take_snapshot
from handover.jobs.sources import sources_overview
from handover.sources import registered
from handover.sources.registering.registration import Registration
from handover.sources.request import Content, Request
from handover.store.database import Store
from handover.store.tables import gathering, record_version, rejected_row, snapshot
from tests.offices import LESSONS, an_office, register, write_csv

REGISTER = {**LESSONS, "name": "register"}
WHO = {"by": "Jo Hill", "because": "The register has them all"}
RETIRED = "lessons was retired on 2 June 2025 by Jo Hill: The register has them all."
ROWS = [
    ("L1", "Orion", "Ask early", "Nobody was asked.", "2024-03-01"),
    ("L2", "Orion", "Pay on time", "Suppliers waited.", "2024-03"),
    ("L3", "Orion", "Write it down", "Nobody knew.", "31 Febtober"),
]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    """Two lessons and a rejected row were gathered."""
    office = an_office(store, tmp_path)
    register(office, LESSONS)
    write_csv(tmp_path / "lessons.csv", ROWS)
    assert gather_source(office, "lessons").counts == Counts(seen=3, new=2, rejected=1)
    return office


def standing(office: Office) -> int:
    current = select(func.count()).select_from(record_version).where(record_version.c.to_gathering_id.is_(None))
    with office.store.read() as connection:
        return connection.execute(current).scalar_one()


def gatherings(office: Office) -> list[tuple[str, int]]:
    with office.store.read() as connection:
        rows = connection.execute(select(gathering.c.origin, gathering.c.vanished).order_by(gathering.c.id))
        return [(row.origin, row.vanished) for row in rows]


class TestRetired:
    def test_its_records_stand_and_nothing_else_is_written(self, office: Office) -> None:
        done = retire(office, "lessons", **WHO)
        assert (done.already, done.standing, done.vanished, done.let_go_as) == (False, 2, 0, None)
        assert (standing(office), gatherings(office)) == (2, [("fetched", 0)])

    def test_it_is_not_gathered_nor_listed(self, office: Office) -> None:
        retire(office, "lessons", **WHO)
        assert source_names(office) == []
        assert sources_overview(office) == []
        (line,) = sources_overview(office, also_retired=True)
        assert (line.name, line.seen, line.rejected) == ("lessons", 3, 1)
        assert str(line.retired) == "on 2 June 2025 by Jo Hill: The register has them all."

    def test_whatever_is_asked_of_it_by_name_says_so(self, office: Office) -> None:
        retire(office, "lessons", **WHO)
        for asking in (
            lambda: gather_source(office, "lessons"),
            lambda: check_source(office, "lessons"),
            lambda: rejected_rows(office, "lessons", most=9),
            lambda: retry_sources(office, ["lessons"]),
        ):
            with pytest.raises(SourceRetired) as caught:
                asking()
            assert caught.value.sentence == RETIRED
            assert caught.value.what_to_do == "To use it again: handover source retire lessons --undo"

    def test_its_rejected_rows_are_no_work_any_more_and_are_kept(self, office: Office) -> None:
        (row,) = rejected_rows(office, most=9).rows
        retire(office, "lessons", **WHO)
        assert rejected_rows(office, most=9).total == 0
        assert retry_sources(office, []) == []
        assert rejected_row_in_full(office, row.number).row.cells == row.cells

    def test_applying_it_again_leaves_it_retired_and_as_it_was_registered(self, office: Office) -> None:
        retire(office, "lessons", **WHO)
        others = [{**LESSONS, "location": "elsewhere.csv"}, {**LESSONS, "name": "others", "location": "others.csv"}]
        with office.store.write() as connection:
            done = registered.apply(
                connection,
                [Registration.model_validate(one) for one in others],
                base=office.settings.folder,
                now=office.now(),
            )
        assert (done.added, done.changed, done.retired) == (("others",), (), ("lessons",))
        assert source_names(office) == ["others"]
        reinstate(office, "lessons")
        lessons = next(one for one in sources_overview(office) if one.name == "lessons")
        assert lessons.location == "lessons.csv"

    def test_again_it_changes_nothing(self, office: Office) -> None:
        first = retire(office, "lessons", **WHO)
        again = retire(office, "lessons", by="Ada Lim", because="It is old.")
        assert (again.already, again.retirement, again.standing) == (True, first.retirement, 2)

    @pytest.mark.parametrize(("by", "because"), [("", "Old."), ("Jo Hill", " ")])
    def test_who_and_why_must_be_said(self, office: Office, by: str, because: str) -> None:
        with pytest.raises(BadRequest, match="Who decides, and why, must be said"):
            retire(office, "lessons", by=by, because=because)
        assert source_names(office) == ["lessons"]

    def test_a_slip_in_its_name_is_offered_right(self, office: Office) -> None:
        with pytest.raises(UnknownSource, match="Did you mean “lessons”"):
            retire(office, "lesons", **WHO)
        retire(office, "lessons", **WHO)
        with pytest.raises(UnknownSource) as caught:
            gather_source(office, "lesons")
        assert "lessons" not in (caught.value.what_to_do or ""), "what was retired is not offered"

    def test_what_is_held_of_it_is_decided_first(self, office: Office) -> None:
        write_csv(office.settings.folder / "lessons.csv", [])
        (held,) = gather_source(office, "lessons").held
        with pytest.raises(BadRequest) as caught:
            retire(office, "lessons", **WHO)
        assert caught.value.sentence == f"What lessons brought as gathering {held} is held, and waits for a person."
        discard(office, held, **WHO)
        assert retire(office, "lessons", **WHO).standing == 2


class TestRecordsLetGo:
    def test_they_vanish_in_a_gathering_of_its_own(self, office: Office) -> None:
        done = retire(office, "lessons", **WHO, records_vanish=True)
        assert (done.standing, done.vanished) == (0, 2)
        assert (standing(office), gatherings(office)) == (0, [("fetched", 0), ("retired", 2)])
        with office.store.read() as connection:
            row = connection.execute(select(gathering).where(gathering.c.id == done.let_go_as)).one()
            rejected = connection.execute(select(rejected_row.c.to_gathering_id)).scalars().all()
        assert (row.decided_by, row.decided_because) == (WHO["by"], WHO["because"])
        assert (row.seen, row.new, row.changed, row.unchanged, row.rejected) == (0, 0, 0, 0, 0)
        assert rejected == [done.let_go_as]

    def test_what_was_known_before_is_still_known(self, office: Office) -> None:
        take_snapshot(office)
        retire(office, "lessons", **WHO, records_vanish=True)
        take_snapshot(office)
        with office.store.read() as connection:
            counts = connection.execute(select(snapshot.c.counts).order_by(snapshot.c.id)).scalars().all()
        assert [one.get("lesson", 0) for one in counts] == [2, 0]

    def test_they_can_be_let_go_later_and_once(self, office: Office) -> None:
        first = retire(office, "lessons", **WHO)
        later = retire(office, "lessons", by="Ada Lim", because="They count twice.", records_vanish=True)
        assert (later.already, later.retirement, later.vanished) == (True, first.retirement, 2)
        again = retire(office, "lessons", **WHO, records_vanish=True)
        assert (again.vanished, again.let_go_as) == (0, None)
        assert gatherings(office) == [("fetched", 0), ("retired", 2)]


class TestTakenBack:
    def test_it_is_gathered_as_before(self, office: Office) -> None:
        retire(office, "lessons", **WHO)
        done = reinstate(office, "lessons")
        assert (done.retirement, done.standing) == (None, 2)
        report = gather_source(office, "lessons")
        assert (report.counts, report.same_content) == (Counts(seen=3, unchanged=2, rejected=1), True)

    def test_records_that_were_let_go_are_new_again_though_the_file_is_the_same(self, office: Office) -> None:
        retire(office, "lessons", **WHO, records_vanish=True)
        assert reinstate(office, "lessons").standing == 0
        (line,) = sources_overview(office)
        assert (line.seen, line.rejected, line.retired) == (3, 0, None)
        assert gather_source(office, "lessons").counts == Counts(seen=3, new=2, rejected=1)

    def test_of_a_series_the_newest_file_is_read_again(self, store: Store, tmp_path: Path) -> None:
        office = an_office(store, tmp_path)
        register(office, {**LESSONS, "location": "lists/*.csv", "series": "%Y-%m-%d"})
        (tmp_path / "lists").mkdir()
        write_csv(tmp_path / "lists/2024-03-01.csv", ROWS[:1])
        write_csv(tmp_path / "lists/2024-04-01.csv", ROWS[:2])
        report = gather_source(office, "lessons")
        assert (report.counts, report.taken) == (Counts(seen=3, new=2, unchanged=1), 2)
        retire(office, "lessons", **WHO, records_vanish=True)
        reinstate(office, "lessons")
        assert gather_source(office, "lessons").counts == Counts(seen=2, new=2)

    def test_of_a_source_in_use_there_is_nothing_to_take_back(self, office: Office) -> None:
        with pytest.raises(BadRequest, match="lessons is not retired"):
            reinstate(office, "lessons")


class TestBesideOthers:
    @pytest.mark.parametrize(
        ("changes", "same"),
        [
            pytest.param({}, ("register",), id="the same file"),
            pytest.param({"title": "The register", "key": ["Ref", "Title"]}, ("register",), id="the same, mapped anew"),
            pytest.param({"location": "register.csv"}, (), id="another file"),
            pytest.param({"location": "lessons.zip", "member": "*.csv", "kind": "csv"}, (), id="an archive"),
        ],
    )
    def test_records_that_count_twice_are_told(
        self, office: Office, changes: dict[str, object], same: tuple[str, ...]
    ) -> None:
        register(office, {**REGISTER, **changes})
        assert retire(office, "lessons", **WHO).same_content == same

    def test_nothing_counts_twice_once_they_are_let_go(self, office: Office) -> None:
        register(office, REGISTER)
        assert retire(office, "lessons", **WHO, records_vanish=True).same_content == ()


class TestMeanwhile:
    """It is retired by somebody while another run fetches it."""

    @pytest.mark.parametrize("records_vanish", [False, True])
    def test_no_other_source_is_stopped(self, office: Office, *, records_vanish: bool) -> None:
        register(office, {**LESSONS, "name": "others", "location": "others.csv"})
        write_csv(office.settings.folder / "others.csv", [("M1", "Ares", "Ask", "Text", "2024")])
        write_csv(office.settings.folder / "lessons.csv", ROWS[:2])

        def fetching(request: Request) -> list[Content]:
            contents = office.fetch(request)
            if request.registration.name == "lessons":
                retire(office, "lessons", **WHO, records_vanish=records_vanish)
            return contents

        slow = replace(office, fetch=fetching)
        reports = {one.source: one for one in gather_sources(slow, ["lessons", "others"])}
        assert (reports["others"].error, reports["others"].counts.new) == (None, 1)
        if records_vanish:
            assert (str(reports["lessons"].error), standing(office)) == (
                f"{RETIRED} To use it again: handover source retire lessons --undo",
                1,
            )
        else:
            assert reports["lessons"].error is None, "it was fetched before"

    def test_what_is_held_of_it_since_can_be_discarded_but_not_released(self, office: Office) -> None:
        write_csv(office.settings.folder / "lessons.csv", [])

        def fetching(request: Request) -> list[Content]:
            contents = office.fetch(request)
            retire(office, "lessons", **WHO)
            return contents

        (held,) = gather_source(replace(office, fetch=fetching), "lessons").held
        with pytest.raises(SourceRetired):
            release(office, held, **WHO)
        assert discard(office, held, **WHO).held.state == "discarded"
