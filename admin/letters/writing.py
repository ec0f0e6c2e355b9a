"""Finding the words of a notice: to hosts in their language, to guests in Chinese and in English."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask, render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.letters.approvals import approval_writers
from admin.letters.calendar import visit_entry
from admin.letters.feedback import low_score_letter, survey_letter
from admin.letters.for_desk import help_letter
from admin.letters.for_driver import car_writers
from admin.letters.for_host import host_writers
from admin.letters.for_preparing import week_preview
from admin.letters.invitations import answered_letter, invitation_letter, withdrawn_letter
from admin.letters.messages import message_writers
from admin.letters.reception import reception_writers
from shared.access.queries import language_of
from shared.bookings.models import Booking, Guest
from shared.bookings.passes import Code, sign
from shared.bookings.pictures import pass_picture
from shared.bookings.queries import guest as guest_with_id
from shared.bookings.queries import valid_pass
from shared.bookings.rules import State
from shared.desk.answer_links import ANSWERS
from shared.desk.complaints import LOW_SCORE, LOW_SCORE_DUE
from shared.desk.help import HELP_UNANSWERED
from shared.desk.invite import INVITATION, INVITATION_ANSWERED, INVITATION_OFF
from shared.desk.letters import PASS, PASS_WITHDRAWN, told_window
from shared.desk.rate import SURVEY, SURVEY_REMINDER
from shared.desk.settle import OVERSTAY_HOST
from shared.desk.week_preview import WEEK_PREVIEW
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.queries import notices_for
from shared.notices.rules import Attachment, Letter
from shared.people.models import Employee
from shared.visits.queries import visit
from shared.visits.rules import OPEN, Step, VisitState
from shared.web.host_line import whom_they_see

WriteLetter = Callable[[Session, Notice], Letter | None]


def letter_writer(app: Flask, node: Node) -> WriteLetter:
    """Return what the courier asks for each notice's words; None means that there is nothing left to say."""
    writers: dict[str, WriteLetter] = {
        "arrival": lambda session, notice: _arrival(session, notice, node),
        PASS: lambda session, notice: _pass(session, notice, node),
        **message_writers(node),
        OVERSTAY_HOST: lambda session, notice: _overstay(session, notice, node),
        HELP_UNANSWERED: lambda session, notice: help_letter(session, notice, node),
        PASS_WITHDRAWN: lambda session, notice: _withdrawn(session, notice, node),
        SURVEY: lambda session, notice: survey_letter(session, notice, node),
        SURVEY_REMINDER: lambda session, notice: survey_letter(session, notice, node),
        INVITATION: lambda session, notice: invitation_letter(session, notice, node),
        INVITATION_OFF: withdrawn_letter,
        INVITATION_ANSWERED: lambda session, notice: answered_letter(session, notice, node),
        LOW_SCORE: lambda session, notice: low_score_letter(session, notice, node),
        LOW_SCORE_DUE: lambda session, notice: low_score_letter(session, notice, node),
        **approval_writers(node),
        **host_writers(node),
        **car_writers(node),
        WEEK_PREVIEW: lambda session, notice: week_preview(session, notice, node),
        **reception_writers(node),
    }

    def write(session: Session, notice: Notice) -> Letter | None:
        with app.test_request_context(base_url=node.settings.public_url):
            return writers[notice.topic](session, notice)

    return write


def _arrival(session: Session, notice: Notice, node: Node) -> Letter | None:
    stay, asked = visit(session, notice.subject_id), session.get(Employee, notice.employee_id)
    if stay is None or asked is None or stay.state not in OPEN or stay.answer is not None:
        return None
    link = ANSWERS.sign(stay.id, asked.id, notice.asked_at, node.keys.answers)
    language = language_of(session, asked.id)
    with force_locale(language):
        facts = {
            "visitor": stay.guest.visitor,
            "booking": stay.booking,
            "arrived": stay.arrived_at.astimezone(stay.booking.site.tz),
            "link": f"{node.settings.public_url}{url_for('answer_links.page', link=link)}",
            "address": f"{node.settings.public_url}/host",
            "in_place_of": whom_they_see(stay, language) if asked.id != stay.host_id else "",
            "is_handed_on": notice.facts.get("step") == Step.COLLEAGUE,
            "names_nobody": stay.names_nobody,
            "is_asking": stay.state == VisitState.ASKING,
        }
        subject = _("%(name)s has arrived", name=stay.guest.visitor.name)
        return Letter(asked.email, subject, render_template("letters/arrival.txt", **facts))


def _overstay(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Remind the host of a visitor who should have left; nothing, if they have, or may stay longer now."""
    stay, host = visit(session, notice.subject_id), session.get(Employee, notice.employee_id)
    if stay is None or host is None or stay.state != VisitState.INSIDE or stay.booking.ends_at > node.now():
        return None
    with force_locale(language_of(session, host.id)):
        facts = {
            "visitor": stay.guest.visitor,
            "ended": stay.booking.ends_at.astimezone(stay.booking.site.tz),
            "address": f"{node.settings.public_url}/host",
        }
        subject = _("Is %(name)s still with you?", name=stay.guest.visitor.name)
        return Letter(host.email, subject, render_template("letters/overstay.txt", **facts))


def _pass(session: Session, notice: Notice, node: Node) -> Letter | None:
    guest = guest_with_id(session, notice.subject_id)
    issued = valid_pass(guest) if guest else None
    if guest is None or issued is None or guest.booking.state != State.APPROVED or not guest.visitor.email:
        return None
    text = sign(Code.PASS, issued.number, issued.expires_at, node.keys.passes)
    picture = Attachment(f"{guest.booking.permit}.png", "image/png", pass_picture(text))
    to, told = guest.visitor.email, any(each.told_at for each in notices_for(session, guest.id, PASS))
    return _to_guest("pass", guest, node, (picture,), _window(guest.booking), to=to, is_change=told)


def _withdrawn(session: Session, notice: Notice, node: Node) -> Letter | None:
    guest = guest_with_id(session, notice.subject_id)
    to = notice.facts.get("to") or (guest.visitor.email if guest else None)
    if guest is None or not to:
        return None
    window = told_window(session, guest.booking, PASS, guest.id, to=to)
    return _to_guest("withdrawn", guest, node, (), window, to=to)


def _to_guest(
    name: str,
    guest: Guest,
    node: Node,
    attachments: tuple[Attachment, ...],
    window: tuple[datetime, datetime],
    *,
    to: str,
    is_change: bool = False,
) -> Letter:
    """Write a guest, whose language nobody asked for, in both."""
    booking, is_cancelled = guest.booking, name == "withdrawn"
    starts, ends = window
    facts = {"guest": guest, "booking": booking, "is_change": is_change, "starts": starts, "ends": ends}
    people = {"to": to, "organizer": booking.host.email}
    calendar = visit_entry(guest, booking, **people, is_cancelled=is_cancelled, now=node.now())
    return Letter(
        to=to,
        subject=render_template(f"letters/{name}_subject.txt", **facts).strip(),
        text=render_template(f"letters/{name}.txt", **facts),
        attachments=attachments,
        calendar=calendar,
        calendar_method="CANCEL" if is_cancelled else "REQUEST",
    )


def _window(booking: Booking) -> tuple[datetime, datetime]:
    """Return the window on the site's clocks."""
    return booking.starts_at.astimezone(booking.site.tz), booking.ends_at.astimezone(booking.site.tz)
