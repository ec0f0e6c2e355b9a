"""Registering without a booking by one call: what the kiosk would ask step by step can't be left out."""

from base64 import b64encode
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from shared.declarations.queries import answers_of, items_of, photo_of, signed_by
from shared.gate.queries import vehicle_of
from shared.grades.door import AtTheDoor, DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.visits.models import Visit
from tests.house import House
from tests.kiosk.lobby import new_tap
from tests.kiosk.walker import ME

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
QUESTIONS = (DoorQuestion("发烧吗？", "A fever?"), DoorQuestion("有工作证吗？", "A works pass?", wanted="yes"))
FEVER, PASS = (f"answers.{each.id}" for each in QUESTIONS)


def asks(house: House, *steps: DoorStep, questions: tuple[DoorQuestion, ...] = QUESTIONS) -> None:
    """Let grade D ask these things at the door."""
    with house.node.transaction() as session:
        session.get_one(Grade, "D").at_the_door = AtTheDoor(steps, questions=questions).as_json()


def picture() -> str:
    out = BytesIO()
    Image.new("RGB", (90, 120), "grey").save(out, "JPEG")
    return b64encode(out.getvalue()).decode()


def texts(client: FlaskClient) -> dict[str, str]:
    """Return the ids of the texts that hold, by kind."""
    items: list[dict[str, str]] = client.get("/agreements?lang=en").json["items"]  # type: ignore[index]
    return {each["kind"]: each["id"] for each in items}


def whole(client: FlaskClient, **different: Any) -> dict[str, Any]:
    """Return a body with all that a grade can ask; None takes a field out."""
    held = texts(client)
    body: dict[str, Any] = {
        "tap": new_tap(),
        **ME,
        "purpose": "business",
        "host": None,
        "consent": held["consent"],
        "signed": {held["site_rules"]: "Ann Smith", held["nda"]: "Ann Smith"},
        "items": [{"what": "Laptop", "quantity": 1}],
        "plate": "苏E12345",
        "answers": {QUESTIONS[0].id: "no", QUESTIONS[1].id: "yes"},
        "photo": picture(),
    }
    return {name: value for name, value in (body | different).items() if value is not None or name == "host"}


def wrong(answer: Any) -> list[tuple[str, str]]:
    """Return what a refusal names."""
    assert (answer.status_code, answer.json["code"]) == (422, "invalid"), answer.text
    return [(each["field"], each["code"]) for each in answer.json["errors"]]


def test_programs_register_with_one_call(house: House, client: FlaskClient) -> None:
    """The same tap gives the same answer; what the site asks to be signed has to be."""
    search = new_tap()
    (who,) = client.get(f"/people?q=liwei&search={search}&lang=en").json["items"]  # type: ignore[index]
    assert (who["name"], who["department"]) == ("Wei Li", "Purchasing")
    body = whole(client, host=who["id"], search=search, answers=None, photo=None)
    first, second = client.post("/walk-ins", json=body), client.post("/walk-ins", json=body)
    assert (first.status_code, first.json) == (second.status_code, second.json)
    assert first.json is not None
    assert (first.status_code, first.json["outcome"]) == (201, "asking")
    assert client.post("/walk-ins", json={**body, "name": "Bob"}).json["code"] == "tap_used_otherwise"  # type: ignore[index]
    for different, field in (
        ({"consent": ""}, "consent"),
        ({"signed": {}}, "site_rules"),
        ({"name": "Ann\x1b"}, "name"),
        ({"reach": "?"}, "reach"),
        ({"purpose": "robbery"}, "purpose"),
        ({"plate": "<>"}, "plate"),
    ):
        refused = client.post("/walk-ins", json={**body, "tap": new_tap(), **different})
        assert [field for field, _code in wrong(refused)] == [field]
    broken: tuple[dict[str, object], ...] = (
        {"items": [{"what": "x", "quantity": 0}]},
        {"more": 1},
        {"name": 5},
        {"signed": []},
        {"answers": {"x": True}},
        {"photo": 1},
    )
    for malformed in broken:
        assert client.post("/walk-ins", json={**body, "tap": new_tap(), **malformed}).json["code"] == "malformed"  # type: ignore[index]
    unknown = client.post("/walk-ins", json={**body, "tap": new_tap(), "host": "x" * 26})
    assert (unknown.status_code, unknown.json["outcome"]) == (409, "see_reception")  # type: ignore[index]


def test_a_program_is_told_what_is_asked_and_what_it_sends_is_kept(house: House, client: FlaskClient) -> None:
    asks(house, *DoorStep)
    told = client.get("/walk-ins/steps?purpose=business&lang=en").json
    assert told is not None
    assert told["steps"] == [step.value for step in DoorStep]
    assert told["questions"] == [{"id": each.id, "text": each.en, "language": "en"} for each in QUESTIONS]
    assert client.get("/walk-ins/steps?purpose=robbery").json["code"] == "malformed"  # type: ignore[index]
    answer = client.post("/walk-ins?lang=en", json=whole(client))
    assert answer.json is not None
    assert (answer.status_code, answer.json["outcome"]) == (201, "asking"), answer.text
    with house.node.reading() as session:
        stay = session.get_one(Visit, answer.json["visit"])
        assert photo_of(session, stay.id) is not None
        assert [(each.what, each.quantity) for each in items_of(session, stay.id)] == [("笔记本电脑", 1)]
        assert [(each.shown, each.answer) for each in answers_of(session, stay.id)] == [
            ("A fever?", "no"),
            ("A works pass?", "yes"),
        ]
        signed = {each.kind: each.typed for each in signed_by(session, stay.id)}
        assert signed == {"consent": None, "site_rules": "Ann Smith", "nda": "Ann Smith"}
        vehicle = vehicle_of(session, stay.guest_id)
    assert vehicle is not None
    assert vehicle.plate == "苏E12345"


def test_nothing_that_the_grade_asks_can_be_left_out(house: House, client: FlaskClient) -> None:
    """Each left out by itself, all at once, and something else in its place."""
    asks(house, *DoorStep)
    held = texts(client)
    consent, rules, nda = held["consent"], held["site_rules"], held["nda"]
    answers = {QUESTIONS[0].id: "no", QUESTIONS[1].id: "yes"}
    cases: list[tuple[dict[str, Any], list[tuple[str, str]]]] = [
        ({"photo": None}, [("photo", "missing")]),
        ({"photo": "no base64!"}, [("photo", "no_picture")]),
        ({"photo": b64encode(b"GIF89a").decode()}, [("photo", "no_picture")]),
        ({"items": None}, [("items", "missing")]),
        ({"plate": None}, [("plate", "missing")]),
        ({"answers": None}, [(FEVER, "missing"), (PASS, "missing")]),
        ({"answers": {QUESTIONS[0].id: "no"}}, [(PASS, "missing")]),
        ({"answers": answers | {QUESTIONS[0].id: "maybe"}}, [(FEVER, "not_one_of")]),
        ({"answers": answers | {"x": "no"}}, [("answers.x", "unknown")]),
        ({"signed": {rules: "Ann"}}, [("nda", "missing")]),
        ({"signed": {rules: "Ann"}, "consent": nda}, [("consent", "missing"), ("nda", "missing")]),
        ({"signed": {rules: "Ann", nda: "Ann", consent: "Ann"}, "consent": None}, [("consent", "missing")]),
        ({"signed": {rules: "Ann", nda: " "}}, [(f"signed.{nda}", "missing")]),
        ({"signed": {rules: "Ann", nda: "A\u202en"}}, [(f"signed.{nda}", "odd")]),
        (
            {"photo": None, "items": None, "plate": None, "answers": None, "signed": None},
            [(field, "missing") for field in ("site_rules", "nda", "photo", "items", "plate", FEVER, PASS)],
        ),
    ]
    for different, errors in cases:
        assert (different, wrong(client.post("/walk-ins", json=whole(client, **different)))) == (different, errors)
    with house.node.reading() as session:
        assert session.scalars(select(func.count()).select_from(Visit)).one() == 0
    nothing_carried = whole(client, items=[], plate="", photo="later")
    assert client.post("/walk-ins", json=nothing_carried).status_code == 201, "nothing is an answer, too"


def test_what_the_purpose_asks_is_asked_of_programs_too(house: House, client: FlaskClient) -> None:
    asks(house)
    told = client.get("/walk-ins/steps?purpose=maintenance").json
    assert told == {"steps": ["items", "vehicle"], "questions": []}
    refused = client.post("/walk-ins", json=whole(client, purpose="maintenance", items=None, plate=None, answers=None))
    assert wrong(refused) == [("items", "missing"), ("plate", "missing")]
    business = client.post("/walk-ins", json=whole(client, items=None, plate=None, answers=None, photo=None))
    assert business.status_code == 201


def test_an_answer_that_is_not_wanted_sends_a_program_s_visitor_to_reception(house: House, client: FlaskClient) -> None:
    """Nothing is registered, and which answer was wanted is told nowhere."""
    asks(house, DoorStep.QUESTIONS)
    assert "wanted" not in client.get("/walk-ins/steps?purpose=business").text
    answers = {QUESTIONS[0].id: "no", QUESTIONS[1].id: "no"}
    answer = client.post("/walk-ins", json=whole(client, answers=answers, photo=None))
    assert (answer.status_code, answer.json) == (409, {"outcome": "see_reception"})
    with house.node.reading() as session:
        assert session.scalars(select(func.count()).select_from(Visit)).one() == 0


def test_a_registration_that_is_sent_again_has_its_answer_even_if_more_is_asked_by_then(
    house: House, client: FlaskClient
) -> None:
    body = whole(client, photo=None, answers=None)
    first = client.post("/walk-ins", json=body)
    assert first.status_code == 201
    asks(house, *DoorStep)
    assert client.post("/walk-ins", json=body).json == first.json
