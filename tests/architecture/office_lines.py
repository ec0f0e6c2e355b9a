"""What the office writes into the logbook when rules change, and when people come to work here and go."""

from shared.desk.staff import employee_leaves, employee_returns, save_employee
from shared.grades.actions import change_grade, change_lead_time
from shared.grades.models import Grade, LeadTime
from shared.people.wishes import EmployeeWish
from shared.sites.actions import change_site
from shared.sites.models import Site
from tests.house import House


def the_rules_change(house: House) -> None:
    """Change a figure of a grade, of a lead time, and of a site."""
    with house.node.transaction() as session:
        said = ("on trial", house.boss.id, house.node.now())
        change_grade(session, session.get_one(Grade, "A"), {"lead_days": 5}, *said)
        change_lead_time(session, session.get_one(LeadTime, "key"), {"lead_days": 4}, *said)
        change_site(session, session.get_one(Site, house.site), {"wifi_name": "Guests"}, *said)


def somebody_is_hired_and_leaves(house: House) -> None:
    """Enter somebody, change what is known of them, let them go and take them back."""
    wish = EmployeeWish(house.site, "采购部", "沈知微", "Zhiwei Shen", "shen@usher.example")
    with house.node.transaction() as session:
        said = (house.boss.id, house.node.now())
        employee = save_employee(session, wish, *said)
        save_employee(session, wish, *said, employee)
        employee_leaves(session, employee, *said)
        employee_returns(session, employee, *said)
