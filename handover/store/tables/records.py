"""Records, version by version; the rows that could not become any, and what people decided about them."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, LargeBinary, String, Table, Text, false, text

from handover.store.tables.columns import Id, Moment, metadata, own_id, to

record_version = Table(
    "record_version",
    metadata,
    own_id(),
    to("source.id"),
    Column("kind", String(20), nullable=False),
    Column("key", Text, nullable=False),
    to("name.id"),
    Column("payload", Text, nullable=False),  # canonical JSON of the record
    Column("sha256", LargeBinary(32), nullable=False),
    Column("row_digest", LargeBinary(16), nullable=False),
    to("gathered_file.id", name="file_id"),
    Column("row", Integer, nullable=False),
    to("row_decision.id", nullable=True),  # the correction by hand that is in it
    Column("from_gathering_id", Id, ForeignKey("gathering.id"), nullable=False),
    Column("to_gathering_id", Id, ForeignKey("gathering.id")),
    # One current version a key; older ones are found through the same index's table scan only in history.
    Index(
        "ix_record_version_current",
        "source_id",
        "key",
        unique=True,
        sqlite_where=text("to_gathering_id IS NULL"),
        postgresql_where=text("to_gathering_id IS NULL"),
    ),
    Index(
        "ix_record_version_row_decision_id",
        "row_decision_id",
        sqlite_where=text("row_decision_id IS NOT NULL"),
        postgresql_where=text("row_decision_id IS NOT NULL"),
    ),
    Index("ix_record_version_name_id", "name_id", "kind", "to_gathering_id"),
    # What one gathering brought and closed is found by what changed, however much is stored.
    Index("ix_record_version_from_gathering_id", "from_gathering_id"),
    Index(
        "ix_record_version_to_gathering_id",
        "to_gathering_id",
        sqlite_where=text("to_gathering_id IS NOT NULL"),
        postgresql_where=text("to_gathering_id IS NOT NULL"),
    ),
    # A post is one contact's row through time.
    Index(
        "ix_record_version_contact_key",
        "source_id",
        "key",
        sqlite_where=text("kind = 'contact'"),
        postgresql_where=text("kind = 'contact'"),
    ),
)

# What a person decided about one raw row, for as long as the source has it: a value corrected, or the row ignored.
row_decision = Table(
    "row_decision",
    metadata,
    own_id(),
    to("source.id"),
    Column("cells_digest", LargeBinary(16), nullable=False),  # of the raw row as the source has it
    Column("decision", String(20), nullable=False),  # corrected, ignored
    Column("cells", JSON),  # corrected: the new text by column
    Column("because", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Index("ix_row_decision_source", "source_id", "withdrawn_at"),
)

rejected_row = Table(
    "rejected_row",
    metadata,
    own_id(),
    to("source.id"),
    Column("row_digest", LargeBinary(16), nullable=False),
    Column("cells_digest", LargeBinary(16)),  # of the raw row alone, whatever the mapping
    Column("making", String(50), nullable=False, server_default=""),  # which of the row's records was refused
    Column("content", Text, nullable=False),  # the whole row, as JSON in ASCII
    Column("reasons", JSON, nullable=False),
    to("gathered_file.id", name="file_id"),
    Column("row", Integer, nullable=False),
    Column("unread", Boolean, nullable=False, server_default=false()),  # the reader itself refused it
    to("record_version.id", nullable=True, name="stands_id"),  # what the row gave before, which stands meanwhile
    to("row_decision.id", nullable=True),  # a person said that it may stay rejected
    Column("from_gathering_id", Id, ForeignKey("gathering.id"), nullable=False),
    Column("to_gathering_id", Id, ForeignKey("gathering.id")),
    Index("ix_rejected_row_source", "source_id", "to_gathering_id"),
)

snapshot = Table(
    "snapshot",
    metadata,
    own_id(),
    Column("taken_at", Moment, nullable=False),
    to("gathering.id", nullable=True),  # the newest gathering that it includes; none where there was none
    to("initiative.id", nullable=True, index=True),  # none: the whole portfolio
    Column("label", Text),
    Column("counts", JSON, nullable=False),  # records by kind
)
