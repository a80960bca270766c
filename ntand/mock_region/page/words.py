"""What the page calls things, in Swedish like the rest of the region's own pages."""

from collections.abc import Callable, Mapping, Sequence

KINDS: Mapping[str, tuple[str, str]] = {
    "person": ("Person", "Personer"),
    "certificate": ("Intyg", "Intyg"),
    "offer": ("Erbjudande", "Erbjudanden"),
    "assessment": ("Bedömning", "Bedömningar"),
    "unit": ("Enhet", "Enheter"),
    "letter": ("Brev", "Brev"),
    "training": ("Utbildning", "Utbildningar"),
    "indicator_report": ("Indikatorrapport", "Rapporter"),
    "provider": ("Tandvårdsgivare", "Tandvårdsgivare"),
    "message": ("Meddelande", "Meddelanden"),
}
_PROBLEMS: Mapping[str, str] = {
    "bad_code": "värdet finns inte bland koderna",
    "bad_date": "inget datum",
    "bad_id_number": "inget identitetsnummer",
    "bad_number": "inget tillåtet tal",
    "bad_text": "texten går inte att spara",
    "changed_by_others": "någon annan har ändrat sedan dess",
    "end_before_start": "slutar innan det börjar",
    "key_reused": "nyckeln är redan använd till annat",
    "missing_value": "uppgift saknas",
    "no_such_record": "finns inte",
    "number_replaced": "numret är ersatt av ett annat",
    "person_deceased": "personen är avliden",
    "too_long": "för lång text",
    "unknown_field": "okänt fält",
    "wrong_record": "gäller en annan post",
}
_DEVIATIONS: Mapping[str, str] = {
    "ej_pa_enheten": "inte på enheten",
    "ej_hemma": "inte hemma",
    "inlagd": "inlagd på sjukhus",
    "avbojde": "tackade nej på plats",
    "fel_enhet": "fel enhet",
    "personal_saknades": "ingen personal på plats",
    "tolk_saknades": "ingen tolk",
    "installt_av_tandvarden": "inställt av tandvården",
}

Row = Mapping[str, str]


def result(status: int, code: str, field: str) -> tuple[str, str]:
    """How it went, as a tone for the page and a few words."""
    if status == 201:
        return "good", "Ny"
    if status < 300:
        return "good", "Mottaget"
    why = _PROBLEMS.get(code, code)
    return ("clash", f"Krock: {why}") if status == 412 else ("bad", _refused(why, field))


def _refused(why: str, field: str) -> str:
    return f"Avvisat: {field}, {why}" if field else f"Avvisat: {why}"


def notice_of_faults(names: Sequence[str]) -> str:
    """What is told while the service misbehaves on purpose."""
    return f"Tjänsten krånglar med flit: {', '.join(names)}."


def happened(kind: str, event: str, data: Row) -> str:
    """One line on what the region did."""
    sentence = _SENTENCES.get(f"{kind}/{event}")
    return sentence(data) if sentence else f"{KINDS.get(kind, (kind, ''))[0]}: {event}"


def _visit(row: Row) -> str:
    if row.get("utford"):
        return f"Munhälsobedömning utförd {row['utford']}"
    why = row.get("avvikelse", "")
    return f"Bedömningen blev inte av: {_DEVIATIONS.get(why, why)}"


def _death(row: Row) -> str:
    return f"Avliden {row['avliden']}" if row.get("avliden") else "Dödsfallet togs tillbaka"


def _move(row: Row) -> str:
    if not row.get("utflyttad"):
        return "Flytten togs tillbaka"
    where = f" till {row['till_kommun']}" if row.get("till_kommun") else ""
    return f"Flyttade {row['utflyttad']}{where}"


def _refusal(row: Row) -> str:
    return f"Enheten godkändes inte: {row['reason']}" if row.get("reason") else "Godkändes inte"


_SENTENCES: Mapping[str, Callable[[Row], str]] = {
    "offer/assessment": _visit,
    "offer/changed": lambda _row: "Regionen ändrade erbjudandet",
    "certificate/changed": lambda _row: "Regionen ändrade intyget",
    "certificate/added": lambda _row: "Intyg utfärdat av någon annan",
    "unit/activated": lambda _row: "Enheten är aktiverad",
    "unit/refused": _refusal,
    "unit/changed": lambda _row: "Regionen ändrade enheten",
    "person/deceased": _death,
    "person/moved": _move,
    "person/number_replaced": lambda _row: "Fick ett nytt personnummer",
    "person/certificate_elsewhere": lambda _row: "Har intyg i en annan kommun",
    "provider/changed": lambda _row: "Tandvårdsgivarens uppgifter ändrades",
    "message/sent": lambda _row: "Meddelande till utfärdarna",
}
