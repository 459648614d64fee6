"""Initiatives in a real store, on both databases."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, insert, select

from handover.errors import BadRequest, UnknownInitiative
from handover.initiatives import identity
from handover.initiatives.names import normalised
from handover.initiatives.overview import overview
from handover.store.database import Store
from handover.store.tables import name as name_table

NOW = datetime(2025, 5, 6, 12, tzinfo=UTC)


def seen(connection: Connection, *names: str) -> None:
    """Names as a gathering writes them: as the source spells them, and of no initiative yet."""
    for written in names:
        connection.execute(
            insert(name_table).values(written=written, normalised=normalised(written), origin="records", added_at=NOW)
        )


def test_spelling_variants_become_one_initiative(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Constellation", "CONSTELLATION", "Constellation ", "Orion")
        assert identity.recognise(connection, now=NOW) == 2
        assert identity.recognise(connection, now=NOW) == 0
        names = {one.initiative.name: set(one.names) for one in overview(connection)}
    assert names == {"Constellation": {"Constellation", "CONSTELLATION", "Constellation "}, "Orion": {"Orion"}}


def test_a_variant_seen_later_joins_the_initiative_that_is_there(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Health & Care")
        identity.recognise(connection, now=NOW)
    with store.write() as connection:
        seen(connection, "health and care")
        assert identity.recognise(connection, now=NOW) == 0
        assert identity.find(connection, "HEALTH AND CARE").name == "Health & Care"


def test_an_unknown_name_offers_near_ones(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Constellation", "Crossrail")
        identity.recognise(connection, now=NOW)
        with pytest.raises(UnknownInitiative) as refused:
            identity.find(connection, "Constelation")
    assert str(refused.value) == "No initiative is called “Constelation”. Did you mean “Constellation”?"


def test_an_alias_leads_to_its_initiative_and_records_seen_later_follow_it(store: Store) -> None:
    with store.write() as connection:
        of = identity.add(connection, "Constellation", kind="programme", now=NOW)
        assert identity.alias(connection, of, "Constellation Program", now=NOW)
        assert not identity.alias(connection, of, "constellation program", now=NOW)
        seen(connection, "Constellation  PROGRAM")
        identity.recognise(connection, now=NOW)
        assert identity.find(connection, "Constellation Program").id == of.id
        assert len(overview(connection)) == 1


def test_a_name_that_is_another_initiatives_is_not_taken_from_it(store: Store) -> None:
    with store.write() as connection:
        one = identity.add(connection, "Orion", kind="programme", now=NOW)
        identity.add(connection, "Ares", kind="programme", now=NOW)
        with pytest.raises(BadRequest, match=r"“Ares” is another initiative. If both are the same, merge"):
            identity.alias(connection, one, "ARES", now=NOW)


def test_an_alias_that_records_were_found_under_brings_them_along(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Constellation", "Constellation Program")
        assert identity.recognise(connection, now=NOW) == 2
        of = identity.find(connection, "Constellation")
        assert identity.alias(connection, of, "Constellation Program", now=NOW)
        assert not identity.alias(connection, of, "Constellation Program", now=NOW)
        assert [set(one.names) for one in overview(connection)] == [{"Constellation", "Constellation Program"}]


def test_merging_leads_on_and_rewrites_nothing(store: Store) -> None:
    with store.write() as connection:
        one, two, three = (
            identity.add(connection, name, kind="programme", now=NOW) for name in ("One", "Two", "Three")
        )
        identity.merge(connection, one, two, by="Ada", now=NOW)
        identity.merge(connection, two, three, by="Ada", now=NOW)
        assert identity.find(connection, "one").name == "Three"
        assert sorted(identity.members(connection, three.id)) == [one.id, two.id, three.id]
        assert [line.initiative.name for line in overview(connection)] == ["Three"]
        assert set(overview(connection)[0].names) == {"One", "Two", "Three"}
        with pytest.raises(BadRequest, match="nothing to merge"):
            identity.merge(connection, identity.find(connection, "One"), three, by=None, now=NOW)
        kept = connection.execute(select(name_table.c.initiative_id).where(name_table.c.written == "One")).scalar()
    assert kept == one.id


def test_a_rename_shows_the_new_name_and_dates_the_old(store: Store) -> None:
    with store.write() as connection:
        of = identity.add(connection, "Total Place", kind="programme", now=NOW)
        identity.rename(connection, of, "Community Budgets", on="2010-10-20", now=NOW)
        assert identity.find(connection, "total place").name == "Community Budgets"
        dates = {
            row.written: (row.from_on, row.to_on)
            for row in connection.execute(select(name_table.c.written, name_table.c.from_on, name_table.c.to_on))
        }
    assert dates == {"Total Place": (None, "2010-10-20"), "Community Budgets": ("2010-10-20", None)}


def test_records_found_under_the_new_name_belong_to_the_renamed_initiative(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Total Place", "Community Budgets", "community budgets")
        identity.recognise(connection, now=NOW)
        identity.rename(
            connection, identity.find(connection, "Total Place"), "Community Budgets", on="2010-10", now=NOW
        )
        assert [set(one.names) for one in overview(connection)] == [
            {"Total Place", "Community Budgets", "community budgets"}
        ]
        assert identity.find(connection, "Total Place").name == "Community Budgets"


def test_a_rename_does_not_take_what_a_person_said_is_another(store: Store) -> None:
    with store.write() as connection:
        of = identity.add(connection, "Total Place", kind="programme", now=NOW)
        identity.add(connection, "Community Budgets", kind="programme", now=NOW)
        with pytest.raises(BadRequest, match="“Community Budgets” is another initiative"):
            identity.rename(connection, of, "Community Budgets", on="2010-10", now=NOW)


REFUSED_NAMES = [
    ("empty", "   ", "A name must not be empty."),
    ("too long", "x" * 2000, "That name has 2,000 characters; a name has at most 500."),
    ("taken", "orion", "There is an initiative called “Orion” already."),
]


@pytest.mark.parametrize(("name", "sentence"), [case[1:] for case in REFUSED_NAMES], ids=[c[0] for c in REFUSED_NAMES])
def test_names_that_cannot_be_added(sqlite_store: Store, name: str, sentence: str) -> None:
    with sqlite_store.write() as connection:
        identity.add(connection, "Orion", kind="programme", now=NOW)
        with pytest.raises(BadRequest) as refused:
            identity.add(connection, name, kind="programme", now=NOW)
    assert refused.value.sentence == sentence
