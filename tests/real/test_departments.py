"""Whitehall's departments: what became of each, where it came from, and what its short name meant when."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from handover.errors import AmbiguousName, RulesBroken
from handover.initiatives import look_up
from handover.initiatives.succession.family import carriers, family
from handover.initiatives.succession.recorded import record
from handover.initiatives.succession.ways import became, came_from
from handover.store.database import Store
from tests.real import ifg

NOW = datetime(2020, 6, 1, tzinfo=UTC)

# What the links say that cannot be so.
BROKEN = {
    ("rename", "2006-05-05"): "“Deputy Prime Minister's Office” was closed on 28 June 2007 only",
    ("merger", "1997-05-02"): "that “Department of Environment, Transport and the Regions” was there before",
}


@pytest.fixture(scope="module")
def whitehall(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('whitehall')}/handover.db", create=True)
    broken = {}
    with store.write() as connection:
        known = ifg.departments(connection, data / "ifg_ministers", now=NOW)
        for said in ifg.links(data / "ifg_ministers", known):
            try:
                record(connection, said, now=NOW)
            except RulesBroken as error:
                broken[said.kind, said.announced_on] = error.sentence
                record(connection, said, now=NOW, although="It is as published.")
    assert broken.keys() == BROKEN.keys()
    assert all(sentence in broken[key] for key, sentence in BROKEN.items())
    with store.read() as connection:
        yield connection
    store.close()


def test_all_links_are_one_family_without_a_contradiction(whitehall: Connection) -> None:
    of = look_up.find(whitehall, "BEIS")
    found = family(whitehall, of)
    links = ",".join(one.said.evidence or "" for one in found.successions).count(",")
    assert (len(found.initiatives), len(found.successions)) == (40, 37)
    assert links >= len(found.successions)
    assert found.contradictory == ()


BECAME = {
    "renamed": ("Department of Health", None, {"Department of Health and Social Care"}),
    "not yet renamed": ("Department of Health", "2008", {"Department of Health"}),
    "split, merged, and its equalities passed on": (
        "Department of Trade and Industry",
        None,
        {"Department for Business, Energy and Industrial Strategy", "Cabinet Office"},
    ),
    "half-way": (
        "Department of Trade and Industry",
        "2007-12",
        {"Department for Business, Enterprise and Regulatory Reform", "Government Equalities Office"},
    ),
    "still there": ("HMT", None, {"HM Treasury"}),
}


@pytest.mark.parametrize(("name", "on", "names"), BECAME.values(), ids=BECAME)
def test_what_it_became(whitehall: Connection, name: str, on: str | None, names: set[str]) -> None:
    assert {way.end.name for way in became(whitehall, look_up.find(whitehall, name), on=on)} == names


MHCLG = {
    "1996": {"Department of the Environment"},
    "1999-12-31": {"Department of Environment, Transport and the Regions"},
    "2001-12": {"Department for Transport, Local Government and the Regions"},
    "2004-07": {"Deputy Prime Minister's Office"},
    "2012-04-02": {"Department for Communities and Local Government"},
    "2018-01-10": {"Ministry of Housing, Communities and Local Government"},
    "2020-02": {"Ministry of Housing, Communities and Local Government"},
}


@pytest.mark.parametrize(("day", "names"), MHCLG.items(), ids=MHCLG)
def test_the_line_of_mhclg_on_any_day(whitehall: Connection, day: str, names: set[str]) -> None:
    of = look_up.find(whitehall, "MHCLG")
    assert {way.end.name for way in came_from(whitehall, of, on=day) if not way.functions} == names


def test_who_ever_had_equalities(whitehall: Connection) -> None:
    assert [(step.said.completed_on[:4], step.after.name) for step in carriers(whitehall, "EQUALITIES")] == [
        ("1998", "Cabinet Office"),
        ("2001", "Department of Trade and Industry"),
        ("2006", "Department for Communities and Local Government"),
        ("2007", "Government Equalities Office"),
        ("2010", "Department for Culture, Media and Sport"),
        ("2010", "Home Office"),
        ("2015", "Department for Education"),
        ("2018", "Department for International Development"),
        ("2019", "Cabinet Office"),
    ]


def test_a_short_name_that_two_departments_had_asks_for_a_day(whitehall: Connection) -> None:
    with pytest.raises(AmbiguousName, match="“DfE” means more than one initiative"):
        look_up.find(whitehall, "DfE")
    found = [look_up.find(whitehall, "DfE", on=day) for day in ("1994", "2012")]
    assert [(one.began_on or "")[:4] for one in found] == ["1992", "2010"]


def test_a_day_on_which_nobody_was_called_so_leaves_who_was_at_another_time(whitehall: Connection) -> None:
    assert look_up.find(whitehall, "MHCLG", on="2005").began_on == "2018-01-08"
