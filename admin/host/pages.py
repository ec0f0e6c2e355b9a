"""The host's page, its parts when something happened, and the answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import lost, me, node, wants_page
from admin.bookings.lists import Row, host_line, row_of
from admin.dates import clock, day_and_hour, day_unless_today, moment_words
from admin.host.callers import Caller, callers
from admin.host.letters import Left, left_for
from admin.host.saying import KNOWN, say, trouble_words
from admin.speech import _
from admin.wording import VISIT, Said
from shared.access.rules import Permission
from shared.bookings.models import Booking
from shared.bookings.queries import Wanted, bookings_page, bookings_with_ids
from shared.bookings.rules import LONGEST_WINDOW, State
from shared.desk.answer import BadAnswer
from shared.desk.messages import answer_message as answer_left_message
from shared.kernel.logbook import last_number
from shared.people.queries import employees_like
from shared.sites.models import Site
from shared.sites.queries import every_site
from shared.visits.asked import visits_asked_of
from shared.visits.models import Visit
from shared.visits.queries import visits_of_host
from shared.visits.rules import CAME_IN, ONE_NIGHT, OPEN, SMALL_HOURS, VisitState

pages = Blueprint("host", __name__)

ASKED_MINUTES = (5, 10, 20)
_TODAY = 60


@dataclass(frozen=True)
class Today:
    """One of the host's bookings today."""

    row: Row
    began: str
    """The day on which it began, if not today."""
    said: Said
    inside: tuple[str, ...]
    """The visits that are still open: one tap of the host ends them."""


@dataclass(frozen=True)
class Shown:
    """All that the page shows."""

    after: int
    callers: list[Caller]
    letters: list[Left]
    today: list[Today]


@pages.get("/host")
def page() -> str:
    """Show who waits for this person."""
    return render_template("host/page.html", shown=_shown(), minutes=ASKED_MINUTES)


@pages.get("/host/parts")
def parts() -> str:
    """Return the page's parts as they stand now."""
    return render_template("host/parts.html", shown=_shown(), minutes=ASKED_MINUTES)


@pages.post("/host/answer")
def answer() -> Response:
    """Answer one visitor, or all of a party at once."""
    visits = request.form.getlist("visit")
    if request.form.get("said") not in KNOWN or not visits:
        lost()
    try:
        with node().transaction() as rows:
            for visit_id in visits:
                say(rows, visit_id, request.form, me(), node().now())
    except BadAnswer as wrong:
        flash(trouble_words(wrong), "attend")
        return redirect(url_for("host.page"))
    return _back()


@pages.post("/host/messages/<message_id>")
def answer_message(message_id: str) -> Response:
    """Answer what a visitor left."""
    try:
        with node().transaction() as rows:
            answer_left_message(rows, message_id, request.form.get("text", ""), me(), node().now())
    except BadAnswer as wrong:
        flash(trouble_words(wrong), "attend")
        return redirect(url_for("host.page"))
    return _back()


@pages.get("/host/colleagues")
def colleagues() -> Response:
    """Suggest colleagues whose name begins like `q`, to hand a visitor to."""
    text = request.args.get("q", "").strip()
    with node().reading() as rows:
        found = employees_like(rows, text, me().sites_where(Permission.ANSWER_VISITOR)) if text else ()
        return jsonify(items=[host_line(employee) for employee in found])


def _back() -> Response:
    return redirect(url_for("host.page")) if wants_page() else Response(status=204)


def _shown() -> Shown:
    now, host = node().now(), me().employee_id
    with node().reading() as rows:
        after = last_number(rows)
        if host is None:
            return Shown(after, [], [], [])
        site = _my_site(rows)
        start, end = site.hours.day_bounds(site.hours.day_of(now))
        wanted = Wanted((), host, starts_from=start - LONGEST_WINDOW, starts_before=end, ends_after=start - ONE_NIGHT)
        found = bookings_page(rows, wanted, None, _TODAY).items
        since = min([start, *(each.starts_at for each in found)]) - ONE_NIGHT
        visits = visits_of_host(rows, host, since)
        today = [stay for stay in visits if _is_of_today(stay, start)]
        asked = [stay for stay in visits_asked_of(rows, host, start - ONE_NIGHT) if _is_of_today(stay, start)]
        waiting = callers(rows, today, asked, now, me().id)
        here = {stay.booking_id for stay in today}
        booked = [each for each in found if each.ends_at > start or each.id in here]
        if early := here - {each.id for each in found}:  # let in tonight for what begins after midnight
            booked += bookings_with_ids(rows, sorted(early))
        shown = [_today(each, visits, now) for each in sorted(booked, key=lambda each: (each.starts_at, each.id))]
        return Shown(after, waiting, left_for(rows, host, now), shown)


def _is_of_today(stay: Visit, start: datetime) -> bool:
    """Say whether somebody came today, or last night and has not gone."""
    return stay.arrived_at >= start or (stay.state in OPEN and stay.arrived_at >= start - ONE_NIGHT)


def _my_site(rows: Session) -> Site:
    return next((site for site in every_site(rows) if site.id in me().roles), None) or lost()


def _today(booking: Booking, visits: Sequence[Visit], now: datetime) -> Today:
    row, zone = row_of(booking, ()), booking.site.tz
    mine = [stay for stay in visits if stay.booking_id == booking.id]
    inside = [stay for stay in mine if stay.state == VisitState.INSIDE]
    came = [stay for stay in mine if stay.state in CAME_IN]
    if inside:
        since = moment_words(min(stay.arrived_at for stay in inside), zone, now)
        said = Said("go", _("On site since %(time)s", time=since))
    elif any(stay.state == VisitState.ASKING for stay in mine):
        said = Said("wait", _("Asks to come in"))
    elif came:
        said = _gone(booking, came, now)
    else:
        said = Said("off", _("Not arrived")) if booking.state == State.APPROVED else row.said
    began = day_unless_today(booking.starts_at, zone, now)
    return Today(row, began, said, tuple(stay.id for stay in inside))


def _gone(booking: Booking, came: Sequence[Visit], now: datetime) -> Said:
    """Say when the guests left; of a booking of several days whose guests are due again, that they are not here yet."""
    zone, hours = booking.site.tz, booking.site.hours
    start, _end = hours.day_bounds(hours.day_of(now))
    left = max((stay.left_at for stay in came if stay.left_at), default=None)
    is_on = booking.state == State.APPROVED and booking.ends_at > max(now, start + SMALL_HOURS)
    if is_on and all(stay.arrived_at < start and (stay.left_at or start) <= start for stay in came):
        if left is None:
            return Said("off", _("Not here yet today"))
        return Said("off", _("Not here yet today; left %(when)s", when=day_and_hour(left, zone, now)))
    if left is None:
        return VISIT[VisitState.EXPIRED]
    if left < start:
        return Said("off", _("Left %(when)s", when=day_and_hour(left, zone, now)))
    return Said("off", _("Left at %(time)s", time=clock(left, zone)))
