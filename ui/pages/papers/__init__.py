"""The page of papers: lists, letters and forms, seen before they are printed or saved."""

from ui.pages.papers.page import PapersPage

__all__ = ["PapersPage"]
