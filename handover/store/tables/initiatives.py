"""Initiatives: their names and identifiers, what was matched and merged, and what became of what."""

from sqlalchemy import JSON, Boolean, Column, Float, String, Table, Text, UniqueConstraint, false

from handover.store.tables.columns import Moment, metadata, own_id, to

initiative = Table(
    "initiative",
    metadata,
    own_id(),
    Column("name", Text, nullable=False),  # the one to show
    Column("kind", String(40), nullable=False, default="programme"),
    Column("origin", String(20), nullable=False),  # records, person
    Column("began_on", String(10)),
    Column("closed_on", String(10)),
    Column("added_at", Moment, nullable=False),
    to("initiative.id", nullable=True, index=True, name="merged_into_id"),
    Column("merged_at", Moment),
    Column("merged_by", Text),
)

# Every spelling under which an initiative was ever written, by a source or by a person.
name = Table(
    "name",
    metadata,
    own_id(),
    to("initiative.id", nullable=True, index=True),  # none only inside the gathering that first saw it
    Column("written", Text, nullable=False, unique=True),
    Column("normalised", Text, nullable=False, index=True),
    Column("origin", String(20), nullable=False),  # records, person
    Column("added_at", Moment, nullable=False),
)

# What was said of how an initiative was called, and when: several can have had one name, at different times.
naming = Table(
    "naming",
    metadata,
    own_id(),
    to("initiative.id", index=True),
    Column("written", Text, nullable=False),
    Column("normalised", Text, nullable=False, index=True),
    Column("sort", String(10), nullable=False),  # name, short, alias
    Column("from_on", String(10)),
    Column("to_on", String(10)),
    Column("said_by", Text),
    Column("added_at", Moment, nullable=False),
)

# By what other systems know an initiative: a number of a register, a slug, an address.
identifier = Table(
    "identifier",
    metadata,
    own_id(),
    to("initiative.id", index=True),
    Column("scheme", String(100), nullable=False),
    Column("value", Text, nullable=False),
    Column("said_by", Text),
    Column("added_at", Moment, nullable=False),
    UniqueConstraint("scheme", "value", "initiative_id"),
)

# By what known names are found that may mean the same as a new one (``handover.initiatives.matching.candidates``).
name_key = Table(
    "name_key",
    metadata,
    own_id(),
    to("name.id", index=True),
    Column("value", Text, nullable=False, index=True),
)

# That a person said that a name is not an initiative's after all, and where it went: nowhere, where nothing used it.
name_move = Table(
    "name_move",
    metadata,
    own_id(),
    Column("written", Text, nullable=False),
    Column("normalised", Text, nullable=False),
    to("initiative.id", index=True, name="from_id"),
    to("initiative.id", nullable=True, index=True, name="into_id"),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("because", Text, nullable=False),
)

# Which initiative a name was taken for that nobody had seen before, or could be; and what a person said of that. It is
# remembered for ever, so that nobody is asked twice.
name_match = Table(
    "name_match",
    metadata,
    own_id(),
    to("name.id", index=True),
    to("initiative.id", index=True),  # the one that the name is like
    Column("score", Float, nullable=False),
    Column("evidence", JSON, nullable=False),  # the sentences
    Column("state", String(10), nullable=False, index=True),  # matched (by itself), asked, accepted, rejected
    Column("at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Text),
    Column("decided_because", Text),
    to("initiative_merge.id", nullable=True, name="merge_id"),  # what accepting it did
)

# That two initiatives were said to be one. It is not rewritten: splitting them again is noted beside.
initiative_merge = Table(
    "initiative_merge",
    metadata,
    own_id(),
    to("initiative.id", index=True),
    to("initiative.id", index=True, name="into_id"),
    Column("merged_at", Moment, nullable=False),
    Column("merged_by", Text),
    Column("because", Text),
    Column("closed_on", String(10)),  # the closing that it gave to the other, which was open
    Column("undone_at", Moment),
    Column("undone_by", Text),
    Column("undone_because", Text),
)

# What became of what. Nothing is rewritten: a mistaken one is withdrawn, and what is put in its place names it.
succession = Table(
    "succession",
    metadata,
    own_id(),
    Column("kind", String(20), nullable=False),  # rename, merger, split, transfer, replacement, revival, end
    Column("announced_on", String(10)),
    Column("completed_on", String(10), nullable=False),
    Column("evidence", Text),
    Column("said_by", Text),
    Column("recorded_at", Moment, nullable=False),
    Column("broken_rules", JSON, nullable=False),  # the sentences
    Column("despite", Text),  # why it was recorded although they are broken
    to("succession.id", nullable=True, name="amends_id"),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", Text),
    Column("withdrawn_because", Text),
)

succession_party = Table(
    "succession_party",
    metadata,
    own_id(),
    to("succession.id", index=True),
    to("initiative.id", index=True),
    Column("side", String(12), nullable=False),  # predecessor, successor
    Column("functions", JSON, nullable=False),  # those that it gave away or received, where they are named
    Column("goes_on", Boolean, nullable=False),  # of a predecessor: it exists afterwards too
    # Recording it said that a predecessor ended, or a successor began, on its day; withdrawing it takes that back.
    Column("sets_day", Boolean, nullable=False, server_default=false()),
)
