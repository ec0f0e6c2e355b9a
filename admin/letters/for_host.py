"""What a host hears of a visit to come: its place in their calendar, and when it is called off."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.letters.calendar import host_entry
from admin.wording import party
from shared.access.queries import language_of
from shared.bookings.models import Booking
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.rules import State
from shared.desk.letters import HOST_VISIT, HOST_VISIT_OFF
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.rules import Letter
from shared.people.models import Employee


def host_writers(node: Node) -> Mapping[str, Callable[[Session, Notice], Letter | None]]:
    """Return, by topic, who writes to a host."""
    return {
        HOST_VISIT: lambda session, notice: _visit(session, notice, node),
        HOST_VISIT_OFF: lambda session, notice: _off(session, notice, node),
    }


def _visit(session: Session, notice: Notice, node: Node) -> Letter | None:
    booking, host = booking_with_id(session, notice.subject_id), session.get(Employee, notice.employee_id)
    if booking is None or host is None or booking.state != State.APPROVED or booking.host_id != host.id:
        return None
    return _letter(session, booking, host, node, is_cancelled=False)


def _off(session: Session, notice: Notice, node: Node) -> Letter | None:
    booking, host = booking_with_id(session, notice.subject_id), session.get(Employee, notice.employee_id)
    return _letter(session, booking, host, node, is_cancelled=True) if booking and host else None


def _letter(session: Session, booking: Booking, host: Employee, node: Node, *, is_cancelled: bool) -> Letter:
    leader = booking.leader.visitor
    public = node.settings.public_url
    with force_locale(language_of(session, host.id)):
        who = party(leader.name, len(booking.guests))
        facts = {
            "who": who,
            "company": leader.company.name,
            "booking": booking,
            "starts": booking.starts_at.astimezone(booking.site.tz),
            "ends": booking.ends_at.astimezone(booking.site.tz),
            "address": f"{public}{url_for('booking.page', booking_id=booking.id)}",
            "is_cancelled": is_cancelled,
            "is_change": booking.changes > 0,
        }
        subject = _("Called off: %(who)s", who=who) if is_cancelled else _("%(who)s visits you", who=who)
        text = render_template("letters/host_visit.txt", **facts)
    entry = host_entry(
        booking,
        host,
        who=f"{who} · {leader.company.name}",
        organizer=f"usher@{urlsplit(public).hostname}",
        is_cancelled=is_cancelled,
        now=node.now(),
    )
    return Letter(host.email, subject, text, calendar=entry, calendar_method="CANCEL" if is_cancelled else "REQUEST")
