"""Low scores: who sees to each by when, what the visitor was told, and what was learnt (R23, R25)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.dates import duration, minutes_between, moment_words
from admin.feedback.words import TROUBLE
from admin.forms import Typed
from admin.speech import Words, _, _l
from admin.wording import Said
from shared.access.queries import names_of
from shared.access.rules import Permission
from shared.desk.complaints import BadDeed, see_to
from shared.feedback.models import LowScore
from shared.feedback.queries import closed_low_scores, every_dimension, low_score, open_low_scores
from shared.feedback.rules import LONGEST_ANSWER, Deed
from shared.sites.models import Site
from shared.sites.queries import every_site
from shared.visits.queries import visits_with_ids

pages = Blueprint("complaints", __name__, url_prefix="/complaints")


@dataclass(frozen=True)
class Row:
    """A complaint in the list."""

    id: str
    score: int
    words: str
    site: str
    grade: str
    owner: str
    raised: str
    said: Said


@dataclass(frozen=True)
class Shown:
    """A complaint's own page."""

    row: Row
    comment: str
    given: list[tuple[str, str]]
    visitor: str
    """Empty where the visitor asked to stay unnamed."""
    visit: str
    due: str
    answer: str
    answered: str
    closing: str
    closed: str
    is_answered: bool
    is_closed: bool
    is_taken: bool
    is_mine: bool


@pages.get("")
def listing() -> str:
    """List what is open, the most pressing first; and what was closed lately, if asked for."""
    typed, now = Typed(request.args), node().now()
    is_closed = typed["closed"] == "yes"
    with node().reading() as rows:
        sites = _my_sites(rows)
        chosen = [each.id for each in sites.values() if each.code == typed["site"]] or list(sites)
        owner = me().employee_id if typed["mine"] else None
        found = (closed_low_scores if is_closed else open_low_scores)(rows, chosen, owner)
        shown = [_row(each, sites, now) for each in found]
    return render_template(
        "feedback/complaints.html",
        rows=shown,
        typed=typed,
        is_closed=is_closed,
        is_narrowed=bool(typed["site"] or typed["mine"]),
        sites=[("", _("All")), *((each.code, each.named(language())) for each in sites.values())],
        tabs=[(word, _here(typed, closed), is_closed == bool(closed)) for word, closed in _TABS],
        may_read=me().may_somewhere(Permission.READ_FEEDBACK),
    )


_TABS: tuple[tuple[Words, str], ...] = ((_l("Open cases"), ""), (_l("Closed cases"), "yes"))


def _here(typed: Typed, closed: str) -> str:
    asked = {"closed": closed, "site": typed["site"], "mine": typed["mine"]}
    kept: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return url_for("complaints.listing", **kept)


@pages.get("/<low_score_id>")
def page(low_score_id: str) -> str:
    """Show one complaint, with what can be done about it next."""
    with node().reading() as rows:
        return _page(rows, low_score_id, Typed())


@pages.post("/<low_score_id>")
def step(low_score_id: str) -> str | tuple[str, int] | Response:
    """Take it on, answer it, or close it."""
    typed = Typed(request.form)
    deed = Deed(typed["deed"]) if typed["deed"] in set(Deed) else lost()
    words = typed["words"].replace("\r\n", "\n")
    try:
        with node().transaction() as rows:
            see_to(rows, low_score_id, deed, words, me(), node().now())
    except BadDeed as wrong:
        if str(wrong) == "closed_before":
            flash(str(TROUBLE[str(wrong)]), "attend")
            return redirect(url_for("complaints.page", low_score_id=low_score_id))
        typed.is_wrong("words", TROUBLE[str(wrong)])
        with node().reading() as rows:
            return _page(rows, low_score_id, typed), 422
    said = {Deed.TAKE: _("It is yours now."), Deed.ANSWER: _("Noted. Close it once nothing is left to do.")}
    flash(said.get(deed, _("Closed. Thank you for seeing to it.")), "go")
    if deed is Deed.CLOSE:
        return redirect(url_for("complaints.listing"))
    return redirect(url_for("complaints.page", low_score_id=low_score_id))


def _page(rows: Session, low_score_id: str, typed: Typed) -> str:
    sites = _my_sites(rows)
    found = low_score(rows, low_score_id)
    if found is None or found.site_id not in sites:
        lost()
    shown = _shown(rows, found, sites)
    return render_template("feedback/complaint.html", shown=shown, typed=typed, longest=LONGEST_ANSWER)


def _shown(rows: Session, found: LowScore, sites: dict[str, Site]) -> Shown:
    said, now, zone = found.feedback, node().now(), sites[found.site_id].tz
    visit = said.leads_to(now)
    stays = visits_with_ids(rows, [visit] if visit else [])
    names = names_of(rows, [each for each in (found.answered_by, found.closed_by) if each], language())
    guest = stays[0].guest.visitor if stays else None
    return Shown(
        row=_row(found, sites, now),
        comment=said.comment,
        given=_given(rows, found),
        visitor=f"{guest.name} · {guest.company.name}" if guest else "",
        visit=visit or "",
        due=moment_words(found.due_at, zone, now),
        answer=found.answer,
        answered=_by(found.answered_at, found.answered_by, names, zone, now),
        closing=found.closing,
        closed=_by(found.closed_at, found.closed_by, names, zone, now),
        is_answered=found.answered_at is not None,
        is_closed=found.closed_at is not None,
        is_taken=found.taken_at is not None,
        is_mine=bool(found.owner_id) and me().is_host(found.owner_id or ""),
    )


def _given(rows: Session, found: LowScore) -> list[tuple[str, str]]:
    """Return every number that was given."""
    said = found.feedback
    given = [(_("Overall"), f"{said.score} / 5")]
    given += [
        (each.named(language()), f"{said.scores[each.code]} / 5")
        for each in every_dimension(rows)
        if each.code in said.scores
    ]
    return given if said.recommend is None else [*given, (_("Would recommend us"), f"{said.recommend} / 10")]


def _row(found: LowScore, sites: dict[str, Site], now: datetime) -> Row:
    said, site = found.feedback, sites[found.site_id]
    return Row(
        id=found.id,
        score=said.lowest,
        words=said.comment or _("No words were added."),
        site=site.named(language()),
        grade=said.grade_letter,
        owner=found.owner.named(language()) if found.owner else _("nobody yet"),
        raised=moment_words(found.raised_at, site.tz, now),
        said=_state(found, now),
    )


def _state(found: LowScore, now: datetime) -> Said:
    if found.closed_at is not None:
        return Said("off", _("Case closed"))
    if found.answered_at is not None:
        return Said("go", _("Answered"))
    if found.is_overdue(now):
        return Said("stop", _("Overdue by %(time)s", time=duration(minutes_between(found.due_at, now))))
    word = _("Taken on, due in %(time)s") if found.taken_at is not None else _("Due in %(time)s")
    return Said("wait" if found.taken_at else "attend", word % {"time": duration(minutes_between(now, found.due_at))})


def _by(at: datetime | None, who: str | None, names: dict[str, str], zone: tzinfo, now: datetime) -> str:
    if at is None:
        return ""
    return f"{names.get(who or '', _('somebody who is no longer here'))} · {moment_words(at, zone, now)}"


def _my_sites(rows: Session) -> dict[str, Site]:
    may: Sequence[str] = me().sites_where(Permission.SEE_TO_COMPLAINTS)
    return {site.id: site for site in every_site(rows) if site.id in may}
