"""What satisfied visitors wrote, for the people whom they mean (R23): the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from admin.asking import language, lost, me, node
from admin.dates import long_day
from admin.forms import Typed
from admin.speech import _
from shared.access.rules import Permission
from shared.feedback.models import Feedback
from shared.feedback.queries import figures, kind_words
from shared.kernel.paging import Cursor
from shared.people.queries import employee_names
from shared.sites.models import Site
from shared.sites.queries import every_site
from shared.visits.models import Visit
from shared.visits.queries import visits_with_ids

pages = Blueprint("kind_words", __name__, url_prefix="/feedback/words")

ROWS = 30


@dataclass(frozen=True)
class Words:
    """What one visitor wrote."""

    score: int
    text: str
    who: str
    """Empty of an unnamed one."""
    company: str
    visit: str
    for_whom: str
    when: str
    site: str


@pages.get("")
def listing() -> str:
    """Show them: six statements, however many answers there ever were."""
    typed, now = Typed(request.args), node().now()
    with node().reading() as rows:
        sites = {site.id: site for site in every_site(rows) if me().may(Permission.READ_FEEDBACK, site.id)}
        chosen = [each for each in sites.values() if each.code == typed["site"]] or list(sites.values())
        page = kind_words(rows, [each.id for each in chosen], figures(rows).satisfied_from, _cursor(), ROWS, now)
        shown = _shown(rows, page.items, sites, now)
    kept = {"site": typed["site"]} if typed["site"] else {}
    return render_template(
        "feedback/words.html",
        typed=typed,
        rows=shown,
        sites=[("", _("All")), *((each.code, each.named(language())) for each in sites.values())],
        next=_here(kept, str(page.next)) if page.next else None,
        previous=_here(kept, str(page.previous)) if page.previous else None,
    )


def _shown(rows: Session, found: Sequence[Feedback], sites: dict[str, Site], now: datetime) -> list[Words]:
    visits = {stay.id: stay for stay in visits_with_ids(rows, [each.visit_id for each in found if each.visit_id])}
    people = {each for said in found for each in (said.host_id, said.receptionist_id) if each}
    names = employee_names(rows, people, language())
    return [_words(each, visits.get(each.visit_id or ""), names, sites[each.site_id], now) for each in found]


def _words(said: Feedback, stay: Visit | None, names: dict[str, str], site: Site, now: datetime) -> Words:
    people = [names.get(each or "", "") for each in (said.host_id, said.receptionist_id)]
    visitor = stay.guest.visitor if stay is not None else None
    return Words(
        score=said.score,
        text=said.comment,
        who=visitor.name if visitor else "",
        company=visitor.company.name if visitor else "",
        visit=stay.id if stay else "",
        for_whom=_(", ").join(dict.fromkeys(each for each in people if each)),
        when=_when(said, site.tz, now),
        site=site.named(language()),
    )


def _when(said: Feedback, zone: tzinfo, now: datetime) -> str:
    """Return the day; of an unnamed answer only the month, which many share."""
    given = said.given_at.astimezone(zone).date()
    return f"{given:%Y-%m}" if said.is_anonymous else long_day(given, now.astimezone(zone).date())


def _here(kept: dict[str, Any], at: str) -> str:
    return url_for("kind_words.listing", **kept, at=at)


def _cursor() -> Cursor | None:
    try:
        return Cursor.parse(request.args["at"]) if request.args.get("at") else None
    except ValueError:
        lost()
