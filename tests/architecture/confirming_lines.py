"""What confirming an itinerary, and chasing what was agreed in a visit, writes into the logbook."""

from datetime import timedelta

from sqlalchemy import select

from shared.access.actions import make_account
from shared.access.queries import account_by_email, person_of
from shared.access.rules import Role
from shared.bookings.rules import Decision
from shared.desk.confirm_itinerary import confirm_itinerary
from shared.desk.due_day import move_day
from shared.desk.itinerary import write_itinerary
from shared.desk.promises import PROMISE_DUE, remind_of_promise
from shared.desk.requests import note_request
from shared.desk.talks import Agreement, propose
from shared.notices.models import Notice
from shared.people.actions import NewEmployee, hire
from shared.people.rules import Rank
from shared.reception.itinerary import Item, ItemKind
from tests.house import OLA, WANG, House

CHAIRMAN = "he.yuan@usher.example"


def an_itinerary_is_confirmed_and_a_promise_chased(house: House) -> None:
    """Let the chairman want another itinerary and confirm that one, and let something agreed be due."""
    with house.node.transaction() as session:
        new = NewEmployee(house.site, "董事会", "何远", "Yuan He", CHAIRMAN, rank=Rank.CHAIRMAN)
        make_account(
            session, CHAIRMAN, "何远", [(Role.MANAGER, house.site)], house.node.now(), employee=hire(session, new)
        )
    with house.node.reading() as session:
        account = account_by_email(session, CHAIRMAN)
        assert account is not None
        chairman = person_of(session, account)
    now = house.node.now()
    starts = now + timedelta(days=9)
    booking = house.booked(house.wish(OLA, grade="A", starts_at=starts, ends_at=starts + timedelta(hours=2)))
    house.decided(booking.id, Decision.APPROVE, house.boss)
    house.decided(booking.id, Decision.APPROVE, chairman)
    item = [Item(ItemKind.TALKS, starts, booking.ends_at)]
    with house.node.transaction() as session:
        write_itinerary(session, booking.id, item, "en", house.receptionist, now)
        confirm_itinerary(session, booking.id, "too short", chairman, now, 1)
        write_itinerary(session, booking.id, item, "en", house.receptionist, now)
        confirm_itinerary(session, booking.id, None, chairman, now, 2)
        wanted = Agreement("a quote", due_at=now + timedelta(hours=1))
        owed = propose(session, booking.id, wanted, house.receptionist, now)
        due = session.scalars(select(Notice.id).where(Notice.topic == PROMISE_DUE)).one()
        remind_of_promise(session, due, now + timedelta(hours=1))
        move_day(session, owed.id, now + timedelta(days=2), "the price is not settled", house.receptionist, now)


def a_guest_asks_for_something(house: House) -> None:
    """Let somebody who is inside ask for tea."""
    booking = house.approved(house.wish(WANG))
    house.scanned(house.pass_of(booking))
    with house.node.transaction() as session:
        note_request(session, booking.id, "tea", house.receptionist, house.node.now())
