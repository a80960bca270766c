"""What is said to people about every code, once for window and command line."""

from collections import defaultdict
from importlib import import_module

from ntand.errors import NtandError

# The first part of a code -> the module with its sentences; the others carry the part's name.
_MODULES = {
    "backup": "installation",
    "certificate": "acts",
    "check": "installation",
    "client": "program",
    "consent": "acts",
    "console": "program",
    "criteria": "eligibility",
    "file": "files",
    "home": "installation",
    "import": "acts",
    "key": "installation",
    "mock": "exchange",
    "number": "acts",
    "papers": "documents",
    "permission": "acts",
    "person": "acts",
    "region": "exchange",
    "report": "reports",
    "round": "acts",
    "store": "store",
    "system": "program",
    "text": "acts",
    "undo": "undoing",
    "unexpected": "program",
    "usage": "program",
    "work": "program",
}


def explain(error: NtandError) -> tuple[str, str]:
    """What happened and what to do now, with the error's facts filled in."""
    return explain_code(error.code, dict(error.facts))


def explain_code(code: str, facts: dict[str, object]) -> tuple[str, str]:
    """The two sentences of a code; those of ``unexpected`` when it has none."""
    area, dot, _rest = code.partition(".")
    module = _MODULES.get(area, area if dot else "identity")
    try:
        found = import_module(f"{__name__}.{module}").sentences()[code]
    except (ModuleNotFoundError, KeyError):
        found = import_module(f"{__name__}.program").sentences()["unexpected"]
        facts = {"ref": code, **facts}
    known = defaultdict(lambda: "?", facts)
    what, now = (part.format_map(known) for part in found)
    return what, now
