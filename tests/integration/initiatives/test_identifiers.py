"""Initiatives known by the identifiers of registers, whatever they are called; on both databases."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from handover.errors import AmbiguousName
from handover.initiatives import identity, look_up
from handover.initiatives.identifiers import claim
from handover.initiatives.overview import overview
from handover.jobs import matching, successions
from handover.jobs.gathering.gather import gather_source
from handover.jobs.office import Office
from handover.jobs.successions import Telling
from handover.store.database import Store
from handover.store.tables import identifier, initiative, initiative_merge, metadata, naming, transition
from tests.offices import an_office, register, write_csv

WHO = {"by": "Jo Hill", "because": "The board said so."}
HEADER = ("Number", "Name", "Year", "Department")
PORTFOLIO: Mapping[str, Any] = {
    "name": "portfolio",
    "title": "Portfolio",
    "location": "portfolio.csv",
    "records": "programme-status",
    "key": ["Number", "Name", "Year"],
    "identifiers": "gmpp",
    "map": {"initiative": "Name", "identifier": "Number", "period": "Year", "owner": "Department"},
}
POSTS: Mapping[str, Any] = {
    "name": "posts",
    "title": "Posts",
    "location": "posts.csv",
    "records": "contact",
    "key": "Post",
    "map": {"initiative": "Name", "identifier": "Number", "name": "Who"},
}


@pytest.fixture
def office(store: Store, tmp_path: Path) -> Office:
    office = an_office(store, tmp_path)
    register(office, PORTFOLIO, POSTS)
    return office


def brought(office: Office, *rows: Sequence[str]) -> None:
    """Gather the portfolio with these rows in it."""
    write_csv(office.settings.folder / "portfolio.csv", rows, header=HEADER)
    assert gather_source(office, "portfolio").error is None


def posts(office: Office, *rows: Sequence[str]) -> None:
    write_csv(office.settings.folder / "posts.csv", rows, header=("Post", "Number", "Name", "Who"))
    assert gather_source(office, "posts").error is None


def meant(office: Office, name: str) -> str:
    with office.store.read() as connection:
        return look_up.find(connection, name).name


def told(office: Office) -> list[tuple[str, str, str]]:
    """What is matched or asked: the name, whom it may mean, and how it stands."""
    with office.store.read() as connection:
        found = matching.matches(connection, ("matched", "asked", "accepted", "rejected"))
    return sorted((one.written, one.like.name, one.state) for one in found)


ATLAS = ("12", "Atlas", "2020", "FO")
LATER = ("12", "Hera Programme", "2021", "FO")


def test_a_name_that_nobody_knows_is_joined_by_its_identifier_with_the_reason_and_the_date(office: Office) -> None:
    brought(office, ATLAS)
    brought(office, ATLAS, LATER)
    assert meant(office, "Hera Programme") == "Atlas"
    with office.store.read() as connection:
        (one,) = matching.matches(connection, ("matched",))
        (said,) = connection.execute(select(naming)).all()
        assert connection.execute(select(transition.c.id)).all() == []
        assert [line.initiative.name for line in overview(connection)] == ["Atlas"]
    assert one.evidence == ("The register “gmpp” knows it by 12, as it does “Atlas”.",)
    assert (said.written, said.sort, said.from_on, said.said_by) == (
        "Hera Programme",
        "alias",
        "2021",
        "the register “gmpp”",
    )


def test_what_was_joined_can_be_set_apart_and_nobody_is_asked_again(office: Office) -> None:
    brought(office, ATLAS)
    brought(office, ATLAS, LATER)
    with office.store.read() as connection:
        (one,) = matching.matches(connection, ("matched",))
    matching.undo(office, one.number, **WHO)
    assert meant(office, "Hera Programme") == "Hera Programme"
    brought(office, ATLAS, LATER, ("12", "Hera Programme", "2022", "FO"))
    assert told(office) == [("Hera Programme", "Atlas", "rejected")]


# What the portfolio had before; what it has then; which pairs are asked about or matched.
THEN: dict[str, tuple[list[Sequence[str]], list[Sequence[str]], list[tuple[str, str, str]]]] = {
    "the same owner later": ([ATLAS], [LATER], [("Hera Programme", "Atlas", "matched")]),
    "all in one file, one after the other": ([], [ATLAS, LATER], [("Hera Programme", "Atlas", "matched")]),
    "two names of one year": ([], [ATLAS, ("12", "Hera", "2020", "FO")], [("Hera", "Atlas", "asked")]),
    "two names of one year, much alike": (
        [],
        [("1", "Youth Reform Project", "2020", "MJ"), ("1", "Youth Reform Programme", "2020", "MJ")],
        [("Youth Reform Programme", "Youth Reform Project", "matched")],
    ),
    "another owner and another name": ([ATLAS], [("12", "Hera", "2021", "MoD")], [("Hera", "Atlas", "asked")]),
    "another owner, and a name that is like it": (
        [("1", "Youth Reform Project", "2020", "MJ")],
        [("1", "Youth Reform Programme", "2021", "DfE")],
        [("Youth Reform Programme", "Youth Reform Project", "matched")],
    ),
    "a number used again years later": (
        [("12", "Atlas", "2009", "FO")],
        [("12", "Hera", "2020", "FO")],
        [("Hera", "Atlas", "asked")],
    ),
    "numbers that differ": (
        [("12", "Ship Type 26", "2020", "FO")],
        [("12", "Ship Type 31", "2021", "FO")],
        [("Ship Type 31", "Ship Type 26", "asked")],
    ),
    "a name that means another already": (
        [ATLAS, ("13", "Hera Programme", "2020", "FO")],
        [ATLAS, LATER],
        [("Hera Programme", "Atlas", "asked")],
    ),
    "a name that is as good as another's": (
        [ATLAS, ("13", "Hera Programme", "2020", "FO")],
        [ATLAS, ("12", "The Hera Prog.", "2021", "FO")],
        [("The Hera Prog.", "Atlas", "asked"), ("The Hera Prog.", "Hera Programme", "matched")],
    ),
    "a question of likeness that the identifier answers": (
        [("1", "Crossrail Programme", "2020", "DfT")],
        [("1", "Crossrail", "2021", "DfT")],
        [("Crossrail", "Crossrail Programme", "matched")],
    ),
    "a department's number beside all that it has": (
        [],
        [("7", name, "2020", "FO") for name in ("Atlas", "Hera", "Juno", "Vesta", "Ceres", "Minerva")],
        [],
    ),
    "the same name under another number": ([ATLAS], [("99", "Atlas", "2021", "FO")], []),
}


@pytest.mark.parametrize(("before", "then", "expected"), THEN.values(), ids=THEN)
def test_what_an_identifier_makes_of_names(
    office: Office,
    before: list[Sequence[str]],
    then: list[Sequence[str]],
    expected: list[tuple[str, str, str]],
) -> None:
    if before:
        brought(office, *before)
    brought(office, *then)
    assert told(office) == expected
    # What is only asked has not been done.
    matched = {name: other for name, other, state in expected if state == "matched"}
    assert [meant(office, name) for name, _, _ in expected] == [matched.get(name, name) for name, _, _ in expected]
    brought(office, *then, ("500", "Something else entirely", "2021", "FO"))
    assert told(office) == expected


def test_a_question_is_answered_by_a_merger_and_ends_the_contradiction(office: Office) -> None:
    brought(office, ATLAS, ("12", "Hera", "2020", "FO"))
    with office.store.read() as connection:
        with pytest.raises(AmbiguousName, match="“12” means more than one initiative"):
            look_up.find(connection, "12")
        (asked,) = matching.matches(connection)
    assert asked.evidence[-1] == "Both names stand beside it at one time."
    matching.accept(office, asked.number, **WHO)
    assert meant(office, "gmpp:12") == "Atlas"


def test_a_row_of_a_list_that_is_called_otherwise_is_joined(office: Office) -> None:
    posts(office, ("P1", "7", "Harbour Board", "Ada Lim"))
    posts(office, ("P1", "7", "Port Authority", "Ada Lim"))
    assert told(office) == [("Port Authority", "Harbour Board", "matched")]


def test_a_row_beside_one_that_still_stands_under_another_name_is_asked_about(office: Office) -> None:
    posts(office, ("P1", "7", "Harbour Board", "Ada Lim"))
    posts(office, ("P1", "7", "Harbour Board", "Ada Lim"), ("P2", "7", "Port Authority", "Max Orr"))
    assert told(office) == [("Port Authority", "Harbour Board", "asked")]


def test_what_was_closed_does_not_come_back_by_its_number(office: Office) -> None:
    brought(office, ATLAS)
    with office.store.write() as connection:
        connection.execute(update(initiative).values(closed_on="2020-12-31"))
    brought(office, ATLAS, LATER)
    with office.store.read() as connection:
        (asked,) = matching.matches(connection)
    assert "was closed on 31 December 2020, so the identifier may be used again." in asked.evidence[1]


def test_registers_do_not_mix_and_sources_of_one_register_share_it(office: Office) -> None:
    """Sources that declare one register share its identifiers; one that declares none has its own."""
    brought(office, ATLAS)
    posts(office, ("P1", "12", "Port Authority", "Ada Lim"))
    assert told(office) == []
    register(office, {**PORTFOLIO, "name": "portfolio-2021", "location": "later.csv"})
    write_csv(office.settings.folder / "later.csv", [LATER], header=HEADER)
    assert gather_source(office, "portfolio-2021").error is None
    assert told(office) == [("Hera Programme", "Atlas", "matched")]
    with office.store.read() as connection:
        rows = connection.execute(select(identifier.c.scheme, identifier.c.value).order_by(identifier.c.id)).all()
    assert [tuple(row) for row in rows] == [("gmpp", "12"), ("posts", "12")]


def test_two_that_a_succession_ties_may_have_one_identifier(office: Office) -> None:
    brought(office, ATLAS, ("13", "Hera Programme", "2020", "FO"))
    renamed = Telling("Jo", "rename", before=["Atlas"], after=["Hera Programme"], on="2020-12")
    successions.record(office, renamed)
    brought(office, ATLAS, ("13", "Hera Programme", "2020", "FO"), LATER)
    assert told(office) == []


def test_a_name_that_two_had_claims_no_identifier(office: Office) -> None:
    with office.store.write() as connection:
        for name in ("Ministry A", "Ministry B"):
            one = identity.add(connection, name, kind="body", now=office.now())
            connection.execute(
                naming.insert().values(
                    initiative_id=one.id,
                    written="MHCLG",
                    normalised="mhclg",
                    sort="short",
                    added_at=office.now(),
                )
            )
    brought(office, ("12", "MHCLG", "2020", "FO"))
    with office.store.read() as connection:
        assert connection.execute(select(identifier)).all() == []


def test_an_initiative_without_a_name_of_its_own_is_known_by_its_identifier(office: Office) -> None:
    with office.store.write() as connection:
        identity.add(connection, "Atlas", kind="programme", now=office.now())
        twin = identity.add(connection, "Atlas", kind="board", now=office.now(), another=True)
        claim(connection, "gmpp", {twin.id: ["12"]}, now=office.now())
    brought(office, LATER)
    with office.store.read() as connection:
        assert look_up.find(connection, "Hera Programme") == twin


def test_a_number_for_each_record_is_no_identifier(office: Office) -> None:
    brought(office, *((str(year), "Atlas", str(year), "FO") for year in range(1990, 2020)))
    with office.store.read() as connection:
        assert connection.execute(select(identifier)).all() == []


def test_many_names_in_any_order_come_to_the_same(office: Office) -> None:
    """A thousand projects, each under two names in turn, in two gatherings."""
    first = [(str(number), f"Project {number} of the north", "2020", "FO") for number in range(1_000)]
    later = [(str(number), f"Plan for the south, part {number}", "2021", "FO") for number in range(1_000)]
    brought(office, *first)
    brought(office, *first, *later[::-1])
    with office.store.read() as connection:
        assert len(overview(connection)) == 1_000
        assert look_up.find(connection, later[7][1]).name == first[7][1]


rows_of_a_list = st.lists(
    st.tuples(
        st.sampled_from("123"),
        st.sampled_from(("Atlas", "Hera", "Juno", "Vesta Programme", "Vesta Prog.", "Ceres")),
        st.sampled_from(("2010", "2019", "2020", "2021")),
        st.sampled_from(("FO", "MoD")),
    ),
    max_size=7,
    unique_by=lambda row: row[:3],
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=15)
@given(gatherings=st.lists(rows_of_a_list, min_size=1, max_size=3))
def test_whatever_comes_nothing_is_merged_and_two_names_of_one_year_are_never_joined(
    sqlite_url: str, tmp_path: Path, gatherings: list[list[tuple[str, str, str, str]]]
) -> None:
    store = Store.open(sqlite_url)
    office = an_office(store, tmp_path)
    with store.write() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(delete(table))
    register(office, {**PORTFOLIO, "may_be_empty": True, "guards": {"may_vanish": 1}})
    for rows in gatherings:
        brought(office, *rows, ("9", "Always there", "2020", "FO"))
        before = told(office)
        brought(office, *rows, ("9", "Always there", "2020", "FO"))
        assert told(office) == before
        with store.read() as connection:
            assert connection.execute(select(initiative_merge.c.id)).all() == []
            meant = {name: look_up.find(connection, name).id for _, name, _, _ in rows}
        for one in rows:
            for other in rows:
                alike = one[1][:5] == other[1][:5]
                if one[2] == other[2] and not alike and one in gatherings[0] and other in gatherings[0]:
                    assert meant[one[1]] != meant[other[1]]
    store.close()
