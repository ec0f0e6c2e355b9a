"""What the host and the driver read of the car that fetches the guests (R34)."""

from collections.abc import Callable, Mapping

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.wording import party
from shared.access.queries import language_of
from shared.bookings.queries import booking as booking_with_id
from shared.desk.car_letters import CAR, ride_of
from shared.desk.letters import told_window
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.rules import Letter
from shared.people.models import Employee


def car_writers(node: Node) -> Mapping[str, Callable[[Session, Notice], Letter | None]]:
    """Return, by topic, who writes about cars."""
    return {CAR: lambda session, notice: _car(session, notice, node)}


def _car(session: Session, notice: Notice, node: Node) -> Letter | None:
    booking, reader = booking_with_id(session, notice.subject_id), session.get(Employee, notice.employee_id)
    if booking is None or reader is None or not booking.guests:
        return None
    ride, said = ride_of(session, booking), language_of(session, reader.id)
    drives = ride is not None and ride.driver is not None and ride.driver.employee_id == reader.id
    is_on = ride is not None and ride.resource_id is not None and (drives or reader.id == booking.host_id)
    leader, (starts, ends) = booking.leader.visitor, told_window(session, booking, CAR, booking.id, reader.id)
    if is_on and ride is not None:
        starts, ends = ride.starts_at.astimezone(booking.site.tz), ride.ends_at.astimezone(booking.site.tz)
    with force_locale(said):
        facts = {
            "who": party(leader.name, len(booking.guests)),
            "company": leader.company.name,
            "phone": (leader.phone or "") if drives else "",
            "ride": ride,
            "car": ride.resource.named(said) if ride and ride.resource else "",
            "remark": ride.resource.remark if ride and ride.resource else "",
            "driver": ride.driver.named(said) if ride and ride.driver else "",
            "starts": starts,
            "ends": ends,
            "host": booking.host.named(said),
            "is_on": is_on,
            "drives": drives,
            "address": f"{node.settings.public_url}{url_for('booking.page', booking_id=booking.id)}",
        }
        subject = (
            _("Car for %(who)s", who=facts["who"]) if is_on else _("No car any more for %(who)s", who=facts["who"])
        )
        return Letter(reader.email, subject, render_template("letters/car.txt", **facts))
