"""Acts one after another, whatever they are: no record is lost, and everyone hears."""

import tempfile
from collections import defaultdict
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ntand.mock_region import RegionError, act, dump, register
from ntand.mock_region.store.database import Database
from ntand.mock_region.store.persons import known_of
from tests.mock_region.municipalities import ONE, OTHER, _a_day, feed, put
from tests.mock_region.rows import certificate, offer

__all__ = ["_a_day"]

NUMBERS = ("194001019802", "195002029810", "194003039820", "196004049830")
number = st.sampled_from(NUMBERS)
municipality = st.sampled_from((ONE, OTHER))
day = st.sampled_from(("2027-01-02", "2027-03-04", "2027-05-06"))
year = st.sampled_from(("2026", "2027"))
EVENTS = st.one_of(
    st.fixed_dictionaries(
        {"event": st.just("mhb"), "municipality": municipality, "personnummer": number}
        | {"utford": day, "ar": year}
    ),
    st.fixed_dictionaries({"event": st.just("death"), "personnummer": number, "avliden": day}),
    st.fixed_dictionaries({"event": st.just("undo_death"), "personnummer": number}),
    st.fixed_dictionaries({"event": st.just("move"), "personnummer": number, "utflyttad": day}),
    st.fixed_dictionaries({"event": st.just("replaced_number"), "old": number, "new": number}),
    st.fixed_dictionaries(
        {"event": st.just("certificate"), "municipality": municipality, "personnummer": number}
        | {"grund": st.sampled_from(("", "G1"))}
    ),
)
PUT = st.tuples(municipality, number, year)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(PUT, unique=True, max_size=6),
    st.lists(PUT, max_size=3),
    st.lists(EVENTS, max_size=12),
)
def test_whatever_happens_no_record_is_lost_and_everyone_hears(offers, certificates, events):
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        for one in (ONE, OTHER):
            register(data, one)
        for owner, who, of in offers:
            put(data, owner, "offer", offer(who, of))
        for place, (owner, who, _of) in enumerate(certificates):
            put(data, owner, "certificate", certificate(f"{owner}-{place}", who))
        years = years_held(data)
        keys = {row["intyg_id"] for row in dump(data)["certificates"]}
        heard = {ONE: 0, OTHER: 0}
        for event in events:
            try:
                answer = act(data, event)
                told: Any = answer.get("told") or [answer["municipality"]]
            except RegionError:
                told = []
            for one in (ONE, OTHER):
                seqs = [change["seq"] for change in feed(data, one)]
                assert seqs == sorted(set(seqs))
                assert len(seqs) == heard[one] + (one in told)
                heard[one] = len(seqs)
            keys = check(data, keys, years)


def years_held(data: Path) -> dict[str, set[str]]:
    held = defaultdict(set)
    for row in dump(data)["offers"]:
        held[row["municipality"]].add(row["ar"])
    return held


def check(data: Path, keys: set[str], years: dict[str, set[str]]) -> set[str]:
    """Nothing held before is gone, offers are unique, and nothing stands under an old number."""
    found = dump(data)
    now = {row["intyg_id"] for row in found["certificates"]}
    assert keys <= now
    offers = [(row["municipality"], row["personnummer"], row["ar"]) for row in found["offers"]]
    assert len(offers) == len(set(offers))
    for owner, held in years.items():
        assert held <= years_held(data)[owner]
    with Database(data, create=False) as database, database.reading() as connection:
        for row in (*found["offers"], *found["certificates"]):
            assert known_of(connection, row["personnummer"]).replaced_by is None
    return now
