"""The code values of the file formats, by their English names (contract section 2)."""

from enum import StrEnum


class UnitType(StrEnum):
    """``typ`` of a care unit."""

    SPECIAL_HOUSING = "SABO"
    HOME_CARE = "HEMTJANST"
    HOME_NURSING = "HEMSJUKVARD"
    LSS = "LSS"
    ORDINARY_HOUSING = "ORDINART"


class ServiceKind(StrEnum):
    """``insats``: what a care decision grants. LSS kinds are the points of 9 § LSS."""

    SPECIAL_HOUSING = "sabo"
    SPECIAL_SERVICE_HOUSING = "sarskild_service"
    SHORT_STAY = "korttid"
    HOME_CARE = "hemtjanst"
    HOME_NURSING = "hemsjukvard"
    SAFETY_ALARM = "trygghetslarm"
    HOME_CARE_GRANT = "hemvardsbidrag"
    DAY_ACTIVITY = "dagverksamhet"
    HOUSING_SUPPORT = "boendestod"
    RESIDENTIAL_CARE = "hvb"
    FAMILY_HOME = "familjehem"
    ESCORT = "ledsagning"
    LSS_1 = "lss1"
    LSS_2 = "lss2"
    LSS_3 = "lss3"
    LSS_4 = "lss4"
    LSS_5 = "lss5"
    LSS_6 = "lss6"
    LSS_7 = "lss7"
    LSS_8 = "lss8"
    LSS_9 = "lss9"
    LSS_10 = "lss10"
    ASSISTANCE_ALLOWANCE = "assistansersattning"
    OTHER = "ovrig"


class Prospect(StrEnum):
    """``forbattring``: the prospect of improvement."""

    SMALL = "liten"
    UNCLEAR = "oklar"
    GOOD = "god"


class Protection(StrEnum):
    """``skydd``: the grade of identity protection."""

    NONE = ""
    SECRECY_MARKING = "sekretessmarkering"
    PROTECTED_REGISTRATION = "skyddad folkbokforing"
    FICTITIOUS = "fingerade"


class CaregiverKind(StrEnum):
    """``tandvardsgivare``: who the person's own dentist works for."""

    PUBLIC = "folktandvarden"
    PRIVATE = "privat"
    NONE = "ingen"
    UNKNOWN = "okand"


class ContactRole(StrEnum):
    """``kontakt_roll``."""

    RELATIVE = "narstaende"
    GUARDIAN = "god_man"
    ADMINISTRATOR = "forvaltare"
    CUSTODIAN = "vardnadshavare"
    STAFF = "personal"


class Ground(StrEnum):
    """``grund`` of a certificate."""

    G1 = "G1"
    G2 = "G2"
    G3 = "G3"
    G4 = "G4"


class Origin(StrEnum):
    """``ursprung``: who issued the certificate."""

    MUNICIPALITY = "kommunen"
    OTHER_MUNICIPALITY = "annan_kommun"
    DOCTOR = "lakare"
    REGION = "regionen"


class Basis(StrEnum):
    """``underlag``: what allows disclosure to the region."""

    CONSENT = "samtycke"
    HARM_TEST = "menprovning"


class ConsentForm(StrEnum):
    """In which form a consent was given."""

    WRITTEN = "skriftligt"
    ORAL = "muntligt"
    OTHER = "annat"


class EndReason(StrEnum):
    """``avslutsorsak``."""

    WRONG_GROUNDS = "fel_grund"
    CONDITIONS_CEASED = "villkor_upphort"
    DECEASED = "avliden"
    MOVED = "utflyttad"
    REPLACED = "ersatt"


class Answer(StrEnum):
    """``svar`` to the yearly offer."""

    YES = "ja"
    NO = "nej"
    NONE = "inget"


class AnsweredBy(StrEnum):
    """``svarat_av``."""

    PERSON = "personen"
    RELATIVE = "narstaende"
    GUARDIAN = "god_man"
    ADMINISTRATOR = "forvaltare"
    CUSTODIAN = "vardnadshavare"
    DEPUTY = "stallforetradare"
    CONTACT = "kontakt"


class AnswerChannel(StrEnum):
    """``svar_kanal``."""

    PHONE = "telefon"
    FORM = "blankett"
    MEETING = "mote"
    OTHER = "annat"


class Deviation(StrEnum):
    """``avvikelse``: why a visit was not carried out as agreed. Free text is allowed beside."""

    NOT_AT_UNIT = "ej_pa_enheten"
    NOT_AT_HOME = "ej_hemma"
    IN_HOSPITAL = "inlagd"
    DECLINED = "avbojde"
    WRONG_UNIT = "fel_enhet"
    NO_STAFF = "personal_saknades"
    NO_INTERPRETER = "tolk_saknades"
    CANCELLED_BY_PROVIDER = "installt_av_tandvarden"


class Stance(StrEnum):
    """A person's decision about a proposal or a review (``decide --as``)."""

    DECLINES = "avbojer"
    REFUSES_DISCLOSURE = "nekar_utlamnande"
    NOT_ENTITLED = "ej_berattigad"
    WAIT = "avvakta"
    KEEP = "behall"


class FileKind(StrEnum):
    """The five files."""

    UNITS = "enheter"
    DECISIONS = "insatser"
    CERTIFICATES = "intyg"
    OFFERS = "erbjudanden"
    TRAININGS = "utbildningar"
