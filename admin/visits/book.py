"""The visitor book (登记簿) of a day, or some days, as gates keep it: to be printed."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request

from admin.asking import language, lost, me, node
from admin.dates import span
from admin.forms import Typed, day_typed
from admin.speech import _
from admin.visits.asked import my_sites
from admin.visits.lines import lines_of
from shared.access.rules import Permission
from shared.desk.on_record import book_printed
from shared.sites.models import Site
from shared.visits.finding import Search, find_visits
from shared.visits.rules import CAME_IN

pages = Blueprint("visitor_book", __name__)

MOST_DAYS = 31
MOST = 2000
"""Lines of one book: a hundred pages."""
COLUMNS = ("arrived", "left", "name", "company", "host", "purpose", "plate", "badge")


@pages.get("/visits/book")
def page() -> str:
    """Show the book of the days that the address asks for, the first arrival first."""
    with node().reading() as rows:
        site = _site_asked(my_sites(rows))
        today = site.hours.day_of(node().now())
        typed, first, last = _days_asked(today)
        start, end = site.hours.day_bounds(first)[0], site.hours.day_bounds(last)[1]
        found = find_visits(rows, Search(sites=(site.id,), since=start, before=end), None, MOST)
        visits = [stay for stay in found.visits[::-1] if stay.state in CAME_IN]
        lines = lines_of(rows, visits)
        sites = [each for each in my_sites(rows) if me().may(Permission.EXPORT_VISITS, each.id)]
    with node().transaction() as rows:
        book_printed(rows, site.id, (first, last), len(lines), me().id, node().now())
    typed["site"] = site.code
    days = sorted({line["day"] for line in lines})
    return render_template(
        "visits/book.html",
        typed=typed,
        site=site.named(language()),
        site_code=site.code,
        sites=[(each.code, each.named(language())) for each in sites],
        title=span(first, last),
        days=[(_day(day), [line for line in lines if line["day"] == day]) for day in days],
        number=len(lines),
        is_cut=found.next is not None,
        most=MOST,
        day=first.isoformat(),
    )


def _site_asked(sites: tuple[Site, ...]) -> Site:
    mine = [site for site in sites if me().may(Permission.EXPORT_VISITS, site.id)]
    wanted = request.args.get("site")
    return next((site for site in mine if wanted in (None, "", site.code)), None) or lost()


def _days_asked(today: date) -> tuple[Typed, date, date]:
    typed = Typed(request.args)
    first = day_typed(typed["from"]) or today
    if abs((first - today).days) > 50 * 366:
        first = today
    last = day_typed(typed["to"]) or first
    if not timedelta(0) <= last - first < timedelta(days=MOST_DAYS):
        typed.is_wrong("to", _("A book has %(n)s days at most, and the last is not before the first.", n=MOST_DAYS))
        last = first
    typed["from"] = first.isoformat()
    if "to" not in typed.troubles:
        typed["to"] = last.isoformat()
    return typed, first, last


def _day(day: str) -> str:
    """Return a day with its year: the book is read long after it was printed."""
    return span(date.fromisoformat(day), date.fromisoformat(day))
