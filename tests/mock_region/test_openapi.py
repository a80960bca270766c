"""What the description promises is what the service does."""

from collections.abc import Iterator
from typing import Any

import httpx
import jsonschema_rs
import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.specs.openapi.definitions import OPENAPI_31

from ntand.mock_region.api.description.document import described
from ntand.mock_region.api.operations import Service
from ntand.mock_region.errors import TITLES, problem
from ntand.mock_region.store.accounts import SCOPES
from ntand.mock_region.store.checks import checked_row
from ntand.mock_region.store.columns import PERSON, STORED, WRITABLE
from tests.mock_region.conftest import Region
from tests.mock_region.rows import ROWS, certificate, item

# A row may fit the description and yet be refused: its last day before its first, its key not the
# address's. That check would need the rules twice. How long an answer takes is for the benches.
LEFT_OUT = {"positive_data_acceptance", "max_response_time"}
# Made by what stands around the operations, or by a state that a test cannot bring about
NOT_OF_AN_OPERATION = {"no_such_path"}

load_all_checks()
DOCUMENT = described()
schema = schemathesis.openapi.from_dict(DOCUMENT)


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    region = Region(tmp_path_factory.mktemp("region"), requests_per_second=1e6, burst=1_000_000)
    with region.client() as client:
        rows = [item(kind, row) for kind, row in ROWS.items()]
        answer = client.post("/v1/batches", json={"items": rows})
        assert {one["status"] for one in answer.json()["results"]} == {201}
        yield region.url, client.headers["authorization"]
    region.kill()


@schema.parametrize()
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_its_promise(case, served):
    url, token = served
    signed = {} if case.operation.path == "/oauth2/token" else {"Authorization": token}
    # An item that breaks its rules is refused alone, inside a good answer
    alone = {"negative_data_rejection"} if case.operation.path == "/v1/batches" else set()
    left_out = [check for name, check in CHECKS._items.items() if name in LEFT_OUT | alone]
    case.call_and_validate(base_url=url, headers=signed, excluded_checks=left_out)


def test_it_is_served_as_written_and_packed(served) -> None:
    answer = httpx.get(f"{served[0]}/openapi.json")
    assert answer.json() == DOCUMENT
    assert answer.headers["content-encoding"] == "gzip"
    plain = httpx.get(f"{served[0]}/openapi.json", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.content == answer.content


def test_it_is_sound_openapi() -> None:
    jsonschema_rs.Draft202012Validator(OPENAPI_31).validate(DOCUMENT)
    for schema_of in DOCUMENT["components"]["schemas"].values():
        jsonschema_rs.meta.validate(_resolvable(schema_of))


def _operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, told in DOCUMENT["paths"].items():
        for method in ("get", "put", "post"):
            if method in told:
                yield path, method, told[method]


def test_every_address_is_described_and_no_other(tmp_path) -> None:
    from ntand.mock_region.api.limits import Settings
    from ntand.mock_region.store.database import Database

    with Database(tmp_path, create=True) as database:
        routes = Service(database, Settings(), None).routes()
    served = {
        (route.path.replace(":path", ""), method.lower())
        for route in routes
        for method in (route.methods or set()) - {"HEAD"}
    }
    told = {(path, method) for path, method, _ in _operations()}
    assert told == served | {("/health", "get"), ("/openapi.json", "get")}


def test_every_operation_has_examples_of_what_is_asked_and_of_every_answer() -> None:
    for path, method, operation in _operations():
        named = f"{method} {path}"
        if method in ("put", "post"):
            assert _contents(operation["requestBody"]), named
        assert {"200", "405", "500"} <= set(operation["responses"]), named
        for status, told in operation["responses"].items():
            response = _followed(told)
            assert "Region-Request-Id" in response["headers"], named
            for content in response["content"].values():
                assert content["examples"], f"{named} {status}"


def test_every_example_fits_its_schema() -> None:
    examples = list(_examples(DOCUMENT))
    assert len(examples) > 200
    for schema_of, value in examples:
        jsonschema_rs.validator_for(_resolvable(schema_of)).validate(value)
    for kind in WRITABLE.values():
        [row] = DOCUMENT["components"]["schemas"][kind.operation("")]["examples"]
        assert {column for column, value in checked_row(kind, row).items() if value} == set(row)


def test_an_example_of_every_problem_is_told_with_its_own_title_and_status() -> None:
    told = set()
    for _, _, operation in _operations():
        for status, response in operation["responses"].items():
            for content in _followed(response)["content"].values():
                for name, example in content["examples"].items():
                    if "code" in example["value"]:
                        shown = example["value"]
                        assert (shown["status"], shown["code"]) == (int(status), name)
                        made = problem(shown["status"], shown["code"], shown.get("field"))
                        assert made.items() <= shown.items()
                        told.add(name)
    assert told == set(TITLES) - NOT_OF_AN_OPERATION


def test_it_names_every_column_scope_and_limit() -> None:
    schemas = DOCUMENT["components"]["schemas"]
    for kind in (*STORED.values(), PERSON):
        row = schemas[kind.operation("")]
        assert tuple(row["properties"]) == kind.columns
        assert set(row["required"]) == kind.required
    assert set(schemas["Item"]["discriminator"]["mapping"]) == set(WRITABLE)
    assert set(schemas["Problem"]["properties"]["code"]["enum"]) == set(TITLES)
    flows = DOCUMENT["components"]["securitySchemes"]["oauth"]["flows"]
    assert set(flows["clientCredentials"]["scopes"]) == set(SCOPES)


def test_the_interface_of_yesterday_is_still_there() -> None:
    assert DOCUMENT["info"]["version"].startswith("1.")
    assert {"Certificate", "Offer", "Unit", "Training"} <= set(DOCUMENT["components"]["schemas"])
    assert certificate().keys() <= set(
        DOCUMENT["components"]["schemas"]["Certificate"]["properties"]
    )


def _followed(part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    found = DOCUMENT
    for name in part["$ref"].removeprefix("#/").split("/"):
        found = found[name]
    return found


def _contents(part: dict[str, Any]) -> list[Any]:
    return [one for content in part["content"].values() for one in content["examples"].values()]


def _resolvable(schema_of: dict[str, Any]) -> dict[str, Any]:
    """The schema by itself: what it refers to comes along."""
    return {"components": {"schemas": DOCUMENT["components"]["schemas"]}, **schema_of}


def _examples(part: Any) -> Iterator[tuple[dict[str, Any], Any]]:
    """Every schema that has examples beside it or within, with each of them."""
    if isinstance(part, list):
        for one in part:
            yield from _examples(one)
    elif isinstance(part, dict):
        yield from _beside(part)
        for name, one in part.items():
            if name not in ("examples", "example"):
                yield from _examples(one)


def _beside(part: dict[str, Any]) -> Iterator[tuple[dict[str, Any], Any]]:
    within = part.get("examples", [])
    if "schema" in part:
        shown = [one["value"] for one in within.values()] if within else []
        shown += [part["example"]] if "example" in part else []
        yield from ((part["schema"], value) for value in shown)
    elif isinstance(within, list):
        yield from ((part, value) for value in within)
