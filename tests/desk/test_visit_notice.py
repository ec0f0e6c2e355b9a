"""Whom a visit concerns is told of it in time, and told again when it is off (R5, R8, R9)."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from shared.bookings.models import Booking
from shared.bookings.rules import Decision, VisitKind
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.desk.review import ReviewWish, fill_in
from shared.desk.visit_notice import VISIT_NOTICE, VISIT_NOTICE_WITHDRAWN
from shared.notices.models import Notice
from shared.people.actions import NewEmployee, hire
from shared.people.models import Department, Employee
from shared.people.rules import Rank
from tests.house import House, with_a_reception


@pytest.fixture
def house(house: House) -> House:
    """The small company, in which reception is a department of its own."""
    return with_a_reception(house)


def notices(house: House, topic: str = VISIT_NOTICE) -> Sequence[Notice]:
    """Return the letters of a topic that wait."""
    wanted = select(Notice).where(Notice.topic == topic, Notice.due_at.is_not(None)).order_by(Notice.id)
    with house.node.reading() as rows:
        return rows.scalars(wanted).all()


def told(house: House, topic: str = VISIT_NOTICE) -> list[str | None]:
    """Return whom they go to."""
    return [each.employee_id for each in notices(house, topic)]


def gone_out(house: House) -> None:
    """Let all that waits have been told."""
    with house.node.transaction() as rows:
        rows.execute(update(Notice).where(Notice.state == "waiting").values(state="told", due_at=None))


def coming(house: House, kind: VisitKind, hours: float) -> Booking:
    """Return a D visit of a kind, which its host alone decides on, so many hours from now."""
    starts = house.node.now() + timedelta(hours=hours)
    wish = house.wish(kind=kind, starts_at=starts, ends_at=starts + timedelta(hours=1), grade_reason="D will do")
    return house.approved(wish)


def works_at(house: House, site: str, department: str) -> tuple[str, str]:
    """Let somebody of a department begin at a site; return who, and the department."""
    with house.node.transaction() as rows:
        one = hire(rows, NewEmployee(site, department, "甲", "A", "jia@usher.example", rank=Rank.DEPARTMENT_HEAD))
        rows.flush()
        return one.id, one.department_id


def reviewed(house: House, department: str) -> Booking:
    """Return an approved visit whose review named a department."""
    booking = house.booked(house.wish(grade="C"))
    with house.node.transaction() as rows:
        named = ReviewWish("参观", departments=(department,))
        fill_in(rows, booking.id, named, house.receptionist, house.node.now())
    return house.decided(booking.id, Decision.APPROVE, house.boss)


def test_the_duty_receptionist_is_told_of_an_ad_hoc_visit_an_hour_ahead(house: House) -> None:
    booking = coming(house, VisitKind.AD_HOC, hours=2)
    (notice,) = notices(house)
    assert (notice.employee_id, notice.due_at) == (
        house.receptionist.employee_id,
        booking.starts_at - timedelta(hours=1),
    )


def test_where_less_than_an_hour_is_left_reception_is_told_at_once(house: House) -> None:
    coming(house, VisitKind.AD_HOC, hours=0.5)
    (notice,) = notices(house)
    assert (notice.employee_id, notice.due_at) == (house.receptionist.employee_id, house.node.now())


def test_of_who_stands_at_the_door_already_reception_needs_no_notice(house: House) -> None:
    coming(house, VisitKind.AD_HOC, hours=0)
    assert notices(house) == []


def test_of_an_ordinary_visit_customer_service_is_told_a_working_day_ahead(house: House) -> None:
    booking = coming(house, VisitKind.ORDINARY, hours=24 * 10)
    (notice,) = notices(house)
    assert notice.employee_id == house.receptionist.employee_id
    hours = house.booking(booking.id).site.hours
    assert notice.due_at is not None
    assert hours.working_days_between(hours.day_of(notice.due_at), hours.day_of(booking.starts_at)) == 1


def test_what_customer_service_reviewed_it_is_not_told_of_again(house: House) -> None:
    house.approved(house.wish(grade="C"))
    assert house.boss.employee_id in told(house)
    assert house.receptionist.employee_id not in told(house)


@pytest.mark.parametrize("kind", [VisitKind.KEY, VisitKind.GROUP])
def test_a_key_or_group_visit_sends_its_notice_also_where_its_host_alone_decides(house: House, kind: VisitKind) -> None:
    coming(house, kind, hours=24 * 10)
    assert house.boss.employee_id in told(house)
    assert {each.due_at for each in notices(house)} == {house.node.now()}


def test_who_is_away_is_not_on_duty(house: House) -> None:
    """Where nobody is there, all are told rather than none."""
    today = house.node.now().date()
    with house.node.transaction() as rows:
        away = {"away_from": today - timedelta(days=1), "away_until": today + timedelta(days=2)}
        rows.execute(update(Employee).where(Employee.id == house.receptionist.employee_id).values(**away))
    coming(house, VisitKind.AD_HOC, hours=2)
    assert told(house) == [house.receptionist.employee_id]


def test_a_department_that_works_elsewhere_is_told_there(house: House) -> None:
    head, department = works_at(house, house.other_site, "上海生产部")
    reviewed(house, department)
    assert told(house) == [head]


def test_for_a_department_that_nobody_is_in_reception_is_told(house: House) -> None:
    with house.node.transaction() as rows:
        empty = Department(name="筹建部", name_en="To come")
        rows.add(empty)
        rows.flush()
        department = empty.id
    reviewed(house, department)
    assert told(house) == [house.receptionist.employee_id]


def test_a_notice_that_a_courier_has_in_hand_is_withdrawn_too(house: House) -> None:
    head, department = works_at(house, house.site, "生产部")
    booking = reviewed(house, department)
    with house.node.transaction() as rows:
        lease = {"leased_until": house.node.now() + timedelta(minutes=1)}
        rows.execute(update(Notice).where(Notice.topic == VISIT_NOTICE).values(**lease))
        cancel(rows, booking.id, house.host, house.node.now())
    assert told(house, VISIT_NOTICE_WITHDRAWN) == [head]


def test_who_was_told_hears_of_a_change_at_once(house: House) -> None:
    """And when it is no visit of theirs any more, that; once."""
    booking = coming(house, VisitKind.ORDINARY, hours=30)
    gone_out(house)
    later = booking.starts_at + timedelta(days=20)
    with house.node.transaction() as rows:
        wish = replace(as_wish(house.booking(booking.id)), starts_at=later, ends_at=later + timedelta(hours=1))
        change(rows, booking.id, wish, house.host, house.node.now())
    (notice,) = notices(house)
    assert notice.due_at == house.node.now()
    gone_out(house)
    for purpose in ("看样品", "看样品和车间"):
        with house.node.transaction() as rows:
            wish = replace(as_wish(house.booking(booking.id)), kind=VisitKind.GROUP, purpose=purpose)
            change(rows, booking.id, wish, house.host, house.node.now())
        withdrawn = told(house, VISIT_NOTICE_WITHDRAWN)
        gone_out(house)
        assert withdrawn == ([house.receptionist.employee_id] if purpose == "看样品" else [])
