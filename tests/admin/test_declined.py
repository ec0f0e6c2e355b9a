"""A visit that is declined: who hears of it, what the letters say, and what they keep to themselves (R1, R6)."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from shared.access.models import Account
from shared.access.rules import Person
from shared.bookings.models import Booking
from shared.bookings.rules import Decision, GuestWish
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.desk.declined import DECLINED, INVITED_OFF
from shared.notices.models import Notice
from shared.notices.rules import Letter
from tests.admin.clerk import BOTH, Clerk
from tests.admin.test_invitations import SIGNED, bookings, invited
from tests.house import WANG, House

pytestmark = BOTH
SignIn = Callable[..., Clerk]
REASON = "那天有审计"


def told(house: House, topic: str) -> set[str | None]:
    """Return for whom letters of a topic wait: the ids of employees and visitors."""
    with house.node.reading() as rows:
        wanted = select(Notice).where(Notice.topic == topic, Notice.state == "waiting")
        return {notice.employee_id or notice.visitor_id for notice in rows.scalars(wanted)}


def letter(office: APIFlask, house: House, topic: str) -> Letter | None:
    """Return the newest letter of a topic as it would go out now."""
    with house.node.reading() as rows:
        notice = rows.scalars(select(Notice).where(Notice.topic == topic).order_by(Notice.id.desc())).first()
        assert notice is not None
        return letter_writer(office, house.node)(rows, notice)


def declined(house: House, decision: Decision) -> Booking:
    """Return a C visit that reception booked for its host, and that was declined."""
    booking = house.booked(house.wish(grade="C"), by=house.receptionist)
    return house.decided(booking.id, decision, house.boss, REASON)


def answered(house: House, clerk: SignIn, **different: str) -> Booking:
    """Return a C visit that a visitor asked for by filling an invitation in."""
    link = invited(house, clerk(house.host), grade="C", grade_reason="对方要谈合同")
    guest = {"name": "王晓琳", "company": "启航精密技术", "email": "wang@qihang.example"} | different
    page = clerk(None).sends(
        link, {f"guests-0-{field}": value for field, value in guest.items()} | SIGNED | {"do": "book"}
    )
    assert "still has to be approved" in page.text
    return bookings(house)[0]


@pytest.mark.parametrize(
    ("decision", "english", "chinese"),
    [
        (Decision.REJECT, ("Rejected:", "Hai Zheng has rejected this visit"), ("已拒绝：", "郑海拒绝了这次来访")),
        (Decision.SEND_BACK, ("Sent back:", "Hai Zheng has sent this visit back"), ("已退回：", "郑海退回了这次来访")),
    ],
)
def test_who_booked_and_the_host_hear_what_was_decided_by_whom_and_why(
    office: APIFlask, house: House, decision: Decision, english: tuple[str, str], chinese: tuple[str, str]
) -> None:
    """R6: in the language of each of them."""
    declined(house, decision)
    assert told(house, DECLINED) == {house.receptionist.employee_id, house.host.employee_id}
    for language, (subject, words) in (("en", english), ("zh", chinese)):
        with house.node.transaction() as rows:
            rows.execute(update(Account).values(language=language))
        found = letter(office, house, DECLINED)
        assert found is not None
        assert found.subject.startswith(subject)
        assert words in found.text
        assert REASON in found.text
        assert re.search(r"(after signing in:|登录后查看完整申请：)\n\S+/bookings/\w+\n?$", found.text)


def test_nobody_is_told_what_they_decided_themselves(house: House) -> None:
    """The host of a D visit that somebody else booked declines it: who booked it hears of that, and nobody else."""
    booking = house.booked(house.wish(), by=house.receptionist)
    house.decided(booking.id, Decision.REJECT, house.host, REASON)
    assert told(house, DECLINED) == {house.receptionist.employee_id}


def test_a_letter_about_what_was_changed_meanwhile_is_not_sent(office: APIFlask, house: House) -> None:
    booking = declined(house, Decision.SEND_BACK)
    with house.node.transaction() as rows:
        later = replace(as_wish(house.booking(booking.id)), ends_at=booking.ends_at + timedelta(minutes=30))
        change(rows, booking.id, later, house.host, house.node.now())
    assert letter(office, house, DECLINED) is None


@pytest.mark.parametrize("is_cancelled", [False, True])
def test_a_visitor_who_filled_an_invitation_in_does_not_wait_for_a_pass_that_never_comes(
    office: APIFlask, house: House, clerk: SignIn, is_cancelled: bool
) -> None:
    """They are told kindly and in both languages, and not why: that is between those who decide."""
    booking = answered(house, clerk)
    if is_cancelled:
        with house.node.transaction() as rows:
            cancel(rows, booking.id, house.host, house.node.now())
    else:
        house.decided(booking.id, Decision.REJECT, house.receptionist, REASON)
    assert told(house, INVITED_OFF) == {booking.leader.visitor_id}
    found = letter(office, house, INVITED_OFF)
    assert found is not None
    assert found.to == "wang@qihang.example"
    assert "无法安排" in found.text
    assert "cannot take place" in found.text
    assert REASON not in found.text


def test_a_visitor_who_never_heard_of_a_visit_hears_nothing_of_its_end(house: House) -> None:
    """Of a visit that somebody here booked no visitor knows before it is approved."""
    declined(house, Decision.REJECT)
    assert told(house, INVITED_OFF) == set()


def test_an_invited_visitor_hears_nothing_of_a_visit_that_is_only_sent_back(house: House, clerk: SignIn) -> None:
    booking = answered(house, clerk)
    house.decided(booking.id, Decision.SEND_BACK, house.receptionist, REASON)
    assert told(house, INVITED_OFF) == set()


def test_an_invited_visitor_without_an_address_gets_no_letter(house: House, clerk: SignIn) -> None:
    booking = answered(house, clerk, email="", phone="13812340001")
    house.decided(booking.id, Decision.REJECT, house.receptionist, REASON)
    assert told(house, INVITED_OFF) == set()


def called_off(house: House, booking: Booking, by: Person) -> None:
    with house.node.transaction() as rows:
        cancel(rows, booking.id, by, house.node.now())


@pytest.mark.parametrize(
    ("language", "subject", "words", "call"),
    [
        ("en", "Called off:", "Wei Li has called this visit off", "No mail reaches these guests"),
        ("zh", "已取消：", "李伟取消了这次来访", "这些访客没有邮箱"),
    ],
)
def test_reception_hears_that_the_visit_it_booked_for_a_caller_is_called_off(
    office: APIFlask, house: House, clerk: SignIn, language: str, subject: str, words: str, call: str
) -> None:
    """R1, R9: it told the caller on the phone, and reads whom no mail reaches."""
    caller = GuestWish(replace(WANG.contact, email=None))
    booking = house.booked(house.wish(caller, grade="C"), by=house.receptionist)
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=language))
    page = clerk(house.host).reads(f"/bookings/{booking.id}/cancel")
    assert "No mail reaches these guests, so please tell them yourself: 王晓琳 +8613812340001." in page
    called_off(house, booking, house.host)
    assert told(house, DECLINED) == {house.receptionist.employee_id}
    found = letter(office, house, DECLINED)
    assert found is not None
    assert found.subject.startswith(subject)
    assert words in found.text
    assert call in found.text
    assert "王晓琳 +8613812340001" in found.text


def test_of_many_whom_no_mail_reaches_the_first_few_are_named(house: House, clerk: SignIn) -> None:
    group = (
        GuestWish(replace(WANG.contact, name=f"客人{n}", phone=f"+86138123400{n:02}", email=None)) for n in range(12)
    )
    booking = house.booked(house.wish(*group))
    page = clerk(house.host).reads(f"/bookings/{booking.id}/cancel")
    assert "客人9 +8613812340009, 2 more." in page
    assert "客人10 +" not in page


def test_a_host_who_waits_for_an_answer_hears_that_somebody_else_called_it_off(house: House, clerk: SignIn) -> None:
    called_off(house, answered(house, clerk), house.receptionist)
    assert told(house, DECLINED) == {house.host.employee_id}


@pytest.mark.parametrize("was_told", [True, False])
def test_a_host_who_was_asked_hears_that_nothing_is_to_be_answered_any_more(house: House, was_told: bool) -> None:
    """Who never heard of it does not hear of its end."""
    booking = house.booked(house.wish(), by=house.receptionist)
    if was_told:
        with house.node.transaction() as rows:
            rows.execute(update(Notice).values(state="told", due_at=None, told_at=house.node.now()))
    called_off(house, booking, house.receptionist)
    assert told(house, DECLINED) == ({house.host.employee_id} if was_told else set())
