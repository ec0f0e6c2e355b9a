"""Registering without a booking, step by step: what is asked, what is kept, what is never shown."""

import itertools
import re
import struct
import time
import uuid
import zlib
from base64 import b64encode
from collections.abc import Callable
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from kiosk.walk_in.words import PURPOSE
from shared.agreements.actions import publish
from shared.agreements.rules import AgreementKind, Wording
from shared.bookings.models import Booking
from shared.declarations.models import Signature, VisitPhoto
from shared.declarations.pictures import LARGEST_PHOTO_BYTES
from shared.desk.answer import answer
from shared.gate.models import Vehicle
from shared.grades.door import AtTheDoor, DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.kernel.logbook import Kind, lines_after
from shared.people.actions import NewEmployee, hire
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import Answer
from shared.walk_ins.models import Draft, DraftPicture
from shared.walk_ins.rules import PURPOSES, Purpose, steps_for
from tests.clock import StandingClock
from tests.house import House
from tests.kiosk.walker import ME, Walker, troubles_in


@pytest.fixture
def walker(client: FlaskClient) -> Walker:
    """Somebody who has agreed."""
    return Walker(client).agrees()


def asks(house: House, *steps: DoorStep, questions: tuple[DoorQuestion, ...] = ()) -> None:
    """Let grade D ask these things at the door."""
    with house.node.transaction() as session:
        session.get_one(Grade, "D").at_the_door = AtTheDoor(steps, questions=questions).as_json()


def counted(house: House, *kinds: type) -> list[int]:
    """Return how many rows there are of each kind."""
    with house.node.reading() as session:
        return [session.scalars(select(func.count()).select_from(kind)).one() for kind in kinds]


def jpeg(width: int, height: int) -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "grey").save(out, "JPEG", exif=b"Exif\x00\x00secret place")
    return out.getvalue()


def claims_100_megapixels() -> bytes:
    """Return a PNG of a few bytes that says that it is 10,000 dots wide and high."""
    head = struct.pack(">IIBBBBB", 10_000, 10_000, 8, 2, 0, 0, 0)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")


PHOTO, ITEMS, CAR, ASKED, RULES, NDA = DoorStep
WAYS: list[tuple[Purpose, tuple[DoorStep, ...], bool, str]] = [
    (Purpose.BUSINESS, (), False, "who purpose host check"),
    (Purpose.BUSINESS, (ITEMS, RULES), False, "who purpose host items site_rules check"),
    (Purpose.BUSINESS, (NDA, PHOTO), False, "who purpose host photo nda check"),
    (
        Purpose.INTERVIEW,
        (PHOTO, ITEMS, CAR, ASKED, RULES, NDA),
        True,
        "who purpose host photo items vehicle questions site_rules nda check",
    ),
    (Purpose.TOUR, (ASKED,), False, "who purpose host check"),
    (Purpose.MAINTENANCE, (RULES,), False, "who purpose host items vehicle site_rules check"),
    (Purpose.MAINTENANCE, (ITEMS, CAR), False, "who purpose host items vehicle check"),
    (Purpose.DELIVERY, (RULES,), False, "who purpose vehicle site_rules check"),
    (Purpose.OTHER, (ITEMS,), False, "who purpose items check"),
]


@pytest.mark.parametrize(("purpose", "asked", "has_questions", "way"), WAYS)
def test_the_steps_are_those_that_grade_and_purpose_ask(
    purpose: Purpose, asked: tuple[DoorStep, ...], has_questions: bool, way: str
) -> None:
    assert steps_for(purpose, asked, has_questions=has_questions) == tuple(way.split())


@pytest.mark.parametrize("other", [{"zh": "咳嗽吗？"}, {"en": "A cough?"}, {"others": {"de": "Husten?"}}])
def test_a_question_with_other_words_is_another_one(other: dict[str, Any]) -> None:
    plain: dict[str, Any] = {"zh": "发烧吗？", "en": "A fever?"}
    assert DoorQuestion(**(plain | other)).id != DoorQuestion(**plain).id
    assert DoorQuestion(**plain, wanted="yes", site="hq").id == DoorQuestion(**plain).id


def test_a_walk_in_is_led_from_step_to_step_and_the_host_is_asked(house: House, walker: Walker) -> None:
    visited = [walker.at]
    for go_on in (
        lambda: walker.says("who", **ME),
        lambda: walker.says("purpose", purpose="maintenance"),
        walker.picks,
        lambda: walker.says("items", what=["Drill", "Ladder"], quantity=["2", "1"]),
        lambda: walker.says("vehicle", plate="苏e·123 45"),
        walker.signs,
    ):
        go_on()
        visited.append(walker.at)
    assert visited == ["who", "purpose", "host", "items", "vehicle", "site_rules", "check"]
    page = walker.sees()
    for said in (
        "Ann Smith",
        "ACME Ltd",
        "+86 138 1234 0099",
        "Work on site",
        "Wei Li",
        "Drill × 2 · Ladder × 1",
        "苏E12345",
    ):
        assert said in page
    answer = walker.registers()
    stay_id = re.fullmatch(r"/visits/(\w+)\?lang=en", str(answer.location))
    assert stay_id is not None
    with house.node.reading() as session:
        stay = visit(session, stay_id[1])
    assert stay is not None
    assert (stay.state, stay.guest.visitor.name) == ("asking", "Ann Smith")
    assert counted(house, Draft, DraftPicture) == [0, 0]


@pytest.mark.parametrize("purpose", Purpose)
def test_whatever_somebody_comes_for_it_is_an_ad_hoc_visit_approved_by_the_host_s_word(
    house: House, walker: Walker, purpose: Purpose
) -> None:
    """The purpose is theirs to choose and stands in the booking; the kind is not: nobody planned the visit (R2, R6)."""
    walker.says("who", **ME)
    assert walker.at == "purpose"
    assert "chosen" not in walker.sees(), "no purpose is proposed"
    assert troubles_in(walker.says("purpose")) == ["Please choose what you come for."]
    walker.says("purpose", purpose=purpose)
    answers: dict[str, Callable[[], object]] = {"host": walker.picks, "site_rules": walker.signs}
    while walker.at != "check":
        answers.get(walker.at, partial(walker.says, walker.at))()
    assert str(PURPOSE[purpose].word) in walker.sees()
    visit_id = str(walker.registers().location).split("/")[2].split("?")[0]
    booking = booking_of(house, visit_id)
    assert (booking.kind, booking.purpose, booking.state) == ("ad_hoc", PURPOSES[purpose].words, "waiting")
    with house.node.transaction() as session:
        by = house.receptionist if PURPOSES[purpose].asks_reception else house.host
        answer(session, visit_id, Answer.COMING, by, house.node.now())
    booking = booking_of(house, visit_id)
    assert (booking.kind, booking.state) == ("ad_hoc", "approved")


def booking_of(house: House, visit_id: str) -> Booking:
    """Return the booking that stands behind a visit."""
    with house.node.reading() as session:
        stay = visit(session, visit_id)
        assert stay is not None
        return stay.booking


def test_nothing_is_asked_before_consent(client: FlaskClient, house: House) -> None:
    """Neither by its address, nor with the id of another text."""
    assert "Let us begin again" in client.get(f"/walk-in/{uuid.uuid4()}/who?lang=en").text
    texts = {each["kind"]: each["id"] for each in client.get("/agreements").json["items"]}  # type: ignore[index]
    for text in ("", "x", "é" * 99, texts["site_rules"]):
        answer = client.post("/walk-in?lang=en", data={"text": text})
        assert (answer.status_code, bool(answer.location)) == (409, False)
    assert counted(house, Draft) == [0]


def test_a_text_that_changed_while_it_was_read_is_shown_again(client: FlaskClient, house: House) -> None:
    old = re.search(r'name="text" value="([^"]+)"', client.get("/walk-in").text)
    assert old is not None
    with house.node.transaction() as session:
        words = {language: Wording("New words", "One") for language in ("zh-CN", "en")}
        publish(session, house.site, AgreementKind.CONSENT, words, "test", house.node.now())
    answer = client.post("/walk-in?lang=en", data={"text": old[1]})
    assert (answer.status_code, "New words" in answer.text) == (409, True)
    assert "changed meanwhile" in answer.text


def test_no_step_can_be_skipped(walker: Walker) -> None:
    for step in ("check", "host", "site_rules", "purpose", "items"):
        assert walker.goes_to(step) == "who"
    assert walker.says("check", go="register").location.split("?")[0].endswith("/who")
    assert walker.says("host", host="reception").location.split("?")[0].endswith("/who")
    assert walker.client.post(walker.address("nonsense")).status_code == 404


HOSTILE = {
    "ten thousand": "王" * 10_000,
    "script": "<script>alert(1)</script>",
    "formula": '=cmd("calc")',
    "NUL": "Ann\x00Smith",
    "right to left": "Ann\u202eSmith",
    "escape": "Ann\x1b[2JSmith",
    "emoji": "Ann 😀👩🏽‍🚀",
    "blanks": "   ",
}
GOOD = {"script", "formula", "emoji"}


def test_whatever_is_typed_is_told_clearly_and_kept(walker: Walker) -> None:
    """What can be printed may be somebody's name; the rest is taken out before their eyes, not behind their back."""
    for field, (kind, typed) in itertools.product(("name", "company"), HOSTILE.items()):
        answer = walker.says("who", **{**ME, field: typed})
        page = answer.text if answer.status_code == 422 else walker.sees("who")
        assert (kind, answer.status_code) == (kind, 303 if kind in GOOD else 422)
        assert len(troubles_in(answer)) == (0 if kind in GOOD else 1)
        assert "<script>alert" not in page
        assert not any(odd in page for odd in "\x00\x1b\u202e")
        assert all(other in page for name, other in ME.items() if name != field)
        assert kind != "ten thousand" or typed in page
        assert kind not in ("NUL", "right to left") or 'value="AnnSmith"' in page


REACHES = ["", "12", "=cmd()", "a@b", "a b@c.de", "x" * 300 + "@a.cn", "王@", "@a.cn", "+999 1", "a@b@c.de", "\x1b[2J"]


def test_who_cannot_be_reached_is_asked_again(walker: Walker) -> None:
    said = {reach: troubles_in(walker.says("who", **{**ME, "reach": reach})) for reach in REACHES}
    assert {reach: len(troubles) for reach, troubles in said.items()} == dict.fromkeys(REACHES, 1)


WRONG: list[tuple[str, dict[str, object], str]] = [
    ("items", {"what": ["Drill", "x" * 81], "quantity": ["1", "1"]}, "shorten it to 80"),
    ("items", {"what": ["Drill"], "quantity": ["-1"]}, "how many, 1 to 999"),
    ("items", {"what": ["Drill"], "quantity": ["1e9"]}, "how many, 1 to 999"),
    ("items", {"what": [f"Thing {n}" for n in range(40)], "quantity": ["1"] * 40}, "At most 12 lines"),
    ("vehicle", {"plate": "A" * 13}, "at most 12 characters"),
    ("vehicle", {"plate": "<script>"}, "letters and digits only"),
    ("questions", {"q-0": "maybe"}, "answer every question"),
    ("photo", {"go": "keep"}, "take a photo first"),
    ("site_rules", {"text": "", "typed": ""}, "sign in the field"),
    ("site_rules", {"text": "x" * 26, "typed": "Ann"}, "changed meanwhile"),
    ("site_rules", {"signature": "data:image/png;base64,AAAA"}, "sign in the field"),
    ("purpose", {"purpose": "robbery"}, "what you come for"),
    ("host", {"host": ""}, "whom you visit"),
]


def test_each_step_says_what_is_wrong(house: House, client: FlaskClient) -> None:
    questions = (DoorQuestion("发烧吗？", "A fever?"),)
    for step, fields, trouble in WRONG:
        asks(house, DoorStep(step) if step in set(DoorStep) else ITEMS, questions=questions)
        walker = Walker(client).agrees()
        walker.comes_to(step)
        answer = walker.says(step, **fields)
        assert (step, answer.status_code) == (step, 422)
        assert any(trouble in said for said in troubles_in(answer)), (step, troubles_in(answer))


def test_a_photo_is_made_anew_and_a_bomb_is_not_opened(house: House, walker: Walker) -> None:
    """Nothing of the file is kept but the picture."""
    asks(house, PHOTO)
    walker.says("who", **ME)
    walker.says("purpose", purpose="business")
    walker.picks()
    began = time.monotonic()
    for bad, said in (
        (b"GIF89a", "no photo that we can use"),
        (claims_100_megapixels(), "too large"),
        (jpeg(64, 64) + b"\0" * LARGEST_PHOTO_BYTES, "too large"),
        (b"\0" * 50_000_000, "too large"),
    ):
        answer = walker.photographs(bad)
        assert answer.status_code in (413, 422)
        assert [said in words for words in troubles_in(answer)] == [True]
    assert time.monotonic() - began < 20
    walker.photographs(jpeg(1200, 900))
    assert walker.at == "check"
    kept = walker.client.get(f"/walk-in/{walker.draft}/photo.jpg")
    with Image.open(BytesIO(kept.data)) as picture:
        assert (picture.size, len(picture.getexif())) == ((720, 960), 0)
    assert b"secret place" not in kept.data
    walker.registers()
    assert counted(house, VisitPhoto, DraftPicture) == [1, 0]


def test_who_has_no_camera_goes_on_and_reception_takes_the_photo(house: House, walker: Walker) -> None:
    asks(house, PHOTO)
    walker.says("who", **ME)
    walker.says("purpose", purpose="business")
    walker.picks()
    walker.says("photo", go="later")
    assert "At reception" in walker.sees("check")
    assert walker.registers().status_code == 303
    assert counted(house, VisitPhoto) == [0]


def test_a_drawn_signature_is_kept_with_the_text_that_it_stands_under(house: House, walker: Walker) -> None:
    asks(house, RULES, NDA)
    walker.says("who", **ME)
    walker.says("purpose", purpose="business")
    walker.picks()
    drawing, out = Image.new("RGBA", (400, 160)), BytesIO()
    drawing.paste((16, 33, 28, 255), (20, 20, 300, 40))
    drawing.save(out, "PNG")
    walker.signs("site_rules", signature="data:image/png;base64," + b64encode(out.getvalue()).decode(), typed="")
    walker.signs("nda")
    walker.registers()
    with house.node.reading() as session:
        kept = session.scalars(select(Signature)).all()
    assert {(each.picture is not None, each.typed) for each in kept} == {(True, None), (False, "Ann Smith")}


def test_an_answer_that_is_not_wanted_sends_to_reception(house: House, walker: Walker) -> None:
    """In the very words that everybody else is sent there with, and nothing is registered."""
    asks(house, ASKED, questions=(DoorQuestion("发烧吗？", "A fever?"), DoorQuestion("咳嗽吗？", "A cough?")))
    walker.says("who", **ME)
    walker.says("purpose", purpose="business")
    walker.picks()
    walker.says("questions", **{"q-0": "no", "q-1": "yes"})
    answer = walker.registers()
    assert (answer.status_code, "Please see reception" in answer.text) == (409, True)
    assert counted(house, Visit, Draft) == [0, 0]


def test_back_loses_nothing_and_forward_goes_on_where_one_was(walker: Walker) -> None:
    walker.comes_to_the_check()
    for step in ("site_rules", "items", "host", "purpose"):
        walker.says(walker.at, go="back")
        assert walker.at == step
    assert 'aria-pressed="true"' in walker.sees("purpose")
    walker.says("purpose", purpose="business", go="back")
    assert 'value="Ann Smith"' in walker.sees("who")
    walker.says("who", **{**ME, "company": "Other Ltd"})
    assert walker.at == "check"
    assert "Other Ltd" in walker.sees()


def test_what_was_half_typed_is_there_after_going_back(walker: Walker) -> None:
    walker.says("who", **ME)
    walker.says("purpose", purpose="business")
    walker.says("host", q="liw", go="back")
    assert walker.at == "purpose"
    assert 'aria-pressed="true"' in walker.sees("purpose")
    assert 'value="liw"' in walker.sees("host")


def test_two_tabs_and_a_double_tap_register_once(house: House, walker: Walker) -> None:
    walker.comes_to_the_check()
    first, second = walker.registers(), walker.registers()
    assert first.location == second.location
    assert walker.client.get(walker.address("who")).location == first.location
    assert counted(house, Visit) == [1]


def test_what_was_typed_is_forgotten_when_left_alone_given_up_or_at_the_start(
    house: House, walker: Walker, clock: StandingClock
) -> None:
    walker.says("who", **ME)
    clock.passes(minutes=119)
    assert "Ann Smith" in walker.sees("who")
    walker.says("purpose", purpose="tour")
    clock.passes(minutes=120)
    assert "Ann Smith" not in walker.sees("who")
    assert "Let us begin again" in walker.sees("who")
    other = Walker(walker.client).agrees()  # whoever begins sweeps out what is left
    assert counted(house, Draft) == [1]
    other.says("who", **ME)
    assert other.says("purpose", go="start_over").location == "/?lang=en"
    third = Walker(walker.client).agrees()
    assert third.client.post(f"/walk-in/{third.draft}/forgotten").status_code == 204
    assert counted(house, Draft) == [0]


def test_a_page_from_elsewhere_can_not_register_anybody(walker: Walker) -> None:
    answer = walker.client.post(walker.address("who"), data=ME, headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403


def test_only_a_full_contact_match_is_recognised_and_sees_a_masked_form(house: House, client: FlaskClient) -> None:
    """Who knows half of a visitor learns nothing of the other half."""
    asks(house, CAR)
    before = Walker(client).agrees()
    before.says("who", **ME)
    before.says("purpose", purpose="business")
    before.picks()
    before.says("vehicle", plate="苏E12345")
    before.registers()
    for different in ({"name": "Anne Smith"}, {"company": "ACME"}, {"reach": "138 1234 0098"}):
        stranger = Walker(client).agrees()
        stranger.says("who", **{**ME, **different})
        assert "Welcome back" not in stranger.sees("purpose") + stranger.sees("who")
    again = Walker(client).agrees()
    again.says("who", **{**ME, "reach": "+86 138-1234-0099"})
    assert "Welcome back, Ann Smith" in again.sees("purpose")
    form = again.sees("who")
    assert "+86 138 •••• 0099" in form
    assert "13812340099" not in form
    again.says("who", go="next")
    again.says("purpose", purpose="business")
    again.picks()
    assert "苏E•••45" in again.sees("vehicle")
    assert "苏E12345" not in again.sees("vehicle")
    again.says("vehicle", go="last")
    assert "苏E•••45" in again.sees("check")
    assert again.registers().status_code == 303


def came_again_by_car(house: House, client: FlaskClient) -> Walker:
    """Let somebody come by car, and once more, as far as the question how they come."""
    asks(house, CAR)
    for _ in range(2):
        walker = Walker(client).agrees()
        walker.says("who", **ME)
        walker.says("purpose", purpose="business")
        walker.picks()
        if not plates(house):
            walker.says("vehicle", plate="苏E12345")
            walker.registers()
    return walker


def plates(house: House) -> list[str]:
    """Return the plates that were registered."""
    with house.node.reading() as session:
        return sorted(session.scalars(select(Vehicle.plate)))


def test_the_plate_of_the_last_time_is_masked_wherever_it_is_shown(house: House, client: FlaskClient) -> None:
    """Also after it was taken over, and on the way back to it; what is registered is the whole of it."""
    again = came_again_by_car(house, client)
    again.says("vehicle", go="last")
    again.says("check", go="back")
    assert again.at == "vehicle"
    for page in (again.sees("vehicle"), again.sees("check")):
        assert "苏E•••45" in page
        assert "12345" not in page
    assert 'value="苏E•••45"' in again.sees("vehicle")
    assert again.says("vehicle", plate="苏E•••46").status_code == 422, "what is left of a masked plate is none"
    assert again.says("vehicle", plate="苏E•••45").status_code == 422, "by then it is typed"
    again.says("vehicle", go="last")
    again.says("vehicle", go="back", plate="苏E•••45")
    again.says("vehicle", plate="苏E•••45")
    assert again.at == "check"
    assert again.registers().status_code == 303
    assert plates(house) == ["苏E12345", "苏E12345"]


def test_another_plate_takes_the_place_of_the_last_one(house: House, client: FlaskClient) -> None:
    again = came_again_by_car(house, client)
    again.says("vehicle", go="last")
    again.says("vehicle", plate="苏E99999")
    assert "苏E99999" in again.sees("vehicle")
    again.registers()
    assert plates(house) == ["苏E12345", "苏E99999"]


def test_who_turns_out_to_be_somebody_else_is_asked_for_the_car_anew(house: House, client: FlaskClient) -> None:
    """Nobody drives away with another visitor's plate."""
    again = came_again_by_car(house, client)
    again.says("vehicle", go="last")
    again.says("who", go="change")
    again.says("who", **{**ME, "name": "Bob Smith"})
    assert again.at == "vehicle"
    assert "45" not in re.findall(r'id="plate" name="plate" value="([^"]*)"', again.sees("vehicle"))[0]
    again.says("vehicle", go="none")
    again.registers()
    assert plates(house) == ["苏E12345"]


def test_nobody_can_be_asked_for_whose_name_was_not_shown_here(house: House, walker: Walker) -> None:
    """An id that was learnt elsewhere leads to nobody: not to the unlisted, not to anybody else."""
    walker.says("who", **ME)
    walker.says("purpose", purpose="business")
    answer = walker.says("host", host=str(house.boss.employee_id))
    assert (answer.status_code, len(troubles_in(answer))) == (422, 1)


def test_an_unlisted_person_and_nobody_look_the_same(house: House, walker: Walker) -> None:
    """In words, status, size, and time; a name that is found takes as long."""
    with house.node.transaction() as session:
        new = NewEmployee(house.site, "总经理办公室", "孙总", "Sun Zong", "sun@usher.example", is_unlisted=True)
        hire(session, new)
    seen: dict[str, list[tuple[int, str, float]]] = {"sunzong": [], "xunzong": [], "liwei": []}
    fastest = [0.0, 1.0]
    for attempt in range(20):
        for typed, answers in seen.items():
            began = time.monotonic()
            answer = walker.finds(typed)
            answers.append((answer.status_code, answer.text, time.monotonic() - began))
        fastest = [min(each[2] for each in answers) for answers in seen.values()]
        if attempt >= 3 and max(fastest) - min(fastest) < 0.05:
            break  # a busy machine adds time to some, it never takes any: the quickest of each are what a search takes
    assert {each[:2] for each in seen["sunzong"]} == {each[:2] for each in seen["xunzong"]}
    assert max(fastest) - min(fastest) < 0.05
    assert min(fastest) >= 0.15


def test_a_browser_without_scripts_finds_people_by_a_button(walker: Walker) -> None:
    walker.comes_to("host")
    page = walker.says("host", q="liwei", go="search")
    assert (page.status_code, "Wei Li" in page.text) == (200, True)
    assert "Nobody found" in walker.says("host", q="nobody", go="search").text


def test_beyond_the_quota_a_visitor_is_sent_to_reception(house: House, walker: Walker) -> None:
    with house.node.transaction() as session:
        session.get_one(Site, house.site).names_an_hour = 2
    walker.comes_to("host")
    shown = [walker.finds(typed).text for typed in ("liwei", "zhenghai", "linxiao", "liwei")]
    assert ["<button" in page for page in shown] == [True, True, False, True]  # who was shown may still be chosen
    assert "Please see reception" in shown[2]
    walker.says("host", host="reception")
    assert walker.at == "items"
    with house.node.reading() as session:
        assert [line.by for line in lines_after(session, 0) if line.kind == Kind.NamesWithheld] == ["lobby"]


def test_who_does_not_agree_is_asked_nothing_and_goes_to_reception(client: FlaskClient) -> None:
    page = client.get("/walk-in/no?lang=en").text.split('<template id="gone"')[0].split('<main id="screen"')[1]
    assert "Please see reception" in page
    assert "<form" not in page
