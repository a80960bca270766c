"""The pages of the window, in the order of the navigation."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.page import Page


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: what it is called, its icon, and where its class is. Loaded on its first visit."""

    name: str
    title: Callable[[], str]
    icon: str
    module: str
    kind: str
    needs: tuple[str, ...] = ()  # libraries it loads on use

    def make(self, desk: Desk) -> Page:
        """The page itself."""
        made = getattr(import_module(self.module), self.kind)(desk)
        assert isinstance(made, Page)
        return made

    def load(self) -> None:
        """Load what the page is made of, so that its first visit need not."""
        for module in (self.module, *self.needs):
            import_module(module)


_PDF = ("PySide6.QtPdf", "PySide6.QtPdfWidgets")
ENTRIES = (
    Entry("todo", lambda: _("To do"), "list-checks", "ui.pages.todo", "TodoPage"),
    Entry(
        "candidates", lambda: _("Candidates"), "user-check", "ui.pages.candidates", "CandidatesPage"
    ),
    Entry("people", lambda: _("Persons"), "users", "ui.pages.people", "PeoplePage"),
    Entry(
        *("certificates", lambda: _("Certificates"), "file-badge"),
        *("ui.pages.certificates", "CertificatesPage", _PDF),
    ),
    Entry("round", lambda: _("Oral-health assessment"), "smile", "ui.pages.round", "RoundPage"),
    Entry(
        *("papers", lambda: _("Lists and letters"), "printer"),
        *("ui.pages.papers", "PapersPage", _PDF),
    ),
    Entry(
        *("statistics", lambda: _("Statistics"), "chart-column"),
        *("ui.pages.statistics", "StatisticsPage", ("pyqtgraph",)),
    ),
    Entry("import", lambda: _("Import"), "import", "ui.pages.import_", "ImportPage"),
    Entry("region", lambda: _("Region"), "radio-tower", "ui.pages.region", "RegionPage"),
    Entry(
        *("preferences", lambda: _("Preferences"), "settings"),
        *("ui.pages.preferences", "PreferencesPage"),
    ),
)
BY_NAME = {entry.name: entry for entry in ENTRIES}


def load_all() -> None:
    """Load every page's code; in a thread, while the first page is looked at."""
    for entry in ENTRIES:
        entry.load()
