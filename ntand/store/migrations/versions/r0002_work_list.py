"""Keep the work list; find those who died or moved away without a look at every decision."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "work_state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("for_day", sa.Date(), nullable=False),
        sa.Column(
            "stands_at",
            sa.Integer(),
            nullable=False,
            comment="the access log's last change it knows",
        ),
        sa.Column(
            "basis",
            sa.String(length=500),
            nullable=False,
            comment="criteria, channel and lists printed",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_state")),
    )
    op.create_table(
        "work_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "work_group",
            sa.Enum(
                "candidate",
                "needs_assessment",
                "reconsider",
                "ask_again",
                "expiring",
                "changed",
                "not_offered",
                "no_answer",
                "not_performed",
                "waiting_basis",
                "unsent",
                "refused",
                "conflict",
                name="workgroup",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column(
            "object_id",
            sa.String(length=64),
            nullable=True,
            comment="intyg_id, year or unit code",
        ),
        sa.Column(
            "rank",
            sa.Integer(),
            nullable=False,
            comment="order within the group, before the name",
        ),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column(
            "reason",
            sa.String(length=64),
            nullable=False,
            comment="code of the sentence that says why",
        ),
        sa.Column(
            "detail", sa.String(), nullable=False, comment="JSON: the facts of that sentence"
        ),
        sa.Column(
            "name",
            sa.String(length=1002),
            nullable=False,
            comment="of the person, else of the unit",
        ),
        sa.Column("born", sa.String(length=64), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=True),
        sa.Column("unit_name", sa.String(length=500), nullable=True),
        sa.Column("protection", sa.String(length=64), nullable=False),
        sa.Column("case_worker", sa.String(length=500), nullable=True),
        sa.Column(
            "sort_key",
            sa.String(length=1100).with_variant(sa.String(1100, collation="C"), "postgresql"),
            nullable=False,
            comment="Swedish order",
        ),
        sa.Column(
            "search_text",
            sa.String(),
            nullable=False,
            comment="folded: name, birth date, unit",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_work_item_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_item")),
    )
    op.create_index(op.f("ix_work_item_person_id"), "work_item", ["person_id"], unique=False)
    op.create_index(
        "ix_work_item_group", "work_item", ["work_group", "rank", "sort_key"], unique=False
    )
    gone = sa.text("deceased_on IS NOT NULL OR moved_on IS NOT NULL")
    op.create_index(
        "ix_decision_gone",
        "decision",
        ["person_id"],
        unique=False,
        sqlite_where=gone,
        postgresql_where=gone,
    )
