"""What somebody of the office accepts that a dossier lacks. A waiver that was taken back is kept."""

from sqlalchemy import Column, Index, String, Table, Text, text

from handover.store.tables.columns import Moment, metadata, own_id, to

_OPEN = text("withdrawn_at IS NULL")

waiver = Table(
    "waiver",
    metadata,
    own_id(),
    to("transition.id"),
    Column("code", String(60), nullable=False),  # of a gap, or of an expectation
    Column("said_then", Text, nullable=False),  # what the dossier said of it that day
    Column("by", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", Text),
    Column("withdrawn_because", Text),
    Index("ix_waiver_open", "transition_id", "code", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
)
