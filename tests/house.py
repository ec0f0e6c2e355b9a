"""A small company to test with: builders that take only what matters to a test."""

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from shared.access.actions import make_account
from shared.access.queries import account_by_email, person_of
from shared.access.rules import Person, Role
from shared.agreements.seed import seed_agreements
from shared.bookings.models import Booking
from shared.bookings.passes import Code, sign
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.queries import valid_pass
from shared.bookings.rules import Decision, GuestWish, VisitKind, Wish
from shared.companies.rules import Contact
from shared.desk.approve import decide
from shared.desk.arrive import LookUp, Scan, arrive
from shared.desk.book import book
from shared.desk.depart import Leaving, depart
from shared.desk.outcomes import Door, Outcome
from shared.grades.seed import seed_grades
from shared.kernel.node import Node
from shared.people.actions import NewEmployee, hire
from shared.people.models import Department, Employee
from shared.people.rules import Rank
from shared.sites.actions import open_site
from shared.sites.queries import every_site

WANG = GuestWish(Contact("王晓琳", "启航精密技术（苏州）有限公司", "+8613812340001", "wang@qihang.example"))
OLA = GuestWish(Contact("Ola Nordmann", "Fjord Metall AS", "+4791234011", "ola@fjord.example"))


@dataclass
class House:
    """A furnished node: two sites, a host, a boss, a receptionist and a guard at the first, a host at the second."""

    node: Node
    site: str
    other_site: str
    host: Person
    boss: Person
    receptionist: Person
    guard: Person
    other_host: Person

    @property
    def door(self) -> Door:
        """Return the lobby of the first site."""
        return Door(self.site, "lobby", self.node.keys.passes)

    @property
    def other_door(self) -> Door:
        """Return the lobby of the second site."""
        return Door(self.other_site, "lobby", self.node.keys.passes)

    @property
    def everywhere(self) -> Person:
        """Return the receptionist as one who works at both sites."""
        roles = frozenset({Role.RECEPTIONIST})
        return replace(self.receptionist, roles={self.site: roles, self.other_site: roles})

    def wish(self, *guests: GuestWish, **different: Any) -> Wish:
        """Return a D visit of the host's, from half an hour from now, for two hours."""
        starts = self.node.now() + timedelta(minutes=30)
        plain = Wish(
            site_id=self.site,
            host_id=str(self.host.employee_id),
            grade="D",
            kind=VisitKind.ORDINARY,
            purpose="签约洽谈",
            starts_at=starts,
            ends_at=starts + timedelta(hours=2),
            guests=guests or (WANG,),
        )
        return replace(plain, **different)

    def booked(self, wish: Wish | None = None, by: Person | None = None) -> Booking:
        """Book a visit (by its host) and return it as its page shows it."""
        with self.node.transaction() as session:
            made = book(session, wish or self.wish(), by or self.host, self.node.now())
            booking_id = made.id
        return self.booking(booking_id)

    def approved(self, wish: Wish | None = None) -> Booking:
        """Book a visit and have the boss approve it where its host may not."""
        made = self.booked(wish)
        if made.state == "waiting":
            self.decided(made.id, Decision.APPROVE, self.boss)
        return self.booking(made.id)

    def decided(self, booking_id: str, decision: Decision, by: Person, reason: str | None = None) -> Booking:
        """Decide on a booking."""
        with self.node.transaction() as session:
            decide(session, booking_id, decision, reason, by, self.node.now())
        return self.booking(booking_id)

    def booking(self, booking_id: str) -> Booking:
        """Return a booking as it stands in the database."""
        with self.node.reading() as session:
            found = booking_with_id(session, booking_id)
        assert found is not None
        return found

    def pass_of(self, booking: Booking, guest: int = 0) -> str:
        """Return the pass text of a booking's guest."""
        issued = valid_pass(booking.guests[guest])
        assert issued is not None, "this guest has no pass that works"
        return sign(Code.PASS, issued.number, issued.expires_at, self.node.keys.passes)

    def scanned(self, text: str, tap: str | None = None, door: Door | None = None) -> Outcome:
        """Scan a pass at the entrance."""
        with self.node.transaction() as session:
            return arrive(session, Scan(tap or str(uuid.uuid4()), text), door or self.door, self.node.now())

    def typed(self, permit: str, phone_tail: str, door: Door | None = None) -> Outcome:
        """Type a permit number and a phone's tail at the entrance."""
        with self.node.transaction() as session:
            look_up = LookUp(str(uuid.uuid4()), permit, phone_tail)
            return arrive(session, look_up, door or self.door, self.node.now())

    def left(self, text: str, tap: str | None = None, door: Door | None = None) -> Outcome:
        """Scan a pass or badge at the way out."""
        with self.node.transaction() as session:
            return depart(session, Leaving(tap or str(uuid.uuid4()), text), door or self.door, self.node.now())


def with_a_reception(house: House) -> House:
    """Make reception a department of its own, in which the receptionist works."""
    with house.node.transaction() as rows:
        reception = Department(name="前台", name_en="Reception")
        rows.add(reception)
        rows.flush()
        theirs = update(Employee).where(Employee.id == house.receptionist.employee_id)
        rows.execute(theirs.values(department_id=reception.id))
    return house


def furnish(node: Node) -> House:
    """Let the small company move into a migrated node, if it is not there yet."""
    with node.reading() as session:
        is_there = bool(every_site(session))
    if not is_there:
        with node.transaction() as session:
            _moves_in(session, node.now())
    with node.reading() as session:
        sites = {site.code: site.id for site in every_site(session)}
        people = [_person(session, who) for who in ("li.wei", "zheng.hai", "lin.xiao", "zhou.kai", "shan.liwen")]
    return House(node, sites["HQ"], sites["SH"], *people)


def _moves_in(session: Session, now: datetime) -> None:
    seed_grades(session)
    first = open_site(session, "HQ", "总部", "Head office").id
    second = open_site(session, "SH", "上海", "Shanghai").id
    for site in (first, second):
        seed_agreements(session, site, now)
    _works(session, first, "李伟", "Wei Li", "li.wei", [Role.HOST], Rank.STAFF, now)
    _works(session, first, "郑海", "Hai Zheng", "zheng.hai", [Role.MANAGER], Rank.GENERAL_MANAGER, now)
    _works(session, first, "林晓", "Xiao Lin", "lin.xiao", [Role.RECEPTIONIST], Rank.STAFF, now)
    _works(session, first, "周凯", "Kai Zhou", "zhou.kai", [Role.GATE], Rank.STAFF, now)
    _works(session, second, "单立文", "Liwen Shan", "shan.liwen", [Role.HOST], Rank.STAFF, now)


def _works(
    session: Session, site: str, name: str, name_en: str, email: str, roles: list[Role], rank: Rank, now: datetime
) -> None:
    address = f"{email}@usher.example"
    employee = hire(session, NewEmployee(site, "采购部", name, name_en, address, rank=rank, department_en="Purchasing"))
    make_account(session, address, name, [(role, site) for role in roles], now, employee=employee)


def _person(session: Session, email: str) -> Person:
    account = account_by_email(session, f"{email}@usher.example")
    assert account is not None
    return person_of(session, account)
