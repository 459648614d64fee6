"""Names with dates, identifiers, and what became of what"""

import sqlalchemy as sa
from alembic import op

from handover.store.migrations.references import ID, add_reference

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("initiative", sa.Column("began_on", sa.String(length=10), nullable=True))
    op.create_table(
        "naming",
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
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
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
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
        "name_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("name_id", ID, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["name_id"], ["name.id"], name=op.f("fk_name_key_name_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_key")),
    )
    op.create_index(op.f("ix_name_key_name_id"), "name_key", ["name_id"], unique=False)
    op.create_index(op.f("ix_name_key_value"), "name_key", ["value"], unique=False)
    op.create_table(
        "name_move",
        sa.Column("id", ID, nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("normalised", sa.Text(), nullable=False),
        sa.Column("from_id", ID, nullable=False),
        sa.Column("into_id", ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["from_id"], ["initiative.id"], name=op.f("fk_name_move_from_id")),
        sa.ForeignKeyConstraint(["into_id"], ["initiative.id"], name=op.f("fk_name_move_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_move")),
    )
    op.create_index(op.f("ix_name_move_from_id"), "name_move", ["from_id"], unique=False)
    op.create_index(op.f("ix_name_move_into_id"), "name_move", ["into_id"], unique=False)
    op.create_table(
        "succession",
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("announced_on", sa.String(length=10), nullable=True),
        sa.Column("completed_on", sa.String(length=10), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("said_by", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("broken_rules", sa.JSON(), nullable=False),
        sa.Column("despite", sa.Text(), nullable=True),
        sa.Column("amends_id", ID, nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.Text(), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["amends_id"], ["succession.id"], name=op.f("fk_succession_amends_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession")),
    )
    op.create_table(
        "succession_party",
        sa.Column("id", ID, nullable=False),
        sa.Column("succession_id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("functions", sa.JSON(), nullable=False),
        sa.Column("goes_on", sa.Boolean(), nullable=False),
        sa.Column("sets_day", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_succession_party_initiative_id")),
        sa.ForeignKeyConstraint(["succession_id"], ["succession.id"], name=op.f("fk_succession_party_succession_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_succession_party")),
    )
    op.create_index(op.f("ix_succession_party_initiative_id"), "succession_party", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_succession_party_succession_id"), "succession_party", ["succession_id"], unique=False)
    op.create_table(
        "initiative_merge",
        sa.Column("id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("into_id", ID, nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by", sa.Text(), nullable=True),
        sa.Column("because", sa.Text(), nullable=True),
        sa.Column("closed_on", sa.String(length=10), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.Column("undone_because", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_initiative_merge_initiative_id")),
        sa.ForeignKeyConstraint(["into_id"], ["initiative.id"], name=op.f("fk_initiative_merge_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_initiative_merge")),
    )
    op.create_index(op.f("ix_initiative_merge_initiative_id"), "initiative_merge", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_initiative_merge_into_id"), "initiative_merge", ["into_id"], unique=False)
    # A closing that a merge gave is not told from the other's own; splitting these takes none back.
    op.execute(
        "INSERT INTO initiative_merge (initiative_id, into_id, merged_at, merged_by) "
        "SELECT id, merged_into_id, merged_at, merged_by FROM initiative WHERE merged_into_id IS NOT NULL"
    )
    op.create_table(
        "name_match",
        sa.Column("id", ID, nullable=False),
        sa.Column("name_id", ID, nullable=False),
        sa.Column("initiative_id", ID, nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_because", sa.Text(), nullable=True),
        sa.Column("merge_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["initiative_id"], ["initiative.id"], name=op.f("fk_name_match_initiative_id")),
        sa.ForeignKeyConstraint(["merge_id"], ["initiative_merge.id"], name=op.f("fk_name_match_merge_id")),
        sa.ForeignKeyConstraint(["name_id"], ["name.id"], name=op.f("fk_name_match_name_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_match")),
    )
    op.create_index(op.f("ix_name_match_initiative_id"), "name_match", ["initiative_id"], unique=False)
    op.create_index(op.f("ix_name_match_name_id"), "name_match", ["name_id"], unique=False)
    op.create_index(op.f("ix_name_match_state"), "name_match", ["state"], unique=False)
    _of_people()
    _of_transitions()
    _of_the_lesson_bank()


def _of_people() -> None:
    """Who contacts name, and what was decided about who is who."""
    op.create_table(
        "person",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_into_id", ID, nullable=True),
        sa.ForeignKeyConstraint(["merged_into_id"], ["person.id"], name=op.f("fk_person_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index(op.f("ix_person_merged_into_id"), "person", ["merged_into_id"], unique=False)
    op.create_table(
        "person_record",
        sa.Column("record_version_id", ID, autoincrement=False, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["record_version_id"], ["record_version.id"], name=op.f("fk_person_record_record_version_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_record_person_id")),
        sa.PrimaryKeyConstraint("record_version_id", name=op.f("pk_person_record")),
    )
    op.create_index(op.f("ix_person_record_person_id"), "person_record", ["person_id"], unique=False)
    op.create_table(
        "person_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=True),
        sa.Column("sort", sa.String(length=10), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_key_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_key")),
    )
    op.create_index(op.f("ix_person_key_person_id"), "person_key", ["person_id"], unique=False)
    op.create_index("ix_person_key_value", "person_key", ["value", "sort"], unique=False)
    op.create_table(
        "person_decision",
        sa.Column("id", ID, nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=False),
        sa.Column("records", sa.JSON(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_decision_person_id")),
        sa.ForeignKeyConstraint(["other_id"], ["person.id"], name=op.f("fk_person_decision_other_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_decision")),
    )
    op.create_index(op.f("ix_person_decision_person_id"), "person_decision", ["person_id"], unique=False)
    op.create_index(op.f("ix_person_decision_other_id"), "person_decision", ["other_id"], unique=False)
    op.create_index(
        "ix_record_version_contact_key",
        "record_version",
        ["source_id", "key"],
        unique=False,
        sqlite_where=sa.text("kind = 'contact'"),
        postgresql_where=sa.text("kind = 'contact'"),
    )


def _of_transitions() -> None:
    """Lists of transitions, what was changed of each, and who receives its dossier no more."""
    op.add_column("transition", sa.Column("evidence", sa.Text(), nullable=True))
    add_reference("transition", "succession_id", "succession")
    op.create_index(op.f("ix_transition_succession_id"), "transition", ["succession_id"], unique=False)
    op.create_table(
        "batch",
        sa.Column("id", ID, nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("identity", sa.String(length=64), nullable=False),
        sa.Column("requested_by", sa.Text(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_because", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("identity", name=op.f("uq_batch_identity")),
    )
    add_reference("transition", "batch_id", "batch")
    op.create_index(op.f("ix_transition_batch_id"), "transition", ["batch_id"], unique=False)
    op.add_column("transition", sa.Column("told", sa.JSON(), nullable=True))
    op.add_column("recipient", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "transition_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("transition_id", ID, nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("becomes", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["transition_id"], ["transition.id"], name=op.f("fk_transition_change_transition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transition_change")),
    )
    op.create_index(op.f("ix_transition_change_transition_id"), "transition_change", ["transition_id"], unique=False)


def _of_the_lesson_bank() -> None:
    """The index of words by which records are searched."""
    op.create_table(
        "bank_gathering",
        sa.Column("gathering_id", ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["gathering_id"], ["gathering.id"], name=op.f("fk_bank_gathering_gathering_id")),
        sa.PrimaryKeyConstraint("gathering_id", name=op.f("pk_bank_gathering")),
    )
    op.create_table(
        "bank_segment",
        sa.Column("id", ID, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_segment")),
    )
    op.create_table(
        "bank_posting",
        sa.Column("term", sa.String(length=100), nullable=False),
        sa.Column("segment_id", ID, autoincrement=False, nullable=False),
        sa.Column("records", sa.Integer(), nullable=False),
        sa.Column("versions", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["segment_id"], ["bank_segment.id"], name=op.f("fk_bank_posting_segment_id")),
        sa.PrimaryKeyConstraint("term", "segment_id", name=op.f("pk_bank_posting")),
    )
    op.create_index(op.f("ix_bank_posting_segment_id"), "bank_posting", ["segment_id"], unique=False)
    op.create_table(
        "bank_word",
        sa.Column("stem", sa.String(length=100), nullable=False),
        sa.Column("written", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("stem", name=op.f("pk_bank_word")),
    )
