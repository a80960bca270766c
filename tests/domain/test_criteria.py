import copy
import logging
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ntand.criteria_files import CURRENT, load_criteria
from ntand.domain.codes import Ground
from ntand.domain.criteria import criteria_from
from ntand.errors import BadFile
from ntand.resources import resource_path

SHIPPED = resource_path("criteria", CURRENT)


def tables() -> dict[str, Any]:
    return tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def own_copy(home: Path, content: str) -> Path:
    path = home / "data" / "criteria" / CURRENT
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    return path


def test_the_shipped_criteria_say_that_the_region_has_not_confirmed_them() -> None:
    criteria, path = load_criteria(None)
    assert path == SHIPPED
    assert criteria.version == "VGR-N 2027"
    assert not criteria.confirmed
    assert "bekräftat" in criteria.note
    assert [text.ground for text in criteria.texts] == list(Ground)


@pytest.mark.parametrize(
    ("day", "years"),
    [
        (date(1990, 1, 1), 20),
        (date(2020, 12, 31), 20),
        (date(2021, 1, 1), 24),
        (date(2024, 12, 31), 24),
        (date(2025, 1, 1), 20),
        (date(2040, 1, 1), 20),
    ],
)
def test_the_age_limit_in_force_follows_the_day(day: date, years: int) -> None:
    assert load_criteria(None)[0].age_limit(day) == years


def test_a_municipalitys_own_copy_goes_before_the_shipped_one(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    assert load_criteria(tmp_path)[1] == SHIPPED
    own = own_copy(
        tmp_path, SHIPPED.read_text("utf-8").replace("care_per_day = 1", "care_per_day = 2")
    )
    criteria, path = load_criteria(tmp_path)
    assert path == own
    assert criteria.care_per_day == 2
    assert CURRENT in caplog.text


def test_another_version_is_read_by_its_file(tmp_path: Path) -> None:
    old = own_copy(tmp_path, SHIPPED.read_text("utf-8").replace("VGR-N 2027", "VGR-N 2023"))
    old.rename(old.with_name("VGR-N-2023.toml"))
    assert load_criteria(tmp_path, "VGR-N-2023.toml")[0].version == "VGR-N 2023"
    assert load_criteria(tmp_path)[0].version == "VGR-N 2027"


@pytest.mark.parametrize("content", ["version = ", "\x00"])
def test_an_own_copy_that_is_no_toml_is_refused_not_passed_over(
    tmp_path: Path, content: str
) -> None:
    own_copy(tmp_path, content)
    with pytest.raises(BadFile) as refused:
        load_criteria(tmp_path)
    assert refused.value.code == "criteria.unreadable"
    assert refused.value.facts == {"name": CURRENT}


def test_a_fault_is_told_with_file_and_key(tmp_path: Path) -> None:
    own_copy(tmp_path, SHIPPED.read_text("utf-8").replace("icf = 3", 'icf = "3"'))
    with pytest.raises(BadFile) as refused:
        load_criteria(tmp_path)
    assert refused.value.code == "criteria.invalid"
    assert refused.value.facts == {"name": CURRENT, "key": "limits.icf"}


def put(value: Any, *keys: str | int) -> Callable[[dict[str, Any]], None]:
    def change(mapping: Any) -> None:
        for key in keys[:-1]:
            mapping = mapping[key]
        mapping[keys[-1]] = value

    return change


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (put("", "version"), "version"),
        (put("x" * 65, "version"), "version"),
        (put("ja", "confirmed"), "confirmed"),
        (put([], "sources"), "sources"),
        (put(7, "limits"), "limits"),
        (put(True, "limits", "care_per_day"), "limits.care_per_day"),
        (put(0, "limits", "care_per_day"), "limits.care_per_day"),
        (put(5, "limits", "icf"), "limits.icf"),
        (put(1, "limits", "care_per_dya"), "limits.care_per_dya"),
        (put(1, "surprise"), "surprise"),
        (put(["sabbo"], "codes", "special_housing"), "codes.special_housing"),
        (put([1], "codes", "lss"), "codes.lss"),
        (put(["3"], "codes", "icf_graded"), "codes.icf_graded"),
        (put([3, 8], "codes", "icf_graded"), "codes.icf_graded"),
        (put(9, "codes", "icf_unspecified"), "codes.icf_unspecified"),
        (put(["liten", "god"], "codes", "prospects"), "codes.prospects"),
        (put(["svag"], "codes", "prospects_accepted"), "codes.prospects_accepted"),
        (put([], "age_limits"), "age_limits"),
        (put("2021-01-01", "age_limits", 1, "from"), "age_limits.2.from"),
        (put(date(2025, 1, 1), "age_limits", 1, "from"), "age_limits"),
        (put(-1, "age_limits", 0, "years"), "age_limits.1.years"),
        (put({}, "grounds", "G3"), "grounds.G3.title"),
        (put({}, "grounds", "G5"), "grounds.G5"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_its_key(
    change: Callable[[dict[str, Any]], None], key: str
) -> None:
    mapping = copy.deepcopy(tables())
    change(mapping)
    with pytest.raises(BadFile) as refused:
        criteria_from(mapping)
    assert (refused.value.code, refused.value.facts) == ("criteria.invalid", {"key": key})


@pytest.mark.parametrize("key", list(tables()))
def test_nothing_may_be_left_out(key: str) -> None:
    mapping = tables()
    del mapping[key]
    with pytest.raises(BadFile) as refused:
        criteria_from(mapping)
    assert refused.value.facts == {"key": key}
