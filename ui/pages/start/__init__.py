"""The guide of the first start: from nothing to an installation."""

from ui.pages.start.page import StartPage

__all__ = ["StartPage"]
