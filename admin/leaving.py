"""Signing a visitor out at the office: what goes out, the badge, and the host's one tap (R22)."""

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import lost, me, node, wants_page
from admin.dates import moment_words
from admin.forms import Typed
from admin.speech import _
from admin.wording import VISIT, Said, objection_words, whom_they_see
from shared.access.rules import Permission
from shared.badges.queries import badges_of
from shared.desk.badge_back import hand_badge_back
from shared.desk.depart import VISIT_ENDED, let_out, let_out_with_items, may_let_out
from shared.desk.outcomes import OutOfTurn
from shared.desk.rate import note_low_feedback
from shared.desk.release import WrongItems, brought_in, open_items
from shared.leaving.queries import release_of
from shared.leaving.rules import LONGEST_REMARK, MOST_PIECES
from shared.visits.models import Visit
from shared.visits.queries import visit as visit_with_id
from shared.visits.rules import VisitState

pages = Blueprint("leaving", __name__)

_STILL_HERE = (VisitState.INSIDE, VisitState.EXPIRED)


@dataclass(frozen=True)
class Line:
    """One item, as the page asks for it."""

    id: str
    name: str
    brought: int
    said: int
    """How many go out: as the visitor said at the kiosk, else as many as came in."""

    @property
    def differs(self) -> bool:
        """Say whether the visitor said another number."""
        return self.said != self.brought


@dataclass(frozen=True)
class Shown:
    """A visit on its way out."""

    id: str
    booking: str
    who: str
    company: str
    host: str
    arrived: str
    until: str
    said: Said
    is_here: bool
    lines: list[Line]
    are_settled: bool
    remark: str
    has_badge: bool
    badge_is_back: bool
    may_check: bool


@pages.get("/visits/<visit_id>/departure")
def page(visit_id: str) -> str:
    """Show what came in, and ask what goes out."""
    return _page(visit_id, Typed())


@pages.post("/visits/<visit_id>/departure")
def sign_out(visit_id: str) -> str | tuple[str, int] | Response:
    """Sign the visitor out, with what was looked at; who is out already may still hand the badge in."""
    typed = Typed(request.form)
    try:
        with node().transaction() as rows:
            stay = _seen(rows, visit_id)
            _sign_out(rows, stay, typed)
            if typed["badge"] == "yes":
                hand_badge_back(rows, stay, me().id, node().now())
    except WrongItems as wrong:
        typed.is_wrong(*_trouble(wrong))
        return _page(visit_id, typed), 422
    flash(_("%(name)s is signed out.", name=stay.guest.visitor.name), "go")
    if me().may(Permission.SEE_GATE, stay.site_id):
        return redirect(url_for("gate.board", site=stay.booking.site.code))
    return redirect(url_for("booking.page", booking_id=stay.booking_id))


@pages.post("/host/departures")
def left() -> Response:
    """Sign visitors out on their host's word: one tap for a whole party."""
    try:
        with node().transaction() as rows:
            for visit_id in request.form.getlist("visit"):
                _let_out(rows, visit_id)
    except OutOfTurn as not_now:
        if not wants_page():
            raise
        flash(objection_words(not_now.code), "attend")
    return redirect(url_for("host.page")) if wants_page() else Response(status=204)


def _let_out(rows: Session, visit_id: str) -> None:
    """Sign one of a party out; who has signed out already is no reason to keep the others in."""
    try:
        let_out(rows, visit_id, me(), node().now())
    except OutOfTurn as not_now:
        if not_now.code != VISIT_ENDED:
            raise


@pages.post("/feedback/<feedback_id>/noted")
def noted(feedback_id: str) -> Response:
    """Take note of a visitor who was not satisfied: every board puts the card away."""
    with node().transaction() as rows:
        note_low_feedback(rows, feedback_id, me(), node().now())
    return redirect(url_for("gate.board")) if wants_page() else Response(status=204)


def _sign_out(rows: Session, stay: Visit, typed: Typed) -> None:
    if stay.state not in _STILL_HERE:
        return
    if open_items(rows, stay.id) and me().may(Permission.CLOSE_VISIT, stay.site_id):
        let_out_with_items(rows, stay.id, _taken(rows, stay.id, typed), typed["remark"], me(), node().now())
    else:
        let_out(rows, stay.id, me(), node().now())


def _taken(rows: Session, visit_id: str, typed: Typed) -> dict[str, int]:
    taken = {}
    for item in brought_in(rows, visit_id):
        number = typed[f"item.{item.id}"].strip()
        if not (number.isascii() and number.isdigit() and len(number) <= len(str(MOST_PIECES))):
            raise WrongItems("out_of_range")
        taken[item.id] = int(number)
    return taken


def _trouble(wrong: WrongItems) -> tuple[str, str]:
    words = {
        "missing": _("Write why what goes out is not what came in."),
        "too_long": _("This is too long."),
        "odd": _("There is a character in this that cannot be shown. Type it anew instead of pasting it."),
    }.get(str(wrong))
    if words:
        return "remark", words
    return "items", _("Write how many of each go out, in digits.")


def _seen(rows: Session, visit_id: str) -> Visit:
    stay = visit_with_id(rows, visit_id)
    if stay is None or not may_let_out(me(), stay):
        lost()
    return stay


def _page(visit_id: str, typed: Typed) -> str:
    with node().reading() as rows:
        stay = _seen(rows, visit_id)
        shown = _shown(rows, stay)
    most = {"remark": LONGEST_REMARK, "pieces": MOST_PIECES}
    return render_template("leaving/page.html", visit=shown, typed=typed, most=most)


def _shown(rows: Session, stay: Visit) -> Shown:
    now, site, badges = node().now(), stay.booking.site, badges_of(rows, stay.id)
    release = release_of(rows, stay.id)
    taken = release.taken if release else {}
    return Shown(
        id=stay.id,
        booking=stay.booking_id,
        who=stay.guest.visitor.name,
        company=stay.guest.visitor.company.name,
        host=whom_they_see(stay),
        arrived=moment_words(stay.arrived_at, site.tz, now),
        until=moment_words(stay.booking.ends_at, site.tz, now),
        said=VISIT[VisitState(stay.state)],
        is_here=stay.state in _STILL_HERE,
        lines=[
            Line(item.id, item.name, item.quantity, taken.get(item.id, item.quantity))
            for item in brought_in(rows, stay.id)
        ],
        are_settled=release is not None and release.settled_at is not None,
        remark=release.remark if release else "",
        has_badge=bool(badges),
        badge_is_back=bool(badges) and badges[-1].returned_at is not None,
        may_check=me().may(Permission.CLOSE_VISIT, stay.site_id),
    )
