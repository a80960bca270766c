"""The page of persons: everyone in a table, searched as you type, and one whole beside it."""

from ui.pages.people.page import PeoplePage

__all__ = ["PeoplePage"]
