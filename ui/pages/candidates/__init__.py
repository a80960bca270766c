"""The page of candidates: who can get a certificate, and why or why not."""

from ui.pages.candidates.page import CandidatesPage

__all__ = ["CandidatesPage"]
