"""The papers of the round: who is on them, where they are written, that they were printed."""

from ntand.services.papers.change_sheets import print_changes
from ntand.services.papers.changes import changed_since, changes_since_print
from ntand.services.papers.letters import LetterKind, print_letters
from ntand.services.papers.lists import print_lists
from ntand.services.papers.orders import (
    Order,
    PaperKind,
    PreparedPaper,
    prepare_papers,
    preview_papers,
    remember_papers,
    save_papers,
)
from ntand.services.papers.printing import Papers, PrintedFile
from ntand.services.papers.standing import papers_standing

__all__ = [
    "LetterKind",
    "Order",
    "PaperKind",
    "Papers",
    "PreparedPaper",
    "PrintedFile",
    "changed_since",
    "changes_since_print",
    "papers_standing",
    "prepare_papers",
    "preview_papers",
    "print_changes",
    "print_letters",
    "print_lists",
    "remember_papers",
    "save_papers",
]
