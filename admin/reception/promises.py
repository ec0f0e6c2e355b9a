"""What was agreed in visits and is still to come: over all visits, by when it is due (R21, R24)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from admin.asking import language, lost, me, node
from admin.dates import moment_words
from admin.narrowed import Filter, asked, here
from admin.reception.seeing import may_read_talks
from admin.reception.words import COOPERATION
from admin.speech import _
from admin.wording import Said, party
from shared.access.rules import Permission
from shared.bookings.models import Booking
from shared.bookings.queries import bookings_with_ids
from shared.desk.preparing import may_prepare
from shared.kernel.paging import Cursor
from shared.people.models import Employee
from shared.people.queries import departments, employee_names
from shared.people.rules import Rank
from shared.reception.models import Cooperation
from shared.reception.promises import Owed, owed_page, owed_without_day
from shared.reception.rules import CooperationState
from shared.sites.queries import every_site

pages = Blueprint("promises", __name__, url_prefix="/reception/promises")

ROWS = 50
MOST_WITHOUT_DAY = 30
MINE, ALL, LATE = "mine", "all", "late"
_HERE = "promises.listing"


@dataclass(frozen=True)
class Row:
    """An item as the list shows it."""

    id: str
    words: str
    booking: str
    """Its address; empty for who sees to the item and may not see the visit."""
    visitor: str
    company: str
    who: str
    due: str
    is_late: bool
    said: Said
    may_move: bool
    others: tuple[tuple[str, str], ...]


@pages.get("")
def listing() -> str:
    """Show what is open: as many statements however much there ever was."""
    what = request.args.get("what", MINE)
    what = what if what in (MINE, ALL, LATE) else MINE
    now = node().now()
    with node().reading() as rows:
        chosen = asked(every_site(rows))
        owed = replace(_owed(rows, what, now), narrowed=chosen.narrowed)
        page = owed_page(rows, owed, _cursor(), ROWS)
        dayless = owed_without_day(rows, owed, MOST_WITHOUT_DAY) if _shows_dayless(what, chosen) else ()
        shown = _rows(rows, [*page.items, *dayless], now)
    return render_template(
        "reception/promises.html",
        what=what,
        tabs=_tabs(what),
        asked=chosen,
        rows=shown[: len(page.items)],
        dayless=shown[len(page.items) :],
        next=here(_HERE, at=str(page.next)) if page.next else None,
        previous=here(_HERE, at=str(page.previous)) if page.previous else None,
    )


def _shows_dayless(what: str, chosen: Filter) -> bool:
    """Say whether what has no day belongs on this page: the first one, unless days are asked for."""
    narrowed = chosen.narrowed
    of_days = what == LATE or narrowed.starts_from is not None or narrowed.starts_before is not None
    return not of_days and not request.args.get("at")


def _owed(rows: Session, what: str, now: datetime) -> Owed:
    """Return what this reader may see: as the head of a department also what it owes."""
    mine = rows.get(Employee, me().employee_id) if me().employee_id else None
    department = mine.department_id if mine is not None and mine.rank >= Rank.DEPARTMENT_HEAD else None
    sites = _sites() if what != MINE else ()
    return Owed(sites, me().employee_id, department, now if what == LATE else None)


def _sites() -> tuple[str, ...]:
    return me().sites_where(Permission.BOOK_FOR_OTHERS)


def _rows(rows: Session, items: Sequence[Cooperation], now: datetime) -> list[Row]:
    bookings = {each.id: each for each in bookings_with_ids(rows, sorted({item.booking_id for item in items}))}
    teams = {team.id: team.named(language()) for team in departments(rows)}
    names = employee_names(rows, {item.employee_id for item in items if item.employee_id}, language())
    return [_row(item, bookings[item.booking_id], teams, names, now) for item in items]


def _row(item: Cooperation, booking: Booking, teams: dict[str, str], names: dict[str, str], now: datetime) -> Row:
    leader = booking.leader
    state = CooperationState(item.state)
    is_mine = me().employee_id is not None and item.employee_id == me().employee_id
    who = [names.get(item.employee_id or "", ""), teams.get(item.department_id or "", "")]
    return Row(
        id=item.id,
        words=item.words,
        booking=url_for("talks.page", booking_id=booking.id) if may_read_talks(booking) else "",
        visitor=party(leader.visitor.name, len(booking.guests)),
        company=leader.visitor.company.name,
        who=" · ".join(each for each in who if each) or _("Nobody yet"),
        due=moment_words(item.due_at, booking.site.tz, now) if item.due_at else "",
        is_late=item.due_at is not None and item.due_at < now,
        said=COOPERATION[state],
        may_move=is_mine or may_prepare(me(), booking.site_id, booking.host_id),
        others=tuple((other.value, str(COOPERATION[other].word)) for other in CooperationState if other is not state),
    )


def _tabs(what: str) -> list[tuple[str, str, bool]]:
    tabs = [(MINE, _("Mine")), (LATE, _("Late"))]
    if _sites():
        tabs.insert(1, (ALL, _("Everybody's")))
    return [(word, here(_HERE, what=each), each == what) for each, word in tabs]


def _cursor() -> Cursor | None:
    try:
        return Cursor.parse(request.args["at"]) if request.args.get("at") else None
    except ValueError:
        lost()
