"""Arriving: who is let in, who is not and why, and that nothing happens twice."""

import uuid
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from shared.access.rules import LOOK_UP_BY_STATION
from shared.badges.models import Badge
from shared.badges.queries import content_of
from shared.bookings.passes import Code, sign
from shared.bookings.rules import Decision
from shared.desk.cancel import cancel
from shared.desk.change import change
from shared.desk.outcomes import Admitted, Inside, Left, Refused, SeeReception
from shared.desk.rate import SURVEY, SURVEY_REMINDER
from shared.desk.taps import OtherQuestion
from shared.kernel.logbook import Kind, lines_after
from shared.notices.models import Notice
from shared.printing.models import PrintJob
from shared.sites.rules import Hours
from shared.visits.models import Visit
from shared.visits.queries import day_counts, inside, left_since, still_expected
from shared.visits.rules import Refusal
from tests.clock import StandingClock
from tests.house import OLA, WANG, House


def rows(house: House, table: type) -> int:
    with house.node.reading() as session:
        return session.scalars(select(func.count()).select_from(table)).one()


def kinds(house: House) -> list[str]:
    with house.node.reading() as session:
        return [line.kind for line in lines_after(session, 0)]


def test_a_pass_lets_its_guest_in_and_writes_all_that_follows(house: House) -> None:
    text, tables = house.pass_of(house.booked()), (Visit, Badge, PrintJob, Notice)
    before = [rows(house, table) for table in tables]
    outcome = house.scanned(text)
    assert isinstance(outcome, Admitted)
    assert [rows(house, table) - had for table, had in zip(tables, before, strict=True)] == [1, 1, 1, 6]
    assert kinds(house)[-2:] == [Kind.VisitorArrived, Kind.HostAsked]


def test_the_same_tap_twice_is_one_arrival(house: House) -> None:
    text, tap = house.pass_of(house.booked()), str(uuid.uuid4())
    first, second = house.scanned(text, tap), house.scanned(text, tap)
    assert first == second
    assert isinstance(first, Admitted)
    assert rows(house, Visit) == 1


def test_a_refusal_keeps_its_words_when_the_tap_comes_again(house: House, clock: StandingClock) -> None:
    text, tap = house.pass_of(house.booked()), str(uuid.uuid4())
    clock.passes(hours=-5)
    refused = house.scanned(text, tap)
    assert isinstance(refused, Refused)
    clock.passes(hours=5)
    assert house.scanned(text, tap) == refused


def test_a_tap_with_another_question_is_a_mistake(house: House) -> None:
    text, tap = house.pass_of(house.booked()), str(uuid.uuid4())
    house.scanned(text, tap)
    with pytest.raises(OtherQuestion):
        house.scanned("USHELSE", tap)


def test_a_second_scan_finds_the_visitor_inside(house: House) -> None:
    text = house.pass_of(house.booked())
    admitted = house.scanned(text)
    assert isinstance(admitted, Admitted)
    assert house.scanned(text.lower()) == Inside(admitted.visit)
    assert house.scanned(f"]Q1{text}\n") == Inside(admitted.visit)


def test_each_guest_of_a_booking_has_a_visit_of_their_own(house: House) -> None:
    booking = house.booked(house.wish(WANG, OLA))
    outcomes = [house.scanned(house.pass_of(booking, guest)) for guest in (0, 1)]
    assert all(isinstance(outcome, Admitted) for outcome in outcomes)
    assert rows(house, Visit) == 2


REFUSALS = [
    ("too_early", {"hours": -3}),
    ("too_late", {"hours": 3}),
    ("expired", {"hours": 16}),
]


@pytest.mark.parametrize(("reason", "later"), REFUSALS)
def test_the_hour_decides(house: House, clock: StandingClock, reason: str, later: dict[str, float]) -> None:
    text = house.pass_of(house.booked())
    clock.passes(**later)
    outcome = house.scanned(text)
    assert isinstance(outcome, Refused)
    assert outcome.reason == reason
    assert kinds(house)[-1] == Kind.ArrivalRefused


def test_too_early_says_from_when(house: House, clock: StandingClock) -> None:
    booking = house.booked()
    clock.passes(hours=-3)
    outcome = house.scanned(house.pass_of(booking))
    assert isinstance(outcome, Refused)
    assert outcome.opens_at == booking.starts_at - timedelta(minutes=60)


def test_nobody_enters_without_approval(house: House) -> None:
    booking = house.approved(house.wish(grade="C"))
    text = house.pass_of(booking)
    house.decided(booking.id, Decision.SEND_BACK, house.boss, "改期")
    assert house.scanned(text) == Refused(Refusal.NOT_APPROVED)


def test_a_cancelled_booking_opens_no_door(house: House) -> None:
    booking = house.booked()
    with house.node.transaction() as session:
        cancel(session, booking.id, house.host, house.node.now())
    assert house.scanned(house.pass_of(booking)) == Refused(Refusal.CANCELLED)


def test_a_pass_of_another_site_is_sent_there(house: House) -> None:
    text = house.pass_of(house.booked())
    assert house.scanned(text, door=house.other_door) == Refused(Refusal.WRONG_SITE)


def test_who_is_inside_may_leave_also_when_the_booking_moves_to_another_site(house: House) -> None:
    booking = house.booked()
    text = house.pass_of(booking)
    came = house.scanned(text)
    assert isinstance(came, Admitted)
    wish = house.wish(site_id=house.other_site, starts_at=booking.starts_at, ends_at=booking.ends_at)
    with house.node.transaction() as session:
        change(session, booking.id, wish, house.everywhere, house.node.now())
    assert house.scanned(text) == Inside(came.visit)
    assert house.left(text) == Left(came.visit)


def test_a_pass_that_was_used_says_when(house: House) -> None:
    text = house.pass_of(house.booked())
    house.scanned(text)
    house.left(text)
    assert house.scanned(text) == Refused(Refusal.USED, used_at=house.node.now())


@pytest.mark.parametrize("text", ["", "hello", "USH", "USH" + "A" * 46, "VK1QA234", "USH" + "1" * 47])
def test_what_is_no_pass_is_unknown(house: House, text: str) -> None:
    assert house.scanned(text) == Refused(Refusal.UNKNOWN)


def test_a_pass_signed_by_another_hand_is_forged(house: House) -> None:
    text = sign(Code.PASS, "ab" * 8, house.node.now() + timedelta(days=1), b"another house's key")
    assert house.scanned(text) == Refused(Refusal.FORGED)


def test_a_badge_at_the_entrance_offers_departure_and_at_the_exit_departs(house: House) -> None:
    admitted = house.scanned(house.pass_of(house.booked()))
    assert isinstance(admitted, Admitted)
    with house.node.reading() as session:
        content = content_of(session, admitted.badge, house.node.keys.passes)
    assert content is not None
    assert house.scanned(content.code) == Inside(admitted.visit)
    assert house.left(content.code) == Left(admitted.visit)
    assert house.left(content.code) == Refused(Refusal.USED)


def test_permit_and_phone_tail_let_in(house: House) -> None:
    booking = house.booked(house.wish(WANG, OLA))
    assert isinstance(house.typed(str(booking.permit).lower(), "4011"), Admitted)


def test_every_failed_look_up_is_the_same_answer(house: House, clock: StandingClock) -> None:
    waiting, ready = house.booked(house.wish(grade="C")), house.booked()
    answers = [
        house.typed("XX26-0101-001", "0001"),
        house.typed(str(ready.permit), "9999"),
        house.typed(str(ready.permit), ""),
        house.typed(str(waiting.permit), "0001"),
        house.typed(str(ready.permit), "0001", door=house.other_door),
    ]
    clock.passes(hours=-5)
    answers.append(house.typed(str(ready.permit), "0001"))
    assert set(answers) == {SeeReception()}


def test_guessing_phone_tails_is_stopped_and_looks_like_any_failure(house: House, clock: StandingClock) -> None:
    booking = house.booked()
    for guess in range(LOOK_UP_BY_STATION.tries):
        assert house.typed(str(booking.permit), f"{guess:04}"[::-1].replace("0001", "1111")) == SeeReception()
    assert house.typed(str(booking.permit), "0001") == SeeReception()
    clock.passes(minutes=11)
    assert isinstance(house.typed(str(booking.permit), "0001"), Admitted)


def test_the_visitor_who_left_is_not_printed_or_announced_any_more(house: House) -> None:
    text = house.pass_of(house.booked())
    came = house.scanned(text)
    assert isinstance(came, Admitted)
    assert isinstance(house.left(text), Left)
    with house.node.reading() as session:
        assert session.scalars(select(PrintJob.state)).all() == ["replaced"]
        wanted = select(Notice.topic).where(Notice.subject_id == came.visit, Notice.state == "waiting")
        waiting = session.scalars(wanted).all()
    assert set(waiting) == {SURVEY, SURVEY_REMINDER}  # how it was is asked by mail, an hour later


def test_the_lock_after_wrong_guesses_opens_by_itself_while_honest_visitors_try(
    house: House, clock: StandingClock
) -> None:
    booking = house.booked()
    for _ in range(LOOK_UP_BY_STATION.tries):
        house.typed(str(booking.permit), "9999")
    for _ in range(10):
        assert house.typed(str(booking.permit), "0001") == SeeReception()
        clock.passes(minutes=1)
    assert isinstance(house.typed(str(booking.permit), "0001"), Admitted)


def today_of(house: House) -> tuple[datetime, datetime]:
    """Return when the site's day starts and ends."""
    hours = Hours("Asia/Shanghai", {})
    return hours.day_bounds(hours.day_of(house.node.now()))


def expected_today(house: House) -> list[str]:
    day = today_of(house)
    with house.node.reading() as session:
        guests = still_expected(session, house.site, *day)
        assert day_counts(session, house.site, *day).expected == len(guests)
        return [guest.visitor.name for guest in guests]


def test_the_gate_expects_nobody_who_was_taken_off_a_booking(house: House) -> None:
    booking = house.booked(house.wish(WANG, OLA))
    with house.node.transaction() as session:
        change(session, booking.id, house.wish(OLA), house.host, house.node.now())
    assert expected_today(house) == ["Ola Nordmann"]


def test_the_gate_expects_guests_on_each_day_of_a_long_window(house: House, clock: StandingClock) -> None:
    house.booked(house.wish(ends_at=house.node.now() + timedelta(days=3)))
    clock.passes(days=2)
    assert expected_today(house) == ["王晓琳"]
    clock.passes(days=2)
    assert expected_today(house) == []


def test_a_guest_of_several_days_is_expected_anew_on_each(house: House, clock: StandingClock) -> None:
    """The door lets them in again; nobody is expected who is here, came already, or stayed past midnight."""
    pass_ = house.pass_of(house.booked(house.wish(ends_at=house.node.now() + timedelta(days=2, hours=8))))
    house.scanned(pass_)
    assert expected_today(house) == []
    house.left(pass_)
    assert expected_today(house) == []
    clock.passes(days=1)
    assert expected_today(house) == ["王晓琳"]
    house.scanned(pass_)
    clock.passes(hours=16)  # one o'clock at night
    assert expected_today(house) == []
    house.left(pass_)
    assert expected_today(house) == []


def test_nobody_is_expected_again_whose_evening_goes_on_past_midnight(house: House, clock: StandingClock) -> None:
    clock.passes(hours=12)
    starts = house.node.now()
    gone, never_came = (
        house.booked(house.wish(guest, starts_at=starts, ends_at=starts + timedelta(hours=5))) for guest in (WANG, OLA)
    )
    house.scanned(house.pass_of(gone))
    house.left(house.pass_of(gone))
    clock.passes(hours=4)
    assert expected_today(house) == [never_came.leader.visitor.name]


def test_who_came_before_midnight_and_left_after_it_has_left_today(house: House, clock: StandingClock) -> None:
    passes = [house.pass_of(house.booked(house.wish(guest))) for guest in (WANG, OLA)]
    clock.passes(hours=1)
    for pass_ in passes:
        house.scanned(pass_)
    house.left(passes[0])
    clock.passes(hours=15)  # one o'clock at night
    house.left(passes[1])
    start, end = today_of(house)
    with house.node.reading() as session:
        assert [stay.guest.visitor.name for stay in left_since(session, house.site, start)] == ["Ola Nordmann"]
        assert day_counts(session, house.site, start, end).left == 1


def test_of_more_inside_than_a_list_holds_the_latest_are_shown(house: House, clock: StandingClock) -> None:
    for guest in (WANG, OLA):
        house.scanned(house.pass_of(house.booked(house.wish(guest))))
        clock.passes(minutes=1)
    with house.node.reading() as session:
        assert [stay.guest.visitor.name for stay in inside(session, house.site)] == ["王晓琳", "Ola Nordmann"]
        assert [stay.guest.visitor.name for stay in inside(session, house.site, limit=1)] == ["Ola Nordmann"]
