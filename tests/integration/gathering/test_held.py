"""Gatherings that look wrong: kept whole, counting for nothing, and then released or discarded; on both databases."""

import os
import resource
import signal
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from handover.errors import BadRequest, DiskFull, SourceUnreachable
from handover.jobs.gathering.gather import GatheringReport, gather_source
from handover.jobs.gathering.intake import Counts
from handover.jobs.held_gatherings.deciding import discard, release
from handover.jobs.held_gatherings.held import DECIDED, UNDECIDED, HeldGathering, held_gathering, held_gatherings
from handover.jobs.held_gatherings.kept import keep
from handover.jobs.office import Office
from handover.jobs.snapshot import take_snapshot
from handover.jobs.sources import sources_overview
from handover.sources.doubts import Doubt
from handover.sources.request import Content, Request
from handover.sources.rows import Fetched
from handover.store.database import Store
from handover.store.tables import gathered_file, gathering, record_version, snapshot
from tests.integration.gathering.test_gather import current
from tests.offices import LESSONS, Clock, an_office, register, version_count, write_csv

WHO = {"by": "Jo Hill", "because": "The programme was wound up."}


def rows(count: int, first: int = 0) -> list[tuple[str, ...]]:
    return [(f"L{number}", "Orion", f"Lesson {number}", "Text", "2024") for number in range(first, first + count)]


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, LESSONS)
    return office


def gathered(office: Office, *have: tuple[str, ...]) -> GatheringReport:
    write_csv(office.settings.folder / "lessons.csv", have)
    return gather_source(office, "lessons")


@pytest.fixture
def cut_off(office: Office) -> int:
    """A list of 100 lessons was gathered, and then one of which only 20 are left is held."""
    assert gathered(office, *rows(100)).counts == Counts(seen=100, new=100)
    report = gathered(office, *rows(20))
    assert [doubt.code for doubt in report.doubts] == ["truncated"]
    assert (report.counts, report.error) == (Counts(), None)
    (number,) = report.held
    return number


def nothing_changed(_request: Request) -> list[Content]:
    """What comes of a server that answers 304."""
    return [Content((), not_modified=True)]


def all_held(office: Office) -> list[HeldGathering]:
    with office.store.read() as connection:
        return held_gatherings(connection, (*UNDECIDED, *DECIDED))


def states(office: Office) -> list[str]:
    return [one.state for one in all_held(office)]


def copies(office: Office) -> list[str]:
    folder = office.settings.held
    return sorted(path.name for path in folder.iterdir() if path.is_file()) if folder.exists() else []


class TestHolding:
    def test_nothing_of_it_counts(self, office: Office, cut_off: int) -> None:
        assert len(current(office.store)) == 100
        (one,) = all_held(office)
        assert (one.number, one.source, one.state) == (cut_off, "lessons", "held")
        assert one.counts == Counts(seen=20, unchanged=20, vanished=80)
        assert one.files == ("lessons.csv",)

    def test_it_is_kept_whole(self, office: Office, cut_off: int) -> None:
        (copy,) = copies(office)
        assert (office.settings.held / copy).read_bytes() == (office.settings.folder / "lessons.csv").read_bytes()
        with office.store.read() as connection:
            file = connection.execute(select(gathered_file).where(gathered_file.c.gathering_id == cut_off)).one()
        assert (file.kept, file.sha256, file.name) == (copy, copy, "lessons.csv")

    def test_the_same_again_is_not_read_again_and_still_held(self, office: Office, cut_off: int) -> None:
        read = []
        again = gather_source(office, "lessons", read.append)
        assert (again.held, read) == ((cut_off,), [])
        assert [doubt.code for doubt in again.doubts] == ["truncated"]
        assert not again.same_content
        assert len(all_held(office)) == 1

    def test_another_that_looks_wrong_is_held_beside_it(self, office: Office, cut_off: int) -> None:
        report = gathered(office, *rows(30))
        assert report.held != (cut_off,)
        assert states(office) == ["held", "held"]
        assert len(copies(office)) == 2

    def test_newer_content_that_is_right_is_taken_and_supersedes_it(self, office: Office, cut_off: int) -> None:
        assert gathered(office, *rows(101)).counts == Counts(seen=101, new=1, unchanged=100)
        assert states(office) == ["superseded"]
        assert len(copies(office)) == 1, "a person may still want to see it"
        with pytest.raises(BadRequest, match="Newer content of lessons was taken since") as refused:
            release(office, cut_off, **WHO)
        assert f"handover held discard {cut_off}" in str(refused.value)
        assert discard(office, cut_off, **WHO).held.state == "discarded"
        assert copies(office) == []

    def test_what_was_there_before_supersedes_it_too(self, office: Office, cut_off: int) -> None:
        assert gathered(office, *rows(100)).same_content
        assert states(office) == ["superseded"]

    def test_under_another_registration_it_is_judged_again(self, office: Office, cut_off: int) -> None:
        register(office, {**LESSONS, "guards": {"off": ["truncated"]}})
        assert gather_source(office, "lessons").counts == Counts(seen=20, unchanged=20, vanished=80)
        assert states(office) == ["superseded"]

    def test_sources_that_have_it_are_named(self, office: Office, cut_off: int) -> None:
        (line,) = sources_overview(office)
        assert (line.held, line.failed, line.seen) == ((cut_off,), None, 100)
        discard(office, cut_off, **WHO)
        assert sources_overview(office)[0].held == ()

    def test_the_one_content_of_two_sources_is_kept_once(self, office: Office, cut_off: int) -> None:
        (office.settings.folder / "other.csv").write_bytes((office.settings.folder / "lessons.csv").read_bytes())
        register(office, LESSONS, {**LESSONS, "name": "other", "location": "other.csv", "guards": {"at_least": 21}})
        (other,) = gather_source(office, "other").held
        assert len(copies(office)) == 1
        discard(office, cut_off, **WHO)
        assert len(copies(office)) == 1, "the other one still needs it"
        assert release(office, other, **WHO).counts == Counts(seen=20, new=20)
        assert copies(office) == []

    def test_two_runs_at_once_hold_it_once(self, office: Office, tmp_path: Path) -> None:
        gathered(office, *rows(100))
        write_csv(tmp_path / "lessons.csv", rows(20))
        again: list[GatheringReport] = []

        def overtaken(request: Request) -> list[Content]:
            contents = office.fetch(request)
            again.append(gather_source(office, "lessons"))
            return contents

        report = gather_source(replace(office, fetch=overtaken), "lessons")
        assert report.held == again[0].held
        assert states(office) == ["held"]


class TestReleasing:
    def test_it_counts_as_an_ordinary_gathering(self, office: Office, cut_off: int) -> None:
        fetched_at = all_held(office)[0].held_at
        decision = release(office, cut_off, **WHO)
        assert decision.counts == Counts(seen=20, unchanged=20, vanished=80)
        assert not decision.already
        assert len(current(office.store)) == 20
        with office.store.read() as connection:
            taken = connection.execute(select(gathering).where(gathering.c.id == decision.taken_as)).one()
            held = connection.execute(select(gathering).where(gathering.c.id == cut_off)).one()
            file = connection.execute(select(gathered_file).where(gathered_file.c.gathering_id == taken.id)).one()
        assert (taken.state, taken.origin, taken.vanished) == ("done", "released", 80)
        assert (taken.dated, taken.content_sha256) == (held.dated, held.content_sha256)
        assert (held.state, held.decided_by, held.decided_because) == ("released", WHO["by"], WHO["because"])
        assert taken.started_at > held.started_at == fetched_at
        assert (file.name, file.fetched_at < taken.started_at, file.kept) == ("lessons.csv", True, None)
        assert copies(office) == []

    def test_again_it_changes_nothing(self, office: Office, cut_off: int) -> None:
        first = release(office, cut_off, **WHO)
        again = release(office, cut_off, by="Somebody else", because="Again.")
        assert (again.already, again.held.decided_by, again.taken_as) == (True, WHO["by"], None)
        with office.store.read() as connection:
            assert connection.execute(select(func.max(gathering.c.id))).scalar_one() == first.taken_as

    def test_the_same_is_known_then(self, office: Office, cut_off: int) -> None:
        release(office, cut_off, **WHO)
        again = gather_source(office, "lessons")
        assert (again.same_content, again.held) == (True, ())

    def test_what_it_lost_does_not_become_usual(self, office: Office, cut_off: int) -> None:
        release(office, cut_off, **WHO)
        assert gathered(office, *rows(10)).held != ()

    def test_a_snapshot_that_was_taken_meanwhile_stays_as_it_was(self, office: Office, cut_off: int) -> None:
        take_snapshot(office)
        release(office, cut_off, **WHO)
        with office.store.read() as connection:
            frozen = connection.execute(select(snapshot.c.gathering_id)).scalar_one()
            opened, closed = record_version.c.from_gathering_id, record_version.c.to_gathering_id
            then = select(func.count()).where(opened <= frozen, closed.is_(None) | (closed > frozen))
            assert connection.execute(then).scalar_one() == 100

    def test_rows_that_are_no_records_are_rejected_as_ever(self, office: Office) -> None:
        gathered(office, *rows(100))
        broken = [(*row[:4], "soon") for row in rows(50)]
        (number,) = gathered(office, *broken, *rows(50, 50)).held
        assert release(office, number, **WHO).counts == Counts(seen=100, unchanged=50, rejected=50)

    def test_a_copy_that_is_damaged_is_not_taken(self, office: Office, cut_off: int) -> None:
        (name,) = copies(office)
        copy = office.settings.held / name
        content = copy.read_bytes()
        copy.chmod(0o644)
        copy.write_bytes(content + b"L99,Orion,Another,Text,2024\n")
        with pytest.raises(BadRequest, match=r"The copy of lessons\.csv that was kept is damaged\."):
            release(office, cut_off, **WHO)
        copy.unlink()
        with pytest.raises(BadRequest, match=r"The copy of lessons\.csv that was kept is gone\."):
            release(office, cut_off, **WHO)
        assert states(office) == ["held"]
        assert len(current(office.store)) == 100
        copy.write_bytes(content)
        assert release(office, cut_off, **WHO).counts.vanished == 80

    def test_one_that_cannot_be_read_stays_held(self, office: Office, cut_off: int) -> None:
        register(office, {**LESSONS, "map": {"initiative": "Nowhere", "title": "Title"}})
        with pytest.raises(SourceUnreachable.__base__, match="There is no column “Nowhere”"):
            release(office, cut_off, **WHO)
        assert states(office) == ["held"]
        assert len(copies(office)) == 1

    @pytest.mark.parametrize("who", [{"by": " ", "because": "Why not."}, {"by": "Jo", "because": ""}])
    def test_somebody_must_say_who_and_why(self, office: Office, cut_off: int, who: dict[str, str]) -> None:
        for decide in (release, discard):
            with pytest.raises(BadRequest, match="Who decides, and why, must be said"):
                decide(office, cut_off, **who)
        assert states(office) == ["held"]

    @pytest.mark.parametrize("number", [1, 99])
    def test_only_what_was_held_can_be_decided_about(self, office: Office, cut_off: int, number: int) -> None:
        for decide in (release, discard):
            with pytest.raises(BadRequest, match=f"No gathering {number} was held"):
                decide(office, number, **WHO)


class TestDiscarding:
    def test_it_never_counts_and_its_copy_is_gone(self, office: Office, cut_off: int) -> None:
        decision = discard(office, cut_off, **WHO)
        assert (decision.held.state, decision.held.decided_by, decision.already) == ("discarded", WHO["by"], False)
        assert copies(office) == []
        assert len(current(office.store)) == 100
        assert discard(office, cut_off, by="Somebody else", because="Again.").already

    def test_the_same_content_stays_discarded_and_that_is_said(self, office: Office, cut_off: int) -> None:
        discard(office, cut_off, **WHO)
        again = gather_source(office, "lessons")
        assert (again.discarded, again.held, again.counts) == ((cut_off,), (), Counts())
        assert not again.same_content
        assert gathered(office, *rows(100)).same_content
        assert gathered(office, *rows(20)).discarded == (cut_off,)
        assert states(office) == ["discarded"]

    def test_what_was_decided_is_not_decided_otherwise(self, office: Office, cut_off: int) -> None:
        discard(office, cut_off, **WHO)
        with pytest.raises(BadRequest, match=f"Gathering {cut_off} was discarded by Jo Hill on 2 June 2025"):
            release(office, cut_off, **WHO)
        (other,) = gathered(office, *rows(30)).held
        release(office, other, **WHO)
        with pytest.raises(BadRequest, match=f"Gathering {other} was released by Jo Hill on 2 June 2025"):
            discard(office, other, **WHO)

    def test_copies_that_a_killed_run_left_are_removed(self, office: Office, cut_off: int) -> None:
        left = office.settings.held / ("0" * 64)
        left.write_bytes(b"half a life")
        other = office.settings.held / "notes.txt"
        other.write_text("Ours.")
        discard(office, cut_off, **WHO)
        assert not left.exists()
        assert other.exists()


CODES: dict[str, tuple[dict[str, Any], list[tuple[str, ...]], list[tuple[str, ...]], str]] = {
    "cut off at a row": ({}, rows(100), rows(60), "truncated"),
    "no rows": ({}, rows(3), [], "empty"),
    "fewer than declared": ({"guards": {"at_least": 5}}, [], rows(4), "truncated"),
    "more gone than may": ({"guards": {"may_vanish": 0.01}}, rows(100), rows(98), "truncated"),
    "capitals": ({}, rows(30), [(*row[:2], row[2].upper(), *row[3:]) for row in rows(30)], "convention-changed"),
    "keys": ({}, rows(30), [(f"ORN-{row[0][1:]:>04}", *row[1:]) for row in rows(30)], "convention-changed"),
    "keys twice": ({}, rows(90), [*rows(90), *rows(3)], "key-not-unique"),
    "rejected": ({}, rows(90), [*rows(80), *((*row[:4], "soon") for row in rows(10, 80))], "more-rejected"),
    "dates to come": ({}, rows(20), [(*row[:4], "2031") for row in rows(20)], "future-dates"),
}


@pytest.mark.parametrize(("declared", "first", "then", "code"), CODES.values(), ids=CODES)
def test_what_is_held(
    office: Office,
    declared: dict[str, Any],
    first: list[tuple[str, ...]],
    then: list[tuple[str, ...]],
    code: str,
) -> None:
    register(office, {**LESSONS, **declared})
    if first:
        assert gathered(office, *first).counts.new == len(first)
    report = gathered(office, *then)
    assert [doubt.code for doubt in report.doubts] == [code]
    assert len(current(office.store)) == len(first)
    # What is switched off does not look; what a person releases counts.
    register(office, {**LESSONS, **declared, "guards": {**declared.get("guards", {}), "off": [code]}})
    assert gathered(office, *then).held == ()


ORDINARY: dict[str, tuple[list[tuple[str, ...]], list[tuple[str, ...]]]] = {
    "a row more": (rows(100), rows(101)),
    "a few rows fewer": (rows(100), rows(90)),
    "half of a short list": (rows(6), rows(3)),
    "other rows in their place": (rows(100), [*rows(60), *rows(40, 200)]),
    "every title rewritten": (rows(30), [(*row[:2], f"Ask about {row[0]} early", *row[3:]) for row in rows(30)]),
    "a key twice": (rows(90), [*rows(90), *rows(1)]),
    "a few rows that cannot be read": (rows(90), [*rows(87), *((*row[:4], "soon") for row in rows(3, 87))]),
}


@pytest.mark.parametrize(("first", "then"), ORDINARY.values(), ids=ORDINARY)
def test_what_is_not_held(office: Office, first: list[tuple[str, ...]], then: list[tuple[str, ...]]) -> None:
    gathered(office, *first)
    report = gathered(office, *then)
    assert (report.held, report.doubts) == ((), ())
    assert report.counts.seen == len(then)


def test_columns_that_are_gone_or_new(office: Office) -> None:
    path = office.settings.folder / "lessons.csv"
    header = ("Ref", "Programme", "Title", "What happened", "Recorded", "Owner")
    write_csv(path, [(*row, "Jo") for row in rows(3)], header=header)
    gather_source(office, "lessons")
    assert [doubt.sentence for doubt in gathered(office, *rows(4)).doubts] == [
        "lessons.csv has no column “Owner” any more."
    ]
    write_csv(path, [(*row, "Jo", "x") for row in rows(4)], header=(*header, "Remark"))
    report = gather_source(office, "lessons")
    assert report.notes == ("New since the gathering before: column “Remark”.",)
    register(office, {**LESSONS, "contract": {"new_columns": "freeze"}})
    write_csv(path, [(*row, "Jo", "x", "y") for row in rows(4)], header=(*header, "Remark", "Status"))
    assert [doubt.code for doubt in gather_source(office, "lessons").doubts] == ["schema-drift"]


def test_rows_that_say_something_in_a_new_column_can_be_discarded(office: Office) -> None:
    register(office, {**LESSONS, "contract": {"new_columns": "discard_row"}})
    gathered(office, *rows(3))
    header = ("Ref", "Programme", "Title", "What happened", "Recorded", "Owner")
    have = [(*rows(3)[0], ""), (*rows(3)[1], "Jo"), (*rows(3)[2], "")]
    for _ in range(2):
        write_csv(office.settings.folder / "lessons.csv", have, header=header)
        assert gather_source(office, "lessons").counts == Counts(seen=3, unchanged=2, rejected=1)
        have.reverse()  # another file, in which the column is as new as before
    register(office, LESSONS)
    assert gather_source(office, "lessons").counts == Counts(seen=3, unchanged=3)


class TestTime:
    """Content that stands still or is old, by a clock that the test moves; its file was written when it was."""

    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    def office(self, store: Store, tmp_path: Path, clock: Clock) -> Office:
        office = an_office(store, tmp_path, now=clock)
        register(office, {**LESSONS, "cadence": "monthly"})
        return office

    def write(self, office: Office, clock: Clock, count: int, *, days_ago: int = 0) -> None:
        path = office.settings.folder / "lessons.csv"
        write_csv(path, rows(count))
        at = (clock.at - timedelta(days=days_ago)).timestamp()
        os.utime(path, (at, at))

    def test_content_that_stands_still(self, office: Office, clock: Clock) -> None:
        self.write(office, clock, 3)
        gather_source(office, "lessons")
        clock.at += timedelta(days=62)
        assert gather_source(office, "lessons").same_content
        clock.at += timedelta(days=1)
        report = gather_source(office, "lessons")
        assert [doubt.sentence for doubt in report.doubts] == [
            "lessons.csv has not changed since 2 June 2025, 63 days ago, and the source is monthly."
        ]
        assert gather_source(office, "lessons").held == report.held
        decision = release(office, report.held[0], **WHO)
        assert decision.counts == Counts(seen=3, unchanged=3)
        clock.at += timedelta(days=62)
        assert gather_source(office, "lessons").same_content, "since it was released it counts from then"
        clock.at += timedelta(days=1)
        assert gather_source(office, "lessons").held != ()

    def test_a_server_that_says_for_too_long_that_nothing_changed(self, office: Office, clock: Clock) -> None:
        self.write(office, clock, 3)
        gather_source(office, "lessons")
        clock.at += timedelta(days=99)
        silent = replace(office, fetch=nothing_changed)
        report = gather_source(silent, "lessons")
        assert [doubt.code for doubt in report.doubts] == ["identical"]
        assert gather_source(silent, "lessons").held == report.held
        assert release(office, report.held[0], **WHO).counts == Counts(seen=3, unchanged=3)
        assert gather_source(silent, "lessons").same_content
        assert len(current(office.store)) == 3

    def test_what_only_says_that_nothing_changed_takes_nothing_away(self, office: Office, clock: Clock) -> None:
        self.write(office, clock, 3)
        gather_source(office, "lessons")
        clock.at += timedelta(days=99)
        (number,) = gather_source(replace(office, fetch=nothing_changed), "lessons").held
        register(office, {**LESSONS, "cadence": "monthly", "title": "Another title"})
        with pytest.raises(BadRequest, match=f"Gathering {number} only says that nothing had changed"):
            release(office, number, **WHO)
        assert len(current(office.store)) == 3

    def test_content_that_is_old(self, office: Office, clock: Clock) -> None:
        self.write(office, clock, 3, days_ago=63)
        report = gather_source(office, "lessons")
        assert [doubt.code for doubt in report.doubts] == ["stale"]
        release(office, report.held[0], **WHO)
        assert gather_source(office, "lessons").same_content

    def test_content_that_is_older_than_what_was_taken(self, office: Office, clock: Clock) -> None:
        self.write(office, clock, 3, days_ago=1)
        gather_source(office, "lessons")
        self.write(office, clock, 4, days_ago=2)
        report = gather_source(office, "lessons")
        assert [doubt.code for doubt in report.doubts] == ["older"]
        taken = release(office, report.held[0], **WHO).taken_as
        with office.store.read() as connection:
            dated = connection.execute(select(gathering.c.dated).where(gathering.c.id == taken)).scalar_one()
        assert (clock.at - dated).days == 2

    def test_another_place_may_have_an_older_file(self, office: Office, clock: Clock) -> None:
        self.write(office, clock, 3)
        gather_source(office, "lessons")
        self.write(office, clock, 4, days_ago=9)
        (office.settings.folder / "lessons.csv").rename(office.settings.folder / "moved.csv")
        register(office, {**LESSONS, "cadence": "monthly", "location": "moved.csv"})
        assert gather_source(office, "lessons").held == ()


class TestSeries:
    """Several contents at once, the oldest first, as a dated series is fetched."""

    @pytest.fixture
    def files(self) -> dict[int, list[tuple[str, ...]]]:
        return {}

    def gathered(self, office: Office, files: dict[int, list[tuple[str, ...]]], **doubted: Doubt) -> GatheringReport:
        def fetch(request: Request) -> list[Content]:
            contents = []
            for month, have in sorted(files.items()):
                location = f"month-{month}.csv"
                write_csv(office.settings.folder / location, have)
                (content,) = office.fetch(
                    replace(request, registration=request.registration.model_copy(update={"location": location}))
                )
                dated = office.now().replace(year=2025, month=month, day=1)
                if request.since is None or dated.date() > request.since.date():
                    doubts = (doubted[f"m{month}"],) if f"m{month}" in doubted else ()
                    contents.append(replace(content, dated=dated, doubts=doubts))
            return contents

        return gather_source(replace(office, fetch=fetch), "lessons")

    def test_one_that_looks_wrong_is_passed_over(self, office: Office, files: dict[int, list[tuple[str, ...]]]) -> None:
        files |= {1: rows(100), 2: rows(20), 3: rows(102)}
        report = self.gathered(office, files)
        assert (len(report.held), report.counts) == (1, Counts(seen=202, new=102, unchanged=100))
        assert states(office) == ["superseded"]
        assert self.gathered(office, files).held == (), "it is not fetched again"

    def test_what_the_fetching_doubts_is_held_with_what_it_would_have_done(
        self, office: Office, files: dict[int, list[tuple[str, ...]]]
    ) -> None:
        files |= {1: rows(20), 2: rows(100)}
        small = Doubt("truncated", "month-1.csv is much smaller than the next.", "Look at it.")
        report = self.gathered(office, files, m1=small)
        assert (report.doubts, report.counts) == ((small,), Counts(seen=100, new=100))
        assert all_held(office)[0].counts == Counts(seen=20, new=20)
        register(office, {**LESSONS, "guards": {"off": ["truncated"]}, "title": "Without a doubt"})
        with office.store.write() as connection:
            connection.execute(update(gathering).values(dated=None))
        assert self.gathered(office, files, m1=small).held == ()

    def test_a_convention_that_stays_is_released_once(
        self, office: Office, files: dict[int, list[tuple[str, ...]]]
    ) -> None:
        def capitals(count: int) -> list[tuple[str, ...]]:
            return [(*row[:2], row[2].upper(), *row[3:]) for row in rows(count)]

        files |= {1: rows(30), 2: capitals(30), 3: capitals(31)}
        first, second = self.gathered(office, files).held
        assert self.gathered(office, files).held == (first, second), "both are still held, and not read again"
        assert release(office, first, **WHO).counts == Counts(seen=30, changed=30)
        assert states(office) == ["released", "held"], "what is newer than it still waits"
        report = self.gathered(office, files)
        assert (report.held, report.counts) == ((), Counts(seen=31, new=1, unchanged=30))
        assert states(office) == ["released", "superseded"]

    def test_the_newest_can_be_released_and_supersedes_those_before(
        self, office: Office, files: dict[int, list[tuple[str, ...]]]
    ) -> None:
        files |= {1: rows(100), 2: rows(20), 3: rows(21)}
        first, second = self.gathered(office, files).held
        release(office, second, **WHO)
        assert states(office) == ["superseded", "released"]
        assert self.gathered(office, files).held == ()
        with pytest.raises(BadRequest, match="Newer content of lessons was taken"):
            release(office, first, **WHO)

    def test_the_newest_stays_discarded_and_that_is_said(
        self, office: Office, files: dict[int, list[tuple[str, ...]]]
    ) -> None:
        files |= {1: rows(100), 2: rows(20)}
        (number,) = self.gathered(office, files).held
        discard(office, number, **WHO)
        for _ in range(2):
            assert self.gathered(office, files).discarded == (number,)
        files |= {3: rows(101)}
        report = self.gathered(office, files)
        assert (report.discarded, report.counts) == ((number,), Counts(seen=101, new=1, unchanged=100))
        assert self.gathered(office, files).discarded == ()

    def test_held_again_it_keeps_its_number(self, office: Office, files: dict[int, list[tuple[str, ...]]]) -> None:
        files |= {1: rows(100), 2: rows(60), 3: rows(20)}
        first, second = self.gathered(office, files).held
        release(office, first, **WHO)
        assert self.gathered(office, files).held == (second,)
        with office.store.read() as connection:
            assert held_gathering(connection, second).counts == Counts(seen=20, unchanged=20, vanished=40)


class TestKeeping:
    """Copies are there whole or not at all, and what stands in their way is said."""

    def fetched(self, office: Office) -> Fetched:
        (content,) = office.fetch(self.request(office))
        return content.files[0]

    def request(self, office: Office) -> Request:
        from handover.sources.registering.registration import Registration

        return Request(
            Registration.model_validate(LESSONS),
            office.settings.folder,
            office.settings.folder,
            office.settings.limits,
            office.now,
            office.secrets,
        )

    def test_a_full_disk(self, office: Office) -> None:
        write_csv(office.settings.folder / "lessons.csv", rows(2_000))
        content = Content((self.fetched(office),))
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, before[1]))
        try:
            with pytest.raises(DiskFull, match=r"The disk is full; lessons\.csv looks wrong and could not be kept\."):
                keep(office.settings.held, content)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
            signal.signal(signal.SIGXFSZ, ignored)
        assert [path for path in office.settings.held.rglob("*") if path.is_file()] == []

    def test_a_folder_that_cannot_be_written_to(self, office: Office) -> None:
        gathered(office, *rows(100))
        office.settings.held.write_text("A file where the folder should be.")
        report = gathered(office, *rows(20))
        assert report.error is not None
        assert report.error.sentence.startswith("lessons.csv looks wrong, and it could not be kept in ")
        assert len(current(office.store)) == 100
        assert all_held(office) == []
        office.settings.held.unlink()
        assert len(gather_source(office, "lessons").held) == 1

    def test_a_file_that_changes_while_it_is_copied(self, office: Office) -> None:
        write_csv(office.settings.folder / "lessons.csv", rows(3))
        file = replace(self.fetched(office), sha256="0" * 64)
        with pytest.raises(SourceUnreachable, match=r"lessons\.csv was changed while it was being read"):
            keep(office.settings.held, Content((file,)))
        assert copies(office) == []

    def test_a_copy_that_is_half_there_is_made_again(self, office: Office) -> None:
        write_csv(office.settings.folder / "lessons.csv", rows(3))
        file = self.fetched(office)
        office.settings.held.mkdir()
        (office.settings.held / file.sha256).write_bytes(b"Ref")
        keep(office.settings.held, Content((file,)))
        assert (office.settings.held / file.sha256).read_bytes() == file.path.read_bytes()


def test_a_held_gathering_writes_no_version(office: Office, cut_off: int) -> None:
    assert version_count(office.store) == 100
