"""The tables. What each is for, in the words of the design; migrations make them (``handover.store.migrations``).

Records are append-only: one ``record_version`` row for each change, valid from one gathering until (not
including) another, so that what was known on a day is a query. Two short digests stand beside a payload:
``sha256`` of its canonical JSON, and ``row_digest`` of the raw row and the mapping that made it, by which an
unchanged row is recognised before it is mapped at all.
"""

from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)

metadata: Final = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The origin of a gathering that fetched nothing: it took up rows that were rejected, or corrected by hand.
RETRIED: Final = "retried"
# And of one in which the records of a source that was retired were let go.
RETIRED: Final = "retired"

_Id = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A moment in UTC; SQLite keeps it without its zone, and it comes back with it."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _id() -> Column[int]:
    return Column("id", _Id, primary_key=True)


def _to(column: str, *, nullable: bool = False, index: bool = False, name: str | None = None) -> Column[Any]:
    return Column(name or column.replace(".", "_"), _Id, ForeignKey(column), nullable=nullable, index=index)


source = Table(
    "source",
    metadata,
    _id(),
    Column("name", String(100), nullable=False, unique=True),
    Column("registration", JSON, nullable=False),  # as applied last
    Column("registration_sha256", String(64), nullable=False),
    Column("base", Text, nullable=False),  # the folder that relative locations start from
    Column("registered_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("retired_at", Moment),  # since when it is gathered no more
    Column("retired_by", Text),
    Column("retired_because", Text),
)

gathering = Table(
    "gathering",
    metadata,
    _id(),
    _to("source.id", index=True),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment, nullable=False),
    Column("state", String(20), nullable=False),  # done, failed; held, and then superseded, released or discarded
    Column("origin", String(20), nullable=False, server_default="fetched"),  # fetched, released, retried, retired
    Column("dated", Moment),  # the content's own date, where it has one
    Column("registration_sha256", String(64), nullable=False),
    Column("content_sha256", String(64)),  # of all that was read; none where nothing could be
    Column("seen", Integer, nullable=False, default=0),
    Column("new", Integer, nullable=False, default=0),
    Column("changed", Integer, nullable=False, default=0),
    Column("unchanged", Integer, nullable=False, default=0),
    Column("vanished", Integer, nullable=False, default=0),
    Column("rejected", Integer, nullable=False, default=0),
    Column("ignored", Integer, nullable=False, server_default="0"),  # of those rejected: a person said that they may be
    Column("error", JSON),  # HandoverError.as_json() of a failed gathering
    Column("validators", JSON),  # with which the server is asked whether anything changed: ETag, Last-Modified
    Column("profile", JSON),  # columns, fill and words of what was read, by which the next one is judged
    Column("doubts", JSON),  # why it was held
    _to("gathering.id", nullable=True, name="after_id"),  # of a held one: what counted when it was judged
    Column("decided_at", Moment),  # when a person released or discarded it, or let the records go
    Column("decided_by", Text),
    Column("decided_because", Text),
)

gathered_file = Table(
    "gathered_file",
    metadata,
    _id(),
    _to("gathering.id", index=True),
    Column("name", Text, nullable=False),  # the path or URL as a person would say it
    Column("place", Text),  # the sheet
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("fetched_at", Moment, nullable=False),
    Column("dated", Moment),  # when the file says that it was changed last
    Column("kept", Text),  # of a held gathering: where its copy is, under the folder of what is held
    Column("facts", JSON, nullable=False),  # encoding, delimiter … as found
    Column("columns", JSON),  # the table's columns in order, so that its rejected rows can be read again
    Column("names", JSON),  # where it is no table: the names that every item has, where that is known
)

initiative = Table(
    "initiative",
    metadata,
    _id(),
    Column("name", Text, nullable=False),  # the one to show
    Column("kind", String(40), nullable=False, default="programme"),
    Column("origin", String(20), nullable=False),  # records, person
    Column("began_on", String(10)),
    Column("closed_on", String(10)),
    Column("added_at", Moment, nullable=False),
    _to("initiative.id", nullable=True, index=True, name="merged_into_id"),
    Column("merged_at", Moment),
    Column("merged_by", Text),
)

# Every spelling under which an initiative was ever written, by a source or by a person.
name = Table(
    "name",
    metadata,
    _id(),
    _to("initiative.id", nullable=True, index=True),  # none only inside the gathering that first saw it
    Column("written", Text, nullable=False, unique=True),
    Column("normalised", Text, nullable=False, index=True),
    Column("origin", String(20), nullable=False),  # records, person
    Column("added_at", Moment, nullable=False),
)

# What was said of how an initiative was called, and when: several can have had one name, at different times.
naming = Table(
    "naming",
    metadata,
    _id(),
    _to("initiative.id", index=True),
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
    _id(),
    _to("initiative.id", index=True),
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
    _id(),
    _to("name.id", index=True),
    Column("value", Text, nullable=False, index=True),
)

# That a person said that a name is not an initiative's after all, and where it went: nowhere, where nothing used it.
name_move = Table(
    "name_move",
    metadata,
    _id(),
    Column("written", Text, nullable=False),
    Column("normalised", Text, nullable=False),
    _to("initiative.id", index=True, name="from_id"),
    _to("initiative.id", nullable=True, index=True, name="into_id"),
    Column("at", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("because", Text, nullable=False),
)

# Which initiative a name was taken for that nobody had seen before, or could be; and what a person said of that. It is
# remembered for ever, so that nobody is asked twice.
name_match = Table(
    "name_match",
    metadata,
    _id(),
    _to("name.id", index=True),
    _to("initiative.id", index=True),  # the one that the name is like
    Column("score", Float, nullable=False),
    Column("evidence", JSON, nullable=False),  # the sentences
    Column("state", String(10), nullable=False, index=True),  # matched (by itself), asked, accepted, rejected
    Column("at", Moment, nullable=False),
    Column("decided_at", Moment),
    Column("decided_by", Text),
    Column("decided_because", Text),
    _to("initiative_merge.id", nullable=True, name="merge_id"),  # what accepting it did
)

# That two initiatives were said to be one. It is not rewritten: splitting them again is noted beside.
initiative_merge = Table(
    "initiative_merge",
    metadata,
    _id(),
    _to("initiative.id", index=True),
    _to("initiative.id", index=True, name="into_id"),
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
    _id(),
    Column("kind", String(20), nullable=False),  # rename, merger, split, transfer, replacement, revival, end
    Column("announced_on", String(10)),
    Column("completed_on", String(10), nullable=False),
    Column("evidence", Text),
    Column("said_by", Text),
    Column("recorded_at", Moment, nullable=False),
    Column("broken_rules", JSON, nullable=False),  # the sentences
    Column("despite", Text),  # why it was recorded although they are broken
    _to("succession.id", nullable=True, name="amends_id"),
    Column("withdrawn_at", Moment),
    Column("withdrawn_by", Text),
    Column("withdrawn_because", Text),
)

succession_party = Table(
    "succession_party",
    metadata,
    _id(),
    _to("succession.id", index=True),
    _to("initiative.id", index=True),
    Column("side", String(12), nullable=False),  # predecessor, successor
    Column("functions", JSON, nullable=False),  # those that it gave away or received, where they are named
    Column("goes_on", Boolean, nullable=False),  # of a predecessor: it exists afterwards too
    # Recording it said that a predecessor ended, or a successor began, on its day; withdrawing it takes that back.
    Column("sets_day", Boolean, nullable=False, server_default=false()),
)

record_version = Table(
    "record_version",
    metadata,
    _id(),
    _to("source.id"),
    Column("kind", String(20), nullable=False),
    Column("key", Text, nullable=False),
    _to("name.id"),
    Column("payload", Text, nullable=False),  # canonical JSON of the record
    Column("sha256", LargeBinary(32), nullable=False),
    Column("row_digest", LargeBinary(16), nullable=False),
    _to("gathered_file.id", name="file_id"),
    Column("row", Integer, nullable=False),
    _to("row_decision.id", nullable=True),  # the correction by hand that is in it
    Column("from_gathering_id", _Id, ForeignKey("gathering.id"), nullable=False),
    Column("to_gathering_id", _Id, ForeignKey("gathering.id")),
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

# Somebody whom contacts name. The number stays theirs; one who was merged into another leads on to them.
person = Table(
    "person",
    metadata,
    _id(),
    Column("name", Text, nullable=False),  # the one to show: the fullest, or the newest
    Column("added_at", Moment, nullable=False),
    _to("person.id", nullable=True, index=True, name="merged_into_id"),
)

# Whom a contact names. One row for each version, written once; only a split by hand changes it.
person_record = Table(
    "person_record",
    metadata,
    Column("record_version_id", _Id, ForeignKey("record_version.id"), primary_key=True, autoincrement=False),
    _to("person.id", index=True),
)

# By what people are found again; no person: the address of a mailbox or of an empty post, which is nobody's own.
person_key = Table(
    "person_key",
    metadata,
    _id(),
    _to("person.id", nullable=True, index=True),
    Column("sort", String(10), nullable=False),  # row, identifier, email, post, name, body
    Column("value", Text, nullable=False),
    Index("ix_person_key_value", "value", "sort"),
)

# What was decided about who is who. Nothing is rewritten: a split follows a merge.
person_decision = Table(
    "person_decision",
    metadata,
    _id(),
    Column("decision", String(10), nullable=False),  # merged, split, apart
    _to("person.id", index=True),
    _to("person.id", index=True, name="other_id"),
    Column("records", JSON, nullable=False),  # of a split: the versions that went to the other
    Column("by", Text, nullable=False),
    Column("because", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

# The lesson bank: which words stand in which versions of records. It only repeats what the records say, and is brought
# up to date by whoever asks it: these are the gatherings that are in it.
bank_gathering = Table(
    "bank_gathering",
    metadata,
    Column("gathering_id", _Id, ForeignKey("gathering.id"), primary_key=True, autoincrement=False),
)

# The versions that were taken up together; small segments are joined, so that there are never many.
bank_segment = Table(
    "bank_segment",
    metadata,
    _id(),
    Column("records", Integer, nullable=False),
)

bank_posting = Table(
    "bank_posting",
    metadata,
    Column("term", String(100), primary_key=True),  # a word without its ending; ^word in headings, =kind, @name
    Column("segment_id", _Id, ForeignKey("bank_segment.id"), primary_key=True, autoincrement=False, index=True),
    Column("records", Integer, nullable=False),
    Column("versions", LargeBinary, nullable=False),  # their numbers, packed
)

# How a word of the bank is written, for whoever mistyped one.
bank_word = Table(
    "bank_word",
    metadata,
    Column("stem", String(100), primary_key=True),
    Column("written", String(100), nullable=False),
)

# What a person decided about one raw row, for as long as the source has it: a value corrected, or the row ignored.
row_decision = Table(
    "row_decision",
    metadata,
    _id(),
    _to("source.id"),
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
    _id(),
    _to("source.id"),
    Column("row_digest", LargeBinary(16), nullable=False),
    Column("cells_digest", LargeBinary(16)),  # of the raw row alone, whatever the mapping
    Column("making", String(50), nullable=False, server_default=""),  # which of the row's records was refused
    Column("content", Text, nullable=False),  # the whole row, as JSON in ASCII
    Column("reasons", JSON, nullable=False),
    _to("gathered_file.id", name="file_id"),
    Column("row", Integer, nullable=False),
    Column("unread", Boolean, nullable=False, server_default=false()),  # the reader itself refused it
    _to("record_version.id", nullable=True, name="stands_id"),  # what the row gave before, which stands meanwhile
    _to("row_decision.id", nullable=True),  # a person said that it may stay rejected
    Column("from_gathering_id", _Id, ForeignKey("gathering.id"), nullable=False),
    Column("to_gathering_id", _Id, ForeignKey("gathering.id")),
    Index("ix_rejected_row_source", "source_id", "to_gathering_id"),
)

snapshot = Table(
    "snapshot",
    metadata,
    _id(),
    Column("taken_at", Moment, nullable=False),
    _to("gathering.id", nullable=True),  # the newest gathering that it includes; none where there was none
    _to("initiative.id", nullable=True, index=True),  # none: the whole portfolio
    Column("label", Text),
    Column("counts", JSON, nullable=False),  # records by kind
)

# A list of moves, closures, renamings and starts that was recorded as one, and can be taken back as one.
batch = Table(
    "batch",
    metadata,
    _id(),
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
    _id(),
    _to("initiative.id", index=True),
    Column("kind", String(20), nullable=False),
    Column("effective_on", String(10), nullable=False),
    Column("reason", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("blocked_because", Text),
    Column("requested_by", Text),
    Column("details", JSON, nullable=False),  # new name of a rename; person, post and successor of a staff move
    Column("told", JSON),  # what is told beside them, and makes it no other request
    _to("batch.id", nullable=True, index=True),  # the list that it was recorded with
    Column("evidence", Text),
    _to("succession.id", nullable=True, index=True),  # what it said became of what
    Column("identity", String(64), nullable=False, unique=True),  # the same request is the same transition
    Column("requested_at", Moment, nullable=False),
    Column("changed_at", Moment, nullable=False),
)

# What was said of a transition first, and is said instead: a row for each thing of an amendment.
transition_change = Table(
    "transition_change",
    metadata,
    _id(),
    _to("transition.id", index=True),
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
    _id(),
    _to("transition.id"),
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
    _id(),
    _to("transition.id"),
    Column("address", Text, nullable=False),
    Column("name", Text),
    Column("removed_at", Moment),  # since when they are not to receive it any more
    UniqueConstraint("transition_id", "address"),
)

dossier = Table(
    "dossier",
    metadata,
    _id(),
    _to("transition.id"),
    Column("version", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("content_sha256", String(64), nullable=False),  # of the model without when it was compiled
    Column("sealed_at", Moment, nullable=False),
    Column("pages", Integer, nullable=False),
    Column("gaps", Integer, nullable=False),
    Column("forbidden_gaps", Integer, nullable=False),
    UniqueConstraint("transition_id", "version"),
)

dossier_file = Table(
    "dossier_file",
    metadata,
    _id(),
    _to("dossier.id"),
    Column("form", String(10), nullable=False),  # pdf, html, json
    Column("path", Text, nullable=False),  # under the folder of sealed dossiers
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    UniqueConstraint("dossier_id", "form"),
)

message = Table(
    "message",
    metadata,
    _id(),
    _to("dossier.id"),
    _to("recipient.id", index=True),
    Column("message_id", Text, nullable=False),  # RFC 5322 Message-ID, the same at each attempt
    Column("state", String(20), nullable=False),  # due, sending, sent, refused, failed, superseded, called-off
    Column("attempts", Integer, nullable=False, default=0),
    Column("due_at", Moment, nullable=False),  # while it is being sent: when the claim on it lapses
    Column("claimed_by", Text),  # the process that is sending it
    Column("sent_at", Moment),
    Column("way", String(20)),  # smtp, outbox
    Column("remark", Text),  # what the server said
    UniqueConstraint("dossier_id", "recipient_id"),
)

receipt = Table(
    "receipt",
    metadata,
    _id(),
    _to("dossier.id"),
    _to("recipient.id", index=True),
    Column("kind", String(20), nullable=False),  # accepted
    Column("at", Moment, nullable=False),
    Column("read_back", Text),
    Column("by_office", Boolean, nullable=False, default=False),  # recorded by the office on the recipient's word
    UniqueConstraint("dossier_id", "recipient_id", "kind"),
)

# A gathering that was looked at for transitions; each is looked at once.
watched = Table(
    "watched",
    metadata,
    _id(),
    Column("gathering_id", _Id, ForeignKey("gathering.id"), nullable=False, unique=True),
    Column("at", Moment, nullable=False),
    Column("proposals", Integer, nullable=False),  # that it led to
    Column("passed_over", Text),  # why nothing was looked for in it
)

# To what the initiative of a record belongs, as its source says it, from one gathering until another.
membership = Table(
    "membership",
    metadata,
    _id(),
    _to("source.id"),
    Column("key", Text, nullable=False),  # of the record
    Column("whole", Text, nullable=False),  # the key or the name of what it belongs to
    Column("from_gathering_id", _Id, ForeignKey("gathering.id"), nullable=False),
    Column("to_gathering_id", _Id, ForeignKey("gathering.id")),
    Index("ix_membership_whole", "source_id", "whole"),
    Index("ix_membership_key", "source_id", "key"),
)

# A day on which a record says that its initiative ends, which is still to come: once it has passed, it is looked at.
expected_end = Table(
    "expected_end",
    metadata,
    Column("record_version_id", _Id, ForeignKey("record_version.id"), primary_key=True, autoincrement=False),
    Column("day", String(10), nullable=False, index=True),
)

# What looks like a transition, and what was decided about it.
proposal = Table(
    "proposal",
    metadata,
    _id(),
    Column("gathering_id", _Id, ForeignKey("gathering.id"), nullable=False),  # that led to it first
    Column("kind", String(20), nullable=False),  # closure, rename, merger, split, replacement, transfer, staff-move
    Column("initiative", Text, nullable=False),  # as the source wrote it
    _to("initiative.id", nullable=True, index=True),  # none: nobody knows it but as an owner
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
    _to("transition.id", nullable=True),  # what was made of it; of several, the first
    _to("initiative_merge.id", nullable=True, name="merge_id"),  # of a rename: what joined the new name's records
)

# The same evidence never proposes twice: ``digest`` is of all that one gathering said of the proposal.
proposal_evidence = Table(
    "proposal_evidence",
    metadata,
    _id(),
    _to("proposal.id", index=True),
    Column("digest", String(64), nullable=False, index=True),
    Column("sentence", Text, nullable=False),
    _to("record_version.id", nullable=True),
)
