"""The sentences of the database's faults."""

from ntand.i18n import _


def sentences() -> dict[str, tuple[str, str]]:
    """Error code -> what happened, what to do now."""
    return _whole() | _version() | _place()


def _whole() -> dict[str, tuple[str, str]]:
    restore = _("Bring back the latest backup: ntand restore FILE --force. Keep the damaged file.")
    return {
        "store.damaged": (_("The database is damaged."), restore),
        "store.unreadable": (
            _("The file cannot be opened with this key, or it is no database of N-tand."),
            _("Check that it is the right file and the right key."),
        ),
        "store.missing": (
            _("The installation's database is not there."),
            _("Look whether it was moved. Otherwise bring back the latest backup: ntand restore."),
        ),
        "store.failed": (
            _("The database refused the work. Nothing was changed."),
            _("Try again. If it happens again: ntand check."),
        ),
    }


def _version() -> dict[str, tuple[str, str]]:
    return {
        "store.newer": (
            _("The database was made by a newer version of N-tand. Nothing was changed."),
            _("Install the newer version on this computer too."),
        ),
        "store.not_ours": (
            _("This database was not made by N-tand."),
            _("Check the address or the file."),
        ),
        "store.needs_migration": (
            _("The shared database has an older version."),
            _("An administrator runs ntand migrate when nobody else works in it."),
        ),
        "store.other_municipality": (
            _("The database belongs to another municipality ({municipality})."),
            _("Check the address of the database and the municipality's code."),
        ),
    }


def _place() -> dict[str, tuple[str, str]]:
    return {
        "store.busy": (
            _("The database is in use by another program. Nothing was changed."),
            _("Wait until the other work is done, then try again."),
        ),
        "store.full": (
            _("The disk is full. Nothing was changed."),
            _("Free some space, then try again."),
        ),
        "store.disk": (
            _("The disk could not be read or written. Nothing was changed."),
            _("Check the disk and its free space, then try again."),
        ),
        "store.read_only": (
            _("The database may not be written here. Nothing was changed."),
            _("Check who may write in the installation's folder."),
        ),
        "store.unreachable": (
            _("The database cannot be reached. Nothing was changed."),
            _("Check the folder or the network, then try again."),
        ),
        "store.network_drive": (
            _("The folder lies on a network drive, where the database would be damaged."),
            _("Choose a folder on this computer, or a shared PostgreSQL with --database."),
        ),
        "store.bad_address": (
            _("This is no address of a shared database."),
            _("Write it as postgresql://user@server/database."),
        ),
    }
