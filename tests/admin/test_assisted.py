"""The desk's page: whoever stands there is found, and everything that the kiosk does is done for them."""

import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from sqlalchemy import select, update

from admin.wording import REFERRAL
from shared.declarations.actions import declare
from shared.declarations.queries import answers_of, items_of, photo_of, signed_by
from shared.declarations.rules import Declared
from shared.desk import referral
from shared.desk.answer import answer as answer_visitor
from shared.desk.outcomes import Admitted, Asking, Refused, SeeReception
from shared.devices.actions import station_starts
from shared.gate.queries import vehicle_of
from shared.grades.door import AtTheDoor, DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.kernel.logbook import Kind, lines_after
from shared.people.models import Employee
from shared.screening.rules import HELD
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.rules import Answer, Refusal
from shared.visits.waiting import codes_called, waiting_code
from tests.admin.clerk import Clerk
from tests.asking import walks_in
from tests.clock import StandingClock
from tests.desk.test_screening import watched_for
from tests.desk.walk_ins import registered
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]


@pytest.fixture(autouse=True)
def stations(house: House) -> None:
    """Two kiosks at the first site."""
    with house.node.transaction() as rows:
        for code in ("gate", "lobby"):
            station_starts(rows, house.site, code, ["virtual:"], house.node.now())


def action(page: str, words: str) -> str:
    """Return where the first button with these words leads."""
    for form in re.findall(r'<form method="post" action="([^"]+)"(.*?)</form>', page, re.DOTALL):
        if words in form[1]:
            return form[0].replace("&amp;", "&")
    raise AssertionError(f"no button says {words}")


def by_person(house: House, kind: Kind) -> list[str | None]:
    with house.node.reading() as rows:
        return [line.by for line in lines_after(rows, 0) if line.kind == kind]


def test_every_reason_for_which_somebody_is_sent_to_the_desk_has_words() -> None:
    """Also those of a refusal; a new reason is found here first."""
    reasons = {value for name, value in vars(referral).items() if name.isupper()} | set(Refusal) | {HELD}
    assert reasons == set(REFERRAL)


@pytest.mark.parametrize("typed", ["王晓琳", "wangxiaolin", "wxl", "138 1234 0001", "+8613812340001", "0001", "permit"])
def test_somebody_is_found_by_name_permit_and_phone(house: House, clerk: SignIn, typed: str) -> None:
    booking = house.approved(house.wish(WANG))
    text = str(booking.permit) if typed == "permit" else typed
    page = clerk(house.receptionist).reads(f"/desk?q={quote(text)}")
    assert page.count('class="card person"') == 1
    assert "王晓琳" in page


def test_the_desk_lets_in_prints_again_extends_and_signs_out(house: House, clerk: SignIn) -> None:
    house.approved(house.wish(WANG))
    desk, who = clerk(house.receptionist), house.receptionist.id
    page = desk.reads("/desk?q=wxl")
    page = desk.does(action(page, "Let in"), {"station": "lobby"})
    assert "Let in: the badge prints" in page
    page = desk.does(action(page, "Print the badge again"))
    assert "A new badge prints" in page
    page = desk.does(action(page, "Longer by"), {"minutes": "30"})
    assert "The visit may last until 12:00" in page
    page = desk.does(action(page, "Sign out"))
    assert "Signed out." in page
    done = (Kind.VisitorArrived, Kind.BadgeReplaced, Kind.WindowExtended, Kind.VisitorLeft)
    assert [by_person(house, kind) for kind in done] == [[who]] * 4


def test_who_comes_after_the_end_is_let_in_once_reception_has_extended_it(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    booking = house.approved(house.wish(WANG))
    clock.passes(hours=3)
    answer = house.scanned(house.pass_of(booking))
    assert isinstance(answer, Refused)
    assert answer.reason is Refusal.TOO_LATE
    desk = clerk(house.receptionist)
    page = desk.reads("/desk?q=wxl")
    assert "After the end of the visit" in page
    desk.does(action(page, "Longer by"), {"minutes": "60"})
    assert house.booking(booking.id).ends_at == house.node.now() + timedelta(hours=1)
    assert isinstance(house.scanned(house.pass_of(booking)), Admitted)


def test_a_visit_is_extended_from_its_own_day_on(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """R6, R12: until then another end is a change, which whoever approved the visit has to see."""
    starts = house.node.now() + timedelta(days=2)
    booking = house.approved(house.wish(WANG, grade="C", starts_at=starts, ends_at=starts + timedelta(hours=2)))
    desk, address = clerk(house.receptionist), f"/desk/bookings/{booking.id}/extension"
    assert "Longer by" not in desk.reads("/desk?q=wxl")
    assert "for the visit&#39;s own day" in desk.does(address, {"minutes": "30"})
    assert house.booking(booking.id).ends_at == booking.ends_at
    clock.passes(days=1, hours=15)  # the day at the site has begun
    desk = clerk(house.receptionist)
    assert "Longer by" in desk.reads("/desk?q=wxl")
    assert "may last until" in desk.does(address, {"minutes": "30"})


@pytest.mark.parametrize("refused", ["tail", "permit", "early"])
def test_the_code_on_the_kiosk_s_screen_finds_what_happened(house: House, clerk: SignIn, refused: str) -> None:
    booking = house.approved(house.wish(WANG))
    words = {
        "tail": "the digits of the phone are not",
        "permit": "A permit number was typed that nobody has",
        "early": "Too early",
    }[refused]
    if refused == "early":
        starts = house.node.now() + timedelta(hours=5)
        late = house.approved(house.wish(OLA, starts_at=starts, ends_at=starts + timedelta(hours=1)))
        answer = house.scanned(house.pass_of(late))
    else:
        answer = house.typed(str(booking.permit) if refused == "tail" else "HQ26-0101-999", "9999")
    assert isinstance(answer, Refused | SeeReception)
    page = clerk(house.receptionist).reads(f"/desk?q={str(answer.code).lower()}")
    assert words in page
    assert page.count('class="card person"') == (0 if refused == "permit" else 1)


def test_a_code_is_good_for_its_day_and_its_site(house: House, clerk: SignIn, clock: StandingClock) -> None:
    answer = house.typed("HQ26-0101-999", "9999")
    assert isinstance(answer, SeeReception)
    found = "A permit number was typed that nobody has"
    assert found in clerk(house.receptionist).reads(f"/desk?q={answer.code}")
    clock.passes(days=1)
    assert found not in clerk(house.receptionist).reads(f"/desk?q={answer.code}")


def test_whom_security_has_to_look_at_is_not_let_in_and_no_reason_is_shown(house: House, clerk: SignIn) -> None:
    house.approved(house.wish(WANG))
    desk = clerk(house.receptionist)
    page = desk.reads("/desk?q=wxl")
    watched_for(house, name="王晓琳")
    assert "Hold: ask security" in desk.does(action(page, "Let in"), {"station": "lobby"})
    page = desk.reads("/desk?q=wxl")
    assert "Let in:" not in page
    assert "带走样品" not in page


def walk_in_fields(page: str, **different: str) -> dict[str, str]:
    """Return a filled form, with what the page itself put into it."""
    hidden = dict(
        re.findall(r'<input type="(?:hidden|checkbox)" name="(tap|consent|read-[a-z_]+)"[^>]*? value="([^"]+)"', page)
    )
    plain = {"name": "Ada Lovelace", "company": "Analytical", "reach": "ada@engine.example", "purpose": "business"}
    plain |= {"signed-site_rules": "Ada Lovelace", "q-0": "no"}
    return hidden | plain | {"host": "Wei Li", "station": "lobby"} | different


def test_reception_registers_a_walk_in_and_the_host_is_asked(house: House, clerk: SignIn) -> None:
    desk = clerk(house.receptionist)
    fields = walk_in_fields(desk.reads("/desk/walk-ins/new"))
    page = desk.does("/desk/walk-ins", fields)
    assert "Registered: the host is asked" in page
    assert "Waits to be let in" in page
    desk.does("/desk/walk-ins", fields)  # sent twice is registered once
    assert by_person(house, Kind.WalkInRegistered) == [house.receptionist.id]
    page = desk.does(action(desk.reads("/desk?q=lovelace"), "Let in"))
    assert "On site" in page
    assert by_person(house, Kind.VisitorArrived) == [house.receptionist.id]


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"consent": ""}, "has to read this and agree"),
        ({"reach": "nonsense"}, "cannot be right"),
        ({"name": ""}, "Write the guest"),
        ({"host": "Nobody Here"}, "Nobody of this name works here"),
        ({"name": "x" * 10_000}, "too long"),
    ],
)
def test_what_is_missing_is_said_and_nothing_typed_is_lost(
    house: House, clerk: SignIn, different: dict[str, str], words: str
) -> None:
    desk = clerk(house.receptionist)
    answer = desk.sends("/desk/walk-ins", walk_in_fields(desk.reads("/desk/walk-ins/new"), **different))
    assert answer.status_code == 422
    assert words in answer.text
    assert "Analytical" in answer.text


def test_the_gate_finds_and_lets_in_and_leaves_extending_to_reception(house: House, clerk: SignIn) -> None:
    booking = house.approved(house.wish(WANG))
    gate = clerk(house.guard)
    page = gate.reads("/desk?q=wxl")
    assert "Longer by" not in page
    assert "On site" in gate.does(action(page, "Let in"), {"station": "gate"})
    assert gate.sends(f"/desk/bookings/{booking.id}/extension", {"minutes": "30"}).status_code == 403


def test_nobody_of_another_site_is_found_or_let_in(house: House, clerk: SignIn) -> None:
    booking = house.approved(house.wish(WANG))
    elsewhere = clerk(house.other_host)
    assert elsewhere.opens("/desk?q=wxl").status_code == 403
    answer = elsewhere.sends(f"/desk/guests/{booking.guests[0].id}/admission")
    assert answer.status_code == 403


def test_whoever_brought_items_in_is_signed_out_where_they_are_looked_at(house: House, clerk: SignIn) -> None:
    came = house.scanned(house.pass_of(house.approved(house.wish(WANG))))
    assert isinstance(came, Admitted)
    with house.node.transaction() as rows:
        declare(rows, came.visit, Declared(items=(("Laptop", 1),)), house.node.now())
    answer = clerk(house.receptionist).sends(f"/desk/visits/{came.visit}/departure")
    assert answer.location == f"/visits/{came.visit}/departure"


def door_asks(house: House) -> None:
    """Let walk-ins be asked everything that a grade can ask, one question of it not in German."""
    questions = (DoorQuestion("发烧吗？", "A fever?", others={"de": "Fieber?"}), DoorQuestion("咳嗽吗？", "A cough?"))
    with house.node.transaction() as rows:
        asked = AtTheDoor(tuple(DoorStep), questions=questions)
        rows.get_one(Grade, "D").at_the_door = asked.as_json()


def read_in_german(desk: Clerk) -> str:
    """Fill the form in, choose another language, and return the page: what was read before is read anew."""
    first = walk_in_fields(desk.reads("/desk/walk-ins/new"), **{"q-1": "no", "signed-nda": "Ada", "plate": "京A 12345"})
    german = desk.sends("/desk/walk-ins", first | {"papers": "de", "do": "language"}).text
    for words in ("Wie wir Ihre Angaben verwenden", "Vertraulichkeit", "Fieber?", "Analytical"):
        assert words in german
    assert "Not everything is there in this language" in german, "a question is not"
    assert 'value="Ada"' not in german, "what was signed in other words is signed anew"
    assert "checked" not in german.split('name="consent"')[1].split(">")[0]
    return german


def test_the_desk_asks_all_that_the_kiosk_asks_in_the_visitor_s_language(house: House, clerk: SignIn) -> None:
    """What is read and signed is kept as it was shown; what is carried in stands on the release pass."""
    door_asks(house)
    desk = clerk(house.receptionist)
    german = read_in_german(desk)
    picture = BytesIO()
    Image.new("RGB", (90, 120), "grey").save(picture, "JPEG")
    sent = walk_in_fields(german, papers="de", items="Laptop × 2\n样品 3 件", plate="京A 12345")
    sent |= {"q-1": "no", "signed-nda": "Ada Lovelace"}
    page = desk.does("/desk/walk-ins", sent | {"photo": (BytesIO(picture.getvalue()), "photo.jpg")})
    assert "Registered: the host is asked" in page
    with house.node.reading() as rows:
        stay = rows.scalars(select(Visit)).one()
        texts = [(each.kind, each.language, each.typed) for each in signed_by(rows, stay.id)]
        answers = [(each.question, each.answer, each.shown, each.language) for each in answers_of(rows, stay.id)]
        items = [(each.what, each.quantity) for each in items_of(rows, stay.id)]
        vehicle, photo = vehicle_of(rows, stay.guest_id), photo_of(rows, stay.id)
    assert texts == [("consent", "de", None), ("site_rules", "de", "Ada Lovelace"), ("nda", "de", "Ada Lovelace")]
    assert answers == [("发烧吗？", "no", "Fieber?", "de"), ("咳嗽吗？", "no", "A cough?", "en")]
    assert items == [("笔记本电脑", 2), ("样品", 3)]
    assert vehicle is not None
    assert (vehicle.plate, photo is not None) == ("京A12345", True)
    shown = desk.reads(f"/visits/{stay.id}")
    assert "Confidentiality agreement, version 1" in shown
    assert shown.count("Deutsch") >= 4
    assert "asked as Deutsch: Fieber?" in shown


@pytest.mark.parametrize(
    ("different", "words"),
    [
        ({"signed-nda": ""}, "write their name here"),
        ({"signed-nda": "A\u202ea"}, "cannot be shown"),
        ({"read-nda": "nonsense"}, "has just been published anew"),
        ({"q-1": ""}, "choose Yes or No"),
        ({"q-1": "yes"}, "An answer is not as wanted"),
        ({"items": "x" * 81}, "One thing is too long"),
        ({"plate": "?!"}, "cannot be a number plate"),
    ],
)
def test_what_is_wrong_with_papers_is_said_at_its_place(
    house: House, clerk: SignIn, different: dict[str, str], words: str
) -> None:
    door_asks(house)
    desk = clerk(house.receptionist)
    right = walk_in_fields(desk.reads("/desk/walk-ins/new"), **{"q-1": "no", "signed-nda": "Ada"})
    answer = desk.sends("/desk/walk-ins", right | different)
    assert answer.status_code == 422
    assert words in answer.text
    if different.get("q-1"):
        page = desk.does("/desk/walk-ins", right | different | {"decided": "yes"})
        assert "Registered: the host is asked" in page, "a person may decide otherwise"


@pytest.mark.parametrize("picture", [b"no picture", b"x" * 8_000_001])
def test_a_photo_that_cannot_be_kept_is_said(house: House, clerk: SignIn, picture: bytes) -> None:
    door_asks(house)
    desk = clerk(house.receptionist)
    right = walk_in_fields(desk.reads("/desk/walk-ins/new"), **{"q-1": "no", "signed-nda": "Ada"})
    answer = desk.sends("/desk/walk-ins", right | {"photo": (BytesIO(picture), "photo.jpg")})
    assert answer.status_code == 422
    assert "picture" in answer.text


def test_who_waits_is_found_by_the_code_and_reception_does_what_they_want(house: House, clerk: SignIn) -> None:
    """A message that has to be answered, something to drink, and going: each by the person who did it."""
    visit_id = walks_in(house, OLA)
    with house.node.reading() as rows:
        code = waiting_code(rows, visit_id)
    assert code is not None
    desk, who = clerk(house.receptionist), house.receptionist.id
    page = desk.reads(f"/desk?q={code.code[:3]}%20{code.code[3:]}")
    assert page.count('class="card person"') == 1
    where = action(page, "Bring something to drink")
    tap = {"tap": re.findall(r'name="tap" value="([^"]+)"', page)[0]}
    with house.node.transaction() as rows:
        rows.get_one(Site, house.site).serve_minutes = 7
    page = desk.does(where, tap | {"wish": "refreshment"})
    assert "something to drink is wanted" in page
    by = (house.node.now() + timedelta(minutes=7)).astimezone(ZoneInfo("Asia/Shanghai"))
    assert f"to be brought by {by:%H:%M}" in clerk(house.guard).reads("/gate"), "R14, as soon as the site says"
    assert "Write what the host should be told." in desk.does(where, tap | {"wish": "message", "text": " "})
    assert "has to be answered" in desk.does(where, tap | {"wish": "message", "text": "Please call me"})
    assert "This was sent before." in desk.does(where, tap | {"wish": "message", "text": "Something else"})
    page = desk.does(where, tap | {"wish": "withdrawal"})
    assert "nobody is asked any more" in page
    done = (Kind.RefreshmentAsked, Kind.MessageLeft, Kind.VisitorWithdrew)
    assert [by_person(house, kind) for kind in done] == [[who]] * 3
    assert desk.sends(where, tap | {"wish": "cake"}).status_code == 404
    assert clerk(house.other_host).sends(where, tap | {"wish": "refreshment"}).status_code == 403


def test_a_scanned_pass_or_badge_finds_its_guest_and_who_came_with_them(house: House, clerk: SignIn) -> None:
    booking = house.approved(house.wish(WANG, OLA))
    text = house.pass_of(booking)
    page = clerk(house.receptionist).reads(f"/desk?q={text.lower()}")
    assert page.index("王晓琳") < page.index("Ola Nordmann")
    assert "Who of the group is here" in page
    middle = len(text) // 2  # the last letter holds bits that say nothing
    forged = text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]
    assert 'class="card person"' not in clerk(house.receptionist).reads(f"/desk?q={forged}")


def test_who_is_registered_at_the_desk_follows_the_answer_at_a_kiosk_too(house: House, clerk: SignIn) -> None:
    """The card has the code that the kiosk would have shown, and what its screen says; the kiosk calls them by it."""
    desk = clerk(house.receptionist)
    page = desk.does("/desk/walk-ins", walk_in_fields(desk.reads("/desk/walk-ins/new")))
    with house.node.reading() as rows:
        stay = rows.scalars(select(Visit)).one()
        code, seat = waiting_code(rows, stay.id), (stay.site_id, stay.station)
    assert code is not None
    assert f"{code.code[:3]} {code.code[3:]}" in page
    assert "“We are telling Wei Li that you are here”" in page
    with house.node.transaction() as rows:
        answer_visitor(rows, stay.id, Answer.COMING, house.host, house.node.now())
    with house.node.reading() as rows:
        assert codes_called(rows, *seat, house.node.now()) == [code.code]
    assert f"{code.code[:3]} {code.code[3:]}" in desk.reads("/desk?q=lovelace")
    assert "The visitor" not in desk.reads("/desk?q=lovelace"), "who has their answer waits no more"


def test_a_photo_that_the_kiosk_could_not_take_is_taken_at_the_desk(house: House, clerk: SignIn) -> None:
    """Only of who was asked for one at the door, and only until it is there."""
    door_asks(house)
    house.approved(house.wish(WANG))
    walks = registered(house, name="Ola Nordmann")
    assert isinstance(walks, Asking)
    desk, picture = clerk(house.receptionist), BytesIO()
    assert "The photo is still to be taken" not in desk.reads("/desk?q=wxl")
    where = action(desk.reads("/desk?q=ola"), "Keep the photo")
    assert "no picture that can be read" in desk.does(where, {"photo": (BytesIO(b"x"), "photo.jpg")})
    assert "Choose or take a photo first." in desk.does(where)
    Image.new("RGB", (90, 120), "grey").save(picture, "JPEG")
    page = desk.does(where, {"photo": (BytesIO(picture.getvalue()), "photo.jpg")})
    assert "The photo is kept with the visit." in page
    assert "still to be taken" not in page
    again = {"photo": (BytesIO(picture.getvalue()), "photo.jpg")}
    assert "No photo is wanted" in desk.does(where, again)
    assert clerk(house.other_host).sends(where).status_code == 403
    assert by_person(house, Kind.PhotoTaken) == [house.receptionist.id]


def test_who_has_left_may_say_at_the_desk_how_it_was(house: House, clerk: SignIn) -> None:
    came = house.scanned(house.pass_of(house.approved(house.wish(WANG))))
    assert isinstance(came, Admitted)
    desk = clerk(house.receptionist)
    desk.does(f"/desk/visits/{came.visit}/departure")
    assert "How was it?" in desk.reads("/desk?q=wxl")
    answer = desk.opens(f"/desk/visits/{came.visit}/survey")
    assert answer.location.startswith("/surveys/")
    assert clerk(house.other_host).opens(f"/desk/visits/{came.visit}/survey").status_code == 403


def test_a_walk_in_whom_nobody_can_be_asked_for_is_not_called_held(house: House, clerk: SignIn) -> None:
    """The desk reads why nothing was registered, and what was typed is still there; who is watched is held."""
    desk = clerk(house.receptionist)
    fields = walk_in_fields(desk.reads("/desk/walk-ins/new"), host="")
    with house.node.transaction() as rows:
        elsewhere = rows.get_one(Employee, house.other_host.employee_id).site_id
        rows.execute(update(Employee).where(Employee.id != house.host.employee_id).values(site_id=elsewhere))
    answer = desk.sends("/desk/walk-ins", fields)
    assert "Nothing was registered. Nobody could be asked for this visitor." in answer.text
    assert "Hold: ask security" not in answer.text
    assert 'value="Analytical"' in answer.text
    watched_for(house, name="Ada Lovelace")
    assert "Hold: ask security" in desk.does("/desk/walk-ins", fields | {"tap": str(uuid.uuid4())})
