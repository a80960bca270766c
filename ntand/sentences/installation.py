"""The sentences of an installation's life: home, keys, copies, checks."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Code -> what happened, what to do now."""
    return _home() | _keys() | _copies() | _checks()


def _home() -> dict[str, tuple[str, str]]:
    return {
        "home.empty": (
            _("There is no installation in {home}."),
            _("Make one with ntand init --municipality CODE, or name its folder with --home."),
        ),
        "home.exists": (
            _("There is an installation in {home} already. It was not changed."),
            _(
                "Go on with it, or name another folder with --home. "
                "To bring back a backup over it: ntand restore FILE --force."
            ),
        ),
        "home.damaged": (
            _("The file {file} with the installation's settings cannot be understood."),
            _("Bring back the latest backup: ntand restore FILE --force."),
        ),
        "home.unreadable": (
            _("The folder {home} cannot be read."),
            _("Check who may read in it."),
        ),
        "home.unwritable": (
            _("The folder {home} cannot be made or written in."),
            _("Choose another folder, or ask for the right to write there."),
        ),
        "home.in_use": (
            _("The same work ({what}) is going on already in this installation."),
            _("Wait until it is done."),
        ),
    }


def _keys() -> dict[str, tuple[str, str]]:
    right = _("Compare it with the paper: nine groups of four letters and digits.")
    return {
        "key.missing": (
            _("The key to the database is not on this computer."),
            _("Bring back a backup with the recovery key: ntand restore FILE --force."),
        ),
        "key.wrong": (
            _("The key on this computer does not belong to this database."),
            _("Bring back a backup with the recovery key: ntand restore FILE --force."),
        ),
        "key.recovery_malformed": (_("This is no recovery key."), right),
        "key.recovery_mistyped": (_("The recovery key is mistyped somewhere."), right),
        "key.recovery_file_exists": (
            _("The file {name} exists already and may hold another key. Nothing was made."),
            _("Choose another name."),
        ),
    }


def _copies() -> dict[str, tuple[str, str]]:
    return {
        "backup.missing": (
            _("The file {file} does not exist."),
            _("Check the folder and the name."),
        ),
        "backup.key_needed": (
            _("The copy does not open with a key on this computer. Nothing was changed."),
            _("Give the recovery key: --recovery-file F, or NTAND_RECOVERY_KEY, or on stdin."),
        ),
        "backup.wrong_key": (
            _("The copy does not open with this recovery key. Nothing was changed."),
            _("Check that the file is a backup, and that key and backup are of one installation."),
        ),
        "backup.unsound": (
            _("The copy or what it was made from is damaged. Nothing was changed."),
            _("Run ntand check, or use an older copy."),
        ),
        "backup.not_written": (
            _("The copy {file} could not be written. An older one there is as before."),
            _("Check the folder and its free space, then try again."),
        ),
        "backup.onto_itself": (
            _("{file} is the installation's own database. Nothing was changed."),
            _("Choose another name for the copy."),
        ),
        "backup.shared": (
            _("A shared database is not copied from a workstation."),
            _("Whoever runs PostgreSQL makes the copies there."),
        ),
    }


def _checks() -> dict[str, tuple[str, str]]:
    return {
        "check.damaged": (
            _("The database is damaged in {places} places."),
            _("Bring back the latest backup: ntand restore FILE --force. Keep the damaged file."),
        ),
        "check.log_broken": (
            _("The access log has been altered or is damaged from line {line}."),
            _("Keep a copy as it is and tell whoever reviews the log."),
        ),
        "check.key_in_file": (
            _("The key lies in a file, which only the rights of the folder protect."),
            _("Let only your own user read the installation's folder."),
        ),
    }
