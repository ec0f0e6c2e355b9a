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
from shared.desk.letters import HOST_VISIT, HOST_VISIT_OFF, told_window
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.queries import notices_for
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
    public, language = node.settings.public_url, language_of(session, host.id)
    starts, ends = booking.starts_at.astimezone(booking.site.tz), booking.ends_at.astimezone(booking.site.tz)
    if is_cancelled:
        starts, ends = told_window(session, booking, HOST_VISIT, booking.id, host.id)
    with force_locale(language):
        who = party(leader.name, len(booking.guests))
        facts = {
            "who": who,
            "company": leader.company.name,
            "booking": booking,
            "site": booking.site.named(language),
            "starts": starts,
            "ends": ends,
            "address": f"{public}{url_for('booking.page', booking_id=booking.id)}",
            "is_off": is_cancelled,
            "is_called_off": booking.state == State.CANCELLED,
            "now_host": booking.host.named(language) if booking.host_id != host.id else "",
            "is_change": not is_cancelled and _was_told(session, booking, host),
        }
        subject = _subject(who, facts) if is_cancelled else _("%(who)s visits you", who=who)
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


def _subject(who: str, facts: Mapping[str, object]) -> str:
    """Return what the letter is about that takes a visit out of a host's calendar."""
    if facts["is_called_off"]:
        return str(_("Called off: %(who)s", who=who))
    if facts["now_host"]:
        return str(_("No longer your visit: %(who)s", who=who))
    return str(_("Not as planned: %(who)s", who=who))


def _was_told(session: Session, booking: Booking, host: Employee) -> bool:
    earlier = notices_for(session, booking.id, HOST_VISIT)
    return any(each.told_at and each.employee_id == host.id for each in earlier)
