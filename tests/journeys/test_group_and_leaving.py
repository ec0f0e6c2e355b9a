"""A group comes in behind its leader; and who leaves gives account, and is asked how it was."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from shared.badges.models import Badge
from shared.bookings.models import Booking
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.declarations.models import DeclaredItem
from shared.feedback.models import Feedback
from shared.visits.models import Visit
from tests.house import OLA, WANG, House
from tests.journeys.conftest import LYING, Place
from tests.journeys.leaving import Guard, Party, Receiver

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NAMES = ("王晓琳", "阿卜杜拉·买买提江·吐尔逊", "Hubert Wolfeschlegelsteinhausenbergerdorff", "陈静", "Ola Nordmann")


def booked(house: House, *guests: GuestWish) -> Booking:
    """Book a visit that the door lets in to now, and that lasts beyond this moment."""
    now = house.node.now()
    return house.booked(house.wish(*guests, starts_at=now + timedelta(minutes=10), ends_at=now + timedelta(hours=3)))


def states(house: House, booking: Booking) -> list[tuple[str, str | None]]:
    with house.node.reading() as session:
        wanted = select(Visit.state, Visit.answer).where(Visit.booking_id == booking.id)
        return sorted((row.state, row.answer) for row in session.execute(wanted))


def test_the_leaders_pass_lets_the_whole_group_in(place: Place, screenshots: Path) -> None:
    house, company = place.house, "江州理工大学"
    group = booked(
        house, *(GuestWish(Contact(name, company, f"+861390000{n:04d}", None), n == 0) for n, name in enumerate(NAMES))
    )
    leader = Party(place.kiosk().page, place.kiosk_app.url)
    host, gate = Receiver(place.host().page, place.office_app.url), place.gate()
    host.waits_for_visitors()
    gate.watches()
    leader.scan(house.pass_of(group))
    leader.is_asked_who_is_here(4)
    leader.unticks("陈静")
    leader.speaks("中文", "zh-CN")
    leader.is_asked_who_is_here(3)
    leader.page.screenshot(path=screenshots / "group-ticks-zh-CN.png")
    leader.speaks("English", "en")
    leader.page.screenshot(path=screenshots / "group-ticks-en.png")
    leader.signs_them_in()
    assert leader.title == "Welcome, all 4 of you"
    for name in ("王晓琳", "Ola Nordmann"):
        gate.sees(name)
    host.says_minutes(5)
    leader.says_all_badges_are_out(4)
    leader.page.screenshot(path=screenshots / "group-here-en.png")
    assert len(list(place.prints.glob("*.png"))) == 4
    assert states(house, group) == [("inside", "minutes")] * 4

    late = Party(place.kiosk(size=LYING).page, place.kiosk_app.url)
    late.scan(house.pass_of(group))
    late.signs_in_more()
    late.is_asked_who_is_here(1)
    late.page.screenshot(path=screenshots / "group-late-en-lying.png")
    late.signs_them_in()
    assert late.title == "Welcome, all 5 of you"
    assert states(house, group) == [("inside", "minutes")] * 5


def test_who_leaves_gives_account_and_says_how_it_was(place: Place, screenshots: Path) -> None:
    house = place.house
    bookings = [booked(house, guest) for guest in (WANG, OLA, WANG)]
    visits = [house.scanned(house.pass_of(each)).visit for each in bookings]  # type: ignore[union-attr]
    with house.node.transaction() as session:
        session.add(DeclaredItem(visit_id=visits[0], position=0, what="样品", quantity=3))
    kiosk = Party(place.kiosk().page, place.kiosk_app.url)
    gate = Guard(place.gate().page, place.office_app.url)
    gate.watches()
    what_differs_needs_the_gates_word(house, bookings[0], kiosk, gate, screenshots)
    low_feedback_is_heard_of(house, bookings[1], kiosk, gate, screenshots)
    host = Receiver(place.host().page, place.office_app.url)
    host.waits_for_visitors()
    host.page.screenshot(path=screenshots / "leaving-host-en.png")
    host.says_has_left("王晓琳")
    assert states(house, bookings[2]) == [("left", None)]


def what_differs_needs_the_gates_word(
    house: House, booking: Booking, kiosk: Party, gate: Guard, screenshots: Path
) -> None:
    kiosk.leaves_with(house.pass_of(booking))
    kiosk.says_that_less_goes_out("Samples")
    assert states(house, booking) == [("inside", None)]
    gate.is_asked_to_check("王晓琳")
    gate.sees_what_the_visitor_says("the visitor says 2")
    gate.lets_out()
    gate.is_told_why_not("Write why")
    gate.page.screenshot(path=screenshots / "leaving-gate-en.png")
    gate.lets_out("一件样品留给李伟")
    gate.page.wait_for_url("**/gate*")
    gate.watches()
    assert states(house, booking) == [("left", None)]


def low_feedback_is_heard_of(house: House, booking: Booking, kiosk: Party, gate: Guard, screenshots: Path) -> None:
    kiosk.leaves_with(house.pass_of(booking))
    kiosk.rates(5)
    kiosk.rates(2)
    kiosk.page.screenshot(path=screenshots / "leaving-rated-en.png")
    kiosk.adds("等了半个小时")
    kiosk.hands_the_badge_back()
    gate.sees_low_feedback("等了半个小时")
    gate.notes_it()
    with house.node.reading() as session:
        (said,) = session.scalars(select(Feedback)).all()
        stay = select(Visit.id).where(Visit.booking_id == booking.id).scalar_subquery()
        back = session.scalars(select(Badge.returned_at).where(Badge.visit_id == stay)).one()
    assert (said.score, said.comment, said.is_anonymous) == (2, "等了半个小时", False)
    assert back is not None
