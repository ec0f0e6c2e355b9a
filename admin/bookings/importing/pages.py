"""The pages of the import: ask for a table, show what would be booked, book it, say what became of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import repeat

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from admin.approvals.grading import facts_in_words
from admin.asking import language, lost, me, node
from admin.bookings.importing.reading import sort_lines
from admin.bookings.importing.words import COLUMNS, FIELD, NEEDED, NEEDS_ONE, trouble_words
from admin.dates import moment_words, window
from admin.speech import _, ngettext
from admin.tables.reading import Unreadable
from admin.tables.taking_in import GOOD_SHOWN, Columns, file_trouble, for_a_while, goes_on
from shared.access.rules import Permission
from shared.bookings.queries import series_of
from shared.desk.book_many import (
    SERIES,
    TABLE,
    ToBook,
    book_some,
    keep_to_book,
    kept_to_book,
    standing,
    think_beforehand,
)
from shared.desk.grading import Proposed
from shared.desk.take_back import tables_kept, take_one_back, what_can_be_taken_back
from shared.kernel.staging import Standing
from shared.people.queries import employee, employee_names
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("booking_import", __name__, url_prefix="/bookings/import")

_TABLE = Columns(COLUMNS, FIELD, NEEDED, NEEDS_ONE)


@dataclass(frozen=True)
class Row:
    """A visit that would be booked, as the preview shows it."""

    line: str
    who: str
    guests: int
    company: str
    host: str
    when: str
    grade: str
    why: str
    """Why the rules propose it, or why it is another one."""


@pages.get("")
def page() -> str:
    """Say what a table has to look like, and ask for it."""
    return _ask("")


@pages.get("/example.csv")
def example() -> Response:
    """Return a table with the columns and three lines, to be filled in."""
    in_chinese = language().startswith("zh")
    with node().reading() as rows:
        own = employee(rows, me().employee_id or "")
    site = _my_first_site()
    day = (node().now().astimezone(site.tz) + timedelta(days=7)).date().isoformat()
    visit = {"site": site.code, "host": own.email if own else "", "day": day, "start": "14:00", "end": "16:00"}
    visit |= {"purpose": "验厂" if in_chinese else "Audit", "grade": "D"}
    guests = (
        {"name": "陈思远", "company": "远山机电", "phone": "13900001111"},
        {"name": "Ingrid Solberg", "company": "Solberg Verk AS", "email": "ingrid@solberg.example", "leader": "yes"},
        {"name": "Nils Haugen", "company": "Solberg Verk AS", "phone": "+4740000012"},
    )
    together: tuple[dict[str, str], ...] = ({}, {"group": "1"}, {"group": "1"})
    return _TABLE.example([visit | guest | more for guest, more in zip(guests, together, strict=True)], "bookings")


@pages.post("")
def read() -> str | tuple[str, int]:
    """Read a table, keep its good visits for a day, and show what would happen."""
    try:
        table = _TABLE.sent()
    except Unreadable as trouble:
        return _ask(file_trouble(trouble)), 422
    now = node().now()
    with node().reading() as rows:
        found = sort_lines(rows, table, me(), now)
        sites = {site.id: site for site in every_site(rows)}
        first = found.good[:GOOD_SHOWN]
        names = employee_names(rows, {each.wish.host_id for each in first}, language())
    with node().transaction() as rows:
        staged_id = keep_to_book(rows, found.good, TABLE, {}, me(), now)
    return render_template(
        "bookings/import_preview.html",
        id=staged_id,
        good=len(found.good),
        guests=sum(len(each.wish.guests) for each in found.good),
        mistakes=_TABLE.mistakes(table, found.bad, trouble_words),
        first=[_row(each, sites[each.wish.site_id], names, now, found.proposed[each.name]) for each in first],
    )


@pages.post("/<staged_id>")
def take_in(staged_id: str) -> Answer:
    """Book what was kept, in small portions, for some seconds; a second press goes on where the first one stopped."""
    return book_kept(staged_id)


def book_kept(staged_id: str) -> Answer:
    """Book what was kept, and lead to what became of it."""
    with node().reading() as rows:
        kept = kept_to_book(rows, staged_id, me()) or lost()
    think_beforehand(kept)
    for _turn in for_a_while(repeat(None)):
        with node().transaction() as rows:
            how_far = book_some(rows, staged_id, kept, me(), node().now())
        if how_far.is_done:
            break
    return redirect(url_for("booking_import.outcome", staged_id=staged_id, goes="on"))


@pages.get("/<staged_id>")
def outcome(staged_id: str) -> str | Answer:
    """Say what became of what was kept: how far it is, and what could not be booked after all."""
    now = node().now()
    with node().reading() as rows:
        how_far = standing(rows, staged_id, me()) or lost()
        onwards = _where_to(rows, how_far)
        back = what_can_be_taken_back(rows, staged_id, me(), now)
    if how_far.is_done and not how_far.refused and how_far.of == SERIES:
        flash(_("Booked: %(n)s.", n=how_far.all), "go")
        return redirect(onwards)
    zone = _my_first_site().tz
    return render_template(
        "bookings/import_outcome.html",
        standing=how_far,
        goes_on=goes_on(how_far),
        refused=_TABLE.refused(how_far, trouble_words),
        is_series=how_far.of == SERIES,
        onwards=onwards,
        back=back,
        until=moment_words(back.until, zone, now) if back else "",
    )


@pages.post("/<staged_id>/back")
def take_back(staged_id: str) -> Answer:
    """Call off all that the table booked, one by one, for some seconds; a second press goes on."""
    now = node().now()
    with node().reading() as rows:
        back = what_can_be_taken_back(rows, staged_id, me(), now) or lost()
    done = 0
    for booking_id in for_a_while(back.open):
        with node().transaction() as rows:
            done += take_one_back(rows, staged_id, booking_id, me(), node().now())
    flash(ngettext("%(num)d visit taken back.", "%(num)d visits taken back.", done), "go")
    return redirect(url_for("booking_import.outcome", staged_id=staged_id))


def _my_first_site() -> Site:
    may = set(me().sites_where(Permission.BOOK))
    with node().reading() as rows:
        return next((site for site in every_site(rows) if site.id in may), None) or lost()


def _where_to(rows: Session, how_far: Standing) -> str:
    """Return where one goes from here: to the first visit of a series, else to the list."""
    made = series_of(rows, how_far.id) if how_far.of == SERIES else ()
    return url_for("booking.page", booking_id=made[0].id) if made else url_for("bookings.listing")


def _ask(trouble: str) -> str:
    with node().reading() as rows:
        kept = tables_kept(rows, me())
    zone, now = _my_first_site().tz, node().now()
    recent = [(each.id, moment_words(each.made_at, zone, now), each.taken) for each in kept]
    return render_template("bookings/import.html", trouble=trouble, columns=_TABLE.asked_for(), recent=recent)


def _row(visit: ToBook, site: Site, names: dict[str, str], now: datetime, proposed: Proposed) -> Row:
    wish = visit.wish
    leader = next((guest for guest in wish.guests if guest.is_leader), wish.guests[0]).contact
    when = window(wish.starts_at, wish.ends_at, site.tz, now)
    why = facts_in_words(proposed)["why"] if wish.grade == proposed.grade else wish.grade_reason
    return Row(visit.name, leader.name, len(wish.guests), leader.company, names[wish.host_id], when, wish.grade, why)
