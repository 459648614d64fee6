"""Looking at what was gathered, on both databases."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select

from handover.jobs.gathering.gather import gather_source
from handover.jobs.held_gatherings.deciding import release
from handover.jobs.noticing.deciding import dismiss
from handover.jobs.noticing.watching import watch
from handover.jobs.office import Office
from handover.jobs.rejected_rows.correcting import fix
from handover.jobs.requests import close
from handover.jobs.retiring import retire
from handover.store.database import Store
from handover.store.tables import rejected_row, watched
from handover.transitions.detection import proposed
from tests.integration.noticing.lists import CLOSED, HEADER, ROWS, STATUS, WHO, publish, with_first
from tests.offices import Clock, an_office, register, write_csv


def kinds(report: Any) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.kind, one.initiative, one.successors) for one in report.new]


def test_a_closure_is_proposed_once_with_its_row(office: Office) -> None:
    (one,) = publish(office, CLOSED).new
    assert (one.kind, one.initiative, one.confidence, one.state) == ("closure", "Warm Homes", 95, "proposed")
    with office.store.read() as connection:
        (reason,) = proposed.reasons(connection, one.id)
        assert [row.passed_over for row in connection.execute(select(watched).order_by(watched.c.id))] == [
            "It is the first of its source.",
            None,
        ]
    assert reason.file is not None
    assert (Path(reason.file).name, reason.row) == ("status.csv", 2)
    assert watch(office).looked_at == 0


def test_the_same_in_another_order_is_nothing(office: Office) -> None:
    assert publish(office, ROWS[::-1]).new == ()


def test_an_office_may_have_the_surest_confirmed(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path, detection={"confirm_from": 95})
    register(office, STATUS)
    publish(office, ROWS)
    report = publish(office, [*CLOSED[:5]])
    assert [(one.confidence, one.state, one.decided_by) for one in report.new] == [
        (95, "confirmed", None),
        (60, "proposed", None),
    ]
    assert len(report.confirmed) == 1


def test_a_held_gathering_gives_nothing_until_it_is_released(office: Office) -> None:
    many = [(str(at), f"Programme {at}", "2025", "implementation", "") for at in range(7, 107)]
    publish(office, [*ROWS, *many])
    write_csv(office.settings.folder / "status.csv", ROWS, header=HEADER)
    (held,) = gather_source(office, "status").held
    assert watch(office).new == ()
    release(office, held, by=WHO["by"], because=WHO["because"])
    # Where so much is gone at once, something may have happened to the source: the next gathering has to show it too.
    assert watch(office).new == ()
    new = publish(office, CLOSED).new
    assert Counter(one.cause for one in new) == {"gone from its source": 100, "its source says that it ended": 1}


def test_what_is_there_again_waits_no_more(office: Office) -> None:
    (one,) = publish(office, ROWS[:5]).new
    assert (one.kind, one.initiative) == ("closure", "Safe Roads")
    report = publish(office, ROWS)
    assert (report.new, report.overtaken) == ((), (one.id,))


def test_what_a_source_lost_for_one_gathering_is_never_proposed(office: Office) -> None:
    many = [(str(at), f"Programme {at}", "2025", "implementation", "") for at in range(7, 107)]
    publish(office, [*ROWS, *many])
    assert publish(office, [*ROWS, *many[:88]]).new == ()
    assert publish(office, [*ROWS, *many]).new == ()
    assert publish(office, [*ROWS, *many[:88]]).new == ()


def test_a_source_that_is_registered_otherwise_gives_nothing(office: Office) -> None:
    register(office, {**STATUS, "map": {**STATUS["map"], "narrative": "By"}})
    assert publish(office, CLOSED).new == ()


def test_a_source_with_another_title_is_looked_at_all_the_same(office: Office) -> None:
    register(office, {**STATUS, "title": "How programmes stand"})
    assert kinds(publish(office, CLOSED)) == [("closure", "Warm Homes", ())]


def test_what_a_corrected_row_says_counts(office: Office) -> None:
    write_csv(
        office.settings.folder / "status.csv", with_first("1", "Warm Homes", "soon", "completed", ""), header=HEADER
    )
    gather_source(office, "status")
    assert watch(office).new == ()
    with office.store.read() as connection:
        (number,) = connection.execute(select(rejected_row.c.id)).scalars()
    fix(office, number, ["Year=2025"], **WHO)
    assert kinds(watch(office)) == [("closure", "Warm Homes", ())]


def test_records_that_a_retired_source_let_go_have_not_closed(office: Office) -> None:
    retire(office, "status", **WHO, records_vanish=True)
    assert watch(office).new == ()


def test_a_thousand_are_one_group(office: Office) -> None:
    many = [(str(at), f"Programme {at}", "2025", "implementation", "") for at in range(7, 1007)]
    publish(office, [*ROWS, *many])
    new = publish(office, [*ROWS, *[(*row[:3], "completed", "") for row in many]]).new
    assert (len(new), len({one.cause for one in new})) == (1000, 1)


def test_what_is_dismissed_is_not_proposed_by_the_same_evidence_again(office: Office) -> None:
    (one,) = publish(office, CLOSED).new
    assert dismiss(office, one.id, **WHO).state == "dismissed"
    assert publish(office, ROWS).new == ()
    assert publish(office, CLOSED).new == ()


def test_another_source_adds_evidence_to_what_waits(office: Office) -> None:
    others = ("other", "third")
    register(office, STATUS, *({**STATUS, "name": name, "location": f"{name}.csv"} for name in others))
    for name in others:
        publish(office, ROWS, source=name)
    (one,) = publish(office, CLOSED).new
    assert publish(office, CLOSED, source="other").new == ()
    with office.store.read() as connection:
        files = [reason.file for reason in proposed.reasons(connection, one.id)]
    assert [Path(file or "").name for file in files] == ["status.csv", "other.csv"]
    dismiss(office, one.id, **WHO)
    # What was dismissed can be proposed by evidence that nobody has seen.
    (again,) = publish(office, CLOSED, source="third").new
    assert again.id != one.id


def test_what_a_person_recorded_is_not_proposed(office: Office) -> None:
    close(office, "Warm Homes", on="2025-05-01", reason="It is done.", to=())
    assert publish(office, CLOSED).new == ()


def test_what_a_person_records_while_it_waits_waits_no_more(office: Office) -> None:
    (one,) = publish(office, CLOSED).new
    close(office, "Warm Homes", on="2025-05-01", reason="It is done.", to=())
    assert watch(office).overtaken == (one.id,)
    with office.store.read() as connection:
        assert proposed.by_number(connection, one.id).state == "overtaken"


YEARLY = {**STATUS, "key": ["Ref", "Year"]}


def of_year(year: str, stage: str = "implementation", name: str = "Warm Homes") -> list[tuple[str, ...]]:
    return [("1", name, year, stage, ""), *((*row[:2], year, *row[3:]) for row in ROWS[1:])]


def yearly(store: Store, folder: Path) -> Office:
    office = an_office(store, folder)
    register(office, YEARLY)
    assert publish(office, of_year("2023")).new == ()
    return office


def test_the_report_of_a_new_year_is_compared_with_the_one_before(store: Store, tmp_path: Path) -> None:
    office = yearly(store, tmp_path)
    assert publish(office, [*of_year("2023"), *of_year("2024")]).new == ()
    grown = [*of_year("2023"), *of_year("2024"), *of_year("2025", "completed")]
    assert kinds(publish(office, grown)) == [("closure", "Warm Homes", ())]
    # A report of an earlier year that comes late says nothing new.
    assert publish(office, [*grown, *of_year("2022", "cancelled")]).new == ()


def test_a_list_that_only_has_the_newest_year_has_lost_nothing(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, {**YEARLY, "guards": {"off": ["truncated"]}})
    publish(office, of_year("2023"))
    assert kinds(publish(office, of_year("2024"))) == []
    assert kinds(publish(office, of_year("2025", "completed")[:5])) == [
        ("closure", "Warm Homes", ()),
        ("closure", "Safe Roads", ()),
    ]


ENDS: dict[str, Any] = {**STATUS, "map": {"initiative": "Programme", "period": "Year", "end_planned": "Stage"}}


def ending(end: str) -> list[tuple[str, ...]]:
    return [("1", "Warm Homes", "2025", end, ""), ("2", "Dry Homes", "2025", "2040", "")]


def test_an_end_that_passes_while_nothing_changes(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    office = an_office(store, tmp_path, now=clock)
    register(office, ENDS)
    assert publish(office, ending("2025-06-30")).new == ()
    clock.at = datetime(2025, 6, 30, 12, tzinfo=UTC)
    assert watch(office).new == ()
    clock.at = datetime(2025, 7, 2, tzinfo=UTC)
    (one,) = watch(office).new
    assert (one.kind, one.effective_on, one.confidence) == ("closure", "2025-06-30", 50)
    assert watch(office).new == ()


def test_an_end_that_was_put_off_does_not_pass(store: Store, tmp_path: Path) -> None:
    clock = Clock()
    office = an_office(store, tmp_path, now=clock)
    register(office, ENDS)
    publish(office, ending("2025-06-30"))
    publish(office, ending("2026-06-30"))
    clock.at = datetime(2025, 7, 2, tzinfo=UTC)
    assert watch(office).new == ()
    # What cannot be read may say something newer, so that nothing is concluded from what stands.
    write_csv(office.settings.folder / "status.csv", ending("soon"), header=HEADER)
    gather_source(office, "status")
    clock.at = datetime(2026, 7, 2, tzinfo=UTC)
    assert watch(office).new == ()


BODIES: dict[str, Any] = {
    **STATUS,
    "map": {"initiative": "Programme", "period": "Year", "part_of": {"column": "By", "split": ";"}},
}


def bodies(*wholes: str) -> list[tuple[str, ...]]:
    return [(key, f"Ministry {key}", "2025", "", "") for key in "PQR"] + [
        (str(at), f"Agency {at}", "2025", "", whole) for at, whole in enumerate(wholes)
    ]


def test_what_is_emptied_is_followed_by_where_its_members_went(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, BODIES)
    publish(office, bodies(*"PPPPPPPPQ"))
    # It has most of them still; then only one of all that it ever had.
    assert publish(office, bodies(*"QQPPPPPPQ")).new == ()
    assert kinds(publish(office, bodies(*"QQQQQRRPQ"))) == [("split", "Ministry P", ("Ministry Q", "Ministry R"))]
    assert publish(office, bodies(*"QQQQQRRQQ")).new == ()


LESSONS: dict[str, Any] = {
    "name": "lessons",
    "title": "Lessons",
    "location": "lessons.csv",
    "records": "lesson",
    "key": "Ref",
    "map": {"initiative": "Programme", "title": "Title"},
}


def test_lessons_that_go_on_under_another_name(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, LESSONS)

    def lessons(*names: str) -> Any:
        rows = [(f"L{at}", name, f"Lesson {at}") for at, name in enumerate(names)]
        return kinds(publish(office, rows, source="lessons", header=("Ref", "Programme", "Title")))

    assert lessons("Warm Homes", "Warm Homes", "Bus Lanes", "Bus Lanes", "Bus Lanes") == []
    # One lesson alone was put right.
    assert lessons("Warm Homes", "Warm Homes", "Bus Lanes", "Bus Lanes", "Clean Rivers") == []
    assert lessons("Snug Dwellings", "Snug Dwellings", "Bus Lanes", "Bus Lanes", "Clean Rivers") == [
        ("rename", "Warm Homes", ("Snug Dwellings",))
    ]


def test_what_is_gone_for_good_after_it_came_back_is_proposed_again(office: Office) -> None:
    (one,) = publish(office, ROWS[:5]).new
    assert publish(office, ROWS).overtaken == (one.id,)
    assert kinds(publish(office, ROWS[:5])) == [("closure", "Safe Roads", ())]


def test_a_look_that_comes_late_sees_what_each_gathering_changed(store: Store, tmp_path: Path) -> None:
    office = yearly(store, tmp_path)
    grown = [*of_year("2023"), *of_year("2024", "completed")]
    for rows in (grown, [*grown, *of_year("2025", "completed")]):
        write_csv(tmp_path / "status.csv", rows, header=HEADER)
        assert gather_source(office, "status").error is None
    assert kinds(watch(office)) == [("closure", "Warm Homes", ())]


def test_rows_that_changed_places_are_no_renames(office: Office) -> None:
    swapped = [("1", *ROWS[1][1:]), ("2", *ROWS[0][1:]), *ROWS[2:]]
    assert publish(office, swapped).new == ()


def test_what_follows_another_later_is_proposed_too(store: Store, tmp_path: Path) -> None:
    office = an_office(store, tmp_path)
    register(office, {**STATUS, "map": {"initiative": "Programme", "period": "Year", "owner": "Stage"}})

    def owned(first: str, second: str) -> Any:
        rows = [("1", "Warm Homes", "2025", first, ""), ("2", "Dry Homes", "2025", second, "")]
        return [one.details["functions"] for one in publish(office, rows).new]

    assert owned("Housing Office", "Housing Office") == []
    assert owned("Energy Office", "Housing Office") == ["Warm Homes"]
    assert owned("Energy Office", "Energy Office") == ["Dry Homes"]
