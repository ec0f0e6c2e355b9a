"""Booking and changing a visit by the form."""

import html
import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from shared.bookings.models import Booking
from tests.admin.clerk import Clerk
from tests.clock import MONDAY_AT_NINE, StandingClock
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]


def filled(**different: str) -> dict[str, str]:
    """Return the fields of a form that can be booked."""
    return {
        "do": "book",
        "guests-0-name": "王晓琳",
        "guests-0-company": "启航精密",
        "guests-0-phone": "138 1234 0001",
        "guests-0-email": "wang@qihang.example",
        "leader": "0",
        "purpose": "签约洽谈",
        "area": "",
        "site": "HQ",
        "host": "li.wei@usher.example",
        "day": "2026-11-23",
        "start": "14:00",
        "end": "15:30",
        "last_day": "",
        "kind": "ordinary",
        "grade": "C",
        "grade_reason": "老客户",
    } | {name.replace("__", "-"): value for name, value in different.items()}


def only_booking(house: House) -> Booking:
    """Return the one booking that there is."""
    with house.node.reading() as rows:
        found = rows.scalars(select(Booking.id)).one()
    return house.booking(found)


def bookings(house: House) -> int:
    """Return how many there are."""
    with house.node.reading() as rows:
        return len(rows.scalars(select(Booking.id)).all())


def value_of(page: str, field: str) -> str:
    """Return what stands in a field."""
    found = re.search(rf'name="{field}" value="([^"]*)"', page)
    assert found is not None, field
    return html.unescape(found[1])


def test_a_form_that_is_sent_twice_books_one_visit(house: House, clerk: SignIn) -> None:
    """Changed in between, it asks for something else."""
    desk = clerk(house.receptionist)
    form = value_of(desk.reads("/bookings/new"), "form")
    first, again = (desk.sends("/bookings", filled(form=form)).location for _tap in range(2))
    assert first == again
    assert bookings(house) == 1
    assert desk.sends("/bookings", filled(form=form, purpose="另一件事")).location != first
    assert bookings(house) == 2


def test_reception_books_for_a_host(house: House, clerk: SignIn) -> None:
    """Times are the site's; the phone is kept as the world writes it."""
    page = clerk(house.receptionist).does("/bookings", filled())
    booking = only_booking(house)
    assert "It waits for approval" in page
    assert (booking.host.email, booking.grade_letter, booking.state) == ("li.wei@usher.example", "C", "waiting")
    assert booking.starts_at.isoformat() == "2026-11-23T06:00:00+00:00"
    assert booking.ends_at.isoformat() == "2026-11-23T07:30:00+00:00"
    assert booking.guests[0].visitor.phone == "+8613812340001"


def test_a_host_books_for_themselves_and_a_d_visit_is_approved_at_once(house: House, clerk: SignIn) -> None:
    """R6; whatever host the form says."""
    browser = clerk(house.host)
    assert "you receive the visitor yourself" in browser.reads("/bookings/new")
    page = browser.does("/bookings", filled(grade="D", host="zheng.hai@usher.example"))
    assert "the passes are ready" in page
    assert only_booking(house).host_id == house.host.employee_id


@pytest.mark.parametrize("typed", ["李伟", "Wei Li", "wei li", "Wei Li · Purchasing · li.wei@usher.example"])
def test_the_host_is_found_by_name_or_by_what_was_suggested(house: House, clerk: SignIn, typed: str) -> None:
    """In either language."""
    clerk(house.receptionist).does("/bookings", filled(host=typed))
    assert only_booking(house).host_id == house.host.employee_id


WRONG = {
    "purpose": ({"purpose": " "}, "purpose", "Say what the visit is for"),
    "no such host": ({"host": "Nobody"}, "host", "Nobody of this name works here"),
    "no host": ({"host": ""}, "host", "Say who is visited"),
    "unknown e-mail": ({"host": "x@usher.example"}, "host", "Nobody of this name works here"),
    "day": ({"day": "tomorrow"}, "day", "Choose a day"),
    "hour": ({"start": "2 pm"}, "start", "Write an hour such as 14:30"),
    "order": ({"end": "13:00"}, "end", "The end has to be after the start"),
    "past": ({"day": "2026-11-20"}, "end", "This time is already over"),
    "too far": ({"last_day": "2027-03-01"}, "end", "31 days at most"),
    "no name": ({"guests__0__name": ""}, "guests-0-name", "Write the guest"),
    "no company": ({"guests__0__company": ""}, "guests-0-company", "company"),
    "phone": ({"guests__0__phone": "12"}, "guests-0-phone", "This phone number cannot be right"),
    "e-mail": ({"guests__0__email": "wang@"}, "guests-0-email", "This e-mail address cannot be right"),
    "no contact": (
        {"guests__0__phone": "", "guests__0__email": ""},
        "guests-0-phone",
        "Write a phone number or an e-mail address",
    ),
    "grade": ({"grade": "Z"}, "grade", "Choose a grade"),
}


@pytest.mark.parametrize("case", list(WRONG))
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    house: House, clerk: SignIn, case: str
) -> None:
    """And nothing is booked."""
    change, field, words = WRONG[case]
    fields = filled(**change)
    answer = clerk(house.receptionist).sends("/bookings", fields)
    assert answer.status_code == 422
    beside = re.search(rf'id="f-{field}-trouble">.*?<span>(.*?)</span>', answer.text, re.DOTALL)
    assert beside is not None, answer.text
    assert words in html.unescape(beside[1])
    assert f'href="#f-{field}"' in answer.text
    for name in ("guests-0-name", "guests-0-company", "guests-0-phone", "guests-0-email", "purpose", "host", "day"):
        assert value_of(answer.text, name) == fields[name].strip()
    assert bookings(house) == 0


def test_all_that_is_wrong_is_said_in_one_round(house: House, clerk: SignIn) -> None:
    nothing = dict.fromkeys(filled(), "")
    answer = clerk(house.receptionist).sends("/bookings", nothing)
    said = re.findall(r'<a href="#f-([\w-]+)"', answer.text)
    assert said == ["host", "day", "start", "end", "purpose", "guests-0-name", "guests-0-company", "guests-0-phone"]


def test_several_people_of_one_name_are_told_apart(house: House, clerk: SignIn) -> None:
    """The form says which, and takes the e-mail address."""
    answer = clerk(house.boss).sends("/bookings", filled(host="li"))
    assert "li.wei@usher.example" in answer.text
    assert "Xiao Lin" in answer.text
    assert bookings(house) == 0


def test_guests_are_added_and_taken_away_without_scripts(house: House, clerk: SignIn) -> None:
    """The buttons ask the server; what was typed and who leads goes along."""
    browser = clerk(house.receptionist)
    page = browser.sends("/bookings", filled(do="add_guest")).text
    assert value_of(page, "guests-0-name") == "王晓琳"
    assert value_of(page, "guests-1-name") == ""
    two = filled(do="take_away:0", leader="1") | {"guests-1-name": "Ola Nordmann", "guests-1-company": "Fjord"}
    page = browser.sends("/bookings", two).text
    assert value_of(page, "guests-0-name") == "Ola Nordmann"
    assert 'name="guests-1-name"' not in page
    assert re.search(r'name="leader" value="0" data-index-value checked', page)
    assert bookings(house) == 0


def test_blank_rows_are_left_out_and_the_leader_is_kept(house: House, clerk: SignIn) -> None:
    """A row that was added and never filled is no guest."""
    more = {"guests-2-name": "Ola Nordmann", "guests-2-company": "Fjord", "guests-2-email": "ola@fjord.example"}
    blank = {f"guests-1-{part}": "" for part in ("name", "company", "phone", "email")}
    clerk(house.receptionist).does("/bookings", filled(leader="2") | blank | more)
    guests = [(guest.visitor.name, guest.is_leader) for guest in only_booking(house).guests]
    assert guests == [("王晓琳", False), ("Ola Nordmann", True)]


def test_an_urgent_booking_is_taken_and_says_when_its_papers_are_due(house: House, clerk: SignIn) -> None:
    """R5: tell first, file the papers afterwards."""
    page = clerk(house.receptionist).does("/bookings", filled(grade="A", kind="key"))
    assert "counts as urgent" in page
    assert "The papers are due by tomorrow 18:00" in page


def test_the_form_of_a_change_holds_what_is_booked(house: House, clerk: SignIn) -> None:
    """Sent unchanged it changes nothing that needs a new approval."""
    booking = house.approved(house.wish(WANG, OLA))
    browser = clerk(house.receptionist)
    page = browser.reads(f"/bookings/{booking.id}/change")
    assert value_of(page, "guests-1-name") == "Ola Nordmann"
    assert value_of(page, "host") == "Wei Li · Purchasing · li.wei@usher.example"
    fields = {
        name: value_of(page, name)
        for name in re.findall(r'name="((?:guests-\d-\w+)|purpose|area|site|host|day|start|end|last_day)"', page)
    }
    chosen = {"leader": "0", "kind": "ordinary", "grade": "D", "do": "book"}
    page = browser.does(f"/bookings/{booking.id}/change", fields | chosen | {"purpose": "另议"})
    assert "The passes below are the valid ones" in page
    assert house.booking(booking.id).permit == booking.permit
    assert house.booking(booking.id).purpose == "另议"


def test_a_change_of_time_has_to_be_approved_again(house: House, clerk: SignIn) -> None:
    """And its passes open no door until then."""
    booking = house.approved(house.wish(grade="C"))
    page = clerk(house.host).does(f"/bookings/{booking.id}/change", filled(grade="C", start="16:00", end="17:00"))
    assert "It waits for approval now" in page
    assert house.booking(booking.id).state == "waiting"


def test_who_changes_what_was_approved_reads_whom_no_mail_tells(house: House, clerk: SignIn) -> None:
    """R1, R9: a caller was told on the phone; of what nobody was told yet nobody has to call."""
    words = "No mail reaches these guests, so please tell them yourself: 王晓琳 +8613812340001."
    browser = clerk(house.host)
    mine = filled(grade="D", guests__0__email="")
    assert words not in browser.does("/bookings", mine)
    path = f"/bookings/{only_booking(house).id}/change"
    assert words in browser.does(path, mine | {"purpose": "看样品", "seen": "0"})
    assert words not in browser.does(path, filled(grade="D", purpose="验厂", seen="1"))


def test_who_may_not_change_a_booking_gets_no_form(house: House, clerk: SignIn) -> None:
    """A guard sees bookings and changes none; a cancelled one is changed by nobody."""
    booking = house.approved()
    assert clerk(house.guard).opens(f"/bookings/{booking.id}/change").status_code == 403
    browser = clerk(house.receptionist)
    browser.does(f"/bookings/{booking.id}/cancel")
    assert browser.sends(f"/bookings/{booking.id}/change", filled()).status_code == 409
    assert "Change" not in re.findall(r"<a class=\"btn\".*?</a>", browser.reads(f"/bookings/{booking.id}"))


def test_a_window_over_several_days_can_be_booked(house: House, clerk: SignIn) -> None:
    """Its last day is asked for only then."""
    clerk(house.receptionist).does("/bookings", filled(last_day="2026-11-25"))
    assert only_booking(house).ends_at.isoformat() == "2026-11-25T07:30:00+00:00"


def test_late_in_the_evening_the_form_can_be_sent_as_it_stands(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """The next full hour may end at midnight: 0:00 ends the day on which the visit begins."""
    clock.moves_to(MONDAY_AT_NINE.replace(hour=22, minute=40))
    browser = clerk(house.receptionist)
    form = browser.reads("/bookings/new")
    times = {name: value_of(form, name) for name in ("day", "start", "end", "last_day")}
    assert times == {"day": "2026-11-23", "start": "23:00", "end": "00:00", "last_day": ""}
    browser.does("/bookings", filled(**times))
    booking = only_booking(house)
    assert booking.ends_at - booking.starts_at == timedelta(hours=1)
    assert (value_of(browser.reads(f"/bookings/{booking.id}/change"), "last_day")) == "2026-11-24"


def test_what_is_too_long_is_said_and_kept(house: House, clerk: SignIn) -> None:
    """Also what no honest hand would type."""
    long = "长" * 600
    answer = clerk(house.receptionist).sends("/bookings", filled(purpose=long))
    assert answer.status_code == 422
    assert value_of(answer.text, "purpose") == long


def test_who_was_quicker_is_not_undone_unseen(house: House, clerk: SignIn) -> None:
    """The form comes back with all that was typed; saving it once more puts it in the other's place."""
    booking = house.booked(house.wish(grade="C"))
    path, browser = f"/bookings/{booking.id}/change", clerk(house.host)
    seen = value_of(browser.reads(path), "seen")
    clerk(house.receptionist).sends(path, filled(purpose="验收", seen=seen))
    late = browser.sends(path, filled(purpose="参观", seen=seen))
    assert late.status_code == 409
    assert "Somebody else changed this booking" in late.text
    assert value_of(late.text, "purpose") == "参观"
    assert only_booking(house).purpose == "验收"
    assert browser.sends(path, filled(purpose="参观", seen=value_of(late.text, "seen"))).status_code == 302
    assert only_booking(house).purpose == "参观"
