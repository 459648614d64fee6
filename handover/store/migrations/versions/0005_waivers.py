"""What somebody of the office accepts that a dossier lacks

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

from handover.store.migrations.references import ID

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "waiver",
        sa.Column("id", ID, nullable=False),
        sa.Column("transition_id", ID, nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("said_then", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_waiver_transition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiver")),
    )
    still_open = sa.text("withdrawn_at IS NULL")
    op.create_index(
        "ix_waiver_open",
        "waiver",
        ["transition_id", "code"],
        unique=True,
        sqlite_where=still_open,
        postgresql_where=still_open,
    )
