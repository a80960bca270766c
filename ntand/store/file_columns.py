"""How the files' columns are named in the tables, in the order of both."""

from ntand.store.tables import ObjectKind

KEY_COLUMNS = {
    ObjectKind.CERTIFICATE: "intyg_id",
    ObjectKind.OFFER: "ar",  # beside the person
    ObjectKind.UNIT: "kod",
}

UNIT_FACTS = {
    "namn": "name",
    "typ": "type",
    "adress": "address",
    "postnummer": "postal_code",
    "postort": "town",
    "ansvarig": "responsible",
    "telefon": "phone",
    "epost": "email",
    "platser": "places",
    "personal": "staff",
    "utforare": "run_by",
    "oppnad": "opened_on",
    "stangd": "closed_on",
    "ersatts_av": "replaced_by",
}
DECISION_FACTS = {
    "fornamn": "given_name",
    "efternamn": "family_name",
    "adress": "address",
    "postnummer": "postal_code",
    "postort": "town",
    "rum": "room",
    "telefon": "phone",
    "sprak": "language",
    "skydd": "protection",
    "enhet_kod": "unit_code",
    "handlaggare": "case_worker",
    "insats": "kind",
    "fran": "starts_on",
    "till": "ends_on",
    "omvardnad_per_dygn": "care_per_day",
    "icf_personlig_vard": "icf",
    "varaktigt": "lasting",
    "forbattring": "prospect",
    "medboende": "co_resident",
    "enbart_behandling": "treatment_only",
    "narstaende_hjalp": "relative_help",
    "tandvardsgivare": "caregiver_kind",
    "tandvardsgivare_namn": "caregiver_name",
    "kontakt_namn": "contact_name",
    "kontakt_telefon": "contact_phone",
    "kontakt_roll": "contact_role",
    "avliden": "deceased_on",
    "utflyttad": "moved_on",
    "utflyttad_till": "moved_to",
}
CERTIFICATE_FACTS = {
    "grund": "ground",
    "kriterier": "criteria",
    "fran": "starts_on",
    "till": "ends_on",
    "utfardad": "issued_on",
    "utfardare": "issuer",
    "ursprung": "origin",
    "ersatter": "replaces",
    "underlag": "basis",
    "informerad": "informed_on",
    "avslutat": "ended_on",
    "avslutsorsak": "end_reason",
    "makulerat": "voided",
}
TRAINING_FACTS = {
    "enhet_kod": "unit_code",
    "datum": "held_on",
    "timmar": "hours",
    "deltagare": "participants",
    "leverantor": "provider",
}
