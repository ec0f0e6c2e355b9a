"""Walk-ins for tests: registered at the door, and asked for."""

from datetime import timedelta

from sqlalchemy import select

from shared.access.actions import make_account
from shared.access.queries import account_by_email, person_of
from shared.access.rules import Person, Role
from shared.bookings.actions import write_booking
from shared.bookings.rules import GuestWish, State, VisitKind
from shared.desk.answer import answer
from shared.desk.asking import ARRIVAL, ask_for
from shared.desk.duties import DUTIES
from shared.desk.hand_over import hand_over
from shared.desk.messages import answer_message, leave_message, send_message
from shared.desk.told import shown_on_screen
from shared.desk.unanswered import MESSAGE_WAITS, ask_for_answer
from shared.desk.while_waiting import ask_for_refreshment, wait_no_longer
from shared.grades.queries import grade
from shared.kernel.logbook import Kind, lines_about
from shared.kernel.node import Node
from shared.notices.actions import notice_told
from shared.notices.models import Notice
from shared.notices.queries import notices_for
from shared.people.actions import NewEmployee, hire
from shared.people.models import Employee
from shared.sites.models import Site
from shared.visits.actions import give_waiting_code
from shared.visits.asked import messages_of
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import Answer, VisitState
from shared.web.host_line import HostNews, host_line, host_news, known_of
from tests.clock import StandingClock
from tests.house import OLA, WANG, House


def walks_in(
    house: House,
    guest: GuestWish = WANG,
    *,
    letter: str = "D",
    host: str | None = None,
    prints_at_once: bool = False,
) -> str:
    """Register a walk-in, have the host asked, and return the visit's id."""
    now = house.node.now()
    with house.node.transaction() as session:
        host_id = host or str(house.host.employee_id)
        wish = house.wish(guest, grade=letter, kind=VisitKind.AD_HOC, starts_at=now, host_id=host_id)
        booking = write_booking(session, wish, "lobby", State.WAITING, now)
        booking.host = session.get_one(Employee, booking.host_id)
        booking.site, booking.grade = session.get_one(Site, house.site), grade(session, letter)  # type: ignore[assignment]
        stay = Visit(
            booking=booking,
            booking_id=booking.id,
            guest=booking.guests[0],
            guest_id=booking.guests[0].id,
            site_id=house.site,
            host_id=booking.host_id,
            station="lobby",
            state=VisitState.ASKING,
            arrived_at=now,
        )
        session.add(stay)
        session.flush()
        give_waiting_code(session, stay, now)
        ask_for(session, stay, "lobby", now, prints_at_once=prints_at_once)
        return stay.id


def stay_of(house: House, visit_id: str) -> Visit:
    """Return a visit as it stands in the database."""
    with house.node.reading() as session:
        found = visit(session, visit_id)
    assert found is not None
    return found


def has_colleague(house: House, name: str = "陈芳", name_en: str = "Fang Chen", *, is_delegate: bool = False) -> Person:
    """Let somebody work beside the host, with an account; `is_delegate`: who is asked in the host's place."""
    email = f"{name_en.replace(' ', '.').lower()}@usher.example"
    with house.node.transaction() as session:
        new = NewEmployee(house.site, "采购部", name, name_en, email)
        employee = hire(session, new)
        make_account(session, email, name, [(Role.HOST, house.site)], house.node.now(), employee=employee)
        if is_delegate:
            session.get_one(Employee, house.host.employee_id).delegate_id = employee.id
    with house.node.reading() as session:
        account = account_by_email(session, email)
        assert account is not None
        return person_of(session, account)


def duties_done(node: Node) -> int:
    """Carry out what is due and is no letter, as the courier does; return how many that were."""
    done = 0
    while due := _next_duty(node):
        with node.transaction() as session:
            DUTIES[due.topic](session, due.id, node.now())
        done += 1
    return done


def _next_duty(node: Node) -> Notice | None:
    with node.reading() as session:
        due = select(Notice).where(Notice.topic.in_(DUTIES), Notice.due_at <= node.now())
        return session.scalars(due.order_by(Notice.due_at, Notice.id).limit(1)).one_or_none()


def chain(house: House, visit_id: str) -> list[tuple[str, str | None]]:
    """Return step and person of each asking so far, as the logbook has them."""
    with house.node.reading() as session:
        lines = lines_about(session, visit=visit_id)
        return [(line.facts["step"], line.facts["person"]) for line in lines if line.kind == Kind.HostAsked]


def host_was_told(house: House, visit_id: str) -> None:
    """Let the host's letter have gone out."""
    with house.node.transaction() as session:
        for notice in notices_for(session, visit_id, ARRIVAL):
            if notice.employee_id == house.host.employee_id and notice.state == "waiting":
                notice_told(session, notice, "mail", house.node.now())


def news_of_host(house: House, visit_id: str) -> HostNews:
    """Return what a visitor's screen says of the host now."""
    stay = stay_of(house, visit_id)
    with house.node.reading() as session:
        return host_news(stay, known_of(session, [stay])[visit_id])


def line_of_host(house: House, visit_id: str) -> str:
    """Return what a visitor's screen says of the host now, in English."""
    stay = stay_of(house, visit_id)
    with house.node.reading() as session:
        return host_line(session, stay, "en", house.node.now())


def kinds(house: House, visit_id: str) -> list[str]:
    """Return the kinds of a visit's lines, in order."""
    with house.node.reading() as session:
        return [line.kind for line in lines_about(session, visit=visit_id)]


def visitors_are_asked_for(house: House) -> None:
    """Let everything happen that can while visitors wait."""
    clock = house.node.clock
    assert isinstance(clock, StandingClock)
    away, gone, waits = (walks_in(house, guest) for guest in (WANG, OLA, WANG))
    with house.node.transaction() as session:
        hand_over(session, waits, str(house.boss.employee_id), house.host, house.node.now())
    clock.passes(minutes=1)
    duties_done(house.node)
    with house.node.transaction() as session:
        now = house.node.now()
        answer(session, away, Answer.NOT_NOW, house.host, now)
        ask_for_refreshment(session, "drink", gone, house.door, now)
        leave_message(session, "word", gone, "ruft mich an", house.door, now)
        wait_no_longer(session, "gone", gone, house.door, now)
        (message,) = messages_of(session, gone)
        steps = notices_for(session, message.id, MESSAGE_WAITS)
        ask_for_answer(session, steps[0].id, now + timedelta(days=2))
        answer_message(session, message.id, "gern", house.host, now)
    clock.passes(minutes=10)
    duties_done(house.node)
    with house.node.transaction() as session:
        send_message(session, waits, "gleich", house.host, house.node.now())


def waits_until_reception_is_asked(house: House, clock: StandingClock) -> str:
    """Let a walk-in wait whose host was told and is silent, also where a board has shown them; return the visit."""
    visit_id = walks_in(house)
    host_was_told(house, visit_id)
    clock.passes(minutes=5)
    duties_done(house.node)
    with house.node.transaction() as session:
        shown_on_screen(session, visit_id, house.guard, house.node.now())
    assert news_of_host(house, visit_id) is HostNews.NEXT_RECEPTION
    return visit_id
