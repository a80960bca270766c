"""What the columns of the five files are called by people."""

from ntand.i18n import _
from ntand.sentences.codes import label

_YES_NO_COLUMNS = frozenset({"makulerat", "munvardskort"})


def column_name(column: str) -> str:
    """The words for a column; its own name when it has none."""
    return names().get(column, column)


def in_words(column: str, value: str) -> str:
    """A value of a file's column as people read it."""
    return label("ja_nej" if column in _YES_NO_COLUMNS else column, value)


def names() -> dict[str, str]:
    """Column -> words, one for each column of the five files."""
    return _persons() | _decisions() | _units() | _certificates() | _offers() | _trainings()


def _persons() -> dict[str, str]:
    return {
        "personnummer": _("Identity number"),
        "fornamn": _("First name"),
        "efternamn": _("Last name"),
        "adress": _("Address"),
        "postnummer": _("Postal code"),
        "postort": _("Town"),
        "rum": _("Room"),
        "telefon": _("Phone"),
        "sprak": _("Language"),
        "skydd": _("Protected identity"),
        "kontakt_namn": _("Contact, name"),
        "kontakt_telefon": _("Contact, phone"),
        "kontakt_roll": _("Contact, role"),
        "tandvardsgivare": _("Dental care giver, kind"),
        "tandvardsgivare_namn": _("Dental care giver, name"),
        "avliden": _("Died"),
        "utflyttad": _("Moved"),
        "utflyttad_till": _("Moved to"),
    }


def _decisions() -> dict[str, str]:
    return {
        "kalla": _("Source system"),
        "beslut_id": _("The decision's id"),
        "enhet_kod": _("The unit's code"),
        "handlaggare": _("Case worker"),
        "insats": _("Kind of support"),
        "fran": _("From"),
        "till": _("To"),
        "omvardnad_per_dygn": _("Personal care, times a day"),
        "icf_personlig_vard": _("Need of personal care (ICF)"),
        "varaktigt": _("Lasting need"),
        "forbattring": _("Prospect of improvement"),
        "medboende": _("Co-resident"),
        "enbart_behandling": _("Treatment only"),
        "narstaende_hjalp": _("Help from relatives"),
    }


def _units() -> dict[str, str]:
    return {
        "kod": _("Code"),
        "namn": _("Name"),
        "typ": _("Kind of unit"),
        "ansvarig": _("Responsible"),
        "epost": _("E-mail"),
        "platser": _("Places"),
        "personal": _("Care staff"),
        "utforare": _("Run or carried out by"),
        "oppnad": _("Opened"),
        "stangd": _("Closed"),
        "ersatts_av": _("Replaced by"),
    }


def _certificates() -> dict[str, str]:
    return {
        "intyg_id": _("The certificate's id"),
        "grund": _("Ground"),
        "kriterier": _("Version of the criteria"),
        "utfardad": _("Issued on"),
        "utfardare": _("Issued by"),
        "ursprung": _("Origin"),
        "ersatter": _("Replaces certificate"),
        "underlag": _("Basis for disclosure"),
        "informerad": _("Informed on"),
        "avslutat": _("Last day"),
        "avslutsorsak": _("Why it ended"),
        "makulerat": _("Voided"),
    }


def _offers() -> dict[str, str]:
    return {
        "ar": _("Year"),
        "erbjuden": _("Offered on"),
        "svar": _("Answer"),
        "svar_datum": _("Answered on"),
        "svarat_av": _("Answered by"),
        "svar_kanal": _("How the answer came"),
        "orsak_nej": _("Reason for no"),
        "utford": _("Assessment made on"),
        "munvardskort": _("Oral-care card"),
        "avvikelse": _("Deviation"),
    }


def _trainings() -> dict[str, str]:
    return {
        "utbildning_id": _("The training's id"),
        "datum": _("Date"),
        "timmar": _("Hours"),
        "deltagare": _("Participants"),
        "leverantor": _("Held by"),
    }
