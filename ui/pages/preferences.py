"""Preferences: how the window looks, and what the municipality writes on its papers."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QApplication, QWidget

from ntand.i18n import _
from ui.kit.colours import Colours, choose_scheme, chosen_scheme
from ui.kit.desk import Desk
from ui.kit.fields import ChoiceField, Form, TextField
from ui.kit.look import muted, primary_button, subheading
from ui.kit.page import Page
from ui.kit.split import scrolling

if TYPE_CHECKING:
    from ntand.services.installation import Installation


class PreferencesPage(Page):
    """Colours change at once; what stands on papers is saved by its button."""

    name: ClassVar[str] = "preferences"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.heading(_("Preferences"))
        inside = Form()
        self.scheme = ChoiceField(
            [("system", _("as the system")), ("light", _("light")), ("dark", _("dark"))]
        )
        self.scheme.set_value(chosen_scheme())
        self.scheme.currentIndexChanged.connect(self._recolour)
        self.fields: dict[str, TextField] = {}
        inside.add_widget(subheading(_("The window")))
        inside.add(_("&Colours"), self.scheme, hint=_("High contrast follows the system."))
        inside.add_widget(subheading(_("On letters and forms")))
        inside.add_widget(muted(_("Lines of an address are separated by a semicolon.")))
        for name, title in _titles().items():
            self.fields[name] = TextField()
            inside.add(title, self.fields[name], optional=True)
        self.save = primary_button(_("&Save"), "save")
        self.save.clicked.connect(self._save)
        inside.add_widget(self.save)
        inside.add_stretch()
        self.column.addWidget(scrolling(inside, _("Preferences")), 1)

    def refresh(self) -> None:
        settings = self.desk.installation.settings
        for name, field in self.fields.items():
            if not field.isModified():
                field.setText(str(getattr(settings, name)))

    def first_focus(self) -> QWidget | None:
        return self.scheme

    def _recolour(self) -> None:
        scheme = self.scheme.value()
        choose_scheme(scheme)  # type: ignore[arg-type] # one of those offered
        app = QApplication.instance()
        colours = app.findChild(Colours) if app is not None else None
        if colours is not None:
            colours.choose(scheme)  # type: ignore[arg-type] # one of those offered

    def _save(self) -> None:
        from ntand.services.preferences import change_settings

        changes = {name: field.value() for name, field in self.fields.items()}
        self.desk.act(
            self,
            lambda installation, actor: change_settings(installation, actor, changes),
            self._saved,
        )

    def _saved(self, installation: "Installation") -> None:
        for field in self.fields.values():
            field.setModified(False)
        self.desk.use(installation, self.desk.actor)
        self.desk.say(_("Saved."))


def _titles() -> dict[str, str]:
    return {
        "contact_name": _("Contact person, &name"),
        "contact_phone": _("Contact person, &phone"),
        "contact_email": _("Contact person, &e-mail"),
        "return_address": _("&Return address of forms"),
        "region_address": _("&Address of the region"),
    }
