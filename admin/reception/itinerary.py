"""Writing a visit's itinerary on one form, and printing it in the visitor's language."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import window
from admin.forms import Typed
from admin.reception.item_form import item_rows, items_typed, show_items
from admin.reception.seeing import may_change_plan, seen_plan
from admin.reception.sheet import day_in, sheet_rows
from admin.reception.words import DOUBT, ITEM
from admin.speech import _
from admin.wording import party
from shared.bookings.models import Booking
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.rules import State
from shared.desk.itinerary import CHANGED, write_itinerary
from shared.desk.outcomes import NotAllowed, OutOfTurn
from shared.reception.itinerary import Item, doubts_about, proposed
from shared.reception.models import Plan
from shared.reception.queries import Reception, template_of
from shared.sites.models import Site

pages = Blueprint("itinerary", __name__)

LANGUAGES = (("zh", "中文"), ("en", "English"))
Answer = str | tuple[str, int] | Response


@pages.get("/bookings/<booking_id>/itinerary")
def form(booking_id: str) -> str:
    """Show the form: what is written, or what the grade proposes."""
    with node().reading() as rows:
        reception, site = _changeable(rows, booking_id)
        items = reception.plan.items or _proposal(rows, reception)
        typed = Typed({"language": reception.plan.language, "seen": str(reception.plan.itinerary_version)})
        show_items(typed, items, site.tz)
        return _page(typed, reception, site, items)


@pages.post("/bookings/<booking_id>/itinerary")
def save(booking_id: str) -> Answer:
    """Write the itinerary, or show the form again with all that was typed."""
    typed = Typed(request.form)
    with node().transaction() as rows:
        reception, site = _changeable(rows, booking_id)
        items = items_typed(typed, reception.booking.starts_at.astimezone(site.tz).date(), site.tz)
        if typed["language"] not in dict(LANGUAGES):
            typed.is_wrong("language", _("Choose one of these."))
        if typed.troubles:
            return _page(typed, reception, site, []), 422
        try:
            seen = int(typed["seen"]) if typed["seen"].isdecimal() else None
            write_itinerary(rows, booking_id, items, typed["language"], me(), node().now(), seen)
        except OutOfTurn as refused:
            if refused.code != CHANGED:
                raise
            typed["seen"] = str(reception.plan.itinerary_version)
            return _page(typed, reception, site, items, was_late=True), 409
        doubts = doubts_about(sorted(items, key=_by_time), reception.booking.starts_at, reception.booking.ends_at)
    flash(_("Saved. It goes out by itself in time; whoever has an older one gets this one at once."), "go")
    if doubts:
        flash(_("Have a look at the lines that are marked."), "attend")
    return redirect(url_for("itinerary.form" if doubts else "plans.page", booking_id=booking_id))


@pages.get("/bookings/<booking_id>/itinerary/print")
def printed(booking_id: str) -> str:
    """Show the itinerary as it goes on paper."""
    with node().reading() as rows:
        reception, site = seen_plan(rows, booking_id)
        booking = booking_with_id(rows, booking_id) or lost()
    plan = reception.plan
    if not plan.itinerary_version:
        lost()
    with force_locale(plan.language):
        sheet = render_template(
            "reception/sheet.html",
            said=plan.language,
            who=party(reception.leader, reception.guests),
            booking=booking,
            reception=reception,
            site=site,
            rows=sheet_rows(plan.items, site.tz, plan.language),
            day=day_in(booking.starts_at.astimezone(site.tz).date(), plan.language),
            starts=booking.starts_at.astimezone(site.tz),
            ends=booking.ends_at.astimezone(site.tz),
            last_day=day_in(booking.ends_at.astimezone(site.tz).date(), plan.language),
            stamp=_stamp(booking, plan),
        )
    who = party(reception.leader, reception.guests)
    return render_template("reception/print.html", booking=booking, who=who, sheet=Markup(sheet))


def _stamp(booking: Booking, plan: Plan) -> str:
    """Return what has to stand over an itinerary on which nobody may rely yet, or any more (R6)."""
    if plan.closed_at is not None:
        return _("Called off")
    is_settled = booking.state == State.APPROVED and plan.confirm_asked_at is None and not plan.confirm_reason
    return "" if is_settled else _("Draft: not confirmed yet")


def _changeable(rows: Session, booking_id: str) -> tuple[Reception, Site]:
    reception, site = seen_plan(rows, booking_id)
    if not may_change_plan(reception.booking) or reception.plan.closed_at is not None:
        raise NotAllowed
    return reception, site


def _proposal(rows: Session, reception: Reception) -> list[Item]:
    booking = reception.booking
    return proposed(template_of(rows, booking.grade_letter).steps, booking.starts_at, booking.ends_at, booking.area)


def _by_time(item: Item) -> tuple[object, object]:
    return item.starts_at, item.ends_at


def _page(typed: Typed, reception: Reception, site: Site, items: Sequence[Item], *, was_late: bool = False) -> str:
    booking, now = reception.booking, node().now()
    doubts: dict[int, list[str]] = {}
    for number, doubt in doubts_about(items, booking.starts_at, booking.ends_at):
        doubts.setdefault(number, []).append(str(DOUBT[doubt]))
    first, last = (moment.astimezone(site.tz).date() for moment in (booking.starts_at, booking.ends_at))
    return render_template(
        "reception/itinerary.html",
        typed=typed,
        booking=booking,
        plan=reception.plan,
        who=party(reception.leader, reception.guests),
        window=window(booking.starts_at, booking.ends_at, site.tz, now),
        rows=item_rows(typed),
        kinds=[(kind.value, str(word)) for kind, word in ITEM.items()],
        several_days=first != last or any(item.starts_at.astimezone(site.tz).date() != first for item in items),
        first_day=first.isoformat(),
        doubts=doubts,
        tongues=LANGUAGES,
        was_late=was_late,
        reader=language(),
    )
