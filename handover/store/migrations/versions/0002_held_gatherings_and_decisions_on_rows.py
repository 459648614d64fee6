"""Held gatherings, the dates and validators of what is gathered, and what a person decides about a row"""

import sqlalchemy as sa
from alembic import op

from handover.store.migrations.references import ID, add_reference

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "row_decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("cells_digest", sa.LargeBinary(length=16), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("cells", sa.JSON(), nullable=True),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_row_decision_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_row_decision")),
    )
    op.create_index("ix_row_decision_source", "row_decision", ["source_id", "withdrawn_at"], unique=False)
    op.add_column("source", sa.Column("retired_by", sa.Text(), nullable=True))
    op.add_column("source", sa.Column("retired_because", sa.Text(), nullable=True))
    for column in (
        sa.Column("origin", sa.String(length=20), nullable=False, server_default="fetched"),
        sa.Column("dated", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ignored", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("validators", sa.JSON(), nullable=True),
        sa.Column("profile", sa.JSON(), nullable=True),
        sa.Column("doubts", sa.JSON(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_because", sa.Text(), nullable=True),
    ):
        op.add_column("gathering", column)
    add_reference("gathering", "after_id", "gathering")
    op.add_column("gathered_file", sa.Column("dated", sa.DateTime(timezone=True), nullable=True))
    op.add_column("gathered_file", sa.Column("kept", sa.Text(), nullable=True))
    op.add_column("gathered_file", sa.Column("columns", sa.JSON(), nullable=True))
    op.add_column("gathered_file", sa.Column("names", sa.JSON(), nullable=True))
    op.add_column("rejected_row", sa.Column("cells_digest", sa.LargeBinary(length=16), nullable=True))
    op.add_column("rejected_row", sa.Column("making", sa.String(length=50), nullable=False, server_default=""))
    op.add_column("rejected_row", sa.Column("unread", sa.Boolean(), nullable=False, server_default=sa.false()))
    add_reference("rejected_row", "stands_id", "record_version")
    add_reference("record_version", "row_decision_id", "row_decision")
    add_reference("rejected_row", "row_decision_id", "row_decision")
    only = sa.text("row_decision_id IS NOT NULL")
    op.create_index(
        "ix_record_version_row_decision_id",
        "record_version",
        ["row_decision_id"],
        unique=False,
        sqlite_where=only,
        postgresql_where=only,
    )
