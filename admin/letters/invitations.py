"""Letters about invitations: the link to who is invited, and the answer to the host (R1)."""

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from shared.access.queries import language_of
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.rules import State
from shared.desk.invite import link_text, open_invitation
from shared.invitations.queries import invitation
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.rules import Letter
from shared.people.models import Employee


def invitation_letter(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Invite somebody, in both languages; nothing, if the link does not work any more."""
    found = open_invitation(session, notice.subject_id, node.now())
    if found is None or not found.email:
        return None
    link = link_text(found.id, node.keys.invitations)
    facts = {
        "host": found.host,
        "site": found.site,
        "purpose": found.purpose,
        "starts": found.starts_at.astimezone(found.site.tz),
        "until": found.expires_at.astimezone(found.site.tz),
        "link": f"{node.settings.public_url}{url_for('invited.page', link=link)}",
    }
    return Letter(
        to=found.email,
        subject=render_template("letters/invitation_subject.txt", **facts).strip(),
        text=render_template("letters/invitation.txt", **facts),
    )


def withdrawn_letter(session: Session, notice: Notice) -> Letter | None:
    """Tell somebody, in both languages, that they are not invited any more."""
    found = invitation(session, notice.subject_id)
    if found is None or not found.email or found.withdrawn_at is None:
        return None
    facts = {"host": found.host, "site": found.site, "starts": found.starts_at.astimezone(found.site.tz)}
    subject = " ".join(dict.fromkeys(("邀请已撤回 Invitation withdrawn ·", found.site.name, found.site.name_en)))
    return Letter(found.email, subject, render_template("letters/invitation_off.txt", **facts))


def answered_letter(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Tell the host at once that the visitor has filled the invitation in."""
    found, host = invitation(session, notice.subject_id), session.get(Employee, notice.employee_id)
    booking = booking_with_id(session, found.booking_id) if found and found.booking_id else None
    if booking is None or host is None or not booking.guests:
        return None
    with force_locale(language_of(session, host.id)):
        facts = {
            "guests": booking.guests,
            "starts": booking.starts_at.astimezone(booking.site.tz),
            "is_approved": booking.state == State.APPROVED,
            "address": f"{node.settings.public_url}{url_for('booking.page', booking_id=booking.id)}",
        }
        subject = _("%(name)s has answered your invitation", name=booking.guests[0].visitor.name)
        return Letter(host.email, subject, render_template("letters/invitation_answered.txt", **facts))
