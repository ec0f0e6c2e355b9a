"""What the office writes into the logbook when rules change, and when people come to work here and go."""

from datetime import timedelta

from shared.desk.itinerary import write_itinerary
from shared.desk.new_site import open_another_site
from shared.desk.preparing import Confirmed, confirm, hand_task, tick_task
from shared.desk.staff import employee_leaves, employee_returns, save_employee
from shared.desk.talks import Agreement, propose, write_minutes
from shared.grades.actions import change_grade, change_lead_time
from shared.grades.models import Grade, LeadTime
from shared.people.wishes import EmployeeWish
from shared.reception.actions import change_reception_figures
from shared.reception.itinerary import Item, ItemKind
from shared.reception.queries import figures, plan_of, tasks_of
from shared.reception.rules import Means, Owner, Point
from shared.sites.actions import NewSite, change_site
from shared.sites.models import Site
from tests.house import OLA, House


def the_rules_change(house: House) -> None:
    """Change a figure of a grade, of a lead time, and of a site; open another one."""
    with house.node.transaction() as session:
        said = ("on trial", house.boss.id, house.node.now())
        change_grade(session, session.get_one(Grade, "A"), {"lead_days": 5}, *said)
        change_lead_time(session, session.get_one(LeadTime, "key"), {"lead_days": 4}, *said)
        change_site(session, session.get_one(Site, house.site), {"wifi_name": "Guests"}, *said)
        hours: dict[str, list[str]] = {"0": ["09:00", "18:00"]}
        open_another_site(session, NewSite("BER", "柏林", "Berlin", "Europe/Berlin", "DE", hours), *said)


def somebody_is_hired_and_leaves(house: House) -> None:
    """Enter somebody, change what is known of them, let them go and take them back."""
    wish = EmployeeWish(house.site, "采购部", "沈知微", "Zhiwei Shen", "shen@usher.example")
    with house.node.transaction() as session:
        said = (house.boss.id, house.node.now())
        employee = save_employee(session, wish, *said)
        save_employee(session, wish, *said, employee)
        employee_leaves(session, employee, *said)
        employee_returns(session, employee, *said)


def a_visit_is_prepared(house: House) -> None:
    """Plan a visit, do and hand over a task, write what happens, confirm it, and write what was said."""
    starts = house.node.now() + timedelta(days=3)
    booking = house.approved(house.wish(OLA, grade="C", starts_at=starts, ends_at=starts + timedelta(hours=2)))
    said = (house.receptionist, house.node.now())
    with house.node.transaction() as session:
        plan = plan_of(session, booking.id)
        assert plan is not None
        first, second, *_more = tasks_of(session, plan.id)
        tick_task(session, first.id, True, *said)
        hand_task(session, second.id, Owner.RECEPTION, house.guard.employee_id, *said)
        write_itinerary(session, booking.id, [Item(ItemKind.TALKS, starts, booking.ends_at)], "en", *said)
        confirm(session, booking.id, Confirmed("Ola", Means.PHONE, (Point.TIME,)), *said)
        write_minutes(session, booking.id, "talked", 0, *said)
        propose(session, booking.id, Agreement("a trial"), *said)
        kept = figures(session)
        change_reception_figures(session, kept, {"remind_minutes": 30}, "on trial", house.boss.id, said[1])
