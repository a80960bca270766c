"""The sentences of the criteria: outcomes, rules, reasons, missing facts, warnings, faults."""

from ntand.i18n import _


def outcomes() -> dict[str, str]:
    """Outcome code -> sentence."""
    return {
        "qualifies": _("Meets the criteria for a certificate."),
        "needs_assessment": _("Facts are missing: someone has to assess."),
        "does_not_qualify": _("Does not meet the criteria."),
        "not_applicable": _("Has died or moved away."),
    }


def rules() -> dict[str, str]:
    """Rule code of a finding -> what the rule asks."""
    return {
        "present": _("Is alive and has not moved from the municipality."),
        "G1": _("Lives in special housing and needs help with personal care every day."),
        "G2": _("Lives at home with extensive and lasting needs."),
        "G3": _("Has a decision under section 9 of LSS."),
        "G4": _("Has assistance allowance."),
        "G2.care_per_day": _("Needs help with personal care every day."),
        "G2.icf": _("Has a severe or total impairment in personal care."),
        "G2.prospect": _("The prospect of improvement is small or unclear."),
        "G2.lasting": _("The need is lasting."),
        "G2.treatment": _("The help is more than treatment such as injections and dressings."),
        "age": _("Has reached the age from which a certificate is needed."),
    }


def states() -> dict[str, str]:
    """State of a finding -> sentence."""
    return {
        "met": _("Met"),
        "not_met": _("Not met"),
        "unknown": _("Unknown: a fact is missing"),
        "does_not_apply": _("Does not apply"),
    }


def reasons() -> dict[str, str]:
    """Reason code -> why a ground is not met."""
    return {
        "no_daily_personal_care": _("Does not get help with personal care every day."),
        "icf_below_severe": _("The impairment in personal care is less than severe."),
        "icf_not_applicable": _("The impairment in personal care is marked as not applicable."),
        "improvement_expected": _("The prospect of improvement is good."),
        "not_lasting": _("The need is not lasting."),
        "treatment_only": _("The help is only treatment, such as injections or dressings."),
        "no_ground": _("No decision gives a ground to try."),
    }


def missing() -> dict[str, str]:
    """Column that is missing -> what to find out."""
    return {
        "omvardnad_per_dygn": _("How many times a day does the person get personal care?"),
        "icf_personlig_vard": _("How severe is the impairment in personal care (ICF 0-4)?"),
        "varaktigt": _("Is the need lasting?"),
        "forbattring": _("What is the prospect of improvement?"),
    }


def warnings() -> dict[str, str]:
    """Warning code beside an outcome -> sentence."""
    return {
        "under_age": _("Younger than the age from which a certificate is needed this year."),
        "review_certificate": _("Has a certificate but no longer meets the criteria: reconsider."),
    }


def sentences() -> dict[str, tuple[str, str]]:
    """Error code -> what happened, what to do now."""
    return {
        "criteria.invalid": (
            _("The file of criteria {name} has a fault at {key}. Nobody was evaluated."),
            _("Correct the file, or remove your own copy so that the shipped criteria apply."),
        ),
        "criteria.unreadable": (
            _("The file of criteria {name} cannot be read. Nobody was evaluated."),
            _("Correct the file, or remove your own copy so that the shipped criteria apply."),
        ),
    }
