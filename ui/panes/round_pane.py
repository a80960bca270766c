"""What the panes of the yearly round share: one person and year, and what is kept of them."""

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

from ntand.i18n import _
from ui.kit.desk import Desk
from ui.kit.look import body, subheading
from ui.panes.act_pane import ActPane
from ui.panes.act_words import way_sentence

if TYPE_CHECKING:  # the services bring the database's library
    from ntand.services.round_person import RoundOfPerson
    from ntand.services.yearly_round import Offered

LONGEST = 500  # characters of a person's own words


class RoundPane(ActPane):
    """About one person in one year's round; what is kept stands under the form."""

    fields: ClassVar[
        dict[str, str]
    ]  # the code of an error -> the attribute with the field it is about

    def __init__(self, desk: Desk, title: str, action: str) -> None:
        super().__init__(desk, title, action, "save")
        self.person, self.year = "", 0
        self.history = body()
        self._fresh = True  # the form has not been filled for this person and year

    def show_for(self, person: str, year: int) -> None:
        """Show the person's round of the year as it stands."""
        self.person, self.year = person, year
        self._fresh = True
        self.header.show_person(None)
        self.ready(ready=False)
        self.form.clear_faults()
        self.refresh()

    def refresh(self) -> None:
        """Ask anew what stands; what is being written in the form is left as it is."""
        from ntand.services.round_person import round_of_person

        person, year = self.person, self.year
        if person:
            self.desk.ask(
                self,
                lambda installation, actor: round_of_person(installation, actor, person, year),
                self._show,
                topic="round",
            )

    def fill(self, found: "RoundOfPerson") -> None:
        """Fill the form with what stands."""

    def kept(self, found: "RoundOfPerson") -> list[str]:
        """The lines of what is kept."""
        raise NotImplementedError

    def stored(self, result: "Offered") -> None:
        text = _("Saved for {name}. {way}")
        way = way_sentence(result.sent)
        self.desk.say(text.format(name=self.header.name.text(), way=way), result.undo)

    def field_of(self, code: str) -> QWidget | None:
        name = self.fields.get(code)
        return getattr(self, name) if name else None

    def end_form(self) -> None:
        """After the fields: what is kept."""
        self.form.add_widget(subheading(_("Kept")))
        self.form.add_widget(self.history)
        self.form.add_stretch()

    def _show(self, found: "RoundOfPerson") -> None:
        self.header.show_person(found.card)
        self.history.setText("\n".join(self.kept(found)))
        if self._fresh:
            self._fresh = False
            self.fill(found)
            self.ready(ready=True)
