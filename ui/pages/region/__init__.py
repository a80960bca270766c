"""The page of the exchange: how it stands, what is on its way, and what is stuck."""

from ui.pages.region.page import RegionPage

__all__ = ["RegionPage"]
