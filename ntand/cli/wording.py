"""argparse's own words in the language chosen."""

import argparse

from ntand.i18n import _, ngettext


def speak_our_language() -> None:
    """Let argparse take its words from our catalogue: it offers no other way in."""
    vars(argparse).update(_=_said, ngettext=_counted)


def metavar(given: str) -> str:
    """What a value is called in help and messages; codes and dates are the same everywhere."""
    names = {
        "CODE": _("CODE"),
        "COLUMN": _("COLUMN"),
        "D": _("DAY"),
        "DIR": _("DIR"),
        "EVENT.json": _("EVENT.json"),
        "F": _("FILE"),
        "FILE": _("FILE"),
        "KIND": _("KIND"),
        "NAME": _("NAME"),
        "NAME=VALUE": _("NAME=VALUE"),
        "NEW": _("NEW"),
        "PROFILE": _("PROFILE"),
        "VALUE": _("VALUE"),
        "WHO": _("WHO"),
        "Y": _("YEAR"),
    }
    return names.get(given, given)


def _said(message: str) -> str:
    return _texts().get(message, message)


def _counted(one: str, many: str, n: int) -> str:
    if one == "expected %s argument":
        return ngettext("expected %s argument", "expected %s arguments", n)
    return one if n == 1 else many


def _texts() -> dict[str, str]:
    """Sentence of argparse -> ours; those that are not here stay English."""
    return {
        "usage: ": _("usage: "),
        "positional arguments": _("arguments"),
        "options": _("options"),
        "argument %(argument_name)s: %(message)s": _("%(argument_name)s: %(message)s"),
        "unrecognized arguments: %s": _("there is no such argument: %s"),
        "the following arguments are required: %s": _("these arguments are missing: %s"),
        "expected one argument": _("a value is missing"),
        "expected at least one argument": _("at least one value is missing"),
        "not allowed with argument %s": _("cannot be combined with %s"),
        "ignored explicit argument %r": _("takes no value"),
        "invalid %(type)s value: %(value)r": _("the value cannot be used"),
        "invalid choice: %(value)r (choose from %(choices)s)": _("choose one of: %(choices)s"),
    }
