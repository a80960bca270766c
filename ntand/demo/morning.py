"""The morning: an installation, the five files, who qualifies and why."""

from collections import Counter
from typing import Any

from ntand.demo.commands import SOME_REFUSED, StepFailed, person
from ntand.demo.day import Day, Proposal, Step
from ntand.domain.codes import FileKind
from ntand.domain.municipalities import municipality_name
from ntand.i18n import _
from ntand.sentences import eligibility as words

_SHOWN = 3


def init(day: Day) -> list[str]:
    """Make the installation."""
    day.commands.run(
        *("init", "--municipality", day.practice.code, "--recovery-file", day.recovery_file)
    )
    groups = len(day.recovery_file.read_text("utf-8").strip().split("-"))
    return [
        _("The practice installation is ready, with the code of {name}.").format(
            name=municipality_name(day.practice.code)
        ),
        _("Its database is encrypted."),
        _("Its recovery key of {groups} groups opens the backups on another computer.").format(
            groups=groups
        ),
    ]


def preview(day: Day) -> list[str]:
    """Try the largest file without storing anything."""
    kind = FileKind.DECISIONS
    told = _import(day, kind, "--dry-run")
    lines = [
        _("{read} rows read, {created} are new, {refused} are refused. Nothing is stored.").format(
            read=told["read"], created=told["created"], refused=len(told["rejected"])
        )
    ]
    lines += [
        _("Refused: row {row}, {column}: {message}").format(**note) for note in told["rejected"]
    ]
    doubts = Counter(note["message"] for note in told["warnings"])
    lines += [
        _("Note, {n} rows: {message}").format(n=n, message=text) for text, n in doubts.items()
    ]
    return lines


def import_all(day: Day) -> list[str]:
    """Import the five files."""
    lines = []
    for kind in FileKind:
        told = _import(day, kind)
        lines.append(
            _("{kind}: {created} new, {refused} refused").format(
                kind=kind.value, created=told["created"], refused=len(told["rejected"])
            )
        )
        expected = day.practice.refused if kind is FileKind.DECISIONS else {}
        if {note["row"]: note["code"] for note in told["rejected"]} != expected:
            raise StepFailed(
                _("Other rows of {kind} than those broken on purpose were refused.").format(
                    kind=kind.value
                )
            )
    return lines


def import_again(day: Day) -> list[str]:
    """The same files once more change nothing."""
    told = [_import(day, kind) for kind in FileKind]
    changed = sum(one["created"] + one["updated"] for one in told)
    if changed:
        raise StepFailed(_("{n} rows changed though the files are the same.").format(n=changed))
    unchanged = sum(one["unchanged"] for one in told)
    return [_("{n} rows unchanged, nothing new: importing again is safe.").format(n=unchanged)]


def identify(day: Day) -> list[str]:
    """Evaluate everyone."""
    found = day.commands.run("identify")
    day.proposals = found["persons"]
    counts = Counter(one["outcome"] for one in day.proposals)
    lines = [
        _("{n} persons evaluated by the criteria {criteria}:").format(
            n=len(day.proposals), criteria=found["criteria"]
        )
    ]
    lines += [f"{counts[code]:5}  {text}" for code, text in words.outcomes().items()]
    candidates = day.candidates()
    lines.append(
        _("{n} are candidates for a certificate. Three of them:").format(n=len(candidates))
    )
    grounds = dict.fromkeys(one["ground"] for one in candidates)
    for ground in list(grounds)[:_SHOWN]:
        lines.append(_candidate(day, day.candidates(ground)[0]))
    return lines


def explain(day: Day) -> list[str]:
    """Why someone does not qualify, rule by rule."""
    no = next(one for one in day.proposals if "improvement_expected" in one["reasons"])
    found = day.commands.run("explain", person(no["person"]))
    rules, states = words.rules(), words.states()
    lines = [f"{day.name(no)}: {words.outcomes()[no['outcome']]}"]
    lines += [
        f"   {states[one['state']]}: {rules[one['rule']]}"
        for one in found["findings"]
        if one["state"] != "does_not_apply"
    ]
    return [*lines, *(words.reasons()[code] for code in no["reasons"])]


def _import(day: Day, kind: FileKind, *options: str) -> dict[str, Any]:
    return day.commands.run(
        *("import", kind.value, day.files[kind], *options), allowed=SOME_REFUSED
    )


def _candidate(day: Day, one: Proposal) -> str:
    reasons = " ".join(words.rules()[ground] for ground in one["grounds"])
    return f"   {day.name(one)}: {', '.join(one['grounds'])}. {reasons}"


STEPS = (
    Step(lambda: _("Make an installation"), init),
    Step(lambda: _("Try an import first"), preview),
    Step(lambda: _("Import the five files"), import_all),
    Step(lambda: _("Import them again"), import_again),
    Step(lambda: _("Find who qualifies"), identify),
    Step(lambda: _("Explain a no"), explain),
)
