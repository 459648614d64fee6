"""What one row makes: a record, and where a registration says so, others beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic import Field

from handover.records import RecordKind
from handover.sources.registering.fields import REQUIRED, TELLING
from handover.sources.registering.guarding import NewThing
from handover.sources.registering.rules import Columns, FieldRule, Part, Rule


class Also(Part):
    """Another record that a row makes beside the first: the contact, or the lesson, on the line of a status."""

    records: RecordKind = Field(description="What the row also is.")
    key: Columns | None = Field(None, description="Its own key columns; without them, the row's key.")
    map: dict[str, Rule] = Field(description="What each field is made from.")


@dataclass(frozen=True, slots=True)
class Making:
    """One kind of record that each row of a source makes, with all that decides how.

    ``name`` is blank for the first; the others make no record where a row says nothing in any of the ``telling``
    fields, as far as it has some.
    """

    name: str
    kind: str
    records: RecordKind
    key: tuple[str, ...] | None
    map: dict[str, FieldRule]
    blank: tuple[str, ...]
    tokens: dict[str, tuple[str, ...]]
    new_values: NewThing
    telling: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that the key and the fields are made from, each once."""
        mapped = (column for rule in self.map.values() for column in rule.columns)
        return tuple(dict.fromkeys((*(self.key or ()), *mapped)))

    @property
    def rules(self) -> bytes:
        """Canonical JSON of what decides how a row becomes a record, and nothing else."""
        declared: dict[str, Any] = {
            "name": self.name,
            "kind": self.kind,
            "records": self.records,
            "key": self.key,
            "map": {
                name: rule.model_dump(mode="json", by_alias=True, exclude_defaults=True)
                for name, rule in self.map.items()
            },
            "blank": self.blank,
            "tokens": self.tokens,
            "new_values": self.new_values,
        }
        return orjson.dumps(declared, option=orjson.OPT_SORT_KEYS)


def telling_fields(
    records: RecordKind, rules: Mapping[str, FieldRule], first: Mapping[str, FieldRule]
) -> tuple[str, ...]:
    """The fields by which a row tells that there is a record beside the ``first``, as the rules make it.

    What the record needs tells, but for what says only of which initiative and when. Of the other fields those do
    whose columns are not the first record's too: its narrative is no sign of a lesson. Where none is left, what the
    record needs tells all the same.
    """
    needed = [name for group in REQUIRED[records] for name in group if name != "initiative" and name in rules]
    of_which = {column for name in ("initiative", "period") if name in first for column in first[name].columns}
    of_first = {column for rule in first.values() for column in rule.columns}

    def tells(name: str) -> bool:
        if name in needed:
            return name != "period" and not of_which.issuperset(rules[name].columns)
        return name.removesuffix("_given") in TELLING[records] and of_first.isdisjoint(rules[name].columns)

    declared = [name for name in rules if rules[name].columns]
    return tuple(filter(tells, declared)) or tuple(name for name in declared if name in needed)
