"""What was looked at for transitions, and what looks like one."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from handover.store.tables.columns import Id, Moment, metadata, own_id, to

# A gathering that was looked at for transitions; each is looked at once.
watched = Table(
    "watched",
    metadata,
    own_id(),
    Column("gathering_id", Id, ForeignKey("gathering.id"), nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    Column("proposals", Integer, nullable=False),  # that it led to
    Column("passed_over", Text),  # why nothing was looked for in it
)

# To what the initiative of a record belongs, as its source says it, from one gathering until another.
membership = Table(
    "membership",
    metadata,
    own_id(),
    to("source.id"),
    Column("key", Text, nullable=False),  # of the record
    Column("whole", Text, nullable=False),  # the key or the name of what it belongs to
    Column("from_gathering_id", Id, ForeignKey("gathering.id"), nullable=False),
    Column("to_gathering_id", Id, ForeignKey("gathering.id")),
    Index("ix_membership_whole", "source_id", "whole"),
    Index("ix_membership_key", "source_id", "key"),
)

# A day on which a record says that its initiative ends, which is still to come: once it has passed, it is looked at.
expected_end = Table(
    "expected_end",
    metadata,
    Column("record_version_id", Id, ForeignKey("record_version.id"), primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False, index=True),
)

# What looks like a transition, and what was decided about it.
proposal = Table(
    "proposal",
    metadata,
    own_id(),
    Column("gathering_id", Id, ForeignKey("gathering.id"), nullable=False),  # that led to it first
    Column("kind", String(20), nullable=False),  # closure, rename, merger, split, replacement, transfer, staff-move
    Column("initiative", Text, nullable=False),  # as the source wrote it
    to("initiative.id", nullable=True, index=True),  # none: nobody knows it but as an owner
    Column("successors", JSON, nullable=False),  # their names
    Column("details", JSON, nullable=False),  # of a staff move: person, incoming, post; of a transfer: functions
    Column("effective_on", String(10), nullable=False),
    Column("confidence", Integer, nullable=False),  # in hundredths
    Column("cause", Text, nullable=False),  # the same words for all of one cause
    Column("subject", String(64), nullable=False, index=True),  # a digest of what it is about, whatever the evidence
    Column("proposed_at", Moment, nullable=False),
    Column("state", String(20), nullable=False, index=True),  # proposed, awaited, confirmed, dismissed, overtaken
    Column("decided_at", Moment),
    Column("decided_by", Text),  # none: by itself, above the office's threshold
    Column("decided_because", Text),
    to("transition.id", nullable=True),  # what was made of it; of several, the first
    to("initiative_merge.id", nullable=True, name="merge_id"),  # of a rename: what joined the new name's records
)

# The same evidence never proposes twice: ``digest`` is of all that one gathering said of the proposal.
proposal_evidence = Table(
    "proposal_evidence",
    metadata,
    own_id(),
    to("proposal.id", index=True),
    Column("digest", String(64), nullable=False, index=True),
    Column("sentence", Text, nullable=False),
    to("record_version.id", nullable=True),
)
