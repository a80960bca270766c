"""The page where files are read in: file, columns, preview, and then for good."""

from ui.pages.import_.page import ImportPage

__all__ = ["ImportPage"]
