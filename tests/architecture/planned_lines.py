"""What the office writes into the logbook about what is planned: rooms and cars, the coming week, who did not come."""

from dataclasses import replace
from datetime import timedelta

from shared.access.rules import Role
from shared.desk.book import book
from shared.desk.dispatch import assign_car
from shared.desk.reserve import needs_of, reserve
from shared.desk.turnout import settle_turnout
from shared.desk.week_preview import send_preview
from shared.resources.actions import change_resource, enter_resource
from shared.resources.queries import rides
from shared.resources.rules import Needs, ResourceKind, Ride
from shared.sites.models import Site
from tests.house import House


def what_is_planned_is_prepared(house: House) -> None:
    """Keep a car on the list and give it out, send the coming week, and look who did not come."""
    now = house.node.now()
    dispatcher = replace(house.guard, roles={house.site: frozenset({Role.DISPATCHER})})
    later = {"starts_at": now + timedelta(days=2), "ends_at": now + timedelta(days=2, hours=1)}
    with house.node.transaction() as session:
        facts = {"kind": ResourceKind.CAR.value, "name": "Van", "name_en": "", "remark": ""}
        car = enter_resource(session, house.site, facts, "test", now)
        change_resource(session, car, {"seats": 6}, "test", now)
        made = book(session, house.wish(**later), house.host, now)
        reserve(session, made, Needs(ride=Ride(later["starts_at"], later["ends_at"], "Airport", 2)))
        assert needs_of(session, made).ride is not None
        (ride,) = rides(session, house.site, now, now + timedelta(days=3), 9)
        assign_car(session, ride.id, car.id, None, dispatcher, now)
        site = session.get_one(Site, house.site)
        send_preview(session, site, now.date() + timedelta(days=7), now)
    with house.node.transaction() as session:
        assert settle_turnout(session, now + timedelta(days=3))
