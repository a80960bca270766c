"""The sentences of the program itself: its command line, its parts, what nobody foresaw."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Error code -> what happened, what to do now."""
    return _usage() | _combinations() | _parts() | _ends()


def _usage() -> dict[str, tuple[str, str]]:
    return {
        "usage.invalid": (
            _("The command line cannot be understood: {detail}."),
            _("See {command} --help."),
        ),
        "usage.command_missing": (
            _("--json needs a command."),
            _("See ntand --help."),
        ),
        "usage.today": (
            _("NTAND_TODAY is no date."),
            _("Write it as YYYY-MM-DD, or take it away."),
        ),
        "usage.municipality": (
            _("This is no code of a municipality in Västra Götaland."),
            _("Write the four digits of SCB's code, such as 1489."),
        ),
        "usage.nothing_on_stdin": (
            _("Nothing was typed where - stands, and nothing was changed."),
            _("Type it in one line and press Enter, or send it on stdin."),
        ),
        "usage.setting": (
            _("These settings do not exist or cannot be changed: {names}."),
            _("ntand settings shows all."),
        ),
        "usage.channel": (
            _("There is no such channel to the region."),
            _("Choose service or portal."),
        ),
    }


def _combinations() -> dict[str, tuple[str, str]]:
    return {
        "usage.consent_what": (
            _("It is not said what the person consented to, or took back."),
            _("Write --basis samtycke or menprovning; or --withdraw, with --on D if not today."),
        ),
        "usage.copies_of_whom": (
            _("Nobody is named to have a copy."),
            _("Name the persons: ntand letters --kind kopia --out DIR ID ..."),
        ),
        "usage.answer_missing": (
            _("There are details of an answer, but no answer."),
            _("Add --answer ja, nej or inget."),
        ),
        "usage.complete_as_of": (
            _("--complete and --as-of belong together."),
            _("Give both: the file holds all decisions, as they were that day."),
        ),
        "usage.complete_kind": (
            _("Only a file of decisions can be complete."),
            _("Use --complete with insatser."),
        ),
        "usage.announce_kind": (
            _("Only certificates and offers are announced to the region."),
            _("Use --announce with intyg or erbjudanden."),
        ),
    }


def _parts() -> dict[str, tuple[str, str]]:
    return {
        "client.missing": (
            _("The window cannot be opened on this computer: {reason}."),
            _("Everything can be done here too: ntand --help. Or install the program again."),
        ),
        "client.practice_failed": (
            _("The made-up municipality could not be opened."),
            _("Try again, or start it with ntand demo, which tells why."),
        ),
        "client.no_screen": (
            _("There is no screen to open the window on."),
            _("Everything can be done here too: ntand --help."),
        ),
        "program.incomplete": (
            _("A part of the program is not installed ({part})."),
            _("Install the program again, with the extra it needs."),
        ),
        "console.not_written": (
            _("The result could not be written. What was done is done."),
            _("Check the free space of the disk the result goes to."),
        ),
        "system.refused": (
            _("The computer refused the work ({reason})."),
            _("Check the rights to the folders, then try again. The log has more."),
        ),
    }


def _ends() -> dict[str, tuple[str, str]]:
    return {
        "work.cancelled": (
            _("The work was stopped. Nothing of the last step was stored."),
            _("Start it again when you like."),
        ),
        "unexpected": (
            _("Something went wrong that nobody foresaw. Nothing was stored."),
            _("Give support the reference {ref}; the log has the place."),
        ),
    }
