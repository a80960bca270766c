"""The model: what each side was told of each field, and what may leave the house.

Nothing of the product is used here. A field knows what was told last on either side since both
were last seen to agree. Whoever tells it having seen the other's word replaces that word; if
neither had seen the other's, only a person may choose, and the model hears of the choice.
"""

import copy
from collections.abc import Iterator
from dataclasses import dataclass, field

CERTIFICATE, OFFER = "certificate", "offer"
FIELDS = {
    CERTIFICATE: ("grund", "till", "informerad", "avslutat", "avslutsorsak", "makulerat"),
    OFFER: ("erbjuden", "svar", "svar_datum", "svar_kanal"),
}


@dataclass
class Told:
    """One field of one object."""

    agreed: str = ""
    ours: str | None = None
    theirs: str | None = None
    our_start: str = ""  # whoever comes back to where they began has said nothing
    their_start: str = ""
    either: set[str] | None = None  # after an older copy was brought back

    def told_here(self, value: str, shown: str) -> None:
        """A person here says so, with this value before their eyes."""
        if value == shown:
            return  # nothing new
        self._back(value, shown)
        if self.theirs == shown:
            self.theirs = None
        if self.ours is None:
            self.our_start = shown
        self.ours = None if self.theirs is not None and value == self.their_start else value
        self._also(value)

    def told_there(self, value: str, shown: str) -> None:
        """The region says so, holding this value until now."""
        if value == shown:
            return
        self._back(value, shown)
        if self.ours == shown:
            self.ours = None
        if self.theirs is None:
            self.their_start = shown
        self.theirs = None if self.ours is not None and value == self.our_start else value
        self._also(value)

    def chosen(self, value: str, ours: str, theirs: str) -> None:
        """A person has chosen between the two they were shown."""
        if self.ours == ours:
            self.ours = None
        if self.theirs == theirs:
            self.theirs = None
        if self.theirs is None or value == ours:
            self.ours = value
        self._also(value)

    def _back(self, value: str, shown: str) -> None:
        """After both said the same by chance, one goes back to where either began.

        Whether it had seen the other's word decides what that means, and nobody knows.
        """
        if self.ours == self.theirs == shown and value in (self.our_start, self.their_start):
            self.either = {value, shown}

    def _also(self, value: str) -> None:
        if self.either is not None:
            self.either.add(value)

    def fault(self, value: str) -> str:
        """What is wrong with this value on both sides; empty when nothing."""
        if self.either is not None:
            return "" if value in self.either else "nobody ever said so"
        said = [one for one in (self.ours, self.theirs) if one is not None]
        if len(set(said)) == 2:
            return "two words met and nobody was asked"
        if not said:
            return "" if self.agreed == value else "changed by nobody"
        return "" if said[0] == value else "a word is lost"

    def settle(self, value: str) -> None:
        """Both sides show this now."""
        self.agreed, self.ours, self.theirs, self.either = value, None, None, None


@dataclass
class Thing:
    """A certificate or an offer; ``basis``: this certificate may be told of (None: who knows)."""

    kind: str
    key: str  # the certificate's id, the offer's year
    person: str
    basis: bool | None = False
    voided: bool = False
    taken_back: bool = False
    fields: dict[str, Told] = field(default_factory=dict)
    visits: list[str] = field(default_factory=list)  # the day of each recorded here
    reported: list[str] = field(default_factory=list)  # the day of each that the region reported
    deviations: list[str] = field(default_factory=list)  # of each without a day that it reported

    def __post_init__(self) -> None:
        for name in FIELDS[self.kind]:
            self.fields.setdefault(name, Told("N" if name == "makulerat" else ""))


@dataclass
class Somebody:
    """A person: ``told``: a basis has been told and stands; ``refuses``: it was taken back."""

    label: str
    number: str
    told: bool = False
    refuses: bool = False
    protected: bool = False
    gone: bool = False  # the region knows of a death
    replaced: list[str] = field(default_factory=list)

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every number the person has had, the one in use first."""
        return (self.number, *self.replaced)


@dataclass
class Expectation:
    """What everybody was told."""

    people: dict[str, Somebody] = field(default_factory=dict)
    things: dict[tuple[str, str, str], Thing] = field(default_factory=dict)
    messages: list[str] = field(default_factory=list)

    def copy(self) -> "Expectation":
        return copy.deepcopy(self)

    def thing(self, kind: str, person: str, key: str) -> Thing:
        """The object, noted when it is new."""
        return self.things.setdefault((kind, person, key), Thing(kind, key, person))

    def of(self, person: str, kind: str) -> list[Thing]:
        return [one for one in self.things.values() if (one.person, one.kind) == (person, kind)]

    def may_leave(self, thing: Thing) -> bool | None:
        """Whether the region may be told; None where reasonable people differ."""
        who = self.people[thing.person]
        if who.protected or who.refuses:
            return False
        if thing.kind == CERTIFICATE or thing.basis is not False:
            return thing.basis
        held = self.of(thing.person, CERTIFICATE)
        if any(one.basis and not one.voided for one in held):
            return True
        if who.told and not held:
            return True
        return None if who.told or any(one.basis is not False for one in held) else False

    def must_agree(self) -> Iterator[Thing]:
        """What both sides must show alike when nothing moves any more."""
        for one in self.things.values():
            if self.may_leave(one) and not one.taken_back and not self.people[one.person].gone:
                yield one

    def brought_back(self, older: "Expectation") -> "Expectation":
        """After an older copy of this side: what it said then, or what arrived since, is right."""
        now = older.copy()
        for key, one in self.things.items():
            held = now.things.get(key)
            if held is None:
                held = now.things[key] = copy.deepcopy(one)
                # Until it is seen to come back from the region
                held.taken_back, held.basis = True, None
                held.visits.clear()
            if one.voided != held.voided:  # whether the region had heard of it, nobody says
                held.basis = None
            held.reported, held.deviations = list(one.reported), list(one.deviations)
            for name, told in one.fields.items():
                both = (told, held.fields[name])
                seen = [v for t in both for v in (t.agreed, t.ours, t.theirs, *(t.either or ()))]
                held.fields[name].either = {value for value in seen if value is not None}
        for label, who in self.people.items():
            now.people[label].gone |= who.gone
            now.people[label].number = who.number
            now.people[label].replaced = list(who.replaced)
        now.messages = list(self.messages)
        return now
