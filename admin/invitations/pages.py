"""A host's invitations: make one, hand the link over, see where it stands, withdraw it, send it again (R1)."""

from base64 import b64encode
from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.bookings.wishes import EMAIL, books_for_others, fresh, show_problems, wish_of
from admin.dates import moment_words, window
from admin.forms import Typed
from admin.invitations.words import STATE
from admin.speech import _
from admin.wording import KIND, Said, objection_words
from shared.access.rules import Permission
from shared.bookings.pictures import pass_picture
from shared.bookings.rules import VisitKind, Wish, WishRefused
from shared.desk.invite import invite, link_text, send, withdraw
from shared.desk.outcomes import OutOfTurn
from shared.desk.sent_once import made_once
from shared.grades.queries import every_grade
from shared.invitations.models import Invitation
from shared.invitations.queries import in_state, invitation, invitations_page, says
from shared.invitations.rules import InvitationState
from shared.kernel.ids import new_id
from shared.kernel.paging import Cursor
from shared.people.queries import employee
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("invitations", __name__, url_prefix="/invitations")
ROWS = 50


@dataclass(frozen=True)
class Row:
    """An invitation as the host sees it."""

    id: str
    whom: str
    purpose: str
    when: str
    until: str
    host: str
    grade: str
    booking: str
    said: Said
    is_open: bool
    is_mailed: bool


@pages.get("")
def listing() -> str:
    """List one's invitations, or those of them that are looked for, the newest first."""
    typed = Typed(request.args)
    state = InvitationState(typed["state"]) if typed["state"] in set(InvitationState) else None
    narrowed = [says(typed["q"])] * bool(typed["q"]) + ([in_state(state, node().now())] if state else [])
    try:
        cursor = Cursor.parse(request.args["cursor"]) if "cursor" in request.args else None
    except ValueError:
        lost()
    with node().reading() as rows:
        found = invitations_page(rows, me().employee_id, me().id, cursor, ROWS, narrowed)
        shown = [_row(each) for each in found.items]
    return render_template(
        "invitations/list.html",
        typed=typed,
        states=[("", _("All")), *((each.value, str(said.word)) for each, said in STATE.items())],
        asked={name: said for name, said in (("q", typed["q"]), ("state", state)) if said},
        rows=shown,
        next=found.next,
        previous=found.previous,
    )


@pages.get("/new")
def new() -> str:
    """Show the form."""
    with node().reading() as rows:
        typed = fresh(_sites(rows)[0], node().now())
        return _form(rows, typed)


@pages.post("")
def make() -> str | tuple[str, int] | Response:
    """Invite somebody: once, however often the form is sent."""
    typed = Typed(request.form)
    with node().reading() as rows:
        wish = _wish(rows, typed)
    if wish is not None:
        try:
            made = _invited(wish, typed["email"].lower())
        except WishRefused as refused:
            show_problems(typed, refused.problems)
        else:
            flash(_("The mail is on its way.") if typed["email"] else _("Copy the link, or let it be scanned."), "go")
            return redirect(url_for("invitations.page", invitation_id=made))
    with node().reading() as rows:
        return _form(rows, typed), 422


@pages.get("/<invitation_id>")
def page(invitation_id: str) -> str:
    """Show one invitation: its link as text and as a code, as long as it works."""
    with node().reading() as rows:
        found = _mine(rows, invitation_id)
        row = _row(found)
    link = f"{node().settings.public_url}{url_for('invited.page', link=link_text(found.id, node().keys.invitations))}"
    code = f"data:image/png;base64,{b64encode(pass_picture(link)).decode()}" if row.is_open else ""
    return render_template("invitations/page.html", row=row, link=link, code=code)


@pages.post("/<invitation_id>/withdrawal")
def take_back(invitation_id: str) -> Response:
    """Let the link work no more."""
    try:
        with node().transaction() as rows:
            withdraw(rows, _mine(rows, invitation_id, locked=True), me(), node().now())
        flash(_("The link does not work any more."), "go")
    except OutOfTurn as late:
        flash(objection_words(late.code), "attend")
    return redirect(url_for("invitations.page", invitation_id=invitation_id))


@pages.post("/<invitation_id>/letter")
def send_again(invitation_id: str) -> Response:
    """Mail the link once more."""
    with node().transaction() as rows:
        found = _mine(rows, invitation_id, locked=True)
        if found.state(node().now()) is InvitationState.OPEN and found.email:
            send(rows, found, node().now())
            flash(_("The mail is on its way."), "go")
        else:
            flash(_("The link does not work any more."), "attend")
    return redirect(url_for("invitations.page", invitation_id=invitation_id))


def _wish(rows: Session, typed: Typed) -> Wish | None:
    """Return what the form asks for; None if something is wrong, which is then noted beside its field."""
    site = next((site for site in _sites(rows) if site.code == typed["site"]), None) or lost()
    email = typed["email"].lower()
    if email and not EMAIL.fullmatch(email):
        typed.is_wrong("email", _("This e-mail address cannot be right."))
    if typed["grade"] and not typed["grade_reason"]:
        typed.is_wrong(
            "grade_reason", _("Say why you fix the grade before it is known who comes, or leave it to the rules.")
        )
    wish = wish_of(rows, typed, site, me())
    return None if wish is None or typed.troubles else replace(wish, grade_reason=typed["grade_reason"])


def _invited(wish: Wish, email: str) -> str:
    by, now = me(), node().now()
    with node().transaction() as rows:
        made, _new = made_once(rows, request.form, by.id, now, lambda: invite(rows, wish, email, by, now).id)
    return made


def _form(rows: Session, typed: Typed) -> str:
    sites = _sites(rows)
    site = next((site for site in sites if site.code == typed["site"]), sites[0])
    own = employee(rows, me().employee_id or "")
    return render_template(
        "invitations/new.html",
        typed=typed,
        sites=[(each.code, each.named(language())) for each in sites],
        grades=[("", _("As the rules propose"))]
        + [(each.letter, f"{each.letter} {each.named(language())}") for each in every_grade(rows)],
        kinds=[(kind.value, KIND[kind]) for kind in VisitKind],
        for_others=books_for_others(me(), site),
        own_name=own.named(language()) if own else "",
        zone=site.zone,
        form_key=new_id(),
    )


def _row(found: Invitation) -> Row:
    now, zone = node().now(), found.site.tz
    state = found.state(now)
    return Row(
        id=found.id,
        whom=found.email or _("by link or code"),
        purpose=found.purpose,
        when=window(found.starts_at, found.ends_at, zone, now),
        until=moment_words(found.expires_at, zone, now),
        host=found.host.named(language()),
        grade=found.grade_letter,
        booking=found.booking_id or "",
        said=STATE[state],
        is_open=state is InvitationState.OPEN,
        is_mailed=bool(found.email),
    )


def _mine(rows: Session, invitation_id: str, locked: bool = False) -> Invitation:
    found = invitation(rows, invitation_id, locked) or lost()
    return found if found.made_by == me().id or me().is_host(found.host_id) else lost()


def _sites(rows: Session) -> list[Site]:
    may = me().sites_where(Permission.BOOK)
    return [site for site in every_site(rows) if site.id in may] or lost()
