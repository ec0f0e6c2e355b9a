"""A booking is found under what it is now, and no longer under what it was."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from shared.bookings.models import Booking, BookingTerm
from shared.bookings.queries import Wanted, bookings_page
from shared.bookings.rules import Decision, Wish
from shared.desk.change import as_wish, change
from shared.desk.files import COMPANY, merge_files
from tests.house import OLA, WANG, House


def found(house: House, text: str, site: str | None = None) -> list[str]:
    with house.node.reading() as session:
        page = bookings_page(session, Wanted(sites=(site or house.site,), text=text), None, 10)
        return [booking.id for booking in page.items]


def changed(house: House, booking: Booking, wish: Wish) -> None:
    with house.node.transaction() as session:
        change(session, booking.id, wish, house.host, house.node.now())


def terms_of_booking(house: House, booking_id: str) -> set[tuple[str, str, object]]:
    with house.node.reading() as session:
        terms = session.scalars(select(BookingTerm).where(BookingTerm.booking_id == booking_id))
        return {(term.site_id, term.term, term.starts_at) for term in terms}


def test_other_guests_are_found_and_the_former_are_not(house: House) -> None:
    booking = house.booked()
    assert found(house, "wangxiao") == found(house, "启航") == [booking.id]
    changed(house, booking, house.wish(OLA))
    assert found(house, "wangxiao") == found(house, "启航") == []
    assert found(house, "nordm") == found(house, "fjord") == [booking.id]


def test_a_change_leaves_no_term_behind(house: House) -> None:
    """The terms are those that a booking made so from the first would have."""
    booking = house.booked(house.wish(WANG, OLA))
    later = timedelta(days=1)
    wish = replace(as_wish(booking), starts_at=booking.starts_at + later, ends_at=booking.ends_at + later)
    changed(house, booking, replace(wish, guests=wish.guests[:1]))
    now = house.booking(booking.id)
    assert now.permit is not None
    terms = terms_of_booking(house, booking.id)
    assert {starts for _, _, starts in terms} == {now.starts_at}
    assert not any(term.startswith("nord") for _, term, _ in terms)
    assert found(house, now.permit) == found(house, "王晓琳") == [booking.id]


def test_signs_alone_find_nothing_and_blanks_everything(house: House) -> None:
    booking = house.booked()
    assert [found(house, text) for text in ("'\"--", "%", "…  ?!", "_")] == [[], [], [], []]
    assert found(house, "wang --") == found(house, "  ") == [booking.id]


def test_an_approval_adds_the_permit_number(house: House) -> None:
    booking = house.booked(house.wish(grade="C"))
    before = terms_of_booking(house, booking.id)
    approved = house.decided(booking.id, Decision.APPROVE, house.boss)
    assert before < terms_of_booking(house, booking.id)
    assert found(house, str(approved.permit)) == [booking.id]


def test_a_booking_whose_company_became_part_of_another_is_found_by_both_names(house: House) -> None:
    booking = house.booked(house.wish(OLA))
    other = house.booked(house.wish(WANG))
    with house.node.transaction() as session:
        gone, kept = (each.guests[0].visitor.company_id for each in (booking, other))
        assert not merge_files(session, COMPANY, kept, gone, house.receptionist.id, house.node.now())
    assert found(house, "fjord") == [booking.id]
    assert sorted(found(house, "启航")) == sorted([booking.id, other.id])
