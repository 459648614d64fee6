"""The first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "initiative",
        sa.Column("id", _Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("closed_on", sa.String(length=10), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into_id", _Id, nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("merged_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["merged_into_id"], ["initiative.id"], name=op.f("fk_initiative_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative")),
    )
    op.create_index(op.f("ix_initiative_merged_into_id"), "initiative", ["merged_into_id"], unique=False)
    op.create_table(
        "source",
        sa.Column("id", _Id, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("registration", sa.JSON(), nullable=False),
        sa.Column("registration_sha256", sa.String(length=64), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("name", name=op.f("uq_source_name")),
    )
    op.create_table(
        "gathering",
        sa.Column("id", _Id, nullable=False),
        sa.Column("source_id", _Id, nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("registration_sha256", sa.String(length=64), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("vanished", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_gathering_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathering")),
    )
    op.create_index(op.f("ix_gathering_source_id"), "gathering", ["source_id"], unique=False)
    op.create_table(
        "name",
        sa.Column("id", _Id, nullable=False),
        sa.Column("initiative_id", _Id, nullable=True),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(length=20), nullable=False),
        sa.Column("from_on", sa.String(length=10), nullable=True),
        sa.Column("to_on", sa.String(length=10), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_name_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name")),
        sa.UniqueConstraint("written", name=op.f("uq_name_written")),
    )
    op.create_index(op.f("ix_name_initiative_id"), "name", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_name_normalised"), "name", ["normalised"], unique=False)
    op.create_table(
        "transition",
        sa.Column("id", _Id, nullable=False),
        sa.Column("initiative_id", _Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("effective_on", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("blocked_because", sa.Text(), nullable=True),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_transition_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition")),
        sa.UniqueConstraint("identity", name=op.f("uq_transition_identity")),
    )
    op.create_index(op.f("ix_transition_initiative_id"), "transition", ["initiative_id"], unique=False)
    op.create_table(
        "dossier",
        sa.Column("id", _Id, nullable=False),
        sa.Column("transition_id", _Id, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("gaps", sa.Integer(), nullable=False),
        sa.Column("forbidden_gaps", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_dossier_transition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier")),
        sa.UniqueConstraint("transition_id", "version", name=op.f("uq_dossier_transition_id_version")),
    )
    op.create_table(
        "gathered_file",
        sa.Column("id", _Id, nullable=False),
        sa.Column("gathering_id", _Id, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_gathered_file_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gathered_file")),
    )
    op.create_index(op.f("ix_gathered_file_gathering_id"), "gathered_file", ["gathering_id"], unique=False)
    op.create_table(
        "recipient",
        sa.Column("id", _Id, nullable=False),
        sa.Column("transition_id", _Id, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_recipient_transition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recipient")),
        sa.UniqueConstraint("transition_id", "address", name=op.f("uq_recipient_transition_id_address")),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", _Id, nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gathering_id", _Id, nullable=True),
        sa.Column("initiative_id", _Id, nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_snapshot_gathering_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_snapshot_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    op.create_index(op.f("ix_snapshot_initiative_id"), "snapshot", ["initiative_id"], unique=False)
    op.create_table(
        "transition_step",
        sa.Column("id", _Id, nullable=False),
        sa.Column("transition_id", _Id, nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_transition_step_transition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition_step")),
        sa.UniqueConstraint("transition_id", "step", name=op.f("uq_transition_step_transition_id_step")),
    )
    op.create_table(
        "dossier_file",
        sa.Column("id", _Id, nullable=False),
        sa.Column("dossier_id", _Id, nullable=False),
        sa.Column("form", sa.String(length=10), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_dossier_file_dossier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_file")),
        sa.UniqueConstraint("dossier_id", "form", name=op.f("uq_dossier_file_dossier_id_form")),
    )
    op.create_table(
        "message",
        sa.Column("id", _Id, nullable=False),
        sa.Column("dossier_id", _Id, nullable=False),
        sa.Column("recipient_id", _Id, nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("way", sa.String(length=20), nullable=True),
        sa.Column("remark", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_message_dossier_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_message_recipient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("dossier_id", "recipient_id", name=op.f("uq_message_dossier_id_recipient_id")),
    )
    op.create_index(op.f("ix_message_recipient_id"), "message", ["recipient_id"], unique=False)
    op.create_table(
        "receipt",
        sa.Column("id", _Id, nullable=False),
        sa.Column("dossier_id", _Id, nullable=False),
        sa.Column("recipient_id", _Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_back", sa.Text(), nullable=True),
        sa.Column("by_office", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["dossier_id"], ["dossier.id"], name=op.f("fk_receipt_dossier_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["recipient.id"], name=op.f("fk_receipt_recipient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("dossier_id", "recipient_id", "kind", name=op.f("uq_receipt_dossier_id_recipient_id_kind")),
    )
    op.create_index(op.f("ix_receipt_recipient_id"), "receipt", ["recipient_id"], unique=False)
    op.create_table(
        "record_version",
        sa.Column("id", _Id, nullable=False),
        sa.Column("source_id", _Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("name_id", _Id, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("row_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("file_id", _Id, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("from_gathering_id", _Id, nullable=False),
        sa.Column("to_gathering_id", _Id, nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["gathered_file.id"], name=op.f("fk_record_version_file_id")),
        sa.ForeignKeyConstraint(
            ["from_gathering_id"], ["gathering.id"], name=op.f("fk_record_version_from_gathering_id")
        ),
        sa.ForeignKeyConstraint(["name_id"], ["name.id"], name=op.f("fk_record_version_name_id")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_record_version_source_id")),
        sa.ForeignKeyConstraint(["to_gathering_id"], ["gathering.id"], name=op.f("fk_record_version_to_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_version")),
    )
    op.create_index(
        "ix_record_version_current",
        "record_version",
        ["source_id", "key"],
        unique=True,
        sqlite_where=sa.text("to_gathering_id IS NULL"),
        postgresql_where=sa.text("to_gathering_id IS NULL"),
    )
    op.create_index("ix_record_version_name_id", "record_version", ["name_id", "kind", "to_gathering_id"], unique=False)
    op.create_table(
        "rejected_row",
        sa.Column("id", _Id, nullable=False),
        sa.Column("source_id", _Id, nullable=False),
        sa.Column("row_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("file_id", _Id, nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("from_gathering_id", _Id, nullable=False),
        sa.Column("to_gathering_id", _Id, nullable=True),
        sa.ForeignKeyConstraint(["file_id"], ["gathered_file.id"], name=op.f("fk_rejected_row_file_id")),
        sa.ForeignKeyConstraint(
            ["from_gathering_id"], ["gathering.id"], name=op.f("fk_rejected_row_from_gathering_id")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_rejected_row_source_id")),
        sa.ForeignKeyConstraint(["to_gathering_id"], ["gathering.id"], name=op.f("fk_rejected_row_to_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_row")),
    )
    op.create_index("ix_rejected_row_source", "rejected_row", ["source_id", "to_gathering_id"], unique=False)
