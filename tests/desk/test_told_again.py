"""Every change and cancellation tells those who were told before (R9): host and guests, in their calendars."""

from dataclasses import replace
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin import create_admin
from admin.letters import letter_writer
from shared.bookings.models import Booking
from shared.bookings.rules import Decision, GuestWish
from shared.desk.cancel import cancel
from shared.desk.car_letters import CAR
from shared.desk.change import as_wish, change
from shared.desk.extend import extend
from shared.kernel.settings import Settings
from shared.notices.actions import notice_told
from shared.notices.models import Notice
from shared.notices.rules import Letter
from tests.house import OLA, WANG, House

DIFFERENT = timedelta(hours=1)
HOST = ("host_visit", "host_visit_off")
GUEST = ("pass", "pass_withdrawn")


@pytest.fixture
def post(house: House, settings: Settings) -> "Post":
    """A courier that keeps what it carries."""
    return Post(house, settings)


class Post:
    """Carries every letter that is due, and keeps its calendar entry."""

    def __init__(self, house: House, settings: Settings) -> None:
        self._house = house
        self._write = letter_writer(create_admin(settings, house.node), house.node)

    def written(self, rows: Session, notice: Notice) -> Letter:
        """Return a letter as it would go out now."""
        letter = self._write(rows, notice)
        assert letter is not None
        return letter

    def carry(self, topics: tuple[str, ...]) -> list[tuple[str, str, int, str]]:
        """Return whom each letter goes to, with method, sequence and UID of its entry."""
        told = []
        with self._house.node.transaction() as rows:
            due = select(Notice).where(Notice.due_at.is_not(None), Notice.topic.in_(HOST + GUEST)).order_by(Notice.id)
            for notice in rows.scalars(due).all():
                letter = self._write(rows, notice)
                notice.state, notice.due_at = ("told" if letter else "dropped"), None
                if letter is not None and notice.topic in topics:
                    told.append(_entry(letter))
        return told


def _entry(letter: Letter) -> tuple[str, str, int, str]:
    assert letter.calendar is not None
    calendar = Calendar.from_ical(letter.calendar)
    event = calendar.walk("VEVENT")[0]
    assert str(calendar["method"]) == letter.calendar_method
    assert event["status"] == ("CANCELLED" if letter.calendar_method == "CANCEL" else "CONFIRMED")
    return letter.to, letter.calendar_method, int(str(event["sequence"])), str(event["uid"])


def moved(house: House, booking: Booking, **other: object) -> Booking:
    """Have reception give a booking other contents."""
    with house.node.transaction() as rows:
        wish = house.wish(**{**vars(as_wish(house.booking(booking.id))), **other})
        change(rows, booking.id, wish, house.receptionist, house.node.now())
    return house.booking(booking.id)


def extended(house: House, booking: Booking) -> None:
    """Have reception let a visit last an hour longer."""
    with house.node.transaction() as rows:
        extend(rows, booking.id, DIFFERENT, house.receptionist, house.node.now())


def test_a_hosts_calendar_has_one_entry_that_each_change_replaces_and_a_cancellation_takes_out(
    house: House, post: Post
) -> None:
    booking = house.approved()
    starts = booking.starts_at
    (first,) = post.carry(HOST)
    assert first[:3] == ("li.wei@usher.example", "REQUEST", 0)
    moved(house, booking, starts_at=starts + DIFFERENT, ends_at=booking.ends_at + DIFFERENT)
    (off,) = post.carry(HOST)
    assert off == (first[0], "CANCEL", 1, first[3]), "it has to be approved once more"
    house.decided(booking.id, Decision.APPROVE, house.boss)
    (again,) = post.carry(HOST)
    assert again == (first[0], "REQUEST", 2, first[3]), "newer than its withdrawal"
    moved(house, booking, purpose="another word")
    (changed,) = post.carry(HOST)
    assert changed == (first[0], "REQUEST", 3, first[3])
    with house.node.transaction() as rows:
        cancel(rows, booking.id, house.host, house.node.now())
    (gone,) = post.carry(HOST)
    assert gone == (first[0], "CANCEL", 4, first[3])


def test_a_guests_calendar_goes_the_same_way(house: House, post: Post) -> None:
    booking = house.approved()
    (first,) = post.carry(GUEST)
    moved(house, booking, starts_at=booking.starts_at + DIFFERENT, ends_at=booking.ends_at + DIFFERENT)
    (off,) = post.carry(GUEST)
    house.decided(booking.id, Decision.APPROVE, house.boss)
    (again,) = post.carry(GUEST)
    assert [(method, sequence) for _to, method, sequence, _uid in (first, off, again)] == [
        ("REQUEST", 0),
        ("CANCEL", 1),
        ("REQUEST", 2),
    ]
    assert len({uid for *_rest, uid in (first, off, again)}) == 1


@pytest.mark.parametrize("grade", ["D", "C"])
def test_a_mended_address_gets_the_pass_and_the_former_one_hears_that_it_has_none(
    house: House, post: Post, grade: str
) -> None:
    """Who never held a pass does not read that it is withdrawn; whoever decides again, each letter goes once."""
    booking = house.approved(house.wish(grade=grade))
    (first,) = post.carry(GUEST)
    mended = GuestWish(replace(WANG.contact, email="xiaolin@qihang.example"), is_leader=True)
    with house.node.transaction() as rows:
        change(rows, booking.id, house.wish(mended, grade=grade), house.host, house.node.now())
    told = post.carry(GUEST)
    if grade == "C":
        house.decided(booking.id, Decision.APPROVE, house.boss)
        assert [(to, method) for to, method, *_rest in told] == [("wang@qihang.example", "CANCEL")]
        told += post.carry(GUEST)
    assert sorted((to, method) for to, method, *_rest in told) == [
        ("wang@qihang.example", "CANCEL"),
        ("xiaolin@qihang.example", "REQUEST"),
    ]
    assert {uid for *_rest, uid in told} == {first[3]}
    with house.node.transaction() as rows:
        cancel(rows, booking.id, house.host, house.node.now())
    assert [(to, method) for to, method, *_rest in post.carry(GUEST)] == [("xiaolin@qihang.example", "CANCEL")]


def test_a_former_address_hears_of_it_also_where_the_post_was_late_and_the_visit_changed_again(
    house: House, post: Post
) -> None:
    booking = house.approved()
    post.carry(GUEST)
    mended = GuestWish(replace(WANG.contact, email="xiaolin@qihang.example"), is_leader=True)
    with house.node.transaction() as rows:
        change(rows, booking.id, house.wish(mended), house.host, house.node.now())
    went_out(house)
    with house.node.transaction() as rows:
        change(rows, booking.id, house.wish(mended, purpose="another word"), house.host, house.node.now())
    assert sorted((to, method) for to, method, *_rest in post.carry(GUEST)) == [
        ("wang@qihang.example", "CANCEL"),
        ("xiaolin@qihang.example", "REQUEST"),
    ]
    with house.node.transaction() as rows:
        cancel(rows, booking.id, house.host, house.node.now())
    assert [(to, method) for to, method, *_rest in post.carry(GUEST)] == [("xiaolin@qihang.example", "CANCEL")]


def test_a_former_address_hears_of_the_visit_as_it_knew_it_whichever_letter_goes_first(
    house: House, post: Post
) -> None:
    booking = house.approved()
    mended = GuestWish(replace(WANG.contact, email="xiaolin@qihang.example"), is_leader=True)
    went_out(house)
    with house.node.transaction() as rows:
        later = {"starts_at": booking.starts_at + DIFFERENT, "ends_at": booking.ends_at + DIFFERENT}
        change(rows, booking.id, house.wish(mended, **later), house.host, house.node.now())
    went_out(house)
    with house.node.transaction() as rows:
        letter = post.written(rows, rows.scalars(select(Notice).where(Notice.topic == "pass_withdrawn")).one())
    assert letter.to == "wang@qihang.example"
    assert f"{booking.starts_at.astimezone(booking.site.tz):%Y-%m-%d at %H:%M}" in letter.text


def went_out(house: House) -> None:
    """Let all passes that wait have gone out."""
    with house.node.transaction() as rows:
        for pass_ in rows.scalars(select(Notice).where(Notice.topic == "pass", Notice.due_at.is_not(None))):
            notice_told(rows, pass_, "mail", house.node.now())


def test_another_host_is_told_and_the_one_before_as_well(house: House, post: Post) -> None:
    booking = house.approved()
    (first,) = post.carry(HOST)
    moved(house, booking, host_id=str(house.boss.employee_id))
    house.decided(booking.id, Decision.APPROVE, house.boss)
    told = sorted(post.carry(HOST))
    assert [(to, method) for to, method, *_rest in told] == [
        ("li.wei@usher.example", "CANCEL"),
        ("zheng.hai@usher.example", "REQUEST"),
    ]
    assert told[0][3] == first[3] != told[1][3]


def test_a_host_who_was_never_told_is_not_told_that_it_is_off(house: House, post: Post) -> None:
    booking = house.booked(house.wish(grade="C"))
    with house.node.transaction() as rows:
        cancel(rows, booking.id, house.host, house.node.now())
    assert post.carry(HOST) == []


def test_a_visit_that_lasts_longer_does_so_in_the_calendars_that_hold_it(house: House, post: Post) -> None:
    """Who was never told is not told of more."""
    booking = house.approved()
    first = sorted(post.carry(HOST + GUEST))
    extended(house, booking)
    longer = sorted(post.carry(HOST + GUEST))
    assert [(to, method, uid) for to, method, _n, uid in longer] == [(to, method, uid) for to, method, _n, uid in first]
    assert [each[2] for each in longer] == [1, 1]
    silent = house.approved(house.wish(OLA, grade="C"))
    extended(house, silent)
    assert sorted(each[2] for each in post.carry(HOST + GUEST)) == [1, 1], "one letter each, not two"


def test_a_driver_who_was_told_hears_that_a_visit_was_rejected_after_all(house: House) -> None:
    booking = house.booked(house.wish(grade="C"))
    with house.node.transaction() as rows:
        facts = {"subject_id": booking.id, "employee_id": house.boss.employee_id, "about": booking.about.as_json()}
        rows.add(
            Notice(topic=CAR, state="told", told_at=house.node.now(), facts={}, asked_at=house.node.now(), **facts)
        )
    house.decided(booking.id, Decision.REJECT, house.boss, "no")
    with house.node.reading() as rows:
        letters = rows.scalars(select(Notice).where(Notice.topic == CAR, Notice.state == "waiting")).all()
        assert [each.employee_id for each in letters] == [house.boss.employee_id]


def test_of_a_visit_that_has_begun_nobody_needs_an_entry(house: House, post: Post) -> None:
    now = house.node.now()
    house.approved(house.wish(starts_at=now - DIFFERENT, ends_at=now + DIFFERENT))
    assert post.carry(HOST) == []
