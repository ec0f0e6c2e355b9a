"""The visitor's own page behind an invitation: who comes, with whom, with what; without an account (R1, R17).

It says where and when the visit is, what it is about and who invites, and nothing else of the house; a link that
doesn't work says the same, whatever the reason.
"""

from base64 import b64encode
from collections.abc import Sequence
from datetime import datetime, tzinfo

from babel.dates import format_skeleton
from flask import Blueprint, render_template, request
from sqlalchemy.orm import Session

from admin.asking import language, node
from admin.bookings.more import more_typed
from admin.bookings.wishes import drop_blank_rows, guest_rows, guests_typed, show_problems, with_rows
from admin.forms import Typed
from admin.public import is_too_often, tried
from shared.agreements.models import AgreementText
from shared.bookings.actions import think_of_terms
from shared.bookings.models import Booking
from shared.bookings.passes import Code, sign
from shared.bookings.pictures import pass_picture
from shared.bookings.queries import valid_pass
from shared.bookings.rules import State, WishRefused
from shared.companies.rules import phone_said
from shared.desk.invite import (
    Answer,
    answer_invitation,
    open_invitation,
    problems_with_answer,
    read_link,
    texts_to_sign,
)
from shared.desk.outcomes import OutOfTurn
from shared.invitations.models import Invitation
from shared.invitations.rules import MOST_COMPANIONS, Ahead, troubles_with
from shared.web.invited_words import NOT_AGREED, OVER, TOO_OFTEN, invited_trouble
from shared.web.languages import locale_of

pages = Blueprint("invited", __name__, url_prefix="/invited")
_OVER = 410
_TRAVEL = ("pick_up", "meals", "lodging")


@pages.get("/<link>")
def page(link: str) -> str | tuple[str, int]:
    """Show what the visit is, and ask who comes."""
    with node().reading() as rows:
        found = _behind(rows, link)
        if found is None:
            return _over()
        return _page(rows, found, Typed({"guests.0.email": found.email, "leader": "0"}), link)


@pages.post("/<link>")
def answer(link: str) -> str | tuple[str, int]:
    """Add or take away a companion, or book."""
    if is_too_often():
        return _over(str(TOO_OFTEN), 429)
    typed = Typed(request.form)
    typed["leader"] = "0"
    do = request.form.get("do", "")
    if do.startswith(("add", "take_away")):
        with node().reading() as rows:
            found = _behind(rows, link)
            return _page(rows, found, _with_companions(typed, do), link) if found else _over()
    return _booked(link, typed)


def _booked(link: str, typed: Typed) -> str | tuple[str, int]:
    drop_blank_rows(typed, first_stays=True)
    guests = guests_typed(typed, lambda text: phone_said(text, language()))
    think_of_terms((guest.contact.name, guest.contact.company) for guest in guests)
    ahead = _ahead(typed)
    try:
        with node().transaction() as rows:
            tried(rows)
            found = _behind(rows, link)
            if found is None:
                return _over()
            texts = texts_to_sign(rows, found, language())
            said = Answer(guests, ahead, tuple(texts), language())
            show_problems(typed, problems_with_answer(rows, found, said, node().now()), invited_trouble)
            for field, code in troubles_with(ahead, signs=bool(texts)).items():
                typed.is_wrong(field, invited_trouble(field, code))
            if texts and not typed["agreed"]:
                typed.is_wrong("agreed", NOT_AGREED)
            if typed.troubles:
                return _page(rows, found, typed, link), 422
            return _thanks(answer_invitation(rows, found.id, said, node().now()))
    except WishRefused as refused:
        show_problems(typed, refused.problems, invited_trouble)
        with node().reading() as rows:
            found = _behind(rows, link)
            return (_page(rows, found, typed, link), 422) if found else _over()
    except OutOfTurn:
        return _over()


def _behind(rows: Session, link: str) -> Invitation | None:
    invitation_id = read_link(link, node().keys.invitations)
    return open_invitation(rows, invitation_id, node().now()) if invitation_id else None


def _page(rows: Session, found: Invitation, typed: Typed, link: str) -> str:
    texts = texts_to_sign(rows, found, language())
    return render_template(
        "invited/answer.html",
        link=link,
        typed=typed,
        rows=guest_rows(typed),
        most=MOST_COMPANIONS,
        travel_open=any(typed[f"more.{name}"] for name in _TRAVEL),
        site=found.site.named(language()),
        host=found.host.named(language()),
        purpose=found.purpose,
        when=_when(found.starts_at, found.ends_at, found.site.tz),
        zone=found.site.zone,
        texts=texts,
        foreign=_foreign(texts),
    )


def _foreign(texts: Sequence[AgreementText]) -> str:
    """Return in which language a text is that the visitor's own has not, named in the visitor's; else nothing."""
    other = next((text.language for text in texts if text.language != language()), "")
    return str(locale_of(language()).languages[other.split("-")[0]]) if other else ""


def _thanks(booking: Booking) -> str:
    """Say where it stands; with the pass, where nobody has to approve it."""
    leader = booking.leader
    issued = valid_pass(leader) if booking.state == State.APPROVED else None
    code = ""
    if issued is not None:
        text = sign(Code.PASS, issued.number, issued.expires_at, node().keys.passes)
        code = f"data:image/png;base64,{b64encode(pass_picture(text)).decode()}"
    return render_template(
        "invited/thanks.html",
        code=code,
        permit=booking.permit or "",
        has_email=bool(leader.visitor.email),
        host=booking.host.named(language()),
        when=_when(booking.starts_at, booking.ends_at, booking.site.tz),
    )


def _when(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> str:
    """Return a stretch of time with its dates, as the visitor's language writes them."""
    starts, ends = starts_at.astimezone(zone), ends_at.astimezone(zone)
    first, last = (format_skeleton("yMMMEd", moment.date(), locale=locale_of(language())) for moment in (starts, ends))
    return f"{first} {starts:%H:%M}–{'' if last == first else f'{last} '}{ends:%H:%M}"


def _with_companions(typed: Typed, do: str) -> Typed:
    rows = guest_rows(typed)
    if do == "add":
        rows = [*rows, max(rows) + 1][: MOST_COMPANIONS + 1]
    else:
        gone = do.partition(":")[2]
        rows = [row for row in rows if str(row) != gone or row == 0]
    with_rows(typed, rows)
    return typed


def _ahead(typed: Typed) -> Ahead:
    return Ahead(
        more=more_typed(typed),
        needs_help=typed["help"] == "yes",
        signature=" ".join(typed["signature"].split()),
    )


def _over(said: str = "", status: int = _OVER) -> tuple[str, int]:
    return render_template("public/over.html", said=said or str(OVER)), status
