"""One booking: what its page says, decisions, cancelling, passes."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image

from shared.bookings.rules import Decision, GuestWish
from shared.kernel.logbook import Kind, LogLine
from tests.admin.clerk import Clerk, counted
from tests.clock import StandingClock
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
STATEMENTS = 21


def test_an_approver_approves_and_the_page_shows_permit_and_passes(house: House, clerk: SignIn) -> None:
    """One click, since it is what the page is open for."""
    booking = house.booked(house.wish(WANG, OLA, grade="C"))
    browser = clerk(house.boss)
    before = browser.reads(f"/bookings/{booking.id}")
    assert "Waiting for approval" in before
    assert "pass.png" not in before
    page = browser.does(f"/bookings/{booking.id}/decision", {"decision": "approve"})
    permit = house.booking(booking.id).permit
    assert permit is not None
    assert permit in page
    assert page.count('class="pass-thumb"') == 2


def test_a_rejection_needs_a_reason_and_keeps_the_form_open(house: House, clerk: SignIn) -> None:
    """R6."""
    booking = house.booked(house.wish(grade="C"))
    browser = clerk(house.boss)
    answer = browser.sends(f"/bookings/{booking.id}/decision", {"decision": "reject", "reason": " "})
    assert answer.status_code == 422
    assert "Write a reason" in answer.text
    assert '<details class="decision" open>' in answer.text
    page = browser.does(f"/bookings/{booking.id}/decision", {"decision": "reject", "reason": "会议改期"})
    assert "会议改期" in page
    assert house.booking(booking.id).state == "rejected"


def test_taking_an_approval_back_makes_the_passes_vanish(house: House, clerk: SignIn) -> None:
    """The page shows no code that opens no door."""
    booking = house.approved(house.wish(grade="C"))
    browser = clerk(house.boss)
    picture = f"/bookings/{booking.id}/guests/{booking.guests[0].id}/pass.png"
    assert browser.opens(picture).status_code == 200
    page = browser.does(f"/bookings/{booking.id}/decision", {"decision": "send_back", "reason": "时间待确认"})
    assert "时间待确认" in page
    assert "pass.png" not in page
    assert browser.opens(picture).status_code == 404
    assert browser.opens(f"/bookings/{booking.id}/passes").status_code == 404


@pytest.mark.parametrize("decision", [str(each) for each in Decision])
def test_nobody_decides_on_a_request_of_their_own(house: House, clerk: SignIn, decision: str) -> None:
    """Neither by the page, which says why it shows no button, nor by sending what it doesn't offer."""
    booking = house.booked(house.wish(grade="C", host_id=str(house.boss.employee_id)), by=house.boss)
    browser = clerk(house.boss)
    page = browser.reads(f"/bookings/{booking.id}")
    assert "Nobody decides on a request of their own" in page
    assert 'value="approve"' not in page
    answer = browser.sends(f"/bookings/{booking.id}/decision", {"decision": decision, "reason": "x"})
    assert answer.status_code == 403
    assert "Nobody decides on a request of their own" in answer.text
    assert house.booking(booking.id).state == "waiting"


def test_a_decision_that_came_second_is_told_so(house: House, clerk: SignIn) -> None:
    """Two approvers at once: one decision holds."""
    booking = house.booked(house.wish(grade="C"))
    browser = clerk(house.boss)
    house.decided(booking.id, Decision.APPROVE, house.boss)
    answer = browser.sends(f"/bookings/{booking.id}/decision", {"decision": "reject", "reason": "x"})
    assert answer.status_code == 409
    assert "has been approved meanwhile" in answer.text


def test_an_unknown_decision_is_not_there(house: House, clerk: SignIn) -> None:
    """Nor a server error."""
    booking = house.booked(house.wish(grade="C"))
    assert clerk(house.boss).sends(f"/bookings/{booking.id}/decision", {"decision": "x"}).status_code == 404


def test_cancelling_says_what_it_does_before_it_is_done(house: House, clerk: SignIn) -> None:
    """Who is told, who is inside, and that there is a way to keep the visit."""
    booking = house.approved(house.wish(WANG, OLA))
    house.scanned(house.pass_of(booking))
    browser = clerk(house.host)
    page = browser.reads(f"/bookings/{booking.id}/cancel")
    assert "王晓琳, Ola Nordmann" in page
    assert "One guest is on site" in page
    assert "Keep the visit" in page
    assert house.booking(booking.id).state == "approved"
    assert "Cancelled" in browser.does(f"/bookings/{booking.id}/cancel")
    assert house.booking(booking.id).state == "cancelled"


def test_a_guard_is_not_asked_whether_to_cancel(house: House, clerk: SignIn) -> None:
    """Nor shown the buttons."""
    booking = house.approved()
    browser = clerk(house.guard)
    assert browser.opens(f"/bookings/{booking.id}/cancel").status_code == 403
    assert "Cancel this visit" not in browser.reads(f"/bookings/{booking.id}")


def test_a_pass_is_read_back_from_its_picture(house: House, clerk: SignIn) -> None:
    """By another reader than the one that drew it, and it opens the door."""
    booking = house.approved()
    answer = clerk(house.host).opens(f"/bookings/{booking.id}/guests/{booking.guests[0].id}/pass.png")
    assert answer.content_type == "image/png"
    (read,) = zxingcpp.read_barcodes(Image.open(BytesIO(answer.data)))
    assert read.text == house.pass_of(booking)


def test_a_pass_of_another_booking_s_guest_is_not_there(house: House, clerk: SignIn) -> None:
    """The two halves of the address must belong together."""
    first, second = house.approved(), house.approved(house.wish(OLA))
    assert clerk(house.host).opens(f"/bookings/{first.id}/guests/{second.guests[0].id}/pass.png").status_code == 404


def test_the_printed_page_has_a_card_a_guest_with_dates_that_last(house: House, clerk: SignIn) -> None:
    """Paper that says "today" would lie tomorrow."""
    booking = house.approved(house.wish(WANG, OLA))
    page = clerk(house.host).reads(f"/bookings/{booking.id}/passes")
    assert page.count('class="pass-card"') == 2
    assert "Mon, 23 Nov 2026 09:30 to 11:30" in page
    assert "today" not in page.split("pass-sheet")[1]


def test_the_page_tells_the_visit_s_story(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """From the logbook: who did what, and when, oldest first."""
    booking = house.approved(house.wish(grade="C"))
    clock.passes(minutes=5)
    house.scanned(house.pass_of(booking))
    clerk(house.host).does("/host/answer", {"said": "minutes", "minutes": "10", "visit": visit_of(house)})
    page = clerk(house.host).reads(f"/bookings/{booking.id}").split('class="log num"')[1]
    told = ["Wei Li booked the visit", "Hai Zheng approved the visit", "王晓琳 checked in", "10 minutes, please"]
    places = [page.index(words) for words in told]
    assert places == sorted(places)


def visit_of(house: House) -> str:
    """Return the newest visit."""
    with house.node.reading() as rows:
        line = rows.query(LogLine).filter(LogLine.kind == Kind.VisitorArrived).order_by(LogLine.n.desc()).first()
    assert line is not None
    return str(line.visit_id)


def test_the_way_stands_where_the_visit_stands(house: House, clerk: SignIn) -> None:
    """Exactly one station is now."""
    browser = clerk(house.host)

    def now(booking_id: str) -> str:
        page = browser.reads(f"/bookings/{booking_id}")
        assert page.count('<li class="now">') == 1
        return page.split('<li class="now">')[1].split("<b>")[1].split("</b>")[0]

    waiting = house.booked(house.wish(grade="C"))
    assert now(waiting.id) == "Approval"
    booking = house.approved(house.wish(OLA))
    assert now(booking.id) == "Check-in"
    house.scanned(house.pass_of(booking))
    assert now(booking.id) == "Host answers"
    browser.does("/host/answer", {"said": "coming", "visit": visit_of(house)})
    assert now(booking.id) == "On site"
    house.left(house.pass_of(booking))
    assert "Checked out" in browser.reads(f"/bookings/{booking.id}")


def test_how_long_somebody_is_on_site_is_said_in_hours(house: House, clerk: SignIn, clock: StandingClock) -> None:
    booking = house.approved()
    house.scanned(house.pass_of(booking))
    clock.passes(hours=2, minutes=10)
    assert "On site for 2 h 10 min" in clerk(house.host).reads(f"/bookings/{booking.id}")


def test_the_page_costs_the_same_number_of_statements_for_a_large_group(house: House, clerk: SignIn) -> None:
    """However many guests and lines there are."""
    small, large = house.approved(), house.approved(house.wish(OLA, guest_no(1), guest_no(2)))
    browser = clerk(house.receptionist)
    for index in range(3):
        house.scanned(house.pass_of(large, index))
    house.scanned(house.pass_of(small))
    with counted(house.node) as few:
        browser.reads(f"/bookings/{small.id}")
    with counted(house.node) as many:
        browser.reads(f"/bookings/{large.id}")
    assert len(many) == len(few) <= STATEMENTS, "\n".join(many)


def guest_no(number: int) -> GuestWish:
    """Return another guest."""
    return replace(OLA, contact=replace(OLA.contact, name=f"Guest {number}", email=f"g{number}@fjord.example"))


def test_a_stranger_to_the_visit_reads_no_word_of_it(house: House, clerk: SignIn) -> None:
    """Another host at the same site."""
    booking = house.booked(house.wish(host_id=str(house.boss.employee_id)), by=house.boss)
    assert clerk(house.host).opens(f"/bookings/{booking.id}").status_code == 404


def test_a_booking_changed_since_it_was_looked_at_is_not_approved(house: House, clerk: SignIn) -> None:
    """The page says so and shows how it stands now."""
    booking = house.booked(house.wish(grade="C"))
    browser = clerk(house.boss)
    assert 'name="seen" value="0"' in browser.reads(f"/bookings/{booking.id}")
    answer = browser.sends(f"/bookings/{booking.id}/decision", {"decision": "approve", "seen": "1"})
    assert answer.status_code == 409
    assert "changed meanwhile" in answer.text
    assert house.booking(booking.id).state == "waiting"
