"""Where the person has been: back and forward."""

from ui.kit.desk import Place

_LONGEST = 50


class History:
    """The places visited, and which of them is shown."""

    def __init__(self) -> None:
        self._places: list[Place] = []
        self._at = -1

    def visit(self, place: Place) -> None:
        """Go to a new place: what was forward of here is forgotten."""
        if self._places and self._places[self._at] == place:
            return
        self._places = [*self._places[: self._at + 1], place][-_LONGEST:]
        self._at = len(self._places) - 1

    @property
    def can_go_back(self) -> bool:
        """Whether there is a place before."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a place after."""
        return self._at < len(self._places) - 1

    def back(self) -> Place:
        """The place before, which is shown from now on."""
        self._at -= 1
        return self._places[self._at]

    def forward(self) -> Place:
        """The place after, which is shown from now on."""
        self._at += 1
        return self._places[self._at]
