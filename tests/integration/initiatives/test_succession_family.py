"""Families out of the store: what was merged into one of them counts as that one."""

from datetime import UTC, datetime

from handover.initiatives import identity, joining, look_up
from handover.initiatives.naming import Naming
from handover.initiatives.succession.exchanged import everything
from handover.initiatives.succession.family import family
from handover.initiatives.succession.model import Party, Said
from handover.initiatives.succession.recorded import record
from handover.store.database import Store

NOW = datetime(2025, 6, 2, tzinfo=UTC)


def test_names_of_what_was_merged_are_those_of_what_it_is_now(store: Store) -> None:
    with store.write() as connection:
        one, other, twin, third = (
            identity.add(connection, name, kind="body", now=NOW, said=[Naming(0, f"{name} then", to_on="2001")])
            for name in ("A", "B", "A again", "A once more")
        )
        record(connection, Said("rename", (Party(twin.id, twin.name),), (Party(other.id, "B"),), "2002"), now=NOW)
        joining.merge(connection, third, twin, by=None, now=NOW)
        joining.merge(connection, twin, one, by=None, now=NOW)
        found = family(connection, look_up.find(connection, "B"))
        assert [name.written for name in found.names_of(one.id)] == ["A then", "A again then", "A once more then"]
        described, _ = everything(connection).described
    assert described.initiative.name == "A"
    assert [name.written for name in described.namings] == ["A then", "A again then", "A once more then"]
    assert {name.initiative_id for name in described.namings} == {one.id}
