"""What a plan of faults holds, for the help of ``ntand region serve``."""

import argparse
import textwrap
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from ntand.i18n import _, marked

if TYPE_CHECKING:
    from ntand.mock_region.faults.fields import Field

PLAN = "PLAN"
_EXAMPLE = """
  [
    {"fault": "too_many", "retry_after": 2, "when": {"operation": "batch", "every": 5}},
    {"fault": "lost_answer", "when": {"method": "POST", "nth": 3}},
    {"fault": "delay", "seconds": 4, "when": {"probability": 0.1, "seed": 7}}
  ]
"""


class PlanHelp(argparse.HelpFormatter):
    """Writes the plan's schema where the epilog is :data:`PLAN`, only when help is asked for."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        if text != PLAN:
            return super()._fill_text(text, width, indent)
        return "\n".join(_schema(width))


def _schema(width: int) -> Iterator[str]:
    try:
        from ntand.mock_region.faults.table import FAULTS, WHEN
    except ModuleNotFoundError:
        yield _("What a plan holds is shown where the stand-in's packages are installed.")
        return
    yield _("PLAN is a JSON file: a list of rules, or an object with the list under rules.")
    yield textwrap.fill(
        _(
            "The first rule that is due strikes; all rules that fit count the request. An empty"
            " list is a plan too: then a request misbehaves only by its own header Region-Fault,"
            " which holds a fault's name or one rule without when."
        ),
        width,
    )
    yield _EXAMPLE
    yield _("fault, and its fields:")
    for fault in FAULTS.values():
        yield _entry(fault.name, marked(fault.text), 2, width)
        yield from _fields(fault.fields, 6, width)
    yield ""
    yield _("when, all of which must hold; without it every request is struck:")
    yield from _fields(WHEN, 2, width)


def _fields(fields: "Iterable[Field]", indent: int, width: int) -> Iterator[str]:
    for one in fields:
        about = [marked(one.kind.allowed).format(known=one.kind.known)]
        if one.required:
            about.append(_("must be given"))
        elif one.default is not None:
            about.append(_("else {value}").format(value=str(one.default).lower()))
        text = f"{marked(one.text)} ({'; '.join(about)})"
        yield _entry(one.name, text, indent, width)


def _entry(name: str, text: str, indent: int, width: int) -> str:
    head = f"{' ' * indent}{name:<{22 - indent}}"
    return textwrap.fill(f"{head} {text}", width, subsequent_indent=" " * 23)
