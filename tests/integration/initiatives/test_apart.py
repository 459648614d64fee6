"""Names taken out of initiatives, and aliases taken back; on both databases, whatever was done in between."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, insert, select

from handover.errors import BadRequest, HandoverError
from handover.initiatives import apart, identity, joining, look_up, recognising
from handover.initiatives.names import compared
from handover.initiatives.naming import Naming
from handover.store.database import Store
from handover.store.tables import name as name_table
from handover.store.tables import name_key, name_move

NOW = datetime(2025, 5, 6, 12, tzinfo=UTC)
WHO: dict[str, Any] = {"by": "Jo", "because": "Two boards.", "now": NOW}


def seen(connection: Connection, *names: str) -> None:
    for written in names:
        connection.execute(
            insert(name_table).values(written=written, normalised=compared(written), origin="records", added_at=NOW)
        )
    recognising.recognise(connection, now=NOW)


def test_a_name_goes_with_all_its_spellings_and_with_its_dates(store: Store) -> None:
    with store.write() as connection:
        said = [Naming(0, "Orion"), Naming(0, "Ares", to_on="2010")]
        of = identity.add(connection, "Orion", kind="board", now=NOW, said=said)
        joining.alias(connection, of, "Ares", now=NOW)
        seen(connection, "ARES", "ares ")
        own = apart.move_names(connection, of, ["Ares"], None, **WHO)
        assert (own.name, own.kind) == ("Ares", "board")
        assert {look_up.find(connection, one).id for one in ("ares", "ARES")} == {own.id}
        assert [one.written for one in identity.namings(connection, [own.id])] == ["Ares"]
        assert [one.written for one in identity.namings(connection, [of.id])] == ["Orion"]
        joining.merge(connection, own, of, by="Ada", now=NOW)
        assert look_up.find(connection, "ares").id == of.id
        (move,) = apart.moves_of(connection, of)
    assert (move.written, move.by, move.because) == ("Ares", "Jo", "Two boards.")


def test_a_name_of_what_was_merged_can_be_taken_out_of_what_it_was_merged_into(store: Store) -> None:
    with store.write() as connection:
        one, two = (identity.add(connection, name, kind="board", now=NOW) for name in ("Orion", "Ares"))
        joining.alias(connection, two, "Mars", now=NOW)
        joining.merge(connection, two, one, by="Ada", now=NOW)
        own = apart.move_names(connection, one, ["Mars"], None, **WHO)
        assert look_up.find(connection, "Mars").id == own.id
        assert look_up.find(connection, "Ares").id == one.id
        with pytest.raises(BadRequest, match="“Mars” is not a name of “Orion”"):
            apart.move_names(connection, one, ["Mars"], None, **WHO)


def test_an_alias_that_means_nothing_any_more_is_like_nothing_either(store: Store) -> None:
    with store.write() as connection:
        of = identity.add(connection, "Orion", kind="board", now=NOW)
        joining.alias(connection, of, "Renewal of the Harbour", now=NOW)
        seen(connection, "Something else")
        assert apart.take_back_alias(connection, of, "renewal of the harbour", **WHO) is None
        assert connection.execute(select(func.count()).select_from(name_move)).scalar() == 1
        kept = select(func.count()).select_from(name_key).where(name_key.c.value.like("%renewal%"))
        assert connection.execute(kept).scalar() == 0
        seen(connection, "Renewal of Harbour")
        assert look_up.find(connection, "Renewal of Harbour").id != of.id


NAMES = ("Orion", "Ares", "Juno", "Vesta")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(
    deeds=st.lists(
        st.tuples(
            st.sampled_from(("alias", "unalias", "split", "merge", "again")),
            st.sampled_from(NAMES),
            st.sampled_from(NAMES),
        ),
        max_size=12,
    )
)
def test_whatever_is_done_every_name_means_one_thing_or_nothing(
    sqlite_store: Store, deeds: list[tuple[str, str, str]]
) -> None:
    with sqlite_store.write() as connection:
        trial = connection.begin_nested()
        seen(connection, *NAMES[:3])
        for deed, first, second in deeds:
            within = connection.begin_nested()
            try:
                _do(connection, deed, first, second)
            except HandoverError:
                within.rollback()
            else:
                within.commit()
        for name in NAMES:
            rows = connection.execute(select(name_table).where(name_table.c.normalised == compared(name))).all()
            assert len({row.initiative_id for row in rows}) == bool(rows)
            if rows:
                assert look_up.find(connection, name).id == identity.by_id(connection, rows[0].initiative_id).id
        trial.rollback()


def _do(connection: Connection, deed: str, first: str, second: str) -> None:
    of = look_up.find(connection, first)
    if deed == "alias":
        joining.alias(connection, of, second, now=NOW)
    elif deed == "unalias":
        apart.take_back_alias(connection, of, second, **WHO)
    elif deed == "split":
        apart.move_names(connection, of, [second], None, **WHO)
    elif deed == "merge":
        joining.merge(connection, of, look_up.find(connection, second), by="Ada", now=NOW)
    else:
        joining.split(connection, first, by="Ada", because="x", now=NOW)
