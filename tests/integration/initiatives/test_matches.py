"""Names that are new to a store: matched, asked about, decided, and all of it undone; on both databases."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, insert, select, update

from handover.errors import BadRequest
from handover.initiatives import identity, joining, look_up, recognising
from handover.initiatives.belonging import records_of
from handover.initiatives.names import compared
from handover.initiatives.naming import Naming
from handover.initiatives.overview import overview
from handover.jobs import matching
from handover.jobs.gathering.gather import gather_source
from handover.jobs.matching import Match
from handover.jobs.office import Office
from handover.store.database import Store
from handover.store.tables import initiative, initiative_merge, record_version
from handover.store.tables import name as name_table
from tests.offices import LESSONS, an_office, register, write_csv

NOW = datetime(2025, 5, 6, 12, tzinfo=UTC)
WHO = {"by": "Jo Hill", "because": "The board said so."}


def gathered(connection: Connection, *names: str) -> int:
    for written in names:
        connection.execute(
            insert(name_table).values(written=written, normalised=compared(written), origin="records", added_at=NOW)
        )
    return recognising.recognise(connection, now=NOW)


def meant(store: Store, name: str) -> str:
    with store.read() as connection:
        return look_up.find(connection, name).name


def of_state(store: Store, state: matching.State) -> list[Match]:
    with store.read() as connection:
        return matching.matches(connection, (state,))


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    return an_office(store, tmp_path)


def test_a_name_that_is_as_good_as_equal_is_matched_with_the_reason_and_can_be_set_apart(office: Office) -> None:
    with office.store.write() as connection:
        assert gathered(connection, "Smart Meters Programme") == 1
        assert gathered(connection, "Smart Meters Prog.") == 0
    (one,) = of_state(office.store, "matched")
    assert one.evidence == ("The names are the same but for marks, accents or shortened words.",)
    assert meant(office.store, "Smart Meters Prog.") == "Smart Meters Programme"
    assert matching.undo(office, one.number, **WHO).state == "rejected"
    assert meant(office.store, "Smart Meters Prog.") == "Smart Meters Prog."


def test_a_question_is_answered_once_whichever_way_and_can_be_taken_back(office: Office) -> None:
    with office.store.write() as connection:
        assert gathered(connection, "Constellation", "Constellation Programme") == 2
    (asked,) = of_state(office.store, "asked")
    assert meant(office.store, "Constellation Programme") == "Constellation Programme"
    assert matching.accept(office, asked.number, **WHO).belongs_to.name == "Constellation"
    assert meant(office.store, "Constellation Programme") == "Constellation"
    with pytest.raises(BadRequest, match=f"Match {asked.number} was accepted already by Jo Hill"):
        matching.reject(office, asked.number, **WHO)
    assert matching.undo(office, asked.number, **WHO).state == "asked"
    assert meant(office.store, "Constellation Programme") == "Constellation Programme"
    assert matching.reject(office, asked.number, **WHO).state == "rejected"
    with office.store.write() as connection:
        assert gathered(connection, "CONSTELLATION  PROGRAMME") == 0
    assert of_state(office.store, "asked") == []


def test_a_name_that_two_initiatives_are_as_like_is_a_question(store: Store) -> None:
    with store.write() as connection:
        gathered(connection, "Harbour Renewal Board (HRB)", "Health Reform Board (HRB)")
        gathered(connection, "HRB")
    (one,) = of_state(store, "asked")
    assert one.written == "HRB"
    assert "a person has to say" in one.evidence[-1]


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda office: matching.accept(office, 99, **WHO), "There is no match 99"),
        (lambda office: matching.accept(office, 1, by=" ", because="x"), "Who decides, and why, must be said"),
        (lambda office: matching.undo(office, 1, **WHO), "not decided"),
    ],
    ids=["unknown", "nobody", "undecided"],
)
def test_what_cannot_be_decided(office: Office, act: Callable[[Office], object], sentence: str) -> None:
    with office.store.write() as connection:
        gathered(connection, "Constellation", "Constellation Programme")
        first = matching.matches(connection)[0].number
    assert first == 1
    with pytest.raises(BadRequest, match=sentence):
        act(office)


def test_splitting_what_was_merged_gives_each_its_names_and_its_closing_and_keeps_history(store: Store) -> None:
    with store.write() as connection:
        one, two, three = (identity.add(connection, name, kind="board", now=NOW) for name in ("One", "Two", "Three"))
        connection.execute(update(initiative).where(initiative.c.id == one.id).values(closed_on="2020-03-01"))
        joining.merge(connection, one, two, by="Ada", now=NOW)
        joining.merge(connection, two, three, by="Ada", now=NOW)
        assert look_up.find(connection, "Three").closed_on == "2020-03-01"
        own, other = joining.split(connection, "One", by="Jo", because="They were two.", now=NOW)
        assert (own.name, own.closed_on, other.name, other.closed_on) == ("One", "2020-03-01", "Three", None)
        assert look_up.find(connection, "Two").name == "Three"
        with pytest.raises(BadRequest, match="“One” was not merged"):
            joining.split(connection, "One", by="Jo", because="Again.", now=NOW)
        kept = connection.execute(select(initiative_merge).order_by(initiative_merge.c.id)).all()
    assert [(row.merged_by, row.undone_by, row.undone_because) for row in kept] == [
        ("Ada", "Jo", "They were two."),
        ("Ada", None, None),
    ]


def test_records_under_a_name_that_two_had_go_to_whose_it_was_on_their_date(office: Office) -> None:
    with office.store.write() as connection:
        first, second = (
            identity.add(connection, name, kind="body", now=NOW, said=said, another=True)
            for name, said in (
                ("Ministry of Housing (2018)", [Naming(0, "MHCLG", "short", "2018-01-08", "2021-09-19")]),
                ("Ministry of Housing (2024)", [Naming(0, "MHCLG", "short", "2024-07-09", None)]),
            )
        )
    rows = [(f"L{day[:4]}", "MHCLG", "Title", "What happened.", day) for day in ("2019-05-01", "2025-02-01")]
    write_csv(office.settings.folder / "lessons.csv", rows)
    register(office, LESSONS)
    assert gather_source(office, "lessons").error is None
    with office.store.read() as connection:
        keys = [
            list(connection.execute(select(record_version.c.key).where(records_of(connection, one.id))).scalars())
            for one in (first, second)
        ]
        listed = overview(connection)
        shown = [*overview(connection, [first.id]), *overview(connection, [second.id])]
    assert keys == [["L2019"], ["L2025"]]
    assert listed == shown
    assert [(one.names, one.records) for one in shown] == [
        (("Ministry of Housing (2018)", "MHCLG"), {"lesson": 1}),
        (("Ministry of Housing (2024)", "MHCLG"), {"lesson": 1}),
    ]
