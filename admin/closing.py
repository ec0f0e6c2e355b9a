"""Closing time: who is still in, to look at and to print, and the days before (R22)."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from admin.asking import language, node
from admin.dates import clock, long_day, moment_words
from admin.forms import day_typed
from admin.speech import _
from admin.watched import site_asked_for, watched_sites
from admin.wording import Said, whom_they_see
from shared.leaving.queries import latest_closings, still_in_at_closing
from shared.leaving.rules import day_end
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.queries import inside
from shared.visits.rules import VisitState

pages = Blueprint("closing", __name__)


@dataclass(frozen=True)
class Line:
    """Somebody on the list."""

    visit: str
    booking: str
    who: str
    company: str
    host: str
    phone: str
    arrived: str
    until: str
    said: Said
    is_open: bool
    """Whether somebody should still find out where they are."""


@dataclass(frozen=True)
class Day:
    """A day that the page can show."""

    day: str
    word: str
    is_here: bool


@dataclass(frozen=True)
class List:
    """Who is, or was, in."""

    site: Site
    day: str
    closes: str
    is_closed: bool
    lines: list[Line]
    days: list[Day]
    printed: str

    @property
    def open_ones(self) -> int:
        """Return how many nobody has signed out yet."""
        return sum(line.is_open for line in self.lines)


@pages.get("/closing")
def page() -> str:
    """Show who is in now, or who was still in when a day ended: `?day=2026-11-23`."""
    with node().reading() as rows:
        watched = watched_sites(rows)
        site = site_asked_for(watched)
        shown = _list(rows, site, day_typed(request.args.get("day", "")))
    sites = [(each.code, each.named(language())) for each in watched]
    return render_template("closing/page.html", list=shown, site_name=site.named(language()), sites=sites)


def _list(rows: Session, site: Site, asked: date | None) -> List:
    now, hours = node().now(), site.hours
    today = hours.day_of(now)
    day = min(asked or today, today)
    end = day_end(hours, day)
    is_closed = end.at <= now
    found = still_in_at_closing(rows, site.id, hours, day) if is_closed else []
    if day == today:  # who runs on into the evening, or came after closing, is in as well
        found = [*found, *(stay for stay in inside(rows, site.id) if stay.id not in {each.id for each in found})]
    return List(
        site=site,
        day=long_day(day, today),
        closes=clock(end.at, site.tz),
        is_closed=is_closed,
        lines=[_line(stay, site, now) for stay in found],
        days=_days(rows, site, day, now),
        printed=moment_words(now, site.tz, now),
    )


def _days(rows: Session, site: Site, shown: date, now: datetime) -> list[Day]:
    today = site.hours.day_of(now)
    days = [today, *(closing.day for closing in latest_closings(rows, site.id) if closing.day != today)]
    return [Day(day.isoformat(), long_day(day, today), day == shown) for day in days]


def _line(stay: Visit, site: Site, now: datetime) -> Line:
    visitor = stay.guest.visitor
    return Line(
        visit=stay.id,
        booking=stay.booking_id,
        who=visitor.name,
        company=visitor.company.name,
        host=whom_they_see(stay),
        phone=visitor.phone or "",
        arrived=moment_words(stay.arrived_at, site.tz, now),
        until=moment_words(stay.booking.ends_at, site.tz, now),
        said=_said(stay, site, now),
        is_open=stay.state != VisitState.LEFT,
    )


def _said(stay: Visit, site: Site, now: datetime) -> Said:
    if stay.state == VisitState.LEFT and stay.left_at is not None:
        return Said("off", _("Signed out at %(time)s", time=moment_words(stay.left_at, site.tz, now)))
    if stay.state == VisitState.EXPIRED:
        return Said("attend", _("Not signed out at closing time"))
    if stay.booking.ends_at <= now:
        return Said("attend", _("Should have left"))
    return Said("go", _("On site"))
