"""The OpenAPI document: complete, true, and the API keeps to it whatever it is sent."""

from typing import Any

import hypothesis
import pytest
import schemathesis
from flask import Flask
from hypothesis import strategies
from jsonschema_rs import validator_for
from schemathesis.checks import CHECKS

from shared.access.rules import Role
from tests.api.conftest import MakeProgram
from tests.api.program import refusal
from tests.house import House

DOCUMENT = "/api/v1/openapi.json"
CALLS = {
    ("get", "/bookings"),
    ("post", "/bookings"),
    ("get", "/bookings/{booking_id}"),
    ("delete", "/bookings/{booking_id}"),
    ("post", "/series"),
    ("get", "/series/{series_id}"),
    ("post", "/bookings/{booking_id}/approval"),
    ("get", "/resources"),
    ("get", "/employees"),
    ("get", "/visits"),
    ("get", "/visits/{visit_id}"),
    ("get", "/logbook"),
}
EXAMPLES = 40
# What is well-formed may still be refused: a telephone number, a window, a host that nobody knows.
FREE = ("purpose", "guests")
UNDUE = ("positive_data_acceptance",)


@pytest.fixture
def document(office: Flask) -> Any:
    """The document as it is served."""
    answer = office.test_client().get(DOCUMENT)
    assert answer.content_type == "application/json"
    return answer.json


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_every_call_is_in_the_document(document: Any) -> None:
    """With its security, its errors and the key of a POST."""
    assert document["openapi"].startswith("3.1")
    described = {(method, path): call for path, calls in document["paths"].items() for method, call in calls.items()}
    assert described.keys() == CALLS
    for (method, _), call in described.items():
        assert [list(each) for each in call["security"]] == [["token"]]
        assert {"400", "401", "403", "429", "500"} <= call["responses"].keys()
        keys = [each for each in call["parameters"] if each["name"] == "Idempotency-Key"]
        assert bool(keys) == (method == "post")
    assert document["components"]["securitySchemes"]["token"]["scheme"] == "bearer"


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_problems_are_what_the_document_says(document: Any, program: MakeProgram) -> None:
    """For what no call answers as well: a wrong address, a wrong method, JSON that is none."""
    problem = validator_for(document["components"]["schemas"]["Problem"])
    admin = program(Role.ADMIN)
    answers = {
        (404, "not_found"): admin.asks("GET", "/nothing"),
        (405, "method_not_allowed"): admin.asks("PUT", "/bookings"),
        (400, "malformed"): admin.asks("POST", "/bookings", data="{", content_type="application/json"),
        (413, "too_large"): admin.asks("POST", "/bookings", data=b"x" * 1_000_001),
        (422, "invalid"): admin.asks("POST", "/bookings", {}),
    }
    for expected, answer in answers.items():
        assert refusal(answer) == expected
        problem.validate(answer.json)
    assert "POST" in answers[405, "method_not_allowed"].headers["Allow"]
    deep = admin.asks("POST", "/bookings", data="[" * 100_000, content_type="application/json")
    assert refusal(deep) == (400, "malformed")


@pytest.mark.parametrize("number", range(len(CALLS)))
def test_whatever_it_is_sent_the_api_keeps_to_its_document(
    house: House, office: Flask, program: MakeProgram, number: int
) -> None:
    """Schemathesis sends right and wrong input; no answer may be a fault of ours or in another shape."""
    schema = schemathesis.openapi.from_wsgi(DOCUMENT, office)
    found: list[Any] = list(schema.get_all_operations())
    operations = sorted((each.ok() for each in found), key=lambda each: each.label)
    operation = operations[number]
    admin = program(Role.ADMIN)
    booked, statuses = admin.books()["id"], set()

    @hypothesis.given(case=operation.as_strategy(), is_known=strategies.booleans())
    @hypothesis.settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(hypothesis.HealthCheck),
    )
    def keeps_to_it(case: Any, is_known: bool) -> None:
        if case.path_parameters and is_known:
            case.path_parameters = dict.fromkeys(case.path_parameters, booked)
        answer = case.call_and_validate(headers=admin.headers, excluded_checks=CHECKS.get_by_names(list(UNDUE)))
        statuses.add(answer.status_code)

    keeps_to_it()
    assert statuses & {200, 201, 404, 409, 422}, "it was sent nothing that got past the door"
