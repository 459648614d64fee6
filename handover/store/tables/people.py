"""Who contacts name, and what was decided about who is who."""

from sqlalchemy import JSON, Column, ForeignKey, Index, String, Table, Text

from handover.store.tables.columns import Id, Moment, metadata, own_id, to

# Somebody whom contacts name. The number stays theirs; one who was merged into another leads on to them.
person = Table(
    "person",
    metadata,
    own_id(),
    Column("name", Text, nullable=False),  # the one to show: the fullest, or the newest
    Column("added_at", Moment, nullable=False),
    to("person.id", nullable=True, index=True, name="merged_into_id"),
)

# Whom a contact names. One row for each version, written once; only a split by hand changes it.
person_record = Table(
    "person_record",
    metadata,
    Column("record_version_id", Id, ForeignKey("record_version.id"), primary_key=True, autoincrement=False),
    to("person.id", index=True),
)

# By what people are found again; no person: the address of a mailbox or of an empty post, which is nobody's own.
person_key = Table(
    "person_key",
    metadata,
    own_id(),
    to("person.id", nullable=True, index=True),
    Column("sort", String(10), nullable=False),  # row, identifier, email, post, name, body
    Column("value", Text, nullable=False),
    Index("ix_person_key_value", "value", "sort"),
)

# What was decided about who is who. Nothing is rewritten: a split follows a merge.
person_decision = Table(
    "person_decision",
    metadata,
    own_id(),
    Column("decision", String(10), nullable=False),  # merged, split, apart
    to("person.id", index=True),
    to("person.id", index=True, name="other_id"),
    Column("records", JSON, nullable=False),  # of a split: the versions that went to the other
    Column("by", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("at", Moment, nullable=False),
)
