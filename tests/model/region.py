"""What the region does by itself, done to the real mock and noted in the model at once."""

from tests.model.expectation import CERTIFICATE, OFFER, Thing
from tests.model.story import Story
from tests.model.world import SPARE_NUMBERS


def assesses(story: Story, person: str, year: int, deviation: str) -> None:
    """A dental provider reports a visit, or why there was none; not after there was one."""
    held = story.expected.things.get((OFFER, person, str(year)))
    if held is not None and (held.visits or held.reported):
        deviation = ""
    on = "" if deviation else next(story.days)
    number = story.expected.people[person].number
    story.world.happens(
        "assessment", personnummer=number, ar=str(year), utford=on, avvikelse=deviation
    )
    thing = story.expected.thing(OFFER, person, str(year))
    thing.taken_back = False
    if on:
        thing.reported.append(on)
    else:
        thing.deviations.append(deviation)
    story.last = None


def changes_certificate(story: Story, person: str, said: dict[str, str]) -> None:
    """The region changes fields of a certificate it holds."""
    held = [one for one in story.expected.of(person, CERTIFICATE) if one.basis is not None]
    if held:
        _changes(story, held[-1], "certificate_changed", said, intyg_id=held[-1].key)


def changes_offer(story: Story, person: str, year: int, said: dict[str, str]) -> None:
    """The region changes fields of an offer it holds."""
    thing = story.expected.things.get((OFFER, person, str(year)))
    if thing is not None:
        number = story.expected.people[person].number
        _changes(story, thing, "offer_changed", said, personnummer=number, ar=str(year))


def _changes(story: Story, thing: Thing, event: str, said: dict[str, str], **key: str) -> None:
    shown = story.there(thing)
    if not shown or said.items() <= shown.items():
        return
    story.world.happens(event, **key, **said)
    for name, value in said.items():
        thing.fields[name].told_there(value, shown[name])
    story.last = None


def hears_of_death(story: Story, person: str, day: str) -> None:
    """The population register tells of a death, or takes it back."""
    who = story.expected.people[person]
    story.world.happens("death", personnummer=who.number, avliden=day)
    who.gone = True
    story.last = None


def hears_of_move(story: Story, person: str, day: str) -> None:
    """The population register tells of a move, or takes it back."""
    number = story.expected.people[person].number
    where = "1480" if day else ""
    story.world.happens("move", personnummer=number, utflyttad=day, till_kommun=where)
    story.last = None


def replaces_number(story: Story, person: str) -> None:
    """The person gets another number; all that the region holds follows."""
    who = story.expected.people[person]
    used = {one for other in story.expected.people.values() for one in other.numbers}
    fresh = next(number for number in SPARE_NUMBERS if number not in used)
    story.world.happens("number_replaced", tidigare=who.number, nytt=fresh)
    who.replaced.append(who.number)
    who.number = fresh
    story.last = None


def certificate_from_elsewhere(story: Story, person: str) -> None:
    """Another municipality has issued a certificate that this one now holds."""
    key = f"1480-a{len(story.expected.things)}b{next(story.days)}".replace("-", "c")
    who = story.expected.people[person]
    story.world.happens(
        "certificate_elsewhere",
        personnummer=who.number,
        intyg_id=key,
        grund="G1",
        fran="2025-01-01",
        till="2025-06-30",
    )
    story.expected.thing(CERTIFICATE, person, key).basis = None
    story.last = None


def writes(story: Story) -> None:
    """The region writes to the issuers."""
    key = f"m{len(story.expected.messages)}"
    story.world.happens("message", meddelande_id=key, rubrik="Ny blankett", text="Använd den nya.")
    story.expected.messages.append(key)
    story.last = None
