"""One visit: who was asked when, who answered, what was said; and what screens say of visits."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from flask import Blueprint, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node, wants_page
from admin.bookings.page import persons_of
from admin.dates import clock, moment_words
from admin.host.callers import Caller, one_caller
from admin.host.pages import ASKED_MINUTES
from admin.host.saying import seen_in
from admin.reception.seeing import may_read_talks, may_see
from admin.speech import _
from admin.telling import Told
from admin.told import told_lines
from admin.visits.around import around
from admin.visits.everything import everything
from admin.wording import ASKED_AS, VISIT, Said, answer_words, whom_they_see
from shared.access.queries import names_of
from shared.access.rules import Permission, Person
from shared.declarations.queries import agreed_text, photo_of, signature_under
from shared.desk.answer import may_answer, may_take_over
from shared.desk.answer import take_over as take_visitor_over
from shared.desk.asking import ARRIVAL, DESK
from shared.desk.hold import waits_for_security
from shared.desk.on_record import picture_seen
from shared.desk.preparing import may_prepare
from shared.desk.told import shown_on_screen
from shared.kernel.logbook import Kind, LogLine, lines_about
from shared.notices.models import Notice
from shared.people.queries import employee_names
from shared.visits.asked import messages_of
from shared.visits.models import Message, Visit
from shared.visits.queries import visit as visit_with_id
from shared.visits.rules import OPEN, Step, VisitState
from shared.web.host_line import Known, known_of

pages = Blueprint("visits", __name__)

MOST = 100
MOST_LINES = 500
_TO_TAKE_OVER = (VisitState.ASKING, VisitState.TURNED_AWAY)


@dataclass(frozen=True)
class AskedOne:
    """One row of who was asked: whom, as what, when, and how they were told."""

    who: str
    role: str
    at: str
    told: Said


@dataclass(frozen=True)
class Words:
    """Something that was written to or by the visitor."""

    at: str
    who: str
    text: str
    answer: str
    is_open: bool


@dataclass(frozen=True)
class Shown:
    """A visit as its page shows it."""

    id: str
    booking: str
    who: str
    company: str
    said: Said
    permit: str
    host: str
    purpose: str
    grade: str
    arrived: str
    admitted: str
    left: str
    answer: str
    asked: list[AskedOne]
    to_come: list[tuple[str, str]]
    words: list[Words]
    lines: list[Told]
    seen: str


@pages.get("/visits/<visit_id>")
def page(visit_id: str) -> str:
    """Show a visit: its asking step by step, and its logbook."""
    with node().reading() as rows:
        stay = visit_with_id(rows, visit_id)
        if stay is None or not _may_see(rows, me(), stay):
            lost()
        lines = list(lines_about(rows, visit=visit_id, limit=MOST_LINES))
        shown = _shown(rows, stay, lines)
        card = _card(rows, stay)
        more = everything(rows, stay, node().now())
        sees_feedback = me().may(Permission.SEE_TO_COMPLAINTS, stay.site_id)
        said = around(rows, stay.booking, stay.id, node().now(), sees_feedback=sees_feedback)
    can_ask = stay.state == VisitState.INSIDE and may_prepare(me(), stay.site_id, stay.booking.host_id)
    is_to_take_over = stay.state in _TO_TAKE_OVER and not waits_for_security(stay)
    return render_template(
        "visits/page.html",
        visit=shown,
        more=more,
        around=said,
        sees_plan=may_see(stay.booking),
        sees_talks=may_read_talks(stay.booking),
        card=card,
        can_take_over=is_to_take_over and may_take_over(me(), stay),
        can_ask=can_ask,
        sees_pictures=me().may(Permission.SEE_ALL_VISITS, stay.site_id),
        texts_at=stay.site_id if me().may(Permission.PUBLISH_TEXTS, stay.site_id) else "",
        sees_files=me().may(Permission.SEE_FILES, stay.site_id),
        minutes=ASKED_MINUTES,
    )


@pages.get("/visits/<visit_id>/photo")
def photo(visit_id: str) -> Response:
    """Show a visitor's photo, and put on record who looked (R29)."""
    with node().transaction() as rows:
        stay = _stay_of_my_site(rows, visit_id)
        picture = photo_of(rows, visit_id) or lost()
        picture_seen(rows, stay, "photo", me().id, node().now())
    return Response(picture, mimetype="image/jpeg")


@pages.get("/visits/<visit_id>/signatures/<agreed_id>")
def signature(visit_id: str, agreed_id: str) -> Response:
    """Show how a text was signed, and put on record who looked (R29)."""
    with node().transaction() as rows:
        stay = _stay_of_my_site(rows, visit_id)
        agreed = agreed_text(rows, agreed_id)
        signed = signature_under(rows, agreed_id)
        if agreed is None or agreed.visit_id != visit_id or signed is None or signed.picture is None:
            lost()
        picture = signed.picture
        picture_seen(rows, stay, "signature", me().id, node().now())
    return Response(picture, mimetype="image/png")


def _stay_of_my_site(rows: Session, visit_id: str) -> Visit:
    stay = visit_with_id(rows, visit_id)
    if stay is None or not me().may(Permission.SEE_ALL_VISITS, stay.site_id):
        lost()
    return stay


@pages.post("/visits/<visit_id>/desk")
def take_over(visit_id: str) -> Response:
    """Let reception or the gate see to a visitor in the host's place."""
    with node().transaction() as rows:
        take_visitor_over(rows, visit_id, me(), node().now(), seen_in(request.form))
    return redirect(url_for("visits.page", visit_id=visit_id)) if wants_page() else Response(status=204)


@pages.post("/visits/seen")
def seen() -> Response:
    """Write that this person's open page shows these arrivals; those that are not theirs to see count for nothing."""
    sent = request.get_json(silent=True)
    ids = sent.get("visits") if isinstance(sent, dict) else None
    # What is shown for another reason than an arrival has the reason behind a colon, to be reported once more.
    shown = [each.partition(":")[0] for each in ids if isinstance(each, str)][:MOST] if isinstance(ids, list) else []
    if shown:
        with node().transaction() as rows:
            for visit_id in shown:
                shown_on_screen(rows, visit_id, me(), node().now())
    return Response(status=204)


def _may_see(rows: Session, who: Person, stay: Visit) -> bool:
    return who.may(Permission.SEE_ALL_VISITS, stay.site_id) or may_answer(rows, who, stay)


def _card(rows: Session, stay: Visit) -> Caller | None:
    """Return the card to answer by, for who may answer now."""
    if stay.state not in OPEN or not may_answer(rows, me(), stay):
        return None
    return one_caller(rows, stay, node().now(), is_anothers=not me().is_host(stay.host_id))


def _shown(rows: Session, stay: Visit, lines: list[LogLine]) -> Shown:
    now, zone, said = node().now(), stay.booking.site.tz, language()
    names = names_of(rows, {line.by for line in lines if line.by}, language())
    names |= employee_names(rows, persons_of(lines) | {stay.host_id}, said)
    names[stay.id] = stay.guest.visitor.name
    known = known_of(rows, [stay])[stay.id]
    return Shown(
        id=stay.id,
        booking=stay.booking_id,
        who=stay.guest.visitor.name,
        company=stay.guest.visitor.company.name,
        said=VISIT[VisitState(stay.state)],
        permit=stay.booking.permit or "",
        host=whom_they_see(stay),
        purpose=stay.booking.purpose,
        grade=f"{stay.booking.grade_letter} {stay.booking.grade.named(said)}",
        arrived=moment_words(stay.arrived_at, zone, now),
        admitted=moment_words(stay.admitted_at, zone, now) if stay.admitted_at else "",
        left=moment_words(stay.left_at, zone, now) if stay.left_at else "",
        answer=answer_words(stay.answer, stay.answer_minutes, stay.answer_place) if stay.answer else "",
        asked=[_asked(line, known, names, zone, now) for line in lines if line.kind == Kind.HostAsked],
        to_come=[(str(ASKED_AS[step]), moment_words(at, zone, now)) for step, at in known.steps_to_come],
        words=[_words(message, names, zone, now) for message in messages_of(rows, stay.id)],
        lines=told_lines(lines, names, stay.booking, now),
        seen=stay.answered_at.isoformat() if stay.answered_at else "",
    )


def _asked(line: LogLine, known: Known, names: dict[str, str], zone: tzinfo, now: datetime) -> AskedOne:
    step, person = Step(line.facts["step"]), line.facts.get("person")
    who = names.get(person or "", "") or str(ASKED_AS[step])
    return AskedOne(who, str(ASKED_AS[step]), moment_words(line.at, zone, now), _told(_notice(known, line), zone))


def _notice(known: Known, line: LogLine) -> Notice | None:
    """Return the notice of this asking: who was held and cleared is asked for once more."""
    person = line.facts.get("person")
    topic = ARRIVAL if person else DESK
    of_it = [each for each in known.notices if each.topic == topic and each.employee_id == person]
    return next((each for each in reversed(of_it) if each.asked_at <= line.at), None)


def _told(notice: Notice | None, zone: tzinfo) -> Said:
    """Say what became of an asking: told by which channel and when, or not, or not needed any more."""
    if notice is not None and notice.topic == DESK and notice.state == "waiting":
        return Said("wait", _("on reception's screens"))
    if notice is None or notice.state == "waiting":
        return Said("wait", _("not told yet"))
    if notice.state == "told" and notice.told_at:
        words = {"mail": _("by mail"), "file": _("as a file"), "screen": _("on the screen")}
        channel = words.get(notice.channel or "", notice.channel or "")
        return Said("go", _("told at %(time)s, %(channel)s", time=clock(notice.told_at, zone), channel=channel))
    if notice.state == "not_told":
        return Said("attend", _("could not be reached"))
    return Said("off", _("not needed any more"))


def _words(message: Message, names: dict[str, str], zone: tzinfo, now: datetime) -> Words:
    who = _("The visitor") if message.is_from_visitor else names.get(message.by, _("The host"))
    is_open = message.due_at is not None and message.answered_at is None
    return Words(moment_words(message.at, zone, now), who, message.text, message.answer or "", is_open)
