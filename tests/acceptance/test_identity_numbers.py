"""Section 2: identity numbers in every writing."""

import json
from datetime import date
from typing import Any

import pytest

from tests.acceptance.conftest import (
    NUMBERS,
    SOMEONE,
    TODAY,
    Office,
    codes,
    decision,
    luhn,
    number,
    unit,
)

NOW = date.fromisoformat(TODAY)


def verdicts(office: Office, writings: list[str]) -> list[str]:
    """For each writing the number stored, or the code of its refusal."""
    rows = [
        decision(beslut_id=f"B{at:05d}", personnummer=writing)
        for at, writing in enumerate(writings)
    ]
    report = office.load("insatser", *rows)
    assert all(one["column"] == "personnummer" for one in report["rejected"])
    stored = {row["beslut_id"]: row["personnummer"] for row in office.export("insatser")}
    refused = {one["row"] - 1: one["code"] for one in report["rejected"]}
    return [refused.get(at) or stored[f"B{at:05d}"] for at in range(len(writings))]


def test_official_numbers_are_taken_in_every_customary_writing(office: Office) -> None:
    pins = json.loads((NUMBERS / "personnummer.json").read_text())[::9]
    coordination = json.loads((NUMBERS / "samordningsnummer.json").read_text())[::9]
    found = [n for n in (*pins, *coordination) if int(n[:4]) <= NOW.year - 1]
    assert len(found) > 100
    writings = []
    for one in found:
        sign = "+" if NOW.year - int(one[:4]) >= 100 else "-"
        long, short = one[:8], one[2:8]
        writings += [one, f"{long}-{one[8:]}", f"{short}{sign}{one[8:]}", f" {one} "]
    assert verdicts(office, writings) == [one for one in found for _ in range(4)]


def test_the_list_of_right_and_wrong_numbers_is_told_apart(office: Office) -> None:
    cases: list[dict[str, Any]] = json.loads((NUMBERS / "list.json").read_text())
    writings = [case[form] for case in cases for form in ("long_format", "separated_long")]
    expected = [case for case in cases for _ in range(2)]
    for case, verdict in zip(expected, verdicts(office, writings), strict=True):
        assert verdict.isdigit() == case["valid"], case
        if case["valid"]:
            assert verdict == case["long_format"]


def test_interim_numbers_are_called_by_their_name(office: Office) -> None:
    cases = json.loads((NUMBERS / "interim.json").read_text())
    writings = [
        case[form]
        for case in cases
        if case["valid"]
        for form in ("long_format", "separated_long", "separated_format")
    ]
    assert set(verdicts(office, writings)) == {"interim_number"}


def test_the_region_s_reserve_number(office: Office) -> None:
    good = ["19810829M071", "19450829K088", "19930829X802"]
    old = ["19810829M070", "19450829K087", "19930829X801"]
    impossible = ["19810829M051", "19810829M061", "19930829X702", "19811329M071"]
    assert verdicts(office, good) == good
    assert verdicts(office, ["19810829-M071", "19810829m071"]) == ["19810829M071"] * 2
    # The second happens to fit as an interim number.
    assert set(verdicts(office, old)) == {"bad_check_digit", "interim_number"}
    assert not set(verdicts(office, impossible)) & set(impossible)


def ten(year: int, rest: str = "0615980") -> str:
    nine = f"{year % 100:02d}{rest}"
    return f"{nine}{luhn(nine)}"


def literal_century(year: int, sign: str, month: int = 6) -> set[int] | str:
    """The contract's sentence on ten digits, word by word."""
    centuries = [century for century in (1700, 1800, 1900, 2000) if century + year % 100]
    born = [century + year % 100 for century in centuries]
    past = [y for y in born if (y, month) <= (NOW.year, NOW.month)]
    if sign == "-":
        found = [y for y in past if NOW.year - y < 100]
        return str(found[0]) if found else {0}
    if sign == "+":
        found = [y for y in past if 100 <= NOW.year - y < 200]
        return str(found[0]) if found else {0}
    found = [y for y in past if 0 <= NOW.year - y <= 110]
    return "ambiguous_century" if len(found) > 1 else str(found[0])


@pytest.mark.parametrize("sign", ["", "-", "+"])
def test_the_century_of_ten_digits(office: Office, sign: str) -> None:
    writings, expected = [], []
    for year in range(100):
        digits = ten(year)
        writings.append(f"{digits[:6]}{sign}{digits[6:]}")
        expected.append(literal_century(year, sign))
    for verdict, wanted in zip(verdicts(office, writings), expected, strict=True):
        assert verdict[:4] == wanted or verdict == wanted


def test_no_future_date_decides_the_century(office: Office) -> None:
    """Born in December of this year's two digits: this year is not over."""
    digits = ten(26, "1201980")
    apart = f"{digits[:6]}-{digits[6:]}"
    born = f"19{digits}"
    assert verdicts(office, [digits, apart, apart.replace("-", "+")]) == [born, "in_future", born]


@pytest.mark.parametrize(
    ("born", "verdict"),
    [
        ("19400160", ""),  # day unknown
        ("19400060", ""),  # month unknown as well
        ("19400090", ""),  # 30 of an unknown month
        ("19400290", ""),  # 30 February
        ("19400291", ""),
        ("19400491", ""),  # 31 April
        ("19400061", ""),
        ("19400191", ""),
        ("19400192", "bad_date"),
        ("19400199", "bad_date"),
        ("19401361", "bad_date"),
        ("19401360", "bad_date"),
        ("19400132", "bad_date"),
        ("19400159", "bad_date"),
        ("19400001", "bad_date"),  # month 00 is for coordination numbers
        ("19400100", "bad_date"),
        ("19400230", "bad_date"),
        ("19400431", "bad_date"),
        ("19410229", "bad_date"),
        ("20260902", "in_future"),
        ("20260901", ""),
        ("20270160", "in_future"),
        ("20270101", "in_future"),
        ("20260161", ""),
    ],
)
def test_dates_in_numbers(office: Office, born: str, verdict: str) -> None:
    given = number(born)
    assert verdicts(office, [given]) == [verdict or given]


def test_age_of_a_coordination_number_uses_the_year_alone(office: Office) -> None:
    given = number("20060060")
    office.load("enheter", unit())
    row = decision(personnummer=given, insats="lss9")
    office.load("insatser", row)
    assert office.persons("2026-01-01")[given]["warnings"] == []
    assert office.persons("2025-12-31")[given]["warnings"] == ["under_age"]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", "missing_value"),
        ("hemlig", "bad_format"),
        ("19400101", "bad_format"),
        ("1940010198011", "bad_format"),
        ("194001019", "bad_format"),
        ("1940-01-01-9801", "bad_format"),
        (SOMEONE[:-1] + str((int(SOMEONE[-1]) + 1) % 10), "bad_check_digit"),
    ],
)
def test_what_is_no_number(office: Office, text: str, verdict: str) -> None:
    report = office.load("insatser", decision(personnummer=text))
    assert codes(report) == [(1, "personnummer", verdict)]
    assert text == "" or text not in json.dumps(report)


def test_commands_take_the_same_writings(office: Office) -> None:
    office.load("enheter", unit())
    office.load("insatser", decision())
    person = office.persons()[SOMEONE]["person"]
    short = f"{SOMEONE[2:8]}-{SOMEONE[8:]}"
    for given in (SOMEONE, f"{SOMEONE[:8]}-{SOMEONE[8:]}", short, person):
        office.ok("decide", given, "--as", "avvakta", "--reason", "prov")
    office.run("decide", "-", "--as", "avvakta", "--reason", "x", stdin=f"{short}\n", code=0)
    office.run("decide", "-", "--as", "avvakta", "--reason", "x", stdin=f"{person}\n", code=0)


def test_a_wrong_number_on_the_command_line_is_seen_there(office: Office) -> None:
    for given, code in (
        ("19400101-9800", "bad_check_digit"),
        ("19401301-9801", "bad_date"),
        ("hej", "bad_format"),
        (ten(20), "ambiguous_century"),
    ):
        result = office.run("offer", given, "--year", "2026", code=2)
        assert result.error.endswith(code)
        assert given not in result.out + result.err
    unknown = office.run("offer", number("19500101"), "--year", "2026", code=4)
    assert unknown.error
