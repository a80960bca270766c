"""A plan with a fault of its own is refused before anything is served: which rule, which field."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import ntand.mock_region.faults
from ntand.mock_region import RegionError
from ntand.mock_region.faults.plan import read_plan
from ntand.mock_region.faults.table import FAULTS, WHEN
from ntand.sentences.exchange import sentences


def written(tmp_path, plan):
    path = tmp_path / "plan.json"
    path.write_text(plan if isinstance(plan, str) else json.dumps(plan), encoding="utf-8")
    return path


@pytest.mark.parametrize("plan", ["[]", "{}", '{"rules": []}', "\ufeff[]"])
def test_an_empty_plan_is_a_plan(tmp_path, plan):
    assert read_plan(written(tmp_path, plan)) == []


@pytest.mark.parametrize("fault", [name for name, one in FAULTS.items() if one.effect])
def test_every_fault_can_stand_in_a_plan(tmp_path, fault):
    fields = {one.name: 1 for one in FAULTS[fault].fields if one.required}
    [rule] = read_plan(written(tmp_path, [{"fault": fault, **fields}]))
    assert (rule.number, rule.fault.name) == (1, fault)


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (5, "fault"),
        ({}, "fault"),
        ({"fault": "party"}, "fault"),
        ({"fault": ["hang"]}, "fault"),
        ({"fault": "hang", "colour": 1}, "colour"),
        ({"fault": "lost_answer", "carried_out": True}, "carried_out"),
        ({"fault": "hang", "carried_out": 1}, "carried_out"),
        ({"fault": "delay"}, "seconds"),
        ({"fault": "delay", "seconds": -1}, "seconds"),
        ({"fault": "delay", "seconds": "2"}, "seconds"),
        ({"fault": "delay", "seconds": True}, "seconds"),
        ({"fault": "delay", "seconds": float("nan")}, "seconds"),
        ({"fault": "status", "status": 200}, "status"),
        ({"fault": "status", "status": 600}, "status"),
        ({"fault": "status", "status": 503.0}, "status"),
        ({"fault": "status", "code": "party"}, "code"),
        ({"fault": "status", "code": ["busy"]}, "code"),
        ({"fault": "status", "retry_after": None}, "retry_after"),
        ({"fault": "too_many", "form": "weeks"}, "form"),
        ({"fault": "clock", "days": 0.5}, "days"),
        ({"fault": "cut_body", "after": -1}, "after"),
        ({"fault": "missing_fields", "fields": "namn"}, "fields"),
        ({"fault": "missing_fields", "fields": []}, "fields"),
        ({"fault": "item_status", "status": 500}, "status"),
        ({"fault": "item_status", "item": 0}, "item"),
        ({"fault": "hang", "when": []}, "when"),
        ({"fault": "hang", "when": {"weather": "rain"}}, "when.weather"),
        ({"fault": "hang", "when": {"method": "get"}}, "when.method"),
        ({"fault": "hang", "when": {"operation": "dance"}}, "when.operation"),
        ({"fault": "hang", "when": {"municipality": 1489}}, "when.municipality"),
        ({"fault": "hang", "when": {"nth": 0}}, "when.nth"),
        ({"fault": "hang", "when": {"every": "2"}}, "when.every"),
        ({"fault": "hang", "when": {"from": 3, "to": 2}}, "when.to"),
        ({"fault": "hang", "when": {"times": -1}}, "when.times"),
        ({"fault": "hang", "when": {"probability": 0}}, "when.probability"),
        ({"fault": "hang", "when": {"probability": 1.1}}, "when.probability"),
        ({"fault": "hang", "when": {"seed": None}}, "when.seed"),
        ({"fault": "wrong_host", "certificate": "no.pem", "key": "no.pem"}, "certificate"),
        ({"fault": "wrong_host", "certificate": "plan.json"}, "key"),
    ],
)
def test_a_bad_rule_is_refused_by_its_number_and_field(tmp_path, rule, field):
    plan = written(tmp_path, [{"fault": "bad_json"}, rule])
    with pytest.raises(RegionError) as caught:
        read_plan(plan)
    assert caught.value.code == "mock.plan_rule"
    assert (caught.value.facts["rule"], caught.value.facts["field"]) == (2, field)
    assert caught.value.facts["allowed"]


def test_a_rule_about_connections_cannot_ask_what_the_request_is(tmp_path):
    rule = {"fault": "wrong_host", "certificate": "plan.json", "key": "plan.json"}
    with pytest.raises(RegionError) as caught:
        read_plan(written(tmp_path, [{**rule, "when": {"path": "/health"}}]))
    assert caught.value.facts["field"] == "when.path"


@pytest.mark.parametrize(
    ("plan", "code"),
    [
        ('[\n{"fault": "hang"\n]', "json"),
        ("", "json"),
        ('"hang"', "shape"),
        ('{"rulez": []}', "shape"),
        ('{"rules": {}}', "shape"),
        ("[" * 100_000, "unreadable"),
    ],
)
def test_what_is_no_plan_is_refused(tmp_path, plan, code):
    with pytest.raises(RegionError) as caught:
        read_plan(written(tmp_path, plan))
    assert caught.value.code == f"mock.plan_{code}"


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "other.json").write_bytes(b"[\xff]")
    for path in (tmp_path / "none.json", tmp_path / "other.json", tmp_path):
        with pytest.raises(RegionError) as caught:
            read_plan(path)
        assert caught.value.code == "mock.plan_unreadable"


def test_every_refusal_of_a_plan_has_sentences():
    used = set()
    for path in ntand.mock_region.faults.__path__:
        for source in Path(path).glob("*.py"):
            text = source.read_text(encoding="utf-8")
            used |= {f"mock.{code}" for code in re.findall(r'RegionError\(\s*"(\w+)"', text)}
    assert {"mock.plan_rule", "mock.plan_json", "mock.plan_needs_tls"} <= used
    assert used <= set(sentences())


def ntand_says(*arguments):
    command = [sys.executable, "-m", "ntand", "region", "serve", "--lang", "en", *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)


def test_the_command_says_where_the_plan_is_wrong_and_serves_nothing(tmp_path):
    plan = written(tmp_path, [{"fault": "delay", "seconds": "long"}])
    data = tmp_path / "region"
    said = ntand_says("--data", str(data), "--faults", str(plan))
    assert (said.returncode, said.stdout) == (4, "")
    assert "Rule 1 of the plan is wrong in the field seconds." in said.stderr
    assert "Write seconds from 0 to 86400." in said.stderr
    assert not data.exists()


def test_the_help_shows_every_fault_and_field_of_the_table():
    said = ntand_says("--help")
    lines = said.stdout.splitlines()
    shown = [line.split()[0] for line in lines if re.match(r" {2,6}[a-z]", line)]
    schema = shown[shown.index("status") :]
    faults = [name for one in FAULTS.values() for name in (one.name, *(f.name for f in one.fields))]
    assert schema == faults + [one.name for one in WHEN]


def test_without_a_plan_nothing_of_it_is_loaded(tmp_path):
    code = (
        "import sys; from pathlib import Path; from ntand.mock_region import server;"
        "from ntand.mock_region.store.database import Database;"
        "database = Database(Path(sys.argv[1]), create=True);"
        "server.create_app(database);"
        "print([name for name in sys.modules if name.startswith('ntand.mock_region.faults')])"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (said.stdout.strip(), said.returncode) == ("[]", 0), said.stderr


def test_the_plans_of_the_manual_can_be_read(tmp_path):
    manual = Path(__file__).parents[2] / "docs" / "manual" / "15-latsasregionen.md"
    plans = re.findall(r"```json\n(\[.*?)```", manual.read_text(encoding="utf-8"), re.DOTALL)
    assert [len(read_plan(written(tmp_path, plan))) for plan in plans] == [1, 3, 4]
