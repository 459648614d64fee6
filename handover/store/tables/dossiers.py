"""Dossiers that were sealed, the messages that brought them, and what recipients did."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, String, Table, Text, UniqueConstraint

from handover.store.tables.columns import Moment, metadata, own_id, to

dossier = Table(
    "dossier",
    metadata,
    own_id(),
    to("transition.id"),
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
    own_id(),
    to("dossier.id"),
    Column("form", String(10), nullable=False),  # pdf, html, json
    Column("path", Text, nullable=False),  # under the folder of sealed dossiers
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    UniqueConstraint("dossier_id", "form"),
)

message = Table(
    "message",
    metadata,
    own_id(),
    to("dossier.id"),
    to("recipient.id", index=True),
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
    own_id(),
    to("dossier.id"),
    to("recipient.id", index=True),
    Column("kind", String(20), nullable=False),  # accepted
    Column("at", Moment, nullable=False),
    Column("read_back", Text),
    Column("by_office", Boolean, nullable=False, default=False),  # recorded by the office on the recipient's word
    UniqueConstraint("dossier_id", "recipient_id", "kind"),
)
