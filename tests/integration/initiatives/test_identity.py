"""Initiatives in a real store, on both databases."""

import random
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, insert, select, update

from handover.errors import BadRequest, UnknownInitiative
from handover.initiatives import identity, joining, look_up, recognising, renaming
from handover.initiatives.names import compared, normalised
from handover.initiatives.overview import overview
from handover.store.database import Store
from handover.store.tables import initiative
from handover.store.tables import name as name_table

NOW = datetime(2025, 5, 6, 12, tzinfo=UTC)


def seen(connection: Connection, *names: str) -> None:
    """Names as a gathering writes them: as the source spells them, and of no initiative yet."""
    for written in names:
        connection.execute(
            insert(name_table).values(written=written, normalised=compared(written), origin="records", added_at=NOW)
        )


def test_spelling_variants_become_one_initiative(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Constellation", "CONSTELLATION", "Constellation ", "Orion")
        assert recognising.recognise(connection, now=NOW) == 2
        assert recognising.recognise(connection, now=NOW) == 0
        names = {one.initiative.name: set(one.names) for one in overview(connection)}
    assert names == {"Constellation": {"Constellation", "CONSTELLATION", "Constellation "}, "Orion": {"Orion"}}


def test_a_variant_seen_later_joins_the_initiative_that_is_there(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Health & Care")
        recognising.recognise(connection, now=NOW)
    with store.write() as connection:
        seen(connection, "health and care")
        assert recognising.recognise(connection, now=NOW) == 0
        assert look_up.find(connection, "HEALTH AND CARE").name == "Health & Care"


def test_an_unknown_name_offers_near_ones(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Constellation", "Crossrail")
        recognising.recognise(connection, now=NOW)
        with pytest.raises(UnknownInitiative) as refused:
            look_up.find(connection, "Constelation")
    assert str(refused.value) == "No initiative is called “Constelation”. Did you mean “Constellation”?"


def test_an_alias_leads_to_its_initiative_and_records_seen_later_follow_it(store: Store) -> None:
    with store.write() as connection:
        of = identity.add(connection, "Constellation", kind="programme", now=NOW)
        assert joining.alias(connection, of, "Constellation Program", now=NOW)
        assert not joining.alias(connection, of, "constellation program", now=NOW)
        seen(connection, "Constellation  PROGRAM")
        recognising.recognise(connection, now=NOW)
        assert look_up.find(connection, "Constellation Program").id == of.id
        assert len(overview(connection)) == 1


def test_a_name_that_is_another_initiatives_is_not_taken_from_it(store: Store) -> None:
    with store.write() as connection:
        one = identity.add(connection, "Orion", kind="programme", now=NOW)
        identity.add(connection, "Ares", kind="programme", now=NOW)
        with pytest.raises(BadRequest, match=r"“Ares” is another initiative. If both are the same, merge"):
            joining.alias(connection, one, "ARES", now=NOW)


def test_an_alias_that_records_were_found_under_brings_them_along(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Constellation", "Constellation Program")
        assert recognising.recognise(connection, now=NOW) == 2
        of = look_up.find(connection, "Constellation")
        assert joining.alias(connection, of, "Constellation Program", now=NOW)
        assert not joining.alias(connection, of, "Constellation Program", now=NOW)
        assert [set(one.names) for one in overview(connection)] == [{"Constellation", "Constellation Program"}]


def test_merging_leads_on_and_rewrites_nothing(store: Store) -> None:
    with store.write() as connection:
        one, two, three = (
            identity.add(connection, name, kind="programme", now=NOW) for name in ("One", "Two", "Three")
        )
        joining.merge(connection, one, two, by="Ada", now=NOW)
        joining.merge(connection, two, three, by="Ada", now=NOW)
        assert look_up.find(connection, "one").name == "Three"
        assert sorted(identity.members(connection, three.id)) == [one.id, two.id, three.id]
        assert [line.initiative.name for line in overview(connection)] == ["Three"]
        assert set(overview(connection)[0].names) == {"One", "Two", "Three"}
        with pytest.raises(BadRequest, match="nothing to merge"):
            joining.merge(connection, look_up.find(connection, "One"), three, by=None, now=NOW)
        kept = connection.execute(select(name_table.c.initiative_id).where(name_table.c.written == "One")).scalar()
    assert kept == one.id


def test_a_rename_shows_the_new_name_and_dates_the_old(store: Store) -> None:
    with store.write() as connection:
        of = identity.add(connection, "Total Place", kind="programme", now=NOW)
        renaming.rename(connection, of, "Community Budgets", on="2010-10-20", now=NOW)
        assert look_up.find(connection, "total place").name == "Community Budgets"
        dates = {row.written: (row.from_on, row.to_on) for row in identity.namings(connection, [of.id])}
    assert dates == {"Total Place": (None, "2010-10-20"), "Community Budgets": ("2010-10-20", None)}


def test_records_found_under_the_new_name_belong_to_the_renamed_initiative(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Total Place", "Community Budgets", "community budgets")
        recognising.recognise(connection, now=NOW)
        renaming.rename(connection, look_up.find(connection, "Total Place"), "Community Budgets", on="2010-10", now=NOW)
        assert [set(one.names) for one in overview(connection)] == [
            {"Total Place", "Community Budgets", "community budgets"}
        ]
        assert look_up.find(connection, "Total Place").name == "Community Budgets"


def test_a_rename_does_not_take_what_a_person_said_is_another(store: Store) -> None:
    with store.write() as connection:
        of = identity.add(connection, "Total Place", kind="programme", now=NOW)
        identity.add(connection, "Community Budgets", kind="programme", now=NOW)
        with pytest.raises(BadRequest, match="“Community Budgets” is another initiative"):
            renaming.rename(connection, of, "Community Budgets", on="2010-10", now=NOW)


def test_a_name_that_only_changes_its_spelling_keeps_both_spellings(store: Store) -> None:
    with store.write() as connection:
        of = identity.add(connection, "Health & Care", kind="programme", now=NOW)
        renaming.rename(connection, of, "Health and Care", on="2010-10", now=NOW)
        assert look_up.find(connection, "health & care").name == "Health and Care"
        dates = {row.written: (row.from_on, row.to_on) for row in identity.namings(connection, [of.id])}
    assert dates == {"Health & Care": (None, "2010-10"), "Health and Care": ("2010-10", None)}


def test_a_renaming_to_another_spelling_of_a_name_that_is_known_keeps_that_spelling(store: Store) -> None:
    with store.write() as connection:
        seen(connection, "Total Place", "COMMUNITY BUDGETS")
        recognising.recognise(connection, now=NOW)
        of = look_up.find(connection, "Total Place")
        renaming.rename(connection, of, "Community Budgets", on="2010-10", now=NOW)
        (one,) = overview(connection)
    assert set(one.names) == {"Total Place", "COMMUNITY BUDGETS", "Community Budgets"}


def test_a_name_that_grows_when_it_is_compared_fits_the_index(store: Store) -> None:
    """Letters that become several when they are compared, and no two alike, so that nothing can be compressed."""
    chance = random.Random(4)
    growing = [one for one in map(chr, range(0xA0, 0x10000)) if len(normalised(one).encode("utf-8", "replace")) >= 6]
    rare = chance.sample(range(0x20000, 0x2A6DF), 500 - len(growing))
    letters = [*growing, *map(chr, rare)]
    chance.shuffle(letters)
    long = "".join(letters)
    assert len(normalised(long).encode()) > 2_704
    with store.write() as connection:
        seen(connection, long)
        recognising.recognise(connection, now=NOW)
        assert look_up.find(connection, long).name == long
        with pytest.raises(BadRequest, match="already"):
            identity.add(connection, long, kind="programme", now=NOW)


def test_the_longest_names_fit_the_index(store: Store) -> None:
    long = "".join(chr(0x20000 + number * 7) for number in range(500))
    with store.write() as connection:
        identity.add(connection, long, kind="programme", now=NOW)
        assert look_up.find(connection, long).name == long


def test_many_names_at_once_are_given_their_initiatives_in_order(store: Store) -> None:
    written = [f"Programme {number}" for number in range(2_500)]
    with store.write() as connection:
        seen(connection, *written)
        assert recognising.recognise(connection, now=NOW) == 2_500
        assert [look_up.find(connection, one).name for one in written[::500]] == written[::500]


def test_a_merger_after_a_closure_is_closed_too(store: Store) -> None:
    with store.write() as connection:
        one, two = (identity.add(connection, name, kind="programme", now=NOW) for name in ("One", "Two"))
        connection.execute(update(initiative).where(initiative.c.id == one.id).values(closed_on="2024-05-01"))
        joining.merge(connection, one, two, by=None, now=NOW)
        assert look_up.find(connection, "One").closed_on == "2024-05-01"


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
