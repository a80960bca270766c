"""The 49 municipalities of Västra Götaland, parties to the agreement, by SCB's code."""

from functools import cache

from ntand.domain.names import folded, sort_key

MUNICIPALITIES = {
    "1401": "Härryda",
    "1402": "Partille",
    "1407": "Öckerö",
    "1415": "Stenungsund",
    "1419": "Tjörn",
    "1421": "Orust",
    "1427": "Sotenäs",
    "1430": "Munkedal",
    "1435": "Tanum",
    "1438": "Dals-Ed",
    "1439": "Färgelanda",
    "1440": "Ale",
    "1441": "Lerum",
    "1442": "Vårgårda",
    "1443": "Bollebygd",
    "1444": "Grästorp",
    "1445": "Essunga",
    "1446": "Karlsborg",
    "1447": "Gullspång",
    "1452": "Tranemo",
    "1460": "Bengtsfors",
    "1461": "Mellerud",
    "1462": "Lilla Edet",
    "1463": "Mark",
    "1465": "Svenljunga",
    "1466": "Herrljunga",
    "1470": "Vara",
    "1471": "Götene",
    "1472": "Tibro",
    "1473": "Töreboda",
    "1480": "Göteborg",
    "1481": "Mölndal",
    "1482": "Kungälv",
    "1484": "Lysekil",
    "1485": "Uddevalla",
    "1486": "Strömstad",
    "1487": "Vänersborg",
    "1488": "Trollhättan",
    "1489": "Alingsås",
    "1490": "Borås",
    "1491": "Ulricehamn",
    "1492": "Åmål",
    "1493": "Mariestad",
    "1494": "Lidköping",
    "1495": "Skara",
    "1496": "Skövde",
    "1497": "Hjo",
    "1498": "Tidaholm",
    "1499": "Falköping",
}


_WITHOUT_S = tuple("aeiouyåäösxz")
_AS_THEY_WRITE = {
    "1421": "Orust kommun",
    "1480": "Göteborgs Stad",
    "1481": "Mölndals stad",
    "1488": "Trollhättans Stad",
    "1490": "Borås Stad",
}


def municipality_name(code: str) -> str:
    """What the municipality calls itself: ``Alingsås kommun``, ``Lerums kommun``."""
    name = MUNICIPALITIES[code]
    ending = "" if name.endswith(_WITHOUT_S) else "s"
    return _AS_THEY_WRITE.get(code, f"{name}{ending} kommun")


def within_county(told: str | None) -> str | None:
    """The municipality of Västra Götaland that a code or a name means; None when it means none."""
    return _meant().get(folded(told.strip())) if told else None


@cache
def _meant() -> dict[str, str]:
    """Everything a municipality is called, folded -> its name."""
    found = {}
    for code, name in MUNICIPALITIES.items():
        official = municipality_name(code)
        genitive = name if name.endswith(_WITHOUT_S) else f"{name}s"
        for told in (code, name, official, f"{name} kommun", f"{genitive} kommun"):
            found[folded(told)] = name
    return found


def municipalities_by_name() -> tuple[tuple[str, str], ...]:
    """Code and name of each, in Swedish order of the names."""
    return tuple(sorted(MUNICIPALITIES.items(), key=lambda one: sort_key(one[1])))
