"""The criteria "VGR-N 2027" once more: slowly, word for word, sharing nothing with the program.

It reads rows as dicts of the file's columns and knows the limits by heart.
"""

from datetime import date
from typing import Any

Row = dict[str, Any]

LSS = [f"lss{point}" for point in range(1, 11)]


def literal_outcome(
    rows: list[Row], birth_year: int, dead: date | None, moved: date | None, day: date
) -> dict[str, Any]:
    result: dict[str, Any] = {
        "outcome": "not_applicable",
        "ground": None,
        "grounds": [],
        "missing": [],
        "reasons": [],
        "under_age": False,
        "time_limited": False,
    }
    # Rule 0
    if dead is not None and dead <= day:
        return result
    if moved is not None and moved <= day:
        return result
    held = [r for r in rows if r["fran"] <= day and (r["till"] is None or day <= r["till"])]
    # Rule 1
    verdicts = {"G1": g1(held), "G3": g3(held), "G4": g4(held), "G2": g2(held)}
    met = [g for g in ("G1", "G3", "G4", "G2") if verdicts[g][0] == "met"]
    unknown = [g for g in verdicts if verdicts[g][0] == "unknown"]
    applied = [g for g in verdicts if verdicts[g][0] != "does not apply"]
    # Rule 2
    if met:
        result["outcome"] = "qualifies"
        result["ground"] = met[0]
        result["grounds"] = met
        if met[0] == "G2":
            result["time_limited"] = prospect(held) == "oklar"
    elif unknown:
        result["outcome"] = "needs_assessment"
        result["missing"] = sorted({column for g in unknown for column in verdicts[g][1]})
    else:
        result["outcome"] = "does_not_qualify"
        if applied:
            result["reasons"] = sorted({reason for g in applied for reason in verdicts[g][1]})
        else:
            result["reasons"] = ["no_ground"]
    # Rule 3
    result["under_age"] = day.year - birth_year < age_limit(day)
    return result


def age_limit(day: date) -> int:
    if day <= date(2020, 12, 31):
        return 20
    if day < date(2025, 1, 1):
        return 24
    return 20


def g1(held: list[Row]) -> tuple[str, list[str]]:
    those = [
        r for r in held if r["insats"] in ("sabo", "sarskild_service") and r["medboende"] != "J"
    ]
    if those == []:
        return "does not apply", []
    for r in those:
        if r["omvardnad_per_dygn"] is not None and r["omvardnad_per_dygn"] >= 1:
            return "met", []
    for r in those:
        if r["omvardnad_per_dygn"] is None:
            return "unknown", ["omvardnad_per_dygn"]
    return "not met", ["no_daily_personal_care"]


def g3(held: list[Row]) -> tuple[str, list[str]]:
    for r in held:
        if r["insats"] in LSS:
            return "met", []
    return "does not apply", []


def g4(held: list[Row]) -> tuple[str, list[str]]:
    for r in held:
        if r["insats"] == "assistansersattning":
            return "met", []
    return "does not apply", []


def g2(held: list[Row]) -> tuple[str, list[str]]:
    if not any(makes_own_home_apply(r) for r in held):
        return "does not apply", []
    tests = [care(held), icf(held), improvement(held), lasting(held), treatment(held)]
    failed = [code for what, code in tests if what == "failed"]
    missing = [code for what, code in tests if what == "missing"]
    if failed != []:
        return "not met", failed
    if missing != []:
        return "unknown", missing
    return "met", []


def makes_own_home_apply(r: Row) -> bool:
    if r["insats"] in ("hemtjanst", "hemsjukvard", "hemvardsbidrag", "korttid"):
        return True
    if r["insats"] in ("sabo", "sarskild_service") and r["medboende"] == "J":
        return True
    return bool(r["narstaende_hjalp"] == "J")


def care(held: list[Row]) -> tuple[str, str]:
    told = [r["omvardnad_per_dygn"] for r in held if r["omvardnad_per_dygn"] is not None]
    if told == []:
        return "missing", "omvardnad_per_dygn"
    if max(told) < 1:
        return "failed", "no_daily_personal_care"
    return "passed", ""


def icf(held: list[Row]) -> tuple[str, str]:
    told = [r["icf_personlig_vard"] for r in held]
    graded = [value for value in told if value in (0, 1, 2, 3, 4)]
    if graded != []:
        return ("failed", "icf_below_severe") if max(graded) < 3 else ("passed", "")
    if 8 in told:
        return "missing", "icf_personlig_vard"
    if 9 in told:
        return "failed", "icf_not_applicable"
    return "missing", "icf_personlig_vard"


def improvement(held: list[Row]) -> tuple[str, str]:
    if prospect(held) is None:
        return "missing", "forbattring"
    if prospect(held) == "god":
        return "failed", "improvement_expected"
    return "passed", ""


def lasting(held: list[Row]) -> tuple[str, str]:
    told = [r["varaktigt"] for r in held]
    if "J" in told:
        return "passed", ""
    if "N" in told:
        return "failed", "not_lasting"
    return "missing", "varaktigt"


def treatment(held: list[Row]) -> tuple[str, str]:
    for r in held:
        if r["insats"] == "hemvardsbidrag" or r["narstaende_hjalp"] == "J":
            return "passed", ""
    home = [r for r in held if r["insats"] in ("hemtjanst", "hemsjukvard")]
    only = [r for r in home if r["enbart_behandling"] == "J"]
    if len(home) >= 1 and len(only) == len(home):
        return "failed", "treatment_only"
    return "passed", ""


def prospect(held: list[Row]) -> str | None:
    said = [r["forbattring"] for r in held]
    for value in ("liten", "oklar", "god"):
        if value in said:
            return value
    return None
