"""Transitions, what was changed of each, their steps and recipients; lists of them."""

from sqlalchemy import JSON, Column, Integer, String, Table, Text, UniqueConstraint

from handover.store.tables.columns import Moment, metadata, own_id, to

# A list of moves, closures, renamings and starts that was recorded as one, and can be taken back as one.
batch = Table(
    "batch",
    metadata,
    own_id(),
    Column("label", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("file", Text, nullable=False),  # what the list was called
    Column("content_sha256", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("identity", String(64), nullable=False, unique=True),  # the same list for the same day is the same batch
    Column("requested_by", Text),
    Column("requested_at", Moment, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_because", Text),
)

transition = Table(
    "transition",
    metadata,
    own_id(),
    to("initiative.id", index=True),
    Column("kind", String(20), nullable=False),
    Column("effective_on", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("blocked_because", Text),
    Column("requested_by", Text),
    Column("details", JSON, nullable=False),  # new name of a rename; person, post and successor of a staff move
    Column("told", JSON),  # what is told beside them, and makes it no other request
    to("batch.id", nullable=True, index=True),  # the list that it was recorded with
    Column("evidence", Text),
    to("succession.id", nullable=True, index=True),  # what it said became of what
    Column("identity", String(64), nullable=False, unique=True),  # the same request is the same transition
    Column("requested_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

# What was said of a transition first, and is said instead: a row for each thing of an amendment.
transition_change = Table(
    "transition_change",
    metadata,
    own_id(),
    to("transition.id", index=True),
    Column("what", String(20), nullable=False),  # effective_on, reason, evidence, requested_by, new_name, recipient
    Column("was", Text),  # none of a recipient who came to it
    Column("becomes", Text),  # none of one who is not to receive it any more
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("because", Text, nullable=False),
)

transition_step = Table(
    "transition_step",
    metadata,
    own_id(),
    to("transition.id"),
    Column("step", String(20), nullable=False),
    Column("state", String(20), nullable=False),  # done, failed
    Column("attempts", Integer, nullable=False),
    Column("at", Moment, nullable=False),
    Column("remark", Text),  # what it did, or why it failed
    UniqueConstraint("transition_id", "step"),
)

recipient = Table(
    "recipient",
    metadata,
    own_id(),
    to("transition.id"),
    Column("address", Text, nullable=False),
    Column("name", Text),
    Column("removed_at", Moment),  # since when they are not to receive it any more
    UniqueConstraint("transition_id", "address"),
)
