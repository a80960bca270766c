"""The papers of the round: who is on them, where they are written, that they were printed."""

from ntand.services.papers.letters import LetterKind, print_letters
from ntand.services.papers.lists import print_lists
from ntand.services.papers.printing import Papers, PrintedFile

__all__ = ["LetterKind", "Papers", "PrintedFile", "print_letters", "print_lists"]
