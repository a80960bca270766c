"""What the simulated region has before it: an event for each thing that is due."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from ntand.mock_region.acting import shares
from ntand.mock_region.acting.chance import chance, fate, one_of
from ntand.mock_region.acting.numbers import is_coordination_number, personal_numbers
from ntand.mock_region.clock import today
from ntand.mock_region.county import MUNICIPALITIES
from ntand.mock_region.store.columns import CERTIFICATE, LETTER, MESSAGE, OFFER, PROVIDER, UNIT
from ntand.mock_region.store.records import PROPOSED, with_standing
from ntand.mock_region.store.schema import EVERYONE


@dataclass(frozen=True, slots=True)
class Duty:
    """An event that is due; ``about`` names the thing, so that its turn can be drawn."""

    name: str
    about: str
    event: Mapping[str, object]


def duties(connection: sqlite3.Connection, seed: int) -> Iterator[Duty]:
    """Everything that is due; nothing that was done before."""
    yield from _units(connection)
    yield from _visits(connection, seed)
    yield from islice(_letters(connection), shares.IN_SIGHT)
    yield from _lives(connection, seed)
    yield from _messages(connection)


def _units(connection: sqlite3.Connection) -> Iterator[Duty]:
    for municipality, record in with_standing(connection, UNIT, PROPOSED):
        reason = fault_of_unit(record.data)
        name = "unit_refused" if reason else "unit_activated"
        event = {"kod": record.data["kod"], "reason": reason}
        yield _duty(name, municipality, record.ref, event)


def fault_of_unit(row: Mapping[str, str]) -> str:
    """Why the region refuses the unit, if it does."""
    if row["stangd"] and row["oppnad"] and row["stangd"] < row["oppnad"]:
        return "Enheten stänger innan den öppnar."
    if row["ersatts_av"] == row["kod"]:
        return "Enheten ersätts av sig själv."
    if row["typ"] in ("SABO", "LSS"):
        if not (row["adress"] and row["postort"]):
            return "Adressen till boendet saknas."
        if not (row["ansvarig"] or row["telefon"] or row["epost"]):
            return "Kontaktuppgifter till boendet saknas."
    return ""


def _visits(connection: sqlite3.Connection, seed: int) -> Iterator[Duty]:
    """Those who said yes this year and whom nobody has visited yet."""
    providers = _providers(connection)
    rows = connection.execute(
        "SELECT municipality, key, data FROM record WHERE kind = ?"
        " AND json_extract(data, '$.ar') = ? AND json_extract(data, '$.svar') = 'ja'"
        " AND json_extract(data, '$.utford') = '' AND json_extract(data, '$.avvikelse') = ''"
        " AND person NOT IN (SELECT number FROM person WHERE deceased <> '' OR moved <> '')"
        " ORDER BY id LIMIT ?",
        (OFFER.name, str(today().year), shares.IN_SIGHT),
    )
    for municipality, key, text in rows:
        row = json.loads(text)
        day = _day(max(row["svar_datum"], row["erbjuden"], f"{row['ar']}-01-01"), seed, key)
        if day and providers:
            visit = _visit(seed, key, day, one_of(providers, seed, "provider", municipality, key))
            who = {"personnummer": row["personnummer"], "ar": row["ar"]}
            name = "assessment" if "utford" in visit else "deviation"
            yield _duty(name, municipality, key, who | visit)


def _visit(seed: int, key: str, day: str, provider: str) -> dict[str, object]:
    how = fate(shares.VISITS, seed, "visit", key) or "utford"
    if how != "utford":
        return {"avvikelse": how, "utforare": provider}
    card = chance(seed, "card", key) < shares.CARDS
    return {"utford": day, "utforare": provider, "munvardskort": card}


def _day(earliest: str, *about: object) -> str:
    """One of the last days, not before the earliest; nothing when that is still to come."""
    now = today()
    first = max(date.fromisoformat(earliest), now - timedelta(days=shares.DAYS_BACK))
    if first > now:
        return ""
    days = (now - first).days + 1
    return (first + timedelta(days=int(chance("day", *about) * days))).isoformat()


def _providers(connection: sqlite3.Connection) -> list[str]:
    """Those of the register who are at work today."""
    day = today().isoformat()
    rows = connection.execute(
        "SELECT data FROM record WHERE municipality = ? AND kind = ? ORDER BY key",
        (EVERYONE, PROVIDER.name),
    )
    known = [json.loads(text) for (text,) in rows]
    return [row["namn"] for row in known if row["fran"] <= day <= (row["till"] or day)]


def _letters(connection: sqlite3.Connection) -> Iterator[Duty]:
    """New certificates of the municipality's own without any letter ordered."""
    since = (today() - timedelta(days=shares.LETTER_DAYS)).isoformat()
    ordered = set(
        connection.execute(
            "SELECT municipality, json_extract(data, '$.intyg_id') FROM record WHERE kind = ?",
            (LETTER.name,),
        )
    )
    rows = connection.execute(
        "SELECT municipality, key FROM record WHERE kind = ?"
        " AND json_extract(data, '$.utfardad') >= ? AND json_extract(data, '$.makulerat') <> 'J'"
        " AND json_extract(data, '$.ursprung') IN ('', 'kommunen')"
        " AND person NOT IN (SELECT number FROM person WHERE deceased <> '') ORDER BY id",
        (CERTIFICATE.name, since),
    )
    for municipality, key in rows:
        if (municipality, key) not in ordered:
            order = f"ovning-{int(chance('letter', municipality, key) * 2**48):012x}"
            yield _duty("letter", municipality, key, {"intyg_id": key, "bestallning_id": order})


def _lives(connection: sqlite3.Connection, seed: int) -> Iterator[Duty]:
    """Persons of whom nothing has been told yet."""
    rows = connection.execute(
        "SELECT person, min(municipality), max(kind = 'certificate') FROM record"
        " WHERE person IS NOT NULL AND person NOT IN (SELECT number FROM person) GROUP BY person"
    )
    for number, municipality, certified in rows:
        who = {"personnummer": number}
        if is_coordination_number(number):
            if chance(seed, "number", number) < shares.PERSONAL_NUMBER:
                yield from _replaced(connection, seed, number, municipality)
        elif chance(seed, "doctor", number) < shares.FROM_DOCTOR:
            if not certified:
                yield _from_doctor(seed, municipality, who)
        elif certified and (life := fate(shares.LIVES, seed, "life", number)):
            yield _life(life, seed, municipality, who)


def _life(life: str, seed: int, municipality: str, who: Mapping[str, str]) -> Duty:
    number = who["personnummer"]
    if life == "elsewhere":
        return _duty("certificate_elsewhere", municipality, number, who)
    day = _day("1900-01-01", seed, life, number)
    if life == "death":
        return _duty("death", municipality, number, {**who, "avliden": day})
    near = [code for code in MUNICIPALITIES if code != municipality]
    where = one_of(near if life == "move_within" else shares.AWAY, seed, "where", number)
    return _duty("move", municipality, number, {**who, "utflyttad": day, "till_kommun": where})


def _from_doctor(seed: int, municipality: str, who: Mapping[str, str]) -> Duty:
    number = who["personnummer"]
    key = f"lakare-{int(chance(seed, 'intyg', number) * 2**48):012x}"
    day = _day("1900-01-01", seed, "issued", number)
    told = {"intyg_id": key, "grund": "G2", "fran": day, "ursprung": "lakare"}
    return _duty("certificate_elsewhere", municipality, number, {**who, **told})


def _replaced(
    connection: sqlite3.Connection, seed: int, number: str, municipality: str
) -> Iterator[Duty]:
    free = [new for new in personal_numbers(number) if not _in_use(connection, new)]
    if free:
        new = one_of(free, seed, "new", number)
        yield _duty("replaced_number", municipality, number, {"tidigare": number, "nytt": new})


def _in_use(connection: sqlite3.Connection, number: str) -> bool:
    row = connection.execute(
        "SELECT EXISTS (SELECT 1 FROM record WHERE person = ?1)"
        " OR EXISTS (SELECT 1 FROM person WHERE number = ?1)",
        (number,),
    ).fetchone()
    return bool(row[0])


def _messages(connection: sqlite3.Connection) -> Iterator[Duty]:
    sent = {
        key
        for (key,) in connection.execute("SELECT key FROM record WHERE kind = ?", (MESSAGE.name,))
    }
    for key, (title, text) in shares.MESSAGES.items():
        if key not in sent:
            event = {"event": "message", "meddelande_id": key, "rubrik": title, "text": text}
            yield Duty("message", key, event)


def _duty(name: str, municipality: str, about: str, fields: Mapping[str, object]) -> Duty:
    event = {"event": name, "municipality": municipality, **fields}
    return Duty(name, f"{municipality} {about}", event)
