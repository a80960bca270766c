"""Taking an act back before it has left the house: by a new fact, never by deleting one."""

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ntand.services.actor import Actor
    from ntand.services.installation import Installation

# What kind of act -> the module here whose ``take_back(installation, actor, what)`` undoes it.
_MODULES = {
    "certificate.issue": "certificates",
    "certificate.replace": "certificates",
    "certificate.end": "certificates",
    "certificate.void": "certificates",
    "certificate.registered": "certificates",
    "consent": "certificates",
    "consent.withdraw": "consents",
    "decide": "stances",
    "fact.fill": "facts",
    "offer": "answers",
    "offer.many": "answers",
    "offer.registered": "registered",
    "visit": "answers",
    "region.resend": "settled",
    "region.settle": "settled",
    "several": "several",
}


@dataclass(frozen=True, slots=True)
class Undo:
    """An act that can be taken back: its kind, and what finds it again."""

    kind: str
    key: str


def undo(installation: "Installation", actor: "Actor", what: Undo) -> None:
    """Take the act back: all that the commands show is as it was, and nothing is deleted.

    Raises:
        Refused: ``undo.too_late`` once it has been sent, or when something newer stands on it.
    """
    # On use: the acts themselves return an Undo, and what undoes them imports the acts.
    module = import_module(f"{__name__}.{_MODULES[what.kind]}")
    module.take_back(installation, actor, what)
