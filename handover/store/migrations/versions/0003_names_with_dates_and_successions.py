"""Names with dates, identifiers, and what became of what"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_Id = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("initiative", sa.Column("began_on", sa.String(length=10), nullable=True))
    op.create_table(
        "naming",
        sa.Column("id", _Id, nullable=False),
        sa.Column("initiative_id", _Id, nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("from_on", sa.String(length=10), nullable=True),
        sa.Column("to_on", sa.String(length=10), nullable=True),
        sa.Column("said_by", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_naming_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_naming")),
    )
    op.create_index(op.f("ix_naming_initiative_id"), "naming", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_naming_normalised"), "naming", ["normalised"], unique=False)
    # What was said of a name's dates was said of one spelling of it.
    op.execute(
        "INSERT INTO naming (initiative_id, written, normalised, sort, from_on, to_on, added_at) "
        "SELECT initiative_id, written, normalised, 'name', from_on, to_on, added_at FROM name "
        "WHERE initiative_id IS NOT NULL AND (from_on IS NOT NULL OR to_on IS NOT NULL)"
    )
    op.drop_column("name", "from_on")
    op.drop_column("name", "to_on")
    op.create_table(
        "identifier",
        sa.Column("id", _Id, nullable=False),
        sa.Column("initiative_id", _Id, nullable=False),
        sa.Column("scheme", sa.String(length=100), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_identifier_initiative_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifier")),
        sa.UniqueConstraint("scheme", "value", "initiative_id", name=op.f("uq_identifier_scheme_value_initiative_id")),
    )
    op.create_index(op.f("ix_identifier_initiative_id"), "identifier", ["initiative_id"], unique=False)
    op.create_table(
        "succession",
        sa.Column("id", _Id, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("announced_on", sa.String(length=10), nullable=True),
        sa.Column("completed_on", sa.String(length=10), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("said_by", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("broken_rules", sa.JSON(), nullable=False),
        sa.Column("despite", sa.Text(), nullable=True),
        sa.Column("amends_id", _Id, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["amends_id"], ["succession.id"], name=op.f("fk_succession_amends_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
    )
    op.create_table(
        "succession_party",
        sa.Column("id", _Id, nullable=False),
        sa.Column("succession_id", _Id, nullable=False),
        sa.Column("initiative_id", _Id, nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("functions", sa.JSON(), nullable=False),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_succession_party_initiative_id")),
        sa.ForeignKeyConstraint(["succession_id"], ["succession.id"], name=op.f("fk_succession_party_succession_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession_party")),
    )
    op.create_index(op.f("ix_succession_party_initiative_id"), "succession_party", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_succession_party_succession_id"), "succession_party", ["succession_id"], unique=False)
