"""Keep what the region tells of people, units and providers, its messages, and every exchange."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_GROUPS = (
    *("candidate", "needs_assessment", "reconsider", "ask_again", "expiring", "changed"),
    *("not_offered", "no_answer", "not_performed", "waiting_basis", "unsent", "refused"),
    *("conflict", "message"),
)


def upgrade() -> None:
    """Bring the schema forward."""
    _widen_people()
    _widen_exchange()
    _add_runs()
    _add_arrivals()
    _add_registers()
    _renew_work_list()


def _widen_people() -> None:
    told = "told by the region"
    op.add_column("person", sa.Column("deceased_on", sa.Date(), nullable=True, comment=told))
    op.add_column("person", sa.Column("moved_on", sa.Date(), nullable=True, comment=told))
    op.add_column("person", sa.Column("moved_to", sa.String(500), nullable=True, comment=told))
    op.add_column(
        "person",
        sa.Column(
            "elsewhere_on",
            sa.Date(),
            nullable=True,
            comment="when the region told that another municipality holds a certificate",
        ),
    )
    # Written out: Alembic adds the reference by itself, which SQLite cannot do afterwards
    op.execute(
        "ALTER TABLE person ADD COLUMN merged_into VARCHAR(36)"
        " CONSTRAINT fk_person_merged_into_person REFERENCES person (id)"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "COMMENT ON COLUMN person.merged_into IS"
            " 'who this person turned out to be; nothing else is left'"
        )
    gone = sa.text("deceased_on IS NOT NULL OR moved_on IS NOT NULL")
    op.create_index(
        "ix_person_gone",
        "person",
        ["id"],
        unique=False,
        sqlite_where=gone,
        postgresql_where=gone,
    )
    merged = sa.text("merged_into IS NOT NULL")
    op.create_index(
        "ix_person_merged",
        "person",
        ["id"],
        unique=False,
        sqlite_where=merged,
        postgresql_where=merged,
    )


def _widen_exchange() -> None:
    instant = sa.DateTime(timezone=True)
    renewed = "renewed since it was created"
    op.add_column("outbox_item", sa.Column("changed_at", instant, nullable=True, comment=renewed))
    stood = "JSON: of fields that both sides have changed, what stood before"
    op.add_column("outbox_item", sa.Column("parted", sa.String(), nullable=True, comment=stood))
    for column in (
        sa.Column(
            "feed_place",
            sa.BigInteger(),
            nullable=True,
            comment="of the last change applied: an older one, come late, is not",
        ),
        sa.Column(
            "status", sa.String(64), nullable=True, comment="of a unit: proposed, active, refused"
        ),
        sa.Column(
            "reason", sa.String(500), nullable=True, comment="why the region refused the unit"
        ),
    ):
        op.add_column("region_object", column)


def _add_runs() -> None:
    op.create_table(
        "exchange_run",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "ended_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="NULL: under way, or cut off",
        ),
        sa.Column("username", sa.String(500), nullable=False),
        sa.Column("manner", _code("manner", "asked", "timer", "scheduler"), nullable=False),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("sent", "received", "conflicts", "rejected")
        ),
        sa.Column("problem", sa.String(500), nullable=True, comment="code of what stopped it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_run")),
    )
    op.create_index("ix_exchange_run_started_at", "exchange_run", ["started_at"], unique=False)


def _add_arrivals() -> None:
    told = "JSON: key, told (values by column), asked (columns)"
    op.create_table(
        "arrival",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(36), nullable=True),
        sa.Column(
            "kind", sa.String(64), nullable=False, comment="as the change feed says, as event does"
        ),
        sa.Column("event", sa.String(64), nullable=False),
        sa.Column("told", sa.String(), nullable=False, comment=told),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_arrival_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
    )
    op.create_index("ix_arrival_arrived_at", "arrival", ["arrived_at"], unique=False)
    op.create_index("ix_arrival_person", "arrival", ["person_id"], unique=False)


def _add_registers() -> None:
    op.create_table(
        "provider",
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("phone", sa.String(500), nullable=True),
        sa.Column("email", sa.String(500), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_provider")),
    )
    op.create_table(
        "region_message",
        sa.Column("id", sa.String(64), nullable=False, comment="the region's own id"),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("title", sa.String(500), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region_message")),
    )
    op.create_table(
        "message_read",
        sa.Column("message_id", sa.String(64), nullable=False),
        sa.Column("username", sa.String(500), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["region_message.id"],
            name=op.f("fk_message_read_message_id_region_message"),
        ),
        sa.PrimaryKeyConstraint("message_id", "username", name=op.f("pk_message_read")),
    )


def _renew_work_list() -> None:
    """Let the list hold messages too; it is made anew at the next look."""
    op.execute("DELETE FROM work_state")
    op.execute("DELETE FROM work_item")
    with op.batch_alter_table("work_item") as table:
        table.drop_constraint("workgroup", type_="check")
        table.alter_column(
            "work_group", existing_type=sa.String(40), type_=_code("workgroup", *_GROUPS)
        )


def _code(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
