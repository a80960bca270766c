"""What to do now, for someone who sits at the window: where others would write a command."""

from ntand.errors import NtandError
from ntand.i18n import _
from ntand.sentences import explain


def explain_in_window(error: NtandError) -> tuple[str, str]:
    """What happened and what to do now, without commands and their options."""
    what, now = explain(error)
    return what, _remedies().get(error.code, now)


def _remedies() -> dict[str, str]:
    certificates = _("Look at the person's certificates on the page Persons.")
    why = _("The page Candidates shows the rules and what is missing.")
    return {
        "certificate.unknown": certificates,
        "certificate.voided": certificates,
        "certificate.reason_needed": _("To issue all the same, write why."),
        "certificate.not_active": _("Choose another first day, or issue a new certificate."),
        "fact.unknown": why,
        "fact.decision_unknown": why,
        "home.empty": _("Begin with the guide: start the program again."),
        "home.exists": _("Go on with it, or choose another folder."),
        "import.complete_empty": _("Make the extract again. If there really are none, confirm it."),
        "import.complete_lacks": _("Check the extract. If they really have ended, confirm it."),
        "import.strict": _("Correct the rows and import the file again."),
        "region.not_connected": _("Connect on the page Region."),
        "region.paused": _("Everything is kept here. Resume the exchange on the page Region."),
        "region.secret_missing": _(
            "Connect again on the page Region; ask the region for a new secret if needed."
        ),
        "region.tls_unknown_issuer": _(
            "If your employer or the region has an issuer of its own, choose its file under The"
            " region's own certificate."
        ),
        "store.network_drive": _("Choose a folder on this computer, or a shared database."),
    }
