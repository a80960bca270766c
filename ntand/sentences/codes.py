"""What code values are called by people who work with them: column, value, words."""

from ntand.domain import codes
from ntand.i18n import _


def label(column: str, value: str | None) -> str:
    """The words for a value of a file's column; the value itself when it is not a code."""
    return words(column).get(value or "", value or "")


def words(column: str) -> dict[str, str]:
    """The values of a column in the order they are offered, each with its words."""
    return _COLUMNS[column]() if column in _COLUMNS else {}


def _unit_types() -> dict[str, str]:
    kind = codes.UnitType
    return {
        kind.SPECIAL_HOUSING: _("special housing (SÄBO)"),
        kind.HOME_CARE: _("home care"),
        kind.HOME_NURSING: _("home nursing"),
        kind.LSS: _("LSS housing"),
        kind.ORDINARY_HOUSING: _("ordinary housing"),
    }


def _services() -> dict[str, str]:
    kind = codes.ServiceKind
    told = {
        kind.SPECIAL_HOUSING: _("special housing"),
        kind.SPECIAL_SERVICE_HOUSING: _("housing with special service (SoL)"),
        kind.SHORT_STAY: _("short stay"),
        kind.HOME_CARE: _("home care"),
        kind.HOME_NURSING: _("home nursing"),
        kind.SAFETY_ALARM: _("safety alarm"),
        kind.HOME_CARE_GRANT: _("home care grant"),
        kind.DAY_ACTIVITY: _("day activity"),
        kind.HOUSING_SUPPORT: _("housing support"),
        kind.RESIDENTIAL_CARE: _("residential care home (HVB)"),
        kind.FAMILY_HOME: _("family home"),
        kind.ESCORT: _("escort"),
        kind.ASSISTANCE_ALLOWANCE: _("assistance allowance"),
        kind.OTHER: _("other"),
    }
    points = (_("LSS 9 § point {point}").format(point=point) for point in range(1, 11))
    return told | {f"lss{at}": text for at, text in enumerate(points, 1)}


def _grounds() -> dict[str, str]:
    return {
        codes.Ground.G1: _("G1 – special housing with daily personal care"),
        codes.Ground.G2: _("G2 – own housing with large and lasting need"),
        codes.Ground.G3: _("G3 – LSS decision"),
        codes.Ground.G4: _("G4 – assistance allowance"),
    }


def _bases() -> dict[str, str]:
    return {
        codes.Basis.CONSENT: _("consent"),
        codes.Basis.HARM_TEST: _("harm test (menprövning)"),
    }


def _forms() -> dict[str, str]:
    form = codes.ConsentForm
    return {form.WRITTEN: _("in writing"), form.ORAL: _("orally"), form.OTHER: _("otherwise")}


def _ends() -> dict[str, str]:
    reason = codes.EndReason
    return {
        reason.CONDITIONS_CEASED: _("the conditions are no longer met"),
        reason.DECEASED: _("the person has died"),
        reason.MOVED: _("the person has moved away"),
        reason.WRONG_GROUNDS: _("issued on wrong grounds"),
        reason.REPLACED: _("replaced by a new certificate"),
    }


def _answers() -> dict[str, str]:
    answer = codes.Answer
    return {answer.YES: _("yes"), answer.NO: _("no"), answer.NONE: _("no answer")}


def _who() -> dict[str, str]:
    who = codes.AnsweredBy
    return {
        who.PERSON: _("the person"),
        who.RELATIVE: _("a relative"),
        who.GUARDIAN: _("a guardian (god man)"),
        who.ADMINISTRATOR: _("an administrator (förvaltare)"),
        who.CUSTODIAN: _("a custodian"),
        who.DEPUTY: _("another deputy"),
        who.CONTACT: _("a contact person"),
    }


def _channels() -> dict[str, str]:
    channel = codes.AnswerChannel
    return {
        channel.FORM: _("form"),
        channel.PHONE: _("phone"),
        channel.MEETING: _("meeting"),
        channel.OTHER: _("otherwise"),
    }


def _deviations() -> dict[str, str]:
    why = codes.Deviation
    return {
        why.NOT_AT_UNIT: _("not at the unit"),
        why.NOT_AT_HOME: _("not at home"),
        why.IN_HOSPITAL: _("in hospital"),
        why.DECLINED: _("declined at the visit"),
        why.WRONG_UNIT: _("wrong unit"),
        why.NO_STAFF: _("staff was missing"),
        why.NO_INTERPRETER: _("interpreter was missing"),
        why.CANCELLED_BY_PROVIDER: _("cancelled by the dental service"),
    }


def _stances() -> dict[str, str]:
    stance = codes.Stance
    return {
        stance.DECLINES: _("declines a certificate"),
        stance.REFUSES_DISCLOSURE: _("refuses disclosure to the region"),
        stance.NOT_ENTITLED: _("judged not entitled"),
        stance.WAIT: _("wait and ask again"),
        stance.KEEP: _("keep the certificate after review"),
    }


def _origins() -> dict[str, str]:
    origin = codes.Origin
    return {
        origin.MUNICIPALITY: _("the municipality"),
        origin.OTHER_MUNICIPALITY: _("another municipality"),
        origin.DOCTOR: _("a doctor"),
        origin.REGION: _("the region"),
    }


def _prospects() -> dict[str, str]:
    prospect = codes.Prospect
    return {
        prospect.SMALL: _("small"),
        prospect.UNCLEAR: _("unclear"),
        prospect.GOOD: _("good"),
    }


def _caregivers() -> dict[str, str]:
    kind = codes.CaregiverKind
    return {
        kind.PUBLIC: _("Folktandvården"),
        kind.PRIVATE: _("private dentist"),
        kind.NONE: _("none"),
        kind.UNKNOWN: _("unknown"),
    }


def _contacts() -> dict[str, str]:
    role = codes.ContactRole
    return {
        role.RELATIVE: _("relative"),
        role.GUARDIAN: _("guardian (god man)"),
        role.ADMINISTRATOR: _("administrator (förvaltare)"),
        role.CUSTODIAN: _("custodian"),
        role.STAFF: _("staff"),
    }


def _protections() -> dict[str, str]:
    grade = codes.Protection
    return {
        grade.NONE: _("none"),
        grade.SECRECY_MARKING: _("secrecy marking"),
        grade.PROTECTED_REGISTRATION: _("protected registration"),
        grade.FICTITIOUS: _("fictitious identity"),
    }


def _yes_no() -> dict[str, str]:
    return {"J": _("yes"), "N": _("no")}


def _files() -> dict[str, str]:
    kind = codes.FileKind
    return {
        kind.DECISIONS: _("care decisions"),
        kind.UNITS: _("units"),
        kind.CERTIFICATES: _("certificates"),
        kind.OFFERS: _("offers and answers"),
        kind.TRAININGS: _("trainings"),
    }


_COLUMNS = {
    "typ": _unit_types,
    "insats": _services,
    "grund": _grounds,
    "underlag": _bases,
    "form": _forms,
    "avslutsorsak": _ends,
    "svar": _answers,
    "svarat_av": _who,
    "svar_kanal": _channels,
    "avvikelse": _deviations,
    "stance": _stances,
    "ursprung": _origins,
    "forbattring": _prospects,
    "tandvardsgivare": _caregivers,
    "kontakt_roll": _contacts,
    "skydd": _protections,
    "ja_nej": _yes_no,
    "kind": _files,
}
