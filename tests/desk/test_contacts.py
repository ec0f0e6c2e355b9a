"""Who is on file, under which phone and e-mail, and who may change it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, select

from shared.bookings.models import Booking
from shared.bookings.rules import GuestWish, WishRefused
from shared.companies.models import Company, Visitor
from shared.companies.rules import KEPT_AFTER_LAST_VISIT
from shared.desk.cancel import cancel
from shared.desk.change import change
from shared.desk.outcomes import Admitted, Inside
from tests.house import WANG, House

HOUR = timedelta(hours=1)
MORE_FOR_A_GROUP = 6
"""Statements, in all: a driver may send what is one to us in a few pieces."""
ELSEWHERE = GuestWish(replace(WANG.contact, email="somebody@elsewhere.example"))


def changed(house: House, booking: Booking, *guests: GuestWish) -> Booking:
    wish = house.wish(*guests, starts_at=booking.starts_at, ends_at=booking.ends_at)
    with house.node.transaction() as session:
        change(session, booking.id, wish, house.host, house.node.now())
    return house.booking(booking.id)


def group(count: int) -> tuple[GuestWish, ...]:
    contact = WANG.contact
    return tuple(
        GuestWish(replace(contact, name=f"客人{n}", phone=f"+86138123{n:05}", email=f"guest{n}@qihang.example"))
        for n in range(count)
    )


def test_who_books_turns_nobody_else_s_passes_to_another_address(house: House) -> None:
    """The same name, company and phone with another e-mail is another file."""
    theirs = house.booked()
    house.booked(house.wish(ELSEWHERE))
    assert house.booking(theirs.id).guests[0].visitor.email == WANG.contact.email


def test_a_contact_is_mended_for_this_booking_alone(house: House) -> None:
    """Where other bookings know the visitor too, theirs stays as it is."""
    first, second = house.booked(), house.booked()
    second = changed(house, second, ELSEWHERE)
    assert second.guests[0].visitor.email == ELSEWHERE.contact.email
    assert house.booking(first.id).guests[0].visitor.email == WANG.contact.email


def test_a_wrong_address_is_mended_where_it_stands(house: House) -> None:
    """Nobody is left on file whom no booking knows."""
    booking = changed(house, house.booked(), ELSEWHERE)
    with house.node.reading() as session:
        on_file = session.scalars(select(Visitor)).all()
    assert [visitor.id for visitor in on_file] == [booking.guests[0].visitor_id]
    assert on_file[0].email == ELSEWHERE.contact.email


def test_a_guest_whose_phone_is_mended_in_the_middle_of_a_visit_stays_inside(house: House) -> None:
    booking = house.booked()
    assert isinstance(house.scanned(house.pass_of(booking)), Admitted)
    booking = changed(house, booking, GuestWish(replace(WANG.contact, phone="+8613800000000")))
    assert isinstance(house.scanned(house.pass_of(booking)), Inside)


def test_two_of_one_name_keep_their_own_phones(house: House) -> None:
    twins = [GuestWish(replace(WANG.contact, phone=phone)) for phone in ("+8613812340001", "+8613812340002")]
    mended = GuestWish(replace(WANG.contact, phone="+8613812340003"))
    booking = house.booked(house.wish(*twins))
    ids = [guest.id for guest in booking.guests]
    booking = changed(house, booking, twins[0], mended)
    assert [guest.id for guest in booking.guests] == ids
    assert [guest.visitor.phone for guest in booking.guests] == ["+8613812340001", "+8613812340003"]


def test_a_visitor_is_kept_for_half_a_year_beyond_the_last_visit(house: House) -> None:
    """And so is the booking (R29)."""
    soon = house.booked()
    late = house.booked(house.wish(ends_at=soon.ends_at + timedelta(days=9)))
    assert soon.forget_at == soon.ends_at + KEPT_AFTER_LAST_VISIT
    assert late.guests[0].visitor.forget_at == late.ends_at + KEPT_AFTER_LAST_VISIT


def test_companies_that_differ_by_a_sign_are_two(house: House) -> None:
    for name in ("C++ 软件", "C# 软件", "c++　软件"):
        house.booked(house.wish(GuestWish(replace(WANG.contact, company=name))))
    with house.node.reading() as session:
        assert sorted(session.scalars(select(Company.name))) == ["C# 软件", "C++ 软件"]


@pytest.mark.parametrize("odd", ["王\x1b[31m晓琳", "moc.elpmaxe \u202e王", "王\x00", "\u2066王"])
@pytest.mark.parametrize("part", ["name", "company"])
def test_what_no_name_has_is_refused(house: House, part: str, odd: str) -> None:
    """Control characters and turned directions make a name read as what it is not."""
    with pytest.raises(WishRefused, match=rf"guests\.0\.{part}: odd"):
        house.booked(house.wish(GuestWish(replace(WANG.contact, **{part: odd}))))


def test_marks_that_copying_brings_along_are_taken_off(house: House) -> None:
    booking = house.booked(house.wish(GuestWish(replace(WANG.contact, name="\ufeff王 \u200b晓琳\u200e \t"))))
    assert booking.guests[0].visitor.name == "王 晓琳"


def test_a_large_group_costs_hardly_more_statements_than_one_guest(house: House) -> None:
    """Nobody at the door waits behind a booking of two hundred, its change, its other time, or its end."""

    def statements(guests: tuple[GuestWish, ...]) -> list[int]:
        said: list[str] = []

        def listen(*_args: object) -> None:
            said.append("")

        event.listen(house.node.database.engine, "before_cursor_execute", listen)
        counts = []
        booking = house.booked(house.wish(*guests))
        counts.append(len(said))
        changed(house, booking, *guests[1:], WANG)
        counts.append(len(said))
        later = house.wish(*guests[1:], WANG, starts_at=house.node.now() + timedelta(hours=3))
        with house.node.transaction() as session:
            change(session, booking.id, replace(later, ends_at=later.starts_at + HOUR), house.host, house.node.now())
        counts.append(len(said))
        with house.node.transaction() as session:
            cancel(session, booking.id, house.host, house.node.now())
        event.remove(house.node.database.engine, "before_cursor_execute", listen)
        return [*counts, len(said)]

    few, many = statements(group(2)), statements(group(200))
    assert [more - less <= MORE_FOR_A_GROUP for less, more in zip(few, many, strict=True)] == [True] * 4, (few, many)
