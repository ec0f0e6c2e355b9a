"""A pass for each reason to keep the door closed."""

from datetime import timedelta

from shared.bookings.passes import Code, sign
from shared.bookings.rules import Decision
from shared.desk.cancel import cancel
from shared.visits.rules import Refusal
from tests.clock import StandingClock
from tests.house import House

_LATER = {
    Refusal.TOO_EARLY: {"hours": -3},
    Refusal.TOO_LATE: {"hours": 3},
    Refusal.EXPIRED: {"hours": 24},
}


def refused_pass(house: House, clock: StandingClock, reason: Refusal) -> str:
    """Return a pass that is refused for this reason from now on."""
    if reason is Refusal.UNKNOWN:
        return "USHNOTHING"
    if reason is Refusal.FORGED:
        return sign(Code.PASS, "00" * 8, house.node.now() + timedelta(days=1), b"another house")
    if reason is Refusal.WRONG_SITE:
        there = house.wish(site_id=house.other_site, host_id=str(house.other_host.employee_id))
        return house.pass_of(house.booked(there, house.other_host))
    booking = house.approved(house.wish(grade="C"))
    text = house.pass_of(booking)
    if reason is Refusal.CANCELLED:
        with house.node.transaction() as session:
            cancel(session, booking.id, house.host, house.node.now())
    elif reason is Refusal.NOT_APPROVED:
        house.decided(booking.id, Decision.SEND_BACK, house.boss, "改期")
    elif reason is Refusal.USED:
        house.scanned(text)
        house.left(text)
    clock.passes(**_LATER.get(reason, {}))
    return text
