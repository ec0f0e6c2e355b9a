"""The pages of reception: a visit's plan, its itinerary, minutes, and what grades need (R9, R18–R21)."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from apiflask import APIFlask

from admin import create_admin
from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Role
from shared.bookings.models import Booking
from shared.bookings.rules import VisitKind
from shared.desk.reserve import reserve
from shared.kernel.node import Node
from shared.reception.models import Cooperation
from shared.reception.queries import figures, template_of
from shared.resources.actions import enter_resource
from shared.resources.rules import Needs
from tests.admin.clerk import Clerk
from tests.admin.test_reception_board import ahead, plan
from tests.admin.test_rules_pages import as_it_stands
from tests.clock import SHANGHAI, StandingClock
from tests.conftest import settings_in
from tests.house import OLA, WANG, House, furnish

SignIn = Callable[..., Clerk]


@pytest.fixture(scope="module")
def house(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One small company for all of these: each has a booking of its own."""
    folder = tmp_path_factory.mktemp("reception")
    shutil.copyfile(migrated_sqlite, folder / "usher.db")
    node = Node.open(settings_in(folder, f"sqlite:///{folder / 'usher.db'}"), StandingClock())
    yield furnish(node)
    node.close()


@pytest.fixture(scope="module")
def office(house: House) -> APIFlask:
    """Its office."""
    app = create_admin(house.node.settings, house.node)
    app.testing = True
    return app


@pytest.fixture(scope="module")
def clerk(office: APIFlask, house: House) -> SignIn:
    """Sit somebody at a browser."""
    return lambda who: Clerk(office, house.node, who)


@pytest.fixture(scope="module")
def admin(house: House, clerk: SignIn) -> Clerk:
    """An administrator of the whole house at a browser."""
    with house.node.transaction() as rows:
        account = make_account(rows, "wu.nan@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        rows.flush()
        who = person_of(rows, account)
    return clerk(who)


def test_who_does_a_task_is_named_by_name_or_address(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    tea = plan(house, booking)[1]["tea"]
    desk = clerk(house.receptionist)
    fields = {"task_id": tea.id, "owner": "reception", "note": "龙井"}
    answer = desk.sends(f"/reception/tasks/{tea.id}", fields | {"person": "Nobody Atall"})
    assert answer.status_code == 422
    assert "Nobody of this name works here." in answer.text
    assert 'value="Nobody Atall"' in answer.text
    page = desk.does(f"/reception/tasks/{tea.id}", fields | {"person": "周凯"})
    assert "龙井" in page
    assert plan(house, booking)[1]["tea"].employee_id == house.guard.employee_id


def test_what_belongs_to_a_task_is_ticked_by_itself(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    desk, room = clerk(house.receptionist), plan(house, booking)[1]["room"]
    desk.does(f"/reception/tasks/{room.id}/part", {"number": "1"})
    assert [part["done"] for part in plan(house, booking)[1]["room"].check] == [False, True, False]
    assert desk.sends(f"/reception/tasks/{room.id}/part", {"number": "99"}).status_code == 409


def test_a_task_of_one_s_own_is_added(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    desk, path = clerk(house.receptionist), f"/bookings/{booking.id}/reception/tasks"
    wrong = desk.sends(path, {"task": "打印讲稿", "owner": "reception", "day": "", "hour": "25:00"})
    assert wrong.status_code == 422
    assert 'value="打印讲稿"' in wrong.text
    assert {"Choose a day.", "Write an hour such as 14:30."} <= set(wrong.text.replace("<", ">").split(">"))
    desk.does(path, {"task": "打印讲稿", "owner": "reception", "day": "2026-11-24", "hour": "08:30"})
    assert plan(house, booking)[1]["打印讲稿"].due_at.hour == 0  # half past eight in Shanghai


def test_it_warns_at_once_of_too_many_at_the_table_and_of_a_missing_escort(house: House, clerk: SignIn) -> None:
    booking = ahead(house, WANG, OLA)
    desk, path = clerk(house.receptionist), f"/bookings/{booking.id}/reception/arrangements"
    assert "No escort is named" in desk.reads(f"/bookings/{booking.id}/reception")
    named = {"diners-0": "李伟", "diners-1": "郑海", "diners-2": "周凯", "escorts-0": "lin.xiao@usher.example"}
    fields = {"room": "302", "seats": "8", "meeting": "large", "secrecy": "secret"}
    page = desk.does(path, fields | named)
    assert "With 2 guests at most 2 of ours eat along; 3 are named." in page
    assert "No escort is named" not in page
    page = desk.does(path, fields | {"diners-0": "李伟", "escorts-0": "林晓"})
    assert "Too many of ours at the meal" not in page
    assert (plan(house, booking)[0].secrecy, plan(house, booking)[0].room_seats) == ("secret", 8)
    wrong = desk.sends(path, fields | {"diners-0": "谁也不是", "seats": "many"})
    assert wrong.status_code == 422
    assert 'value="谁也不是"' in wrong.text


def test_r20_the_room_that_was_booked_with_a_group_says_whether_it_has_tea(house: House, clerk: SignIn) -> None:
    """Its seats stand in the form, and decide as long as nobody has written others."""
    booking = ahead(house, WANG, OLA, kind=VisitKind.GROUP, grade="C")
    with house.node.transaction() as rows:
        facts = {"kind": "room", "name": "小会议室", "name_en": "Small room", "seats": 1, "remark": ""}
        room = enter_resource(rows, house.site, facts, "test", house.node.now()).id
        reserve(rows, rows.get_one(Booking, booking.id), Needs((room,)))
    desk, path = clerk(house.receptionist), f"/bookings/{booking.id}/reception"
    page = desk.reads(path)
    assert as_it_stands(page)["seats"] == "1"
    assert "Offered: Nothing" in page
    page = desk.does(f"{path}/arrangements", {"room": "302", "seats": "8", "meeting": "large", "secrecy": "open"})
    assert "Offered: Tea" in page


def confirms(desk: Clerk, booking: Booking) -> str:
    """Confirm a visit on the phone; return the plan's page."""
    points = {f"point-{point}": "yes" for point in ("time", "place", "people", "agenda")}
    path = f"/bookings/{booking.id}/reception/confirmation"
    return desk.does(path, {"whom": "王晓琳", "means": "phone", "words": "", **points})


def test_a_confirmation_is_written_down_and_shown(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    desk = clerk(house.receptionist)
    assert "Not confirmed with the visitor" in desk.reads(f"/bookings/{booking.id}/reception")
    nothing = desk.sends(f"/bookings/{booking.id}/reception/confirmation", {"whom": "王晓琳", "means": "phone"})
    assert nothing.status_code == 422
    assert "Tick what was confirmed." in nothing.text
    page = confirms(desk, booking)
    assert "Xiao Lin with 王晓琳, by phone" in page
    assert "Not confirmed with the visitor" not in page


ROW = {"kind": "talks", "start": "15:00", "end": "16:00", "words": "合作洽谈", "place": "302", "people": "李伟"}


def form(*rows: dict[str, str], **more: str) -> dict[str, str]:
    """Return an itinerary's form as it is sent."""
    sent = {f"item-{number}-{name}": value for number, row in enumerate(rows) for name, value in row.items()}
    return {"language": "zh", "seen": "0", **sent, **more}


def test_an_itinerary_is_proposed_written_and_printed_in_the_visitor_s_language(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    desk, path = clerk(house.receptionist), f"/bookings/{booking.id}/itinerary"
    assert desk.opens(f"{path}/print").status_code == 404
    proposed = desk.reads(path)
    assert "This is what the grade proposes." in proposed
    assert 'value="展厅"' in proposed  # the tour goes where the permit lets it
    page = desk.does(path, form(ROW, {**ROW, "kind": "meal", "start": "17:00", "end": "18:00", "words": ""}))
    assert "Goes out by itself" in page
    paper = desk.reads(f"{path}/print").split('class="itinerary-sheet"')[1]
    assert "会谈：合作洽谈" in paper
    assert "15:00–16:00" in paper
    desk.does(path, form({**ROW, "words": "Joint trial"}, language="en", seen="1"))
    assert "Talks: Joint trial" in desk.reads(f"{path}/print")


WRONG_ITEMS = (
    ({"start": "soon"}, "Write an hour such as 14:30."),
    ({"end": "14:00"}, "Write an hour after the start, such as 15:00."),
    ({"kind": "other", "words": ""}, "Say what it is."),
    ({"kind": "nap"}, "Choose one of these."),
    ({"place": "长" * 121}, "This is too long: 120 characters at most."),
    ({"people": "李\u202e伟"}, "There is a character in this that cannot be shown."),
)


def test_a_wrong_item_is_named_and_everything_typed_is_kept(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    desk = clerk(house.receptionist)
    for changes, words in WRONG_ITEMS:
        answer = desk.sends(f"/bookings/{booking.id}/itinerary", form(ROW | changes, ROW))
        assert answer.status_code == 422
        assert words in answer.text
        assert as_it_stands(answer.text)["item-1-words"] == "合作洽谈"
    assert plan(house, booking)[0].itinerary_version == 0


def test_a_proposal_that_goes_on_past_midnight_is_saved_as_it_stands(house: House, clerk: SignIn) -> None:
    """What its own form shows it takes back: a welcome from 23:52 until 00:02 of the next day."""
    starts = (house.node.now().astimezone(SHANGHAI) + timedelta(days=2)).replace(hour=23, minute=52)
    booking = house.approved(house.wish(grade="C", starts_at=starts, ends_at=starts + timedelta(hours=3)))
    desk, path = clerk(house.receptionist), f"/bookings/{booking.id}/itinerary"
    shown = {name: value for name, value in as_it_stands(desk.reads(path)).items() if not name.endswith("gone")}
    assert (shown["item-0-start"], shown["item-0-end"]) == ("23:52", "00:02")
    desk.does(path, shown)
    starts_at, ends_at = (plan(house, booking)[0].itinerary[0][edge] for edge in ("starts_at", "ends_at"))
    assert datetime.fromisoformat(ends_at) - datetime.fromisoformat(starts_at) == timedelta(minutes=10)


def test_items_that_overlap_or_lie_outside_are_warned_of_and_kept(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    rows = ROW, {**ROW, "start": "15:30", "end": "16:30"}, {**ROW, "start": "21:00", "end": "22:00"}
    page = clerk(house.receptionist).does(f"/bookings/{booking.id}/itinerary", form(*rows))
    assert "This begins before the item above it ends." in page
    assert "This is outside the visit&#39;s time" in page or "This is outside the visit's time" in page
    assert len(plan(house, booking)[0].itinerary) == 3


def test_two_who_write_an_itinerary_are_told_of_each_other(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    path = f"/bookings/{booking.id}/itinerary"
    clerk(house.host).does(path, form(ROW))
    late = clerk(house.receptionist).sends(path, form({**ROW, "words": "另一份"}))
    assert late.status_code == 409
    assert as_it_stands(late.text)["item-0-words"] == "另一份"
    assert "Somebody else has written the itinerary meanwhile" in late.text


def test_a_plan_is_made_before_the_approval_from_the_booking_s_page(house: House, clerk: SignIn) -> None:
    starts = house.node.now() + timedelta(days=4)
    booking = house.booked(house.wish(grade="C", starts_at=starts, ends_at=starts + timedelta(hours=2)))
    desk = clerk(house.receptionist)
    assert "Make the plan" in desk.reads(f"/bookings/{booking.id}")
    page = desk.does(f"/bookings/{booking.id}/reception")
    assert "Tea stands ready" in page
    assert "Open the plan" in desk.reads(f"/bookings/{booking.id}")


def test_an_approved_visit_whose_grade_has_no_tasks_does_not_promise_a_plan(house: House, clerk: SignIn) -> None:
    starts = house.node.now() + timedelta(days=4)
    times = {"starts_at": starts, "ends_at": starts + timedelta(hours=2)}
    waiting, approved = house.booked(house.wish(grade="C", **times)), house.approved(house.wish(grade="D", **times))
    desk = clerk(house.receptionist)
    assert "get their plan with the approval" in desk.reads(f"/bookings/{waiting.id}")
    page = desk.reads(f"/bookings/{approved.id}")
    assert "This visit got no plan with its approval. One can be made now." in page
    assert "get their plan with the approval" not in page


def test_the_booking_s_page_says_what_is_missing_and_when_all_is_ready(house: House, clerk: SignIn) -> None:
    booking = ahead(house, hours=29)
    desk = clerk(house.receptionist)
    page = desk.reads(f"/bookings/{booking.id}")
    assert "Not confirmed with the visitor" in page
    assert "0 of 18 done" in page
    for task in plan(house, booking)[1].values():
        desk.sends(f"/reception/tasks/{task.id}/tick", {"done": "yes"})
    fields = {"escorts-0": "林晓", "room": "302", "meeting": "large", "secrecy": "internal"}
    desk.does(f"/bookings/{booking.id}/reception/arrangements", fields)
    desk.does(f"/bookings/{booking.id}/itinerary", form(ROW))
    confirms(desk, booking)
    page = desk.reads(f"/bookings/{booking.id}")
    assert "Ready for the visit" in page
    assert "18 of 18 done" in page
    assert "Ready for the visit<" in desk.reads("/reception")


def test_minutes_and_cooperation_stand_with_the_visit(house: House, clerk: SignIn) -> None:
    booking = ahead(house)
    host, path = clerk(house.host), f"/bookings/{booking.id}/minutes"
    assert host.sends(path, {"minutes": "", "seen": "0"}).status_code == 422
    assert "谈妥两点" in host.does(path, {"minutes": "谈妥两点", "seen": "0"})
    late = clerk(house.receptionist).sends(path, {"minutes": "另一版", "seen": "0"})
    assert late.status_code == 409
    assert "另一版" in late.text
    wrong = host.sends(f"/bookings/{booking.id}/cooperation", {"item": "联合试制", "department": "x", "due": "soon"})
    assert wrong.status_code == 422
    assert 'value="联合试制"' in wrong.text
    page = host.does(f"/bookings/{booking.id}/cooperation", {"item": "联合试制", "due": "2026-12-01"})
    assert "Suggested" in page
    with house.node.reading() as rows:
        item = rows.query(Cooperation).one()
    assert "Agreed</span>" in host.does(f"/cooperation/{item.id}", {"state": "agreed"})
    assert clerk(house.other_host).sends(f"/cooperation/{item.id}", {"state": "done"}).status_code == 404
    assert clerk(house.guard).opens(path).status_code == 404, "the gate has no business with what was said"
    assert "联合试制" not in clerk(house.guard).reads("/reception/promises?what=all")
    assert host.sends(f"/cooperation/{item.id}", {"state": "gone"}).status_code == 404


def test_a_grade_s_template_is_changed_with_its_history(house: House, admin: Clerk) -> None:
    sent = as_it_stands_whole(admin.reads("/rules/reception/C"))
    row = next(name.rpartition("-")[0] for name, value in sent.items() if value == "tea")
    page = admin.does("/rules/reception/C", sent | {f"{row}-number": "20", "reason": "slow kettle"})
    assert "Saved. Plans that are made from now on follow it." in page
    assert "slow kettle" in page
    assert "20 minutes before the start" in page
    with house.node.reading() as rows:
        tea = next(line for line in template_of(rows, "C").lines if line.key == "tea")
    assert tea.minutes == 20
    booking = ahead(house, grade="C")
    assert plan(house, booking)[1]["tea"].due_at == booking.starts_at - timedelta(minutes=20)
    unchanged = as_it_stands_whole(admin.reads("/rules/reception/C"))
    assert "Nothing was changed." in admin.does("/rules/reception/C", unchanged)


def as_it_stands_whole(page: str) -> dict[str, str]:
    """Return what the template's form would send; the page's only other form is the language's."""
    return {name: value for name, value in as_it_stands(page).items() if name not in ("language", "back")}


WRONG_LINES = (
    ({"line-0-number": "many"}, "Write a whole number from"),
    ({"line-0-unit": "days", "line-0-edge": "after_start"}, "Working days are counted before the start"),
    ({"line-0-owner": "nobody"}, "Choose one of these."),
    ({"line-0-name": "", "line-0-name_en": "Only English"}, "Write something here."),
    ({"step-0-lasts": "0"}, "Write a whole number from 1 to"),
    ({"line-0-check": "; ".join("abcdefghijklmno")}, "At most 12 things"),
)


def test_a_wrong_line_is_named_and_nothing_typed_is_lost(house: House, admin: Clerk) -> None:
    sent = as_it_stands_whole(admin.reads("/rules/reception/C"))
    for changes, words in WRONG_LINES:
        answer = admin.sends("/rules/reception/C", sent | changes)
        assert answer.status_code == 422
        assert words in answer.text
        assert as_it_stands(answer.text)["line-1-name"] == sent["line-1-name"]


def test_reception_s_figures_are_changed_in_order_with_their_history(house: House, admin: Clerk) -> None:
    sent = as_it_stands_whole(admin.reads("/rules/reception"))
    wrong = admin.sends("/rules/reception", sent | {"meal_some_escorts": "1"})
    assert wrong.status_code == 422
    assert "This is less than the one above it." in wrong.text
    too_late = admin.sends("/rules/reception", sent | {"itinerary_days": "2", "itinerary_send_hours": "48"})
    assert "at least 50" in too_late.text
    page = admin.does("/rules/reception", sent | {"remind_minutes": "30", "reason": "enough"})
    assert "Saved: 1 changed." in page
    assert "enough" in page
    with house.node.reading() as rows:
        assert figures(rows).remind_minutes == 30
