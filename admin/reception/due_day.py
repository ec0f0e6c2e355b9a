"""The page on which the day of what was agreed is moved, with all the days that it had (R21, R24)."""

from dataclasses import dataclass
from datetime import date, datetime, tzinfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import day as day_words
from admin.dates import moment_words
from admin.forms import Typed
from admin.reception.seeing import may_read_talks
from admin.reception.talks import LONGEST_ITEM, check_words, due_typed
from admin.speech import _
from admin.wording import party
from shared.access.queries import names_of
from shared.bookings.models import Booking
from shared.bookings.queries import booking as booking_with_id
from shared.desk.due_day import move_day
from shared.desk.preparing import may_prepare
from shared.reception.models import Cooperation
from shared.reception.queries import days_moved

pages = Blueprint("due_day", __name__, url_prefix="/cooperation/<item_id>/day")


@dataclass(frozen=True)
class Moved:
    """One time that the day was moved."""

    before: str
    after: str
    reason: str
    who: str
    at: str


@pages.get("")
def page(item_id: str) -> str:
    """Show the day, and ask for another one."""
    with node().reading() as rows:
        return _page(rows, *_seen(rows, item_id), Typed())


@pages.post("")
def save(item_id: str) -> str | tuple[str, int] | Response:
    """Move the day."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        item, booking = _seen(rows, item_id)
        now = node().now()
        due = due_typed(typed, booking.site.hours)
        if due is None and "due" not in typed.troubles:
            typed.is_wrong("due", _("Choose a day."))
        elif due is not None and due <= now:
            typed.is_wrong("due", _("This day is over. Choose one that is ahead."))
        check_words(typed, "reason", LONGEST_ITEM)
        if typed.troubles or due is None:
            return _page(rows, item, booking, typed), 422
        move_day(rows, item_id, due, typed["reason"], me(), now)
        back = _back(booking)
    flash(_("Moved. Whoever sees to it is told."), "go")
    return redirect(back)


def _seen(rows: Session, item_id: str) -> tuple[Cooperation, Booking]:
    """Return an item that this person may move, with its visit; 404 for any other."""
    item = rows.get(Cooperation, item_id) or lost()
    booking = booking_with_id(rows, item.booking_id) or lost()
    is_mine = me().employee_id is not None and item.employee_id == me().employee_id
    if not is_mine and not may_prepare(me(), booking.site_id, booking.host_id):
        lost()
    return item, booking


def _back(booking: Booking) -> str:
    """Return where one came from: the visit's own page, for who may read it."""
    if may_read_talks(booking):
        return url_for("talks.page", booking_id=booking.id)
    return url_for("promises.listing")


def _page(rows: Session, item: Cooperation, booking: Booking, typed: Typed) -> str:
    now, zone = node().now(), booking.site.tz
    moves = days_moved(rows, item.id)
    names = names_of(rows, {each.by for each in moves}, language())
    today = now.astimezone(zone).date()
    leader = booking.leader
    return render_template(
        "reception/due_day.html",
        typed=typed,
        item=item,
        who=party(leader.visitor.name, len(booking.guests)),
        due=_day(item.due_at, zone, today),
        moves=[
            Moved(
                before=_day(each.before, zone, today),
                after=_day(each.after, zone, today),
                reason=each.reason,
                who=names.get(each.by) or _("somebody who is no longer here"),
                at=moment_words(each.at, zone, now),
            )
            for each in moves
        ],
        back=_back(booking),
    )


def _day(moment: datetime | None, zone: tzinfo, today: date) -> str:
    return day_words(moment.astimezone(zone).date(), today) if moment else _("no day")
