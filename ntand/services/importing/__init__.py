"""Import of the five files: read, validate, merge and store in one transaction."""

from ntand.services.importing.run import import_file
from ntand.services.importing.values import ImportOptions, ImportReport, RowNote

__all__ = ["ImportOptions", "ImportReport", "RowNote", "import_file"]
