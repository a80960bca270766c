"""The sentences of what a person does: imports, certificates, the round, persons, rights."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Error code -> what happened, what to do now."""
    return _imports() | _certificates() | _consents() | _round() | _persons() | _words()


def _imports() -> dict[str, tuple[str, str]]:
    return {
        "import.strict": (
            _("{rows} rows are refused, so nothing was stored."),
            _("Correct the rows and import the file again, or leave out --strict."),
        ),
        "import.complete_empty": (
            _("The file holds no decisions, though it should hold all. Nothing was stored."),
            _("Make the extract again. If there really are none, add --confirm."),
        ),
        "import.complete_lacks": (
            _("{missing} of {active} active decisions are missing. Nothing was stored."),
            _("Check the extract. If they really have ended, add --confirm."),
        ),
        "import.mapping_unreadable": (
            _("The column mapping {name} cannot be understood."),
            _("Write it as one JSON object: their header to our column."),
        ),
        "import.mapping_name": (
            _("The column mapping cannot have this name."),
            _("Write letters, digits, blanks and hyphens, at most 64 of them."),
        ),
        "import.mapping_exists": (
            _("There is a column mapping called {name} already. It was not changed."),
            _("Choose another name, or say that it is to be replaced."),
        ),
    }


def _certificates() -> dict[str, tuple[str, str]]:
    see = _("See the person's certificates with ntand export intyg FILE.")
    return {
        "certificate.unknown": (_("There is no certificate with this id."), see),
        "certificate.overlaps": (
            _("Certificate {certificate} covers some of these days. Nothing was changed."),
            _("End or replace it first, or choose other days."),
        ),
        "certificate.reason_needed": (
            _("The ground is not proposed (proposed: {proposed}). Nothing was issued."),
            _("ntand explain ID shows why. To issue all the same, say why with --reason TEXT."),
        ),
        "certificate.voided": (_("The certificate was issued in error and marked so."), see),
        "certificate.not_active": (
            _("The certificate does not apply the day before the new one begins."),
            _("Choose another first day with --valid-from, or issue a new certificate."),
        ),
        "certificate.already_over": (
            _("The certificate ends {last} already."),
            _("Choose a day before that."),
        ),
        "certificate.end_before_start": (
            _("The last day lies before the first, {first}."),
            _("Correct one of the days."),
        ),
    }


def _consents() -> dict[str, tuple[str, str]]:
    return {
        "consent.none": (
            _("There is no consent to take back."),
            _(
                "If the person does not want anything given away: ntand decide --as "
                "nekar_utlamnande."
            ),
        ),
        "consent.in_future": (
            _("The consent cannot be taken back on a day to come."),
            _("Write the day when the person said so, today at the latest."),
        ),
        "consent.before_given": (
            _("The consent was given {given}, after that day. Nothing was changed."),
            _("Check the day when the person took it back."),
        ),
    }


def _round() -> dict[str, tuple[str, str]]:
    return {
        "round.in_future": (
            _("The day {day} is yet to come and not in the round's year. Nothing was changed."),
            _("Check the day and the year."),
        ),
        "round.deceased": (
            _("The person died before that day. Nothing was changed."),
            _("Check the day and the person."),
        ),
        "round.year": (
            _("The round's year is not from {first} to {last}."),
            _("Correct the year."),
        ),
    }


def _persons() -> dict[str, tuple[str, str]]:
    return {
        "number.same": (
            _("The person has this identity number already. Nothing was changed."),
            _("Check which number is the new one."),
        ),
        "number.unconfirmed": (
            _("Another person has the number here. Nothing was changed."),
            _("See who with --dry-run. If they are the same person, add --confirm."),
        ),
        "number.taken": (
            _("Who has the new number here has changed since it was shown. Nothing was changed."),
            _("Look at who has it now, and try again."),
        ),
        "person.unknown": (
            _("Nobody with this identity number or UUID is known here."),
            _("Check it, or import the person's decisions first."),
        ),
        "permission.missing": (
            _("Your role does not allow this ({permission}). The attempt is logged."),
            _("Ask the coordinator."),
        ),
    }


def _words() -> dict[str, tuple[str, str]]:
    return {
        "text.missing": (
            _("A text that is needed is empty. Nothing was changed."),
            _("Write at least a word."),
        ),
        "text.too_long": (
            _("A text is longer than {longest} characters. Nothing was changed."),
            _("Shorten it."),
        ),
        "text.bad_sign": (
            _("A text holds a sign that cannot be stored. Nothing was changed."),
            _("Write the text again."),
        ),
    }
