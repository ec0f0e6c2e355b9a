"""The list of bookings. What it shows lives in its address."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template, request, url_for
from flask.json import jsonify
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import clock, ending, long_day
from admin.forms import Typed, day_typed
from admin.narrowed import grade_options, grade_typed, or_all, site_options
from admin.speech import _
from admin.wording import BOOKING, NO_SHOW, VISIT, Said, booking_said, party
from shared.access.rules import Permission, Person
from shared.bookings.models import Booking
from shared.bookings.queries import Wanted, bookings_page, number_of_no_shows
from shared.bookings.rules import NOBODY, State
from shared.kernel.paging import Cursor, Page
from shared.people.models import Employee
from shared.people.queries import employees_like
from shared.sites.models import Site
from shared.sites.queries import every_site
from shared.visits.queries import stays_of_bookings
from shared.visits.rules import CAME_IN, VisitState

pages = Blueprint("bookings", __name__)

ROWS = 50
WHENS = ("today", "coming", "past", "all")
_BEGINNING = Cursor((datetime(1970, 1, 1, tzinfo=UTC), ""), backwards=True)
_FILTERS = ("q", "state", "grade", "site", "mine", "from", "to")


@dataclass(frozen=True)
class Row:
    """A booking as the list shows it."""

    id: str
    who: str
    company: str
    permit: str
    day: date
    start: str
    end: str
    host: str
    grade: str
    site: str
    said: Said
    is_urgent: bool


@dataclass(frozen=True)
class BookingsAsked:
    """Which bookings the address asks for."""

    when: str
    typed: Typed
    site: Site
    """The site whose clock and calendar the list goes by."""
    sites: tuple[Site, ...]
    soonest_first: bool

    @property
    def is_narrowed(self) -> bool:
        """Say whether any filter is on."""
        return any(self.typed[name] for name in _FILTERS)


@pages.get("/bookings")
def listing() -> str:
    """Show a page of bookings."""
    now = node().now()
    with node().reading() as rows:
        asked = _asked(every_site(rows))
        cursor = _cursor()
        start = cursor or (_BEGINNING if asked.soonest_first else None)
        wanted = _wanted(asked, me(), now)
        page = bookings_page(rows, wanted, start, ROWS, whole=False)
        no_shows = number_of_no_shows(rows, wanted) if asked.when in ("today", "past", "all") else 0
        stays = stays_of_bookings(rows, [booking.id for booking in page.items])
        shown = [row_of(booking, stays) for booking in page.items]
    if asked.soonest_first:
        shown.reverse()
    today = now.astimezone(asked.site.tz).date()
    days = [(long_day(on, today), list(found)) for on, found in groupby(shown, key=lambda row: row.day)]
    return render_template(
        "bookings/list.html",
        asked=asked,
        typed=asked.typed,
        days=days,
        tabs=_tabs(asked),
        links=_links(asked, page, cursor is None),
        options=_options(asked),
        no_shows=no_shows,
        no_shows_here=_here(state=NOBODY, at=None),
        may_book=me().may_somewhere(Permission.BOOK),
        first_use=not shown and not asked.is_narrowed and asked.when in ("coming", "all"),
    )


@pages.get("/hosts")
def hosts() -> Response:
    """Suggest employees whose name begins like `q`, as the form's host field takes them."""
    text = request.args.get("q", "").strip()
    with node().reading() as rows:
        found = employees_like(rows, text, me().sites_where(Permission.BOOK_FOR_OTHERS)) if text else ()
        return jsonify(items=[host_line(employee) for employee in found])


def host_line(employee: Employee) -> str:
    """Return an employee as the host field shows and reads them: name, department, e-mail."""
    said = language()
    return f"{employee.named(said)} · {employee.department.named(said)} · {employee.email}"


def _asked(sites: Sequence[Site]) -> BookingsAsked:
    everywhere = tuple(site for site in sites if site.id in me().roles)
    if not everywhere:
        lost()
    typed = Typed(request.args)
    chosen = next((site for site in everywhere if site.code == typed["site"]), None)
    when = request.args.get("when", "coming")
    when = when if when in WHENS else "coming"
    if typed["from"] or typed["to"]:
        when = "all"
    return BookingsAsked(when, typed, chosen or everywhere[0], everywhere, soonest_first=when in ("today", "coming"))


def _wanted(asked: BookingsAsked, who: Person, now: datetime) -> Wanted:
    typed = asked.typed
    sites = who.sites_where(Permission.SEE_ALL_VISITS)
    if typed["site"]:
        sites = tuple(site for site in sites if site == asked.site.id)
    start, before = _stretch(asked, now)
    return Wanted(
        sites=() if typed["mine"] else sites,
        host=who.employee_id if typed["mine"] or not typed["site"] or not sites else None,
        state=typed["state"] if typed["state"] in {*State, NOBODY} else None,
        grade=grade_typed(typed),
        starts_from=start,
        starts_before=before,
        text=typed["q"],
    )


def _stretch(asked: BookingsAsked, now: datetime) -> tuple[datetime | None, datetime | None]:
    hours = asked.site.hours
    today, tomorrow = hours.day_bounds(hours.day_of(now))
    first, last = day_typed(asked.typed["from"]), day_typed(asked.typed["to"])
    if first or last:
        return (
            hours.day_bounds(first)[0] if first else None,
            hours.day_bounds(last)[1] if last else None,
        )
    return {"today": (today, tomorrow), "coming": (today, None), "past": (None, today)}.get(asked.when, (None, None))


def row_of(booking: Booking, stays: Sequence[tuple[str, str, int]]) -> Row:
    """Return a booking as a list shows it; `stays` are the visits that lists count, by booking and state."""
    zone = ZoneInfo(booking.site.zone)
    leader = booking.leader
    starts, ends = booking.starts_at.astimezone(zone), booking.ends_at.astimezone(zone)
    return Row(
        id=booking.id,
        who=party(leader.visitor.name, len(booking.guests)),
        company=leader.visitor.company.name,
        permit=booking.permit or "",
        day=starts.date(),
        start=clock(starts, zone),
        end=ending(starts, ends, zone),
        host=booking.host.named(language()),
        grade=booking.grade_letter,
        site=booking.site.named(language()),
        said=_said(booking, {state: number for booking_id, state, number in stays if booking_id == booking.id}),
        is_urgent=booking.is_urgent and booking.state == State.WAITING,
    )


def _said(booking: Booking, stays: dict[str, int]) -> Said:
    """Say where the guests are, once any has come; before that, where the booking stands."""
    if inside := stays.get(VisitState.INSIDE, 0):
        here = VISIT[VisitState.INSIDE]
        count = _("%(n)s of %(all)s here", n=inside, all=len(booking.guests))
        return here if len(booking.guests) == 1 else Said(here.mark, count)
    if sum(number for state, number in stays.items() if state in CAME_IN) >= len(booking.guests):
        return VISIT[VisitState.LEFT if VisitState.LEFT in stays else VisitState.EXPIRED]
    return booking_said(booking.state, booking.turnout, stays)


def _cursor() -> Cursor | None:
    try:
        return Cursor.parse(request.args["at"]) if request.args.get("at") else None
    except ValueError:
        lost()


def _links(asked: BookingsAsked, page: Page[Booking], is_first: bool) -> dict[str, str | None]:
    """Return the addresses of the pages beside this one; a list that runs forward in time turns the two around."""
    later, earlier = page.previous, page.next
    if asked.soonest_first:
        after, before = later, None if is_first else earlier
    else:
        after, before = earlier, later
    return {"next": _here(at=str(after)) if after else None, "previous": _here(at=str(before)) if before else None}


def _tabs(asked: BookingsAsked) -> list[tuple[str, str, bool]]:
    words = {"today": _("Today"), "coming": _("Coming"), "past": _("Past"), "all": _("All")}
    elsewhere = {"from": None, "to": None, "at": None}
    return [(words[when], _here(when=when, **elsewhere), asked.when == when) for when in WHENS]


def _options(asked: BookingsAsked) -> dict[str, list[tuple[str, str]]]:
    states = [*((state.value, str(said.word)) for state, said in BOOKING.items()), (NOBODY, str(NO_SHOW.word))]
    return {"state": or_all(states), "grade": grade_options(), "site": site_options(asked.sites)}


def _here(**changed: str | None) -> str:
    values = {**request.args.to_dict(), **changed}
    kept: dict[str, Any] = {name: value for name, value in values.items() if value}
    return url_for("bookings.listing", **kept)
