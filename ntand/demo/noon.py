"""Around noon: the region is connected, the year's offers are made and answered."""

import json
from datetime import date, timedelta

from ntand.demo.commands import StepFailed, person
from ntand.demo.day import Day, Proposal, Step
from ntand.domain.codes import FileKind
from ntand.i18n import _

_OFFERED = 24
_ANSWERED = 8
_REPORTED = 2
_REPLIES = (
    ("ja", "personen", "telefon"),
    ("ja", "narstaende", "blankett"),
    ("nej", "personen", "mote"),
    ("inget", "kontakt", "blankett"),
)


def connect(day: Day) -> list[str]:
    """Point at the practice region and sign in."""
    connect_to_region(day)
    return [
        _("The practice region answers on this computer alone, and accepts the sign-in."),
    ]


def connect_to_region(day: Day) -> None:
    """Get credentials, keep the secret in a file and connect."""
    told = day.commands.run(
        *("region", "register", "--data", day.region_data, "--municipality", day.practice.code),
        homeless=True,
    )
    secret = day.work / "hemlighet.txt"
    secret.write_text(told["client_secret"], "utf-8")
    day.commands.run(
        *("connect", "--url", day.region_url, "--client-id", told["client_id"]),
        *("--client-secret-file", secret),
    )


def announce(day: Day) -> list[str]:
    """Let the region have the history too, and send what waits."""
    for kind in (FileKind.CERTIFICATES, FileKind.OFFERS):
        day.commands.run("import", kind.value, day.files[kind], "--announce")
    return _synced(day)


def offer(day: Day) -> list[str]:
    """This year's offer, first to those who said no last year."""
    year = day.today.year
    former, now = day.answers(year - 1), day.answers(year)
    missing = [one for one in day.holders() if one["id_number"] not in now]
    missing.sort(key=lambda one: former.get(one["id_number"]) != "nej")
    first = missing[:_OFFERED]
    said_no = sum(former.get(one["id_number"]) == "nej" for one in first)
    for one in first:
        day.commands.run("offer", person(one["person"]), "--year", str(year))
    return [
        _(
            "{n} holders had not been offered an assessment this year; {now} of them now are."
        ).format(n=len(missing), now=len(first)),
        _("{n} of these said no last year. They came first: a no is not forever.").format(
            n=said_no
        ),
    ]


def answer(day: Day) -> list[str]:
    """Answers come in, and a visit that did not take place."""
    year, today = str(day.today.year), day.today.isoformat()
    without = _without_answer(day)[:_ANSWERED]
    for place, one in enumerate(without):
        value, by, channel = _REPLIES[place % len(_REPLIES)]
        day.commands.run(
            *("offer", person(one["person"]), "--year", year, "--answer", value),
            *("--answered", today, "--by", by, "--channel", channel),
        )
    day.commands.run(
        *("visit", person(_who_said_yes(day)[-1]["person"]), "--year", year),
        *("--on", today, "--deviation", "inlagd"),
    )
    return [
        _("{n} answers are recorded, with who gave them and how.").format(n=len(without)),
        _("One visit did not take place: the person was in hospital."),
    ]


def region_reports(day: Day) -> list[str]:
    """The region's dentists report, and the exchange brings it here."""
    for one in _who_said_yes(day)[:_REPORTED]:
        event = day.work / "handelse.json"
        told = {
            "event": "assessment",
            "personnummer": one["id_number"],
            "ar": day.today.year,
            "utford": _working_day(day).isoformat(),
            "utforare": "Folktandvården Övningsby",
            "munvardskort": "J",
        }
        event.write_text(json.dumps(told), "utf-8")
        day.commands.run("region", "act", "--data", day.region_data, event, homeless=True)
    lines = _synced(day, received=_REPORTED)
    return [_("{n} assessments were reported by the dentists.").format(n=_REPORTED), *lines]


def _synced(day: Day, received: int = 0) -> list[str]:
    told = day.commands.run("sync")
    if told["received"] < received or not told["sent"]:
        raise StepFailed(_("The exchange brought less than expected."))
    return [
        _("{sent} sent, {received} received, {rejected} refused, {pending} still waiting.").format(
            **told
        )
    ]


def _without_answer(day: Day) -> list[Proposal]:
    now = day.answers(day.today.year)
    return [one for one in day.holders() if not now.get(one["id_number"])]


def _who_said_yes(day: Day) -> list[Proposal]:
    """The holders who have said yes today."""
    return [
        one
        for place, one in enumerate(_without_answer(day)[:_ANSWERED])
        if _REPLIES[place % len(_REPLIES)][0] == "ja"
    ]


def _working_day(day: Day) -> date:
    """Yesterday, if it is in the year of the round."""
    return max(day.today - timedelta(days=1), date(day.today.year, 1, 1))


STEPS = (
    Step(lambda: _("Connect to the region"), connect),
    Step(lambda: _("Tell the region what it has not got"), announce),
    Step(lambda: _("Offer this year's assessment"), offer),
    Step(lambda: _("Record answers"), answer),
    Step(lambda: _("Receive what the region reports"), region_reports),
)
