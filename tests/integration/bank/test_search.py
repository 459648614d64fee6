"""Searching on both databases: what is found, in which order, over which family, as of when, and what is offered."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update

from handover.bank.index import bring_up_to_date
from handover.bank.search import Question
from handover.errors import BadRequest, UnknownInitiative
from handover.initiatives import identity
from handover.initiatives.naming import Naming
from handover.jobs import searching
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.tables import bank_gathering, bank_posting, bank_segment, gathering
from tests.integration.bank.asking import LESSON_ROWS, ask, asked_office, became, lessons, titles
from tests.offices import write_csv

OWNER, SHARING, BOARDS, PHONED = (row[2] for row in LESSON_ROWS)


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return asked_office(store, tmp_path)


# What is asked, and what is found, in order.
ASKED: list[tuple[str, dict[str, Any], list[str]]] = [
    ("pooled", {}, [OWNER, BOARDS, "2006"]),
    ("POOLING!", {}, [OWNER, BOARDS, "2006"]),
    ("pooled grants", {}, [BOARDS, "2006", OWNER]),
    ("pooled grants", {"kind": "lesson"}, [BOARDS, OWNER]),
    ("pooled", {"kind": "programme-status"}, ["2006"]),
    ("pooled", {"kind": "follow-on-action"}, []),
    ("renewal fund", {}, [BOARDS, "2006"]),
    ("total place", {}, [SHARING, OWNER, BOARDS, "2006"]),
    ('"data sharing" AND NOT (pilot* OR', {}, [SHARING]),
    ("Max Orr", {}, []),
    ("pooled unheardof", {}, [OWNER, BOARDS, "2006"]),
]


@pytest.mark.parametrize(("words", "more", "found"), ASKED, ids=[f"{words} {more or ''}" for words, more, _ in ASKED])
def test_what_is_found_and_in_which_order(office: Office, words: str, more: dict[str, Any], found: list[str]) -> None:
    assert titles(ask(office, words, **more)) == found


def test_a_hit_says_where_it_stands_and_under_which_name_it_was_recorded(office: Office) -> None:
    (hit,) = ask(office, "sharing").hits
    assert (hit.initiative.name, hit.recorded_as) == ("Total Place", "TOTAL PLACE")
    assert (hit.kind, hit.dated, hit.excerpt) == ("lesson", "2010-03-02", "Health could not share records.")
    assert (hit.where.source, hit.where.file, hit.where.row) == ("lessons", "lessons.csv", 3)
    assert (hit.tie, hit.gone_at, hit.lacking) == (None, None, ())
    assert ask(office, "sharing grants").hits[0].lacking in (("grants",), ("sharing",))


def test_a_word_that_nobody_wrote_is_told_and_another_offered(office: Office) -> None:
    found = ask(office, "survayors phoned")
    assert (titles(found), found.unknown, found.offer) == ([PHONED], ("survayors",), "Did you mean “surveyors”?")
    found = ask(office, "xqzw")
    assert (found.hits, found.unknown, found.offer) == ((), ("xqzw",), "")


def test_there_are_more_than_are_shown(office: Office) -> None:
    assert ask(office, "pooled", most=2).more
    assert not ask(office, "pooled", most=3).more


def test_a_family_is_searched_as_one_and_each_hit_says_what_ties_it(office: Office) -> None:
    became(office, "Renewal Fund", "Total Place", "2009-04-01")
    became(office, "Total Place", "Community Budgets")
    found = ask(office, "pooled", initiative="community  BUDGETS [1]")
    assert titles(found) == [OWNER, BOARDS, "2006"]
    last = "“Total Place” was renamed “Community Budgets” on 20 October 2010."
    assert found.hits[0].tie == last
    assert found.hits[1].tie == f"{last} “Renewal Fund” was renamed “Total Place” on 1 April 2009."
    # From whichever of them it is asked.
    assert titles(ask(office, "pooled", initiative="Renewal Fund")) == titles(found)
    assert titles(ask(office, "phoned", initiative="Total Place")) == []
    assert titles(ask(office, "pooled", initiative="Warm Homes")) == []


def test_the_name_of_an_initiative_leads_to_the_lessons_of_its_family(office: Office) -> None:
    became(office, "Total Place", "Community Budgets")
    found = ask(office, "community budgets")
    assert titles(found) == [OWNER]
    assert [(hit.heading, hit.tie is not None) for hit in found.of_kin] == [(SHARING, True)]
    assert ask(office, "community budgets", kind="programme-status").of_kin == ()
    assert ask(office, "warm homes").of_kin == ()


def test_one_name_at_two_times_is_told_apart_by_the_records_own_days(office: Office) -> None:
    with office.store.write() as connection:
        now = office.now()
        said = [Naming(0, "Warm Homes", from_on="2010", to_on="2015")]
        identity.add(connection, "Warm Homes", kind="body", now=now, said=said, another=True)
    became(office, "#5", "Dry Homes", "2015-01-01")
    # The lesson is of 2020, when somebody else was called so.
    assert titles(ask(office, "phoned", initiative="Dry Homes")) == []
    assert titles(ask(office, "phoned")) == [PHONED]


def test_what_was_changed_is_found_as_it_is_now_and_what_has_gone_is_said_to_have(office: Office) -> None:
    ask(office, "pooled")
    changed = ("1", "Total Place", "Pooled money needs one owner", "Nobody owned it.", "2010-03-01")
    lessons(office, [changed, *LESSON_ROWS[1:3]])
    assert titles(ask(office, "pooled owner"))[0] == "Pooled money needs one owner"
    assert OWNER not in titles(ask(office, "pooled budgets"))
    (gone,) = ask(office, "surveyors").hits
    assert gone.heading == PHONED
    assert gone.gone_at is not None


def test_what_was_known_on_a_day(office: Office) -> None:
    first = office.now().date().isoformat()
    with office.store.write() as connection:
        # The first gatherings were a month ago.
        for row in connection.execute(select(gathering)).all():
            connection.execute(
                update(gathering).where(gathering.c.id == row.id).values(started_at=row.started_at - timedelta(days=31))
            )
    lessons(office, [("1", "Total Place", "Pooled money needs one owner", "Now.", "2010-03-01"), *LESSON_ROWS[1:]])
    assert titles(ask(office, "owner", on="2025-05-20")) == [OWNER]
    assert titles(ask(office, "owner", on=first)) == ["Pooled money needs one owner"]
    assert titles(ask(office, "owner", on="2024")) == []


def test_nothing_is_found_of_what_is_held(office: Office) -> None:
    many = [(str(number), "Warm Homes", f"Lesson {number}", "Loft.", "2021-01-01") for number in range(5, 60)]
    lessons(office, [*LESSON_ROWS, *many])
    write_csv(office.settings.folder / "lessons.csv", [("9", "Total Place", "Cut off quickly", "x", "2010-03-01")])
    assert gather_source(office, "lessons").held
    assert ask(office, "quickly").hits == ()


REFUSED = ["", "   ", "🙂 !?", '()*"', "x" * 1_001, "word " * 2_000_000]


@pytest.mark.parametrize("words", REFUSED, ids=lambda words: words[:10])
def test_what_is_no_question_is_refused_in_a_sentence(office: Office, words: str) -> None:
    with pytest.raises(BadRequest) as refused:
        ask(office, words)
    assert refused.value.what_to_do


def test_an_unknown_initiative_is_told(office: Office) -> None:
    with pytest.raises(UnknownInitiative, match="Did you mean “Total Place”"):
        ask(office, "pooled", initiative="Total Plaice")


def _counts(store: Store) -> tuple[int, ...]:
    with store.read() as connection:
        return tuple(
            connection.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (bank_gathering, bank_segment, bank_posting)
        )


def test_it_costs_by_what_is_new_and_is_taken_up_once(office: Office) -> None:
    assert bring_up_to_date(office.store) == 5
    counts = _counts(office.store)
    assert bring_up_to_date(office.store) == 0
    assert _counts(office.store) == counts
    lessons(office, [*LESSON_ROWS, ("5", "Warm Homes", "One more thing", "It was short.", "2021-01-01")])
    assert bring_up_to_date(office.store) == 1


def test_many_gatherings_make_few_segments_and_lose_nothing(office: Office) -> None:
    rows = list(LESSON_ROWS)
    for number in range(5, 21):
        rows.append((str(number), "Warm Homes", f"Lesson number {number}", "Loft.", "2021-01-01"))
        lessons(office, rows)
        bring_up_to_date(office.store)
    assert _counts(office.store)[1] <= 5
    assert len(ask(office, "loft", most=50).hits) == 16
    assert titles(ask(office, "pooled")) == [OWNER, BOARDS, "2006"]


def test_several_who_ask_at_once_take_it_up_once(office: Office) -> None:
    ready, found, failed = threading.Barrier(4), [], []

    def one() -> None:
        ready.wait()
        try:
            found.append(titles(searching.search(office, Question("pooled"))))
        except Exception as error:  # noqa: BLE001 - the test says which
            failed.append(error)

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert found == [[OWNER, BOARDS, "2006"]] * 4
