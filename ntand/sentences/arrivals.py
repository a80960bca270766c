"""What the region told, in words."""

from collections.abc import Collection, Mapping

from ntand.domain.municipalities import within_county
from ntand.i18n import _
from ntand.sentences.columns import column_name, in_words
from ntand.sentences.sendings import says

_VISIT = frozenset({"utford", "utforare", "munvardskort", "avvikelse"})


def arrived(what: str, key: str, told: Mapping[str, str], asked: Collection[str]) -> str:
    """What a change of the feed (kind/event) said that was new: values by their columns."""
    kind = what.partition("/")[0]
    if kind == "person":
        return _person(what, told)
    text = {"certificate": _certificate, "offer": _offer}.get(kind, _unit)(what, key, told)
    if not asked:
        return text
    return _("{what} Changed here too: {columns}.").format(what=text, columns=_names(asked))


def _person(what: str, told: Mapping[str, str]) -> str:
    if what == "person/deceased":
        day = told.get("avliden")
        return _("Died {day}.").format(day=day) if day else _("Has not died after all.")
    if what == "person/moved":
        return _moved(told.get("utflyttad"), told.get("till_kommun"))
    if what == "person/number_replaced":
        return _("Has a new identity number.")
    return _("Has a certificate from another municipality.")


def _moved(day: str | None, where: str | None) -> str:
    if not day:
        return _("Has not moved after all.")
    if not where:
        return _("Moved {day}.").format(day=day)
    return _("Moved {day} to {place}.").format(day=day, place=within_county(where) or where)


def _certificate(what: str, key: str, told: Mapping[str, str]) -> str:
    if "intyg_id" in told:  # new here
        return _("Certificate that is ours now: {what}.").format(what=says("certificate", told))
    return _changed(_("Certificate changed"), told)


def _offer(what: str, key: str, told: Mapping[str, str]) -> str:
    visit = _visit(key, told)
    rest = {name: value for name, value in told.items() if name not in _VISIT} if visit else told
    if visit and not rest:
        return visit
    changed = _changed(_("The offer of {year} changed").format(year=key), rest)
    return f"{visit} {changed}" if visit else changed


def _visit(key: str, told: Mapping[str, str]) -> str:
    if told.get("utford"):
        made = _("Assessment made {day}").format(day=told["utford"])
        by = told.get("utforare")
        return f"{made}, {by} ({key})." if by else f"{made} ({key})."
    if told.get("avvikelse"):
        why = in_words("avvikelse", told["avvikelse"])
        return _("No assessment at the visit: {why}").format(why=why) + f" ({key})."
    return ""


def _unit(what: str, key: str, told: Mapping[str, str]) -> str:
    words = {"name": told.get("namn") or key, "why": told.get("reason", "")}
    if what == "unit/activated":
        return _("The unit {name} is active at the region.").format(**words)
    if what == "unit/refused":
        return _("The region has refused the unit {name}: {why}").format(**words)
    if "kod" in told:  # new here
        return _("New unit: {name}.").format(**words)
    return _changed(_("The unit {name} changed").format(**words), told)


def _changed(text: str, told: Mapping[str, str]) -> str:
    """The columns that have a new value, each with it."""
    values = ", ".join(
        f"{column_name(column)}: {in_words(column, value) or '–'}" for column, value in told.items()
    )
    return f"{text} ({values})." if values else f"{text}."


def _names(columns: Collection[str]) -> str:
    return ", ".join(map(column_name, columns))
