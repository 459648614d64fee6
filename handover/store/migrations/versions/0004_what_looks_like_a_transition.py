"""What looks like a transition, and from what that was seen

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

from handover.store.migrations.references import ID

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_record_version_from_gathering_id", "record_version", ["from_gathering_id"], unique=False)
    closed = sa.text("to_gathering_id IS NOT NULL")
    op.create_index(
        "ix_record_version_to_gathering_id",
        "record_version",
        ["to_gathering_id"],
        unique=False,
        sqlite_where=closed,
        postgresql_where=closed,
    )
    op.create_table(
        "watched",
        sa.Column("id", ID, nullable=False),
        sa.Column("gathering_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposals", sa.Integer(), nullable=False),
        sa.Column("passed_over", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_watched_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watched")),
        sa.UniqueConstraint("gathering_id", name=op.f("uq_watched_gathering_id")),
    )
    op.create_table(
        "membership",
        sa.Column("id", ID, nullable=False),
        sa.Column("source_id", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("whole", sa.Text(), nullable=False),
        sa.Column("from_gathering_id", ID, nullable=False),
        sa.Column("to_gathering_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_membership_source_id")),
        sa.ForeignKeyConstraint(["from_gathering_id"], ["gathering.id"], name=op.f("fk_membership_from_gathering_id")),
        sa.ForeignKeyConstraint(["to_gathering_id"], ["gathering.id"], name=op.f("fk_membership_to_gathering_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index("ix_membership_whole", "membership", ["source_id", "whole"], unique=False)
    op.create_index("ix_membership_key", "membership", ["source_id", "key"], unique=False)
    op.create_table(
        "expected_end",
        sa.Column("record_version_id", ID, autoincrement=False, nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_version_id"], ["record_version.id"], name=op.f("fk_expected_end_record_version_id")
        ),
        sa.PrimaryKeyConstraint("record_version_id", name=op.f("pk_expected_end")),
    )
    op.create_index(op.f("ix_expected_end_day"), "expected_end", ["day"], unique=False)
    op.create_table(
        "proposal",
        sa.Column("id", ID, nullable=False),
        sa.Column("gathering_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("initiative", sa.Text(), nullable=False),
        sa.Column("initiative_id", ID, nullable=True),
        sa.Column("successors", sa.JSON(), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("effective_on", sa.String(length=10), nullable=False),
        sa.Column("confidence", sa.Integer(), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_because", sa.Text(), nullable=True),
        sa.Column("transition_id", ID, nullable=True),
        sa.Column("merge_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_proposal_gathering_id")),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_proposal_initiative_id")),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_proposal_transition_id")),
        sa.ForeignKeyConstraint(["merge_id"], ["initiative_merge.id"], name=op.f("fk_proposal_merge_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index(op.f("ix_proposal_initiative_id"), "proposal", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_proposal_state"), "proposal", ["state"], unique=False)
    op.create_index(op.f("ix_proposal_subject"), "proposal", ["subject"], unique=False)
    op.create_table(
        "proposal_evidence",
        sa.Column("id", ID, nullable=False),
        sa.Column("proposal_id", ID, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("record_version_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_evidence_proposal_id")),
        sa.ForeignKeyConstraint(
            ["record_version_id"], ["record_version.id"], name=op.f("fk_proposal_evidence_record_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_evidence")),
    )
    op.create_index(op.f("ix_proposal_evidence_proposal_id"), "proposal_evidence", ["proposal_id"], unique=False)
    op.create_index(op.f("ix_proposal_evidence_digest"), "proposal_evidence", ["digest"], unique=False)
