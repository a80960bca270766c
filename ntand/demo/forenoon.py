"""The forenoon: certificates issued, waited with, replaced, ended and marked as errors."""

from datetime import timedelta

from ntand.demo.commands import StepFailed, certificate, person
from ntand.demo.day import Day, Step
from ntand.domain.codes import FileKind
from ntand.i18n import _


def issue(day: Day) -> list[str]:
    """Three certificates, each with a way of its own to the region."""
    against = next(one for one in day.proposals if "icf_below_severe" in one["reasons"])
    waiting = day.candidates("G1")[0]
    hidden = day.candidates(protected=True)[0]
    run = day.commands.run
    consented = ("--basis", "samtycke", "--form")
    reason = _("Practice: the assessment at home showed more than the decision says")
    told = run(
        *("issue", person(against["person"]), "--ground", "G2"),
        *(*consented, "skriftligt", "--reason", reason),
    )
    day.issued["against"] = _sent(told, "queued")
    told = run("issue", person(waiting["person"]), "--ground", "G1")
    day.issued["waiting"] = _sent(told, "waits")
    told = run(
        *("issue", person(hidden["person"]), "--ground", hidden["ground"]),
        *(*consented, "muntligt"),
    )
    day.issued["protected"] = _sent(told, "paper")
    return [
        _("{name}: against the proposal, with a reason; queued for the region.").format(
            name=day.name(against)
        ),
        _("{name}: valid, but waits for the person's consent before anything is sent.").format(
            name=day.name(waiting)
        ),
        _("A person with protected identity: goes to the region on paper, never electronically."),
    ]


def consent(day: Day) -> list[str]:
    """The consent comes."""
    waiting = day.candidates("G1")[0]
    day.commands.run(
        *("consent", person(waiting["person"]), "--basis", "samtycke", "--form", "muntligt")
    )
    return [_("{name} consents: the certificate may be sent.").format(name=day.name(waiting))]


def wait(day: Day) -> list[str]:
    """A candidate who is asked again later."""
    one = day.candidates("G2")[0]
    again = day.today + timedelta(days=90)
    day.commands.run(
        *("decide", person(one["person"]), "--as", "avvakta"),
        *("--reason", _("Practice: in hospital"), "--ask-again", again.isoformat()),
    )
    found = day.commands.run("identify")["persons"]
    if any(two["candidate"] for two in found if two["person"] == one["person"]):
        raise StepFailed(_("The person is still a candidate."))
    return [
        _("{name} is no candidate until {day}, or until a decisive fact changes.").format(
            name=day.name(one), day=again.isoformat()
        )
    ]


def change(day: Day) -> list[str]:
    """Replace one, end one, mark one as issued in error."""
    run = day.commands.run
    former = _open_certificate(day)
    replaced = run("replace", certificate(former), "--ground", "G1", "--reason", _("Practice"))
    day.issued["replaced"] = replaced["intyg_id"]
    yesterday = day.today - timedelta(days=1)
    ended = _open_certificate(day, former)
    run(
        *("end", certificate(ended), "--reason", "villkor_upphort"),
        *("--on", yesterday.isoformat(), "--informed", day.today.isoformat()),
    )
    wrong = day.candidates("G3")[0]
    told = run("issue", person(wrong["person"]), "--ground", "G3")
    run("void", certificate(told["intyg_id"]), "--reason", _("Practice: the wrong person"))
    return [
        _("One certificate is replaced by a new one that is linked to it."),
        _("One is ended with yesterday as its last valid day."),
        _("One is marked as issued in error: it stays visible and counts nowhere."),
    ]


def _sent(told: dict[str, str], expected: str) -> str:
    if told["sent"] != expected:
        raise StepFailed(
            _("The certificate went another way than expected: {way}.").format(way=told["sent"])
        )
    return told["intyg_id"]


def _open_certificate(day: Day, *but: str) -> str:
    """An imported certificate without an end, of someone alive who may be written to."""
    holders = {one["id_number"] for one in day.holders() if one["outcome"] == "qualifies"}
    for row in day.practice.rows[FileKind.CERTIFICATES]:
        begun = str(row["fran"]) < day.today.isoformat()
        is_open = begun and not (row["makulerat"] or row.get("avslutat") or row.get("till"))
        if is_open and row["personnummer"] in holders and row["intyg_id"] not in but:
            return str(row["intyg_id"])
    raise StepFailed(_("There is no open certificate to practise with."))


STEPS = (
    Step(lambda: _("Issue three certificates"), issue),
    Step(lambda: _("Record a consent"), consent),
    Step(lambda: _("Wait with a candidate"), wait),
    Step(lambda: _("Replace, end and void a certificate"), change),
)
