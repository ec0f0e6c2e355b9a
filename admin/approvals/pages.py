"""The queue of those who decide: what waits for them across all their sites, and many approved at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.approvals.deciding import words_after
from admin.approvals.to_confirm import to_confirm
from admin.approvals.words import step_name
from admin.asking import language, me, node
from admin.dates import moment_words, window
from admin.narrowed import asked, here
from admin.speech import _
from admin.wording import KIND, Said, objection_words, party, problem_words
from shared.access.rules import Permission
from shared.approvals.models import ApprovalStep
from shared.approvals.queries import Queue, others_of_series, papers_owed, queue_page
from shared.bookings.models import Booking
from shared.bookings.rules import Decision, VisitKind, WishRefused
from shared.desk.approve import decide
from shared.desk.approvers import Deciders, deciders, kind_and_rank
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.grades.chain import StepKind
from shared.kernel.paging import Cursor
from shared.people.queries import employee_names
from shared.sites.queries import every_site

pages = Blueprint("approvals", __name__, url_prefix="/approvals")

ROWS = 50
MOST_AT_ONCE = 50
MOST_OTHERS = 500
"""Further dates of the series on a page: five series of the longest kind."""
MINE, ALL, PAPERS = "mine", "all", "papers"
_HERE = "approvals.queue"


@dataclass(frozen=True)
class Row:
    """A booking that waits, as the queue shows it."""

    id: str
    seen: int
    who: str
    company: str
    grade: str
    kind: str
    host: str
    site: str
    when: str
    purpose: str
    area: str
    waits_for: str
    since: str
    in_place_of: str
    """For whom this person would decide, by name."""
    may: bool
    is_review: bool
    needs_a_look: bool
    """Not to be ticked away in the list: there is something to fill in, or an itinerary to read."""
    series: str
    is_urgent: bool
    others: tuple["Row", ...] = ()
    """Further dates of the same series that wait for the same: ticked with this one."""


@dataclass(frozen=True)
class Owed:
    """A booking whose papers are still to be filed (R5)."""

    id: str
    who: str
    host: str
    site: str
    when: str
    due: str
    is_overdue: bool


@dataclass(frozen=True)
class Result:
    """What became of one of several that were approved at once."""

    id: str
    who: str
    when: str
    said: Said


@pages.get("")
def queue() -> str:
    """Show what waits: as many statements however much it is."""
    return _page([])


@pages.post("")
def approve() -> str | Response:
    """Approve what is ticked, each in a transaction of its own, and say what became of each and how many are left."""
    ticked = request.form.getlist("booking")
    chosen = [each for first in ticked for each in (first, *request.form.getlist(f"with-{first}"))]
    if not chosen:
        return redirect(url_for("approvals.queue"))
    results = [_approved(each, request.form.get(f"seen-{each}", "")) for each in chosen[:MOST_AT_ONCE]]
    return _page(results, left=len(chosen) - len(results))


def _approved(booking_id: str, seen: str) -> Result:
    number = int(seen) if seen.isdecimal() else None
    try:
        with node().transaction() as rows:
            by, now = me(), node().now()
            booking = decide(rows, booking_id, Decision.APPROVE, None, by, now, number)
            words, mark = words_after(rows, booking, Decision.APPROVE, by)
            return _result(booking, Said(mark, words), now)
    except (NotAllowed, OutOfTurn) as refused:
        return _not_approved(booking_id, objection_words(refused.code))
    except WishRefused as refused:
        trouble = refused.problems[0]
        return _not_approved(booking_id, problem_words(trouble.field, trouble.code))


def _result(booking: Booking, said: Said, now: datetime) -> Result:
    when = window(booking.starts_at, booking.ends_at, booking.site.tz, now)
    return Result(booking.id, _who(booking), when, said)


def _not_approved(booking_id: str, why: str) -> Result:
    """Return which booking it was, as far as this person may know, and why it could not be approved."""
    said = Said("attend", why)
    with node().reading() as rows:
        found = rows.get(Booking, booking_id)
        if found and me().may(Permission.SEE_ALL_VISITS, found.site_id):
            return _result(found, said, node().now())
    return Result(booking_id, _("A booking"), "", said)


def _page(results: list[Result], left: int = 0) -> str:
    what = request.args.get("what", MINE)
    after, now = _after(request.args.get("after", "")), node().now()
    with node().reading() as rows:
        chosen = asked(every_site(rows))
        who = deciders(rows, me(), now)
        if what == PAPERS:
            found: Sequence[Any] = papers_owed(
                rows, _seen_sites(), me().employee_id, me().id, after, ROWS + 1, chosen.narrowed
            )
            shown: list[Any] = [_owed(each, now) for each in found[:ROWS]]
            last = _position(found, lambda each: (each.papers_due, each.id))
        else:
            wanted = replace(_queue(what, who, now), narrowed=chosen.narrowed)
            found = queue_page(rows, wanted, after, ROWS + 1)
            page = found[:ROWS]
            shown = _rows(rows, [*page, *others_of_series(rows, wanted, page, MOST_OTHERS)], who, now)
            last = _position(found, lambda each: (each.starts_at, each.id))
        is_top = what == MINE and after is None
        itineraries = to_confirm(rows, who, chosen.narrowed, now, ROWS) if is_top else []
    return render_template(
        "approvals/queue.html",
        what=what if what in (ALL, PAPERS) else MINE,
        tabs=_tabs(what),
        asked=chosen,
        action=here(_HERE),
        rows=shown,
        itineraries=itineraries,
        results=results,
        left=left,
        several_sites=len(me().roles) > 1,
        first=here(_HERE) if after else None,
        next=here(_HERE, after=last) if last else None,
        may_approve_several=sum(getattr(row, "may", False) and not row.needs_a_look for row in shown) > 1,
    )


def _queue(what: str, who: Deciders, now: datetime) -> Queue:
    return Queue(now, sites=_seen_sites()) if what == ALL else who.queue(now)


def _rows(rows: Session, steps: Sequence[ApprovalStep], who: Deciders, now: datetime) -> list[Row]:
    said = {step.id: who.say(step.booking, *kind_and_rank(step)) for step in steps}
    absent = {each.in_place_of for each in said.values() if each.in_place_of}
    names = employee_names(rows, absent, language()) if absent else {}
    shown = [
        _row(step, names.get(said[step.id].in_place_of or "", ""), now, who, may=said[step.id].objection is None)
        for step in steps
    ]
    return _series_together(shown)


def _series_together(shown: list[Row]) -> list[Row]:
    """Return one row for the dates of a series that wait for the same and read alike, wherever a page would end."""
    found: dict[object, list[Row]] = {}
    for row in shown:
        found.setdefault(_as_read(row) if row.series else row.id, []).append(row)
    return [replace(first, others=tuple(others)) for first, *others in found.values()]


def _as_read(row: Row) -> Row:
    """Return a row as it reads but for its date: with one tick nobody approves what the row does not say."""
    return replace(row, id="", seen=0, when="", since="", is_urgent=False)


def _needs_a_look(step: ApprovalStep, who: Deciders) -> bool:
    """Say whether a yes to this step would also be one to an itinerary that stands on another page (R6)."""
    if step.kind == StepKind.REVIEW:
        return True
    confirms = [each for each in step.booking.grade.steps if each.kind is StepKind.ITINERARY]
    return any(who.say(step.booking, *kind_and_rank(each)).objection is None for each in confirms)


def _row(step: ApprovalStep, in_place_of: str, now: datetime, who: Deciders, *, may: bool) -> Row:
    booking = step.booking
    zone = booking.site.tz
    leader = booking.leader
    return Row(
        id=booking.id,
        seen=booking.changes,
        who=_who(booking),
        company=leader.visitor.company.name,
        grade=booking.grade_letter,
        kind=str(KIND[VisitKind(booking.kind)]),
        host=booking.host.named(language()),
        site=booking.site.named(language()),
        when=window(booking.starts_at, booking.ends_at, zone, now),
        purpose=booking.purpose,
        area=booking.area,
        waits_for=step_name(step.kind, step.rank),
        since=moment_words(step.asked_at, zone, now) if step.asked_at else "",
        in_place_of=in_place_of,
        may=may,
        is_review=step.kind == StepKind.REVIEW,
        needs_a_look=_needs_a_look(step, who),
        series=booking.series_id or "",
        is_urgent=booking.is_urgent,
    )


def _owed(booking: Booking, now: datetime) -> Owed:
    zone, due = booking.site.tz, booking.papers_due or now
    return Owed(
        id=booking.id,
        who=_who(booking),
        host=booking.host.named(language()),
        site=booking.site.named(language()),
        when=window(booking.starts_at, booking.ends_at, zone, now),
        due=moment_words(due, zone, now),
        is_overdue=due < now,
    )


def _who(booking: Booking) -> str:
    leader = booking.leader
    return party(leader.visitor.name, len(booking.guests))


def _seen_sites() -> tuple[str, ...]:
    return me().sites_where(Permission.SEE_ALL_VISITS)


def _tabs(what: str) -> list[tuple[str, str, bool]]:
    tabs = [(MINE, _("For me")), (PAPERS, _("Papers to be filed"))]
    if _seen_sites():
        tabs.insert(1, (ALL, _("All that wait")))
    shown = what if what in dict(tabs) else MINE
    return [(word, here(_HERE, what=each), each == shown) for each, word in tabs]


def _position(found: Sequence[Any], where: Callable[[Any], tuple[datetime, str]]) -> str | None:
    if len(found) <= ROWS:
        return None
    return str(Cursor(where(found[ROWS - 1])))


def _after(text: str) -> tuple[datetime, str] | None:
    try:
        return Cursor.parse(text).position
    except ValueError:
        return None
