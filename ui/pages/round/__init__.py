"""The page of the yearly round: units with their progress, and the answer grid."""

from ui.pages.round.page import RoundPage

__all__ = ["RoundPage"]
