"""The sentences of facts that a person fills in."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Error code -> what happened, what to do now."""
    return {
        "fact.unknown": (
            _("The rules use no fact called {column}. Nothing was changed."),
            _("ntand explain ID names the facts that are missing."),
        ),
        "fact.bad_value": (
            _("The fact {column} cannot have this value. Nothing was changed."),
            _("Write it as the file of decisions would."),
        ),
        "fact.told_by_source": (
            _("The care system tells the fact {column} itself. Nothing was changed."),
            _("If it is wrong, correct it in the care system and import again."),
        ),
        "fact.decision_unknown": (
            _("The person has no decision with this id, or more than one."),
            _("ntand explain ID names the decisions that lack facts."),
        ),
    }
