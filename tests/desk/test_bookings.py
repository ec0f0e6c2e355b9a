"""Booking, approving, changing, cancelling: states, passes, permits, and who is told."""

import base64
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from shared.bookings.models import Booking, PermitCounter
from shared.bookings.queries import Wanted, bookings_page
from shared.bookings.rules import Decision, GuestWish, State, VisitKind, Wish, WishRefused
from shared.desk.approve import decide
from shared.desk.cancel import cancel
from shared.desk.change import change
from shared.desk.outcomes import Admitted, NotAllowed, OutOfTurn, Refused
from shared.kernel.paging import Cursor
from shared.notices.actions import claim_next_notice
from shared.notices.models import Notice
from shared.visits.rules import Refusal
from tests.clock import StandingClock
from tests.house import OLA, WANG, House


def changed(house: House, booking: Booking, wish: Wish) -> Booking:
    with house.node.transaction() as session:
        change(session, booking.id, wish, house.host, house.node.now())
    return house.booking(booking.id)


def letters(house: House) -> list[tuple[str, str]]:
    """Return the letters to guests."""
    with house.node.reading() as session:
        to_guests = select(Notice).where(Notice.visitor_id.is_not(None)).order_by(Notice.id)
        return [(notice.topic, notice.state) for notice in session.scalars(to_guests)]


def found(house: House, text: str, limit: int = 10) -> list[str]:
    with house.node.reading() as session:
        page = bookings_page(session, Wanted((house.site,), text=text), None, limit)
        return [row.guests[0].visitor.name for row in page.items]


def test_a_d_visit_is_approved_by_its_host_who_books_it(house: House) -> None:
    booking = house.booked()
    assert (booking.state, booking.permit) == (State.APPROVED, "HQ26-1123-001")
    assert len(booking.guests[0].passes) == 1
    assert letters(house) == [("pass", "waiting")]


def test_permit_numbers_of_a_day_rise_and_are_never_given_twice(house: House) -> None:
    assert [house.booked().permit for _ in range(3)] == ["HQ26-1123-001", "HQ26-1123-002", "HQ26-1123-003"]


def test_an_a_visit_waits_for_the_general_manager(house: House) -> None:
    booking = house.booked(house.wish(grade="A"))
    assert (booking.state, booking.permit) == (State.WAITING, None)
    assert booking.is_urgent
    with pytest.raises(NotAllowed):
        house.decided(booking.id, Decision.APPROVE, house.host)
    assert house.decided(booking.id, Decision.APPROVE, house.boss).state == State.APPROVED


def test_nobody_approves_what_they_never_saw(house: House) -> None:
    booking = house.booked(house.wish(grade="C"))
    changed(house, booking, house.wish(OLA, grade="C", starts_at=booking.starts_at))
    with pytest.raises(OutOfTurn, match="booking_changed"), house.node.transaction() as session:
        decide(session, booking.id, Decision.APPROVE, None, house.boss, house.node.now(), seen=booking.changes)
    assert house.booking(booking.id).state == State.WAITING


def test_nobody_undoes_a_change_that_they_never_saw(house: House) -> None:
    booking = house.booked()
    changed(house, booking, house.wish(OLA, starts_at=booking.starts_at))
    wish = house.wish(starts_at=booking.starts_at)
    with pytest.raises(OutOfTurn, match="booking_changed"), house.node.transaction() as session:
        change(session, booking.id, wish, house.host, house.node.now(), seen=booking.changes)
    assert house.booking(booking.id).guests[0].visitor.name == "Ola Nordmann"


def test_a_visit_that_is_over_is_not_called_off(house: House, clock: StandingClock) -> None:
    booking = house.booked()
    clock.passes(days=1)
    with pytest.raises(OutOfTurn, match="booking_over"), house.node.transaction() as session:
        cancel(session, booking.id, house.host, house.node.now())
    assert house.booking(booking.id).state == State.APPROVED


def test_a_pass_for_a_window_until_midnight_ends_with_that_day(house: House) -> None:
    """Not with the next one."""
    midnight = house.node.now().astimezone(house.booked().site.tz).replace(hour=0, minute=0) + timedelta(days=1)
    booking = house.booked(house.wish(ends_at=midnight))
    assert booking.guests[0].passes[0].expires_at == midnight


def test_a_withdrawal_is_newer_than_what_it_withdraws(house: House) -> None:
    """Calendars take nothing else (RFC 5546)."""
    booking = house.approved(house.wish(grade="C"))
    assert house.decided(booking.id, Decision.SEND_BACK, house.boss).changes == booking.changes + 1


def test_the_thousandth_permit_of_a_day_is_found_like_the_others(house: House) -> None:
    day = house.booked().permit
    assert day is not None
    with house.node.transaction() as session:
        session.execute(update(PermitCounter).values(last=999))
    assert house.booked(house.wish(OLA)).permit == "HQ26-1123-1000"
    assert found(house, "HQ26-1123-1000") == found(house, "1123-1000") == ["Ola Nordmann"]
    assert sorted(found(house, "HQ26-1123")) == ["Ola Nordmann", "王晓琳"]


def test_nobody_approves_what_they_asked_for(house: House) -> None:
    booking = house.booked(house.wish(grade="C"), by=house.boss)
    with pytest.raises(NotAllowed, match="own_request"):
        house.decided(booking.id, Decision.APPROVE, house.boss)


def test_rejecting_wants_a_reason(house: House) -> None:
    booking = house.booked(house.wish(grade="C"))
    with pytest.raises(WishRefused):
        house.decided(booking.id, Decision.REJECT, house.boss, "  ")
    assert house.decided(booking.id, Decision.REJECT, house.boss, "没有会议室").state == State.REJECTED
    with pytest.raises(OutOfTurn):
        house.decided(booking.id, Decision.APPROVE, house.boss)


def test_a_host_books_for_themselves_only_and_reception_for_anyone(house: House) -> None:
    of_the_boss = house.wish(host_id=house.boss.employee_id)
    with pytest.raises(NotAllowed):
        house.booked(of_the_boss)
    assert house.booked(of_the_boss, by=house.receptionist).state == State.WAITING
    with pytest.raises(NotAllowed):
        house.booked(house.wish(), by=house.guard)
    with pytest.raises(NotAllowed):
        house.booked(house.wish(), by=house.other_host)


def test_a_wish_is_refused_with_all_that_is_wrong(house: House) -> None:
    wish = house.wish(purpose=" ", grade="Z", ends_at=house.node.now() - timedelta(days=1))
    with pytest.raises(WishRefused) as refused:
        house.booked(wish)
    assert {problem.field for problem in refused.value.problems} == {"purpose", "grade", "ends_at"}


def test_another_time_needs_a_new_approval_and_new_passes(house: House) -> None:
    booking = house.approved(house.wish(grade="C"))
    old = house.pass_of(booking)
    later = replace(house.wish(grade="C"), ends_at=booking.ends_at + timedelta(minutes=30))
    booking = changed(house, booking, later)
    assert booking.state == State.WAITING
    assert house.scanned(old) == Refused(Refusal.NOT_APPROVED)
    booking = house.decided(booking.id, Decision.APPROVE, house.boss)
    assert booking.permit == "HQ26-1123-001"
    assert house.scanned(old) == Refused(Refusal.CANCELLED)
    assert isinstance(house.scanned(house.pass_of(booking)), Admitted)


def test_another_purpose_needs_nothing(house: House) -> None:
    booking = house.approved(house.wish(grade="C"))
    text = house.pass_of(booking)
    booking = changed(house, booking, house.wish(grade="C", purpose="另一件事", starts_at=booking.starts_at))
    assert (booking.state, booking.purpose) == (State.APPROVED, "另一件事")
    assert isinstance(house.scanned(text), Admitted)


def test_a_guest_taken_off_the_booking_does_not_get_in(house: House) -> None:
    booking = house.booked(house.wish(WANG, OLA))
    ola = house.pass_of(booking, 1)
    booking = changed(house, booking, house.wish(WANG))
    assert [guest.visitor.name for guest in booking.guests] == ["王晓琳"]
    assert house.scanned(ola) == Refused(Refusal.CANCELLED)
    assert isinstance(house.scanned(house.pass_of(booking)), Admitted)
    assert found(house, "ola") == []


def test_cancelling_tells_only_guests_who_were_told_before(house: House) -> None:
    booking = house.booked(house.wish(WANG, OLA))
    with house.node.transaction() as session:
        told = session.scalars(select(Notice).where(Notice.topic == "pass").order_by(Notice.id)).first()
        assert told is not None
        told.state = "told"
    with house.node.transaction() as session:
        cancel(session, booking.id, house.host, house.node.now())
        cancel(session, booking.id, house.host, house.node.now())
    assert sorted(letters(house)) == [("pass", "dropped"), ("pass", "told"), ("pass_withdrawn", "waiting")]


def test_the_same_visitor_is_known_again(house: House) -> None:
    first, second = house.booked(), house.booked()
    assert first.guests[0].visitor_id == second.guests[0].visitor_id


SEARCHES = ["王", "晓琳", "wang", "WXL", "xiaolin", "启航", "qhjm", "HQ26-1123-001", "1123-001", "wang 启航"]


@pytest.mark.parametrize("text", SEARCHES)
def test_a_booking_is_found_by_name_company_pinyin_initials_and_permit(house: House, text: str) -> None:
    house.booked()
    house.booked(house.wish(OLA))
    assert found(house, text) == ["王晓琳"]


def test_pages_show_every_booking_once_and_lead_back(house: House) -> None:
    starts = house.node.now() + timedelta(hours=1)
    made = [
        house.booked(house.wish(starts_at=starts + timedelta(minutes=i), ends_at=starts + timedelta(hours=5)))
        for i in range(7)
    ]
    for text in ("", "wang"):
        seen: list[str] = []
        cursor: Cursor | None = None
        while True:
            with house.node.reading() as session:
                page = bookings_page(session, Wanted((house.site,), text=text), cursor, 3)
            seen += [row.id for row in page.items]
            if page.next is None:
                break
            cursor = Cursor.parse(str(page.next))
        assert seen == [booking.id for booking in reversed(made)]
        with house.node.reading() as session:
            back = bookings_page(session, Wanted((house.site,), text=text), page.previous, 3)
        assert [row.id for row in back.items] == seen[3:6]


def test_a_host_sees_their_own_visits_and_no_others(house: House) -> None:
    house.booked()
    house.booked(house.wish(OLA, host_id=house.boss.employee_id), by=house.receptionist)
    with house.node.reading() as session:
        mine = bookings_page(session, Wanted((), host=house.host.employee_id), None, 10)
        every = bookings_page(session, Wanted((house.site,), host=house.host.employee_id), None, 10)
        elsewhere = bookings_page(session, Wanted((house.other_site,)), None, 10)
    assert [len(page.items) for page in (mine, every, elsewhere)] == [1, 2, 0]


DEEP = base64.urlsafe_b64encode(b"[" * 3000).decode()
BEFORE_TIME = base64.urlsafe_b64encode(b'["0001-01-01T00:00:00+14:00", "x", false]').decode()


@pytest.mark.parametrize("text", ["", "x", "bm90IGEgY3Vyc29y", "é", "eyJhIjoxfQ", DEEP, BEFORE_TIME])
def test_a_text_that_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a cursor"):
        Cursor.parse(text)


def test_a_letter_that_a_courier_has_in_hand_is_taken_back_too(house: House) -> None:
    booking = house.booked()
    with house.node.transaction() as session:
        assert claim_next_notice(session, house.node.now()) is not None
    with house.node.transaction() as session:
        cancel(session, booking.id, house.host, house.node.now())
    assert letters(house) == [("pass", "dropped"), ("pass_withdrawn", "waiting")]


def test_a_word_mended_on_the_last_day_makes_no_late_booking(house: House, clock: StandingClock) -> None:
    starts = house.node.now() + timedelta(days=5)
    wish = house.wish(kind=VisitKind.KEY, starts_at=starts, ends_at=starts + timedelta(hours=1))
    booking = house.booked(wish)
    clock.passes(days=4)
    assert not changed(house, booking, replace(wish, purpose="签约仪式")).is_urgent
    assert changed(house, booking, replace(wish, area="机房")).is_urgent


def test_a_guest_who_was_written_down_twice_can_be_taken_off(house: House) -> None:
    booking = changed(house, house.booked(house.wish(WANG, WANG)), house.wish(WANG))
    assert [guest.visitor.name for guest in booking.guests] == ["王晓琳"]


def test_very_many_words_are_searched_for_by_some_of_them(house: House) -> None:
    house.booked()
    assert found(house, " ".join(["wang", "xiaolin", "启航"] * 400)) == ["王晓琳"]


def test_an_address_longer_than_any_mailbox_is_refused(house: House) -> None:
    with pytest.raises(WishRefused, match=r"guests\.0\.email: too_long"):
        house.booked(house.wish(GuestWish(replace(WANG.contact, email=f"{'a' * 300}@qihang.example"))))
