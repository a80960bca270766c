"""A dental provider reports a visit: the assessment performed, or not and why."""

import sqlite3
from collections.abc import Mapping

from ntand.mock_region.acting.told import Told, bad, checked, fold, one_municipality
from ntand.mock_region.clock import today
from ntand.mock_region.store.by_region import change
from ntand.mock_region.store.columns import ASSESSMENT, OFFER, is_year
from ntand.mock_region.store.persons import name_of, present_number
from ntand.mock_region.store.records import find, save

_DEVIATIONS = (
    *("ej_pa_enheten", "ej_hemma", "inlagd", "avbojde", "fel_enhet"),
    *("personal_saknades", "tolk_saknades", "installt_av_tandvarden"),
)
_CODES = {fold(code): code for code in _DEVIATIONS}
_CARD: Mapping[str, str] = {
    **{"": "", "j": "J", "ja": "J", "yes": "J", "true": "J"},
    **{"n": "N", "nej": "N", "no": "N", "false": "N"},
}
_VISIT = ("utford", "utforare", "munvardskort", "avvikelse")
_WHEN = "utford performed performed_on visit_date"
_ANY_DAY = "datum date day on"


def assessment(connection: sqlite3.Connection, municipality: str, told: Told) -> dict[str, object]:
    """Keep the visit, and show it in the year's offer, which is made when there is none."""
    number = present_number(connection, told.number())
    municipality = one_municipality(connection, municipality, number)
    visit = _visit(told)
    year = told.text("ar year") or (visit["utford"] or told.day(_ANY_DAY))[:4]
    if not is_year(year):
        raise bad("ar")
    former = find(connection, municipality, OFFER, f"{number} {year}")
    who = {"personnummer": number, "ar": year}
    row = former.data if former else name_of(connection, municipality, number) | who
    row = checked(OFFER, _latest(row, visit))
    _keep(connection, municipality, row | visit)
    saved = change(connection, municipality, OFFER, "assessment", row)
    return {
        "municipality": municipality,
        "kind": OFFER.name,
        "id": saved.ref,
        "etag": saved.etag,
        "created": former is None,
    }


def _visit(told: Told) -> dict[str, str]:
    deviation = told.text("avvikelse deviation orsak reason")
    # A day that does not say of what is the visit's, unless that came to nothing
    visit = {
        "utford": told.day(_WHEN if deviation else f"{_WHEN} {_ANY_DAY}"),
        "utforare": told.text("utforare provider tandvardsgivare by"),
        "avvikelse": _CODES.get(fold(deviation), deviation),
        "fornamn": told.text("fornamn"),
        "efternamn": told.text("efternamn"),
    }
    if not visit["utford"] and not visit["avvikelse"]:
        raise bad("utford")
    card = _CARD.get(fold(told.text("munvardskort card")))
    if card is None:
        raise bad("munvardskort")
    return visit | {"munvardskort": card}


def _latest(row: Mapping[str, str], visit: Mapping[str, str]) -> dict[str, str]:
    """The offer's row with the visit: another one takes the place of the former, whole."""
    same = visit["utford"] in ("", row.get("utford", "")) and not visit["avvikelse"]
    told = {column: value for column, value in visit.items() if value}
    if same:
        return dict(row) | told
    return dict(row) | {column: visit[column] for column in _VISIT} | told


def _keep(connection: sqlite3.Connection, municipality: str, visit: Mapping[str, str]) -> None:
    """Every visit is a record of its own: the offer shows only the latest."""
    row = {column: visit.get(column, "") for column in ASSESSMENT.columns}
    row |= {"rapporterad": today().isoformat()}
    save(connection, municipality, ASSESSMENT, row, former=None, foreign=True)
