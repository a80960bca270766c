"""Lay the first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "access_event",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("segment", sa.String(length=64), nullable=False, comment="month, YYYY-MM"),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("username", sa.String(length=500), nullable=False),
        sa.Column("role", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column(
            "changed",
            sa.Boolean(),
            nullable=False,
            comment="the act stored something besides this line",
        ),
        sa.Column(
            "scope",
            sa.String(length=64),
            nullable=False,
            comment="who was touched: persons, all or none",
        ),
        sa.Column("detail", sa.String(), nullable=False, comment="JSON, never an identity number"),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_access_event")),
    )
    op.create_index(
        "ix_access_event_changed", "access_event", ["changed", "sequence"], unique=False
    )

    op.create_table(
        "care_unit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=500), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "SABO",
                "HEMTJANST",
                "HEMSJUKVARD",
                "LSS",
                "ORDINART",
                name="unittype",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("address", sa.String(length=500), nullable=True),
        sa.Column("postal_code", sa.String(length=500), nullable=True),
        sa.Column("town", sa.String(length=500), nullable=True),
        sa.Column("responsible", sa.String(length=500), nullable=True),
        sa.Column("phone", sa.String(length=500), nullable=True),
        sa.Column("email", sa.String(length=500), nullable=True),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.Column("run_by", sa.String(length=500), nullable=True),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("replaced_by", sa.String(length=64), nullable=True),
        sa.Column("placeholder", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_care_unit_code")),
    )
    op.create_table(
        "exchange_state",
        sa.Column("feed", sa.String(length=64), nullable=False),
        sa.Column("cursor", sa.String(length=500), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("feed", name=op.f("pk_exchange_state")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "enheter",
                "insatser",
                "intyg",
                "erbjudanden",
                "utbildningar",
                name="filekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("source", sa.String(length=64), nullable=True),
        sa.Column("as_of", sa.Date(), nullable=True, comment="of a complete extract"),
        sa.Column("created", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_by", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("given_name", sa.String(length=500), nullable=False),
        sa.Column("family_name", sa.String(length=500), nullable=False),
        sa.Column(
            "sort_key",
            sa.String(length=1100).with_variant(sa.String(1100, collation="C"), "postgresql"),
            nullable=False,
            comment="Swedish order",
        ),
        sa.Column(
            "search_text", sa.String(length=1100), nullable=False, comment="folded case and accents"
        ),
        sa.Column(
            "told_protection",
            sa.Enum(
                "",
                "sekretessmarkering",
                "skyddad folkbokforing",
                "fingerade",
                name="protection",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
            comment="told by a person, for people without decisions",
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_sort_key", "person", ["sort_key", "id"], unique=False)

    op.create_table(
        "printout",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("unit_code", sa.String(length=64), nullable=True),
        sa.Column("printed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("printed_by", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printout")),
    )
    op.create_table(
        "region_object",
        sa.Column("object_id", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "certificate",
                "offer",
                "unit",
                name="objectkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("etag", sa.String(length=64), nullable=True),
        sa.Column("payload", sa.String(), nullable=False),
        sa.Column("known_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("object_id", name=op.f("pk_region_object")),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_setting")),
    )
    op.create_table(
        "access_subject",
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_access_subject_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["sequence"],
            ["access_event.sequence"],
            name=op.f("fk_access_subject_sequence_access_event"),
        ),
        sa.PrimaryKeyConstraint("sequence", "person_id", name=op.f("pk_access_subject")),
    )
    op.create_index(
        op.f("ix_access_subject_person_id"), "access_subject", ["person_id"], unique=False
    )

    op.create_table(
        "assessment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("criteria", sa.String(length=500), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column(
            "findings", sa.String(), nullable=False, comment="JSON: every finding with its facts"
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_assessment_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assessment")),
    )
    op.create_index(op.f("ix_assessment_person_id"), "assessment", ["person_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=64), nullable=False),
        sa.Column("external_id", sa.String(length=64), nullable=False),
        sa.Column("given_name", sa.String(length=500), nullable=False),
        sa.Column("family_name", sa.String(length=500), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=True),
        sa.Column("postal_code", sa.String(length=500), nullable=True),
        sa.Column("town", sa.String(length=500), nullable=True),
        sa.Column("room", sa.String(length=500), nullable=True),
        sa.Column("phone", sa.String(length=500), nullable=True),
        sa.Column("language", sa.String(length=500), nullable=True),
        sa.Column(
            "protection",
            sa.String(length=500),
            nullable=True,
            comment="a Protection value or unknown text; NULL: the source has not told",
        ),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("case_worker", sa.String(length=500), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "sabo",
                "sarskild_service",
                "korttid",
                "hemtjanst",
                "hemsjukvard",
                "trygghetslarm",
                "hemvardsbidrag",
                "dagverksamhet",
                "boendestod",
                "hvb",
                "familjehem",
                "ledsagning",
                "lss1",
                "lss2",
                "lss3",
                "lss4",
                "lss5",
                "lss6",
                "lss7",
                "lss8",
                "lss9",
                "lss10",
                "assistansersattning",
                "ovrig",
                name="servicekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind_text", sa.String(length=500), nullable=True, comment="as written, when unknown"
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("care_per_day", sa.Integer(), nullable=True),
        sa.Column("icf", sa.Integer(), nullable=True),
        sa.Column("lasting", sa.Boolean(), nullable=True),
        sa.Column(
            "prospect",
            sa.Enum(
                "liten",
                "oklar",
                "god",
                name="prospect",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("co_resident", sa.Boolean(), nullable=True),
        sa.Column("treatment_only", sa.Boolean(), nullable=True),
        sa.Column("relative_help", sa.Boolean(), nullable=True),
        sa.Column(
            "caregiver_kind",
            sa.Enum(
                "folktandvarden",
                "privat",
                "ingen",
                "okand",
                name="caregiverkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("caregiver_name", sa.String(length=500), nullable=True),
        sa.Column("contact_name", sa.String(length=500), nullable=True),
        sa.Column("contact_phone", sa.String(length=500), nullable=True),
        sa.Column(
            "contact_role",
            sa.Enum(
                "narstaende",
                "god_man",
                "forvaltare",
                "vardnadshavare",
                "personal",
                name="contactrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("deceased_on", sa.Date(), nullable=True),
        sa.Column("moved_on", sa.Date(), nullable=True),
        sa.Column("moved_to", sa.String(length=500), nullable=True),
        sa.Column(
            "missing_from",
            sa.Date(),
            nullable=True,
            comment="not active from this day: a complete extract no longer held it",
        ),
        sa.Column("import_run_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_decision_import_run_id_import_run")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_decision_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["care_unit.code"], name=op.f("fk_decision_unit_code_care_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
    )
    op.create_index(op.f("ix_decision_person_id"), "decision", ["person_id"], unique=False)
    op.create_index("uq_decision_source", "decision", ["source", "external_id"], unique=True)

    op.create_table(
        "disclosure",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "basis",
            sa.Enum(
                "samtycke",
                "menprovning",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "form",
            sa.Enum(
                "skriftligt",
                "muntligt",
                "annat",
                name="consentform",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_disclosure_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
    )
    op.create_index(op.f("ix_disclosure_person_id"), "disclosure", ["person_id"], unique=False)

    op.create_table(
        "identity_number",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "personnummer",
                "samordningsnummer",
                "reservnummer",
                name="identitykind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("replaced_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_identity_number_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by"],
            ["identity_number.id"],
            name=op.f("fk_identity_number_replaced_by_identity_number"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_number")),
    )
    op.create_index(op.f("ix_identity_number_number"), "identity_number", ["number"], unique=False)
    op.create_index(
        op.f("ix_identity_number_person_id"), "identity_number", ["person_id"], unique=False
    )
    op.create_index(
        "uq_identity_number_current",
        "identity_number",
        ["number"],
        unique=True,
        sqlite_where=sa.text("valid_to IS NULL"),
        postgresql_where=sa.text("valid_to IS NULL"),
    )

    op.create_table(
        "offer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("offered_on", sa.Date(), nullable=True),
        sa.Column(
            "announced", sa.Boolean(), nullable=False, comment="imported history that has a basis"
        ),
        sa.Column(
            "changed_here",
            sa.Boolean(),
            nullable=False,
            comment="since its last import, or born here",
        ),
        sa.Column("import_run_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"], ["import_run.id"], name=op.f("fk_offer_import_run_id_import_run")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_offer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index("uq_offer_person_year", "offer", ["person_id", "year"], unique=True)

    op.create_table(
        "outbox_item",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column(
            "sequence", sa.Integer(), nullable=False, comment="order of birth; kept per person"
        ),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "certificate",
                "offer",
                "unit",
                name="objectkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "object_id",
            sa.String(length=64),
            nullable=False,
            comment="certificate.id, offer.id or care_unit.id",
        ),
        sa.Column("payload_version", sa.Integer(), nullable=False),
        sa.Column(
            "payload", sa.String(), nullable=False, comment="JSON: the file's columns as text"
        ),
        sa.Column(
            "road",
            sa.Enum(
                "service",
                "portal",
                "paper",
                name="road",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "delivered",
                "parked",
                "conflict",
                "stopped",
                name="outboxstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "attempts", sa.Integer(), nullable=False, comment="once tried, it is never changed"
        ),
        sa.Column(
            "sent_etag",
            sa.String(length=64),
            nullable=True,
            comment="the tag it was first sent with",
        ),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.String(length=500), nullable=True, comment="code of the refusal"),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "replaces", sa.String(length=64), nullable=True, comment="the refused item it corrects"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_outbox_item_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_item")),
    )
    op.create_index("ix_outbox_item_object", "outbox_item", ["object_id"], unique=False)
    op.create_index("ix_outbox_item_person", "outbox_item", ["person_id", "sequence"], unique=False)
    op.create_index("ix_outbox_item_state", "outbox_item", ["state", "sequence"], unique=False)

    op.create_table(
        "training",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("local_id", sa.String(length=64), nullable=False),
        sa.Column("unit_code", sa.String(length=64), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column(
            "hours", sa.String(length=40), nullable=False, comment="a decimal number, exact as text"
        ),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("provider", sa.String(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit_code"], ["care_unit.code"], name=op.f("fk_training_unit_code_care_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_training")),
        sa.UniqueConstraint("local_id", name=op.f("uq_training_local_id")),
    )
    op.create_table(
        "answer",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("offer_id", sa.String(length=36), nullable=False),
        sa.Column(
            "value",
            sa.Enum(
                "ja",
                "nej",
                "inget",
                name="answer",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column(
            "answered_by",
            sa.Enum(
                "personen",
                "narstaende",
                "god_man",
                "forvaltare",
                "vardnadshavare",
                "stallforetradare",
                "kontakt",
                name="answeredby",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column(
            "channel",
            sa.Enum(
                "telefon",
                "blankett",
                "mote",
                "annat",
                name="answerchannel",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(length=500), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_answer_offer_id_offer")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["answer.id"], name=op.f("fk_answer_superseded_by_answer")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_offer_id"), "answer", ["offer_id"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("local_id", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "G1",
                "G2",
                "G3",
                "G4",
                name="ground",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("criteria", sa.String(length=500), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column(
            "origin",
            sa.Enum(
                "kommunen",
                "annan_kommun",
                "lakare",
                "regionen",
                name="origin",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("replaces", sa.String(length=64), nullable=True),
        sa.Column(
            "basis",
            sa.Enum(
                "samtycke",
                "menprovning",
                name="basis",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("informed_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True, comment="last valid day"),
        sa.Column(
            "end_reason",
            sa.Enum(
                "fel_grund",
                "villkor_upphort",
                "avliden",
                "utflyttad",
                "ersatt",
                name="endreason",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("voided", sa.Boolean(), nullable=False),
        sa.Column("void_reason", sa.String(length=500), nullable=True),
        sa.Column(
            "reason", sa.String(length=500), nullable=True, comment="why against the proposal"
        ),
        sa.Column("assessment_id", sa.String(length=36), nullable=True),
        sa.Column(
            "region_number", sa.String(length=64), nullable=True, comment="the number in the portal"
        ),
        sa.Column(
            "announced", sa.Boolean(), nullable=False, comment="imported history that has a basis"
        ),
        sa.Column(
            "changed_here",
            sa.Boolean(),
            nullable=False,
            comment="since its last import, or born here",
        ),
        sa.Column("import_run_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"],
            ["assessment.id"],
            name=op.f("fk_certificate_assessment_id_assessment"),
        ),
        sa.ForeignKeyConstraint(
            ["import_run_id"],
            ["import_run.id"],
            name=op.f("fk_certificate_import_run_id_import_run"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("local_id", name=op.f("uq_certificate_local_id")),
    )
    op.create_index(op.f("ix_certificate_person_id"), "certificate", ["person_id"], unique=False)

    op.create_table(
        "decision_history",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column(
            "import_run_id",
            sa.String(length=36),
            nullable=False,
            comment="the import that replaced these values",
        ),
        sa.Column(
            "facts", sa.String(), nullable=False, comment="JSON, by column, only what changed"
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_decision_history_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["import_run_id"],
            ["import_run.id"],
            name=op.f("fk_decision_history_import_run_id_import_run"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_history")),
    )
    op.create_index(
        op.f("ix_decision_history_decision_id"), "decision_history", ["decision_id"], unique=False
    )

    op.create_table(
        "filled_fact",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("decision_id", sa.String(length=36), nullable=False),
        sa.Column("fact", sa.String(length=64), nullable=False, comment="the file's column name"),
        sa.Column("value", sa.String(length=500), nullable=False),
        sa.Column("filled_by", sa.String(length=500), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decision.id"], name=op.f("fk_filled_fact_decision_id_decision")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"],
            ["filled_fact.id"],
            name=op.f("fk_filled_fact_superseded_by_filled_fact"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filled_fact")),
    )
    op.create_index(
        op.f("ix_filled_fact_decision_id"), "filled_fact", ["decision_id"], unique=False
    )

    op.create_table(
        "stance",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("assessment_id", sa.String(length=36), nullable=False),
        sa.Column(
            "stance",
            sa.Enum(
                "avbojer",
                "nekar_utlamnande",
                "ej_berattigad",
                "avvakta",
                "behall",
                name="stance",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("ask_again_on", sa.Date(), nullable=True),
        sa.Column(
            "decisive_facts",
            sa.String(length=64),
            nullable=False,
            comment="signature of the facts it rested on",
        ),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=500), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_stance_assessment_id_assessment")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_stance_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["stance.id"], name=op.f("fk_stance_superseded_by_stance")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stance")),
    )
    op.create_index(op.f("ix_stance_person_id"), "stance", ["person_id"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("offer_id", sa.String(length=36), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column("performed", sa.Boolean(), nullable=False),
        sa.Column("performed_by", sa.String(length=500), nullable=True),
        sa.Column("care_card", sa.Boolean(), nullable=True),
        sa.Column("deviation", sa.String(length=500), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by", sa.String(length=500), nullable=False),
        sa.Column("superseded_by", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(["offer_id"], ["offer.id"], name=op.f("fk_visit_offer_id_offer")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["visit.id"], name=op.f("fk_visit_superseded_by_visit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    op.create_index(op.f("ix_visit_offer_id"), "visit", ["offer_id"], unique=False)

    op.create_table(
        "printout_subject",
        sa.Column("printout_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("certificate_id", sa.String(length=36), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificate.id"],
            name=op.f("fk_printout_subject_certificate_id_certificate"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_printout_subject_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["printout_id"], ["printout.id"], name=op.f("fk_printout_subject_printout_id_printout")
        ),
        sa.PrimaryKeyConstraint("printout_id", "person_id", name=op.f("pk_printout_subject")),
    )
    op.create_index(
        op.f("ix_printout_subject_certificate_id"),
        "printout_subject",
        ["certificate_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_printout_subject_person_id"), "printout_subject", ["person_id"], unique=False
    )
