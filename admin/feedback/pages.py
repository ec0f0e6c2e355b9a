"""The summaries: how visitors were received, week by week and quarter by quarter, in pictures and tables (R23, R28)."""

from datetime import UTC, date, tzinfo
from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy.orm import Session

from admin.asking import language, lost, me, node
from admin.dates import moment_words
from admin.feedback.asked import Asked
from admin.feedback.pictures import pictures
from admin.feedback.said import few, tenth, whole_percent
from admin.feedback.summary import MOST_PEOPLE, Line, Summary, summary_of
from admin.forms import Typed
from admin.speech import _
from admin.tables.writing import csv_of
from shared.access.rules import Permission
from shared.feedback.queries import open_low_score_counts
from shared.grades.queries import every_grade
from shared.sites.models import Site
from shared.sites.queries import every_site

pages = Blueprint("feedback", __name__, url_prefix="/feedback")


@pages.get("")
def summary() -> str:
    """Show how it was in one week or quarter."""
    typed, now = Typed(request.args), node().now()
    with node().reading() as rows:
        mine = _my_sites(rows)
        zone = _zone(mine)
        today = now.astimezone(zone).date()
        asked = Asked.parse(typed, today)
        sites = _asked_sites(asked, mine)
        shown = summary_of(rows, asked, sites)
        grades = [
            ("", _("All")),
            *((each.letter, f"{each.letter} {each.named(language())}") for each in every_grade(rows)),
        ]
        complaints = open_low_score_counts(rows, [site.id for site in sites], now)
    return render_template(
        "feedback/summary.html",
        asked=asked,
        typed=typed,
        shown=shown,
        pictures=pictures(shown),
        sites=[("", _("All")), *((site.code, site.named(language())) for site in mine)],
        grades=grades,
        complaints=complaints,
        most_people=MOST_PEOPLE,
        reached=moment_words(shown.reached, zone, now) if shown.reached else None,
        **_ways(asked, today),
    )


@pages.get("/table.csv")
def table() -> Response:
    """Return the same figures as a table."""
    with node().reading() as rows:
        mine = _my_sites(rows)
        today = node().now().astimezone(_zone(mine)).date()
        asked = Asked.parse(Typed(request.args), today)
        shown = summary_of(rows, asked, _asked_sites(asked, mine), most_people=None)
    head = [_("Figure"), _("Name"), _("Answers"), _("Satisfied, %"), _("Average, 1 to 5"), _("Recommend, -100 to 100")]
    response = Response(csv_of(head, _table(shown)), mimetype="text/csv")
    name = f"feedback-{asked.span.value}-{asked.first.isoformat()}.csv"
    response.headers["Content-Disposition"] = f"attachment; filename={name}"
    return response


def _table(shown: Summary) -> list[list[str]]:
    named = {"grade": _("Grade"), "site": _("Site"), "host": _("Host"), "receptionist": _("Reception")}
    lines = [_cells(_("All"), shown.words, shown.total)]
    lines += [_cells(_("Over time"), line.name, line) for line in shown.trend]
    lines += [_cells(named[cut], line.name, line) for cut, found in shown.cuts.items() for line in found]
    lines += [
        [_("Asked about"), name, str(n), "", tenth(average) if average is not None else few(), ""]
        for name, n, average in shown.dimensions
    ]
    lines += [[_("Score"), str(score), str(n), "", "", ""] for score, n in enumerate(shown.distribution, 1)]
    for picture in pictures(shown):
        if picture.key in ("hours", "waits"):
            lines += [[picture.title, *row, *[""] * (5 - len(row))] for row in picture.rows]
    return lines


def _cells(figure: str, name: str, line: Line) -> list[str]:
    unsaid = few() if line.n else ""
    percent = unsaid if line.satisfied is None else whole_percent(line.satisfied)
    average = unsaid if line.average is None else tenth(line.average)
    recommend = unsaid if line.recommend is None else str(line.recommend)
    return [figure, name, str(line.n), percent, average, recommend]


def _ways(asked: Asked, today: date) -> dict[str, Any]:
    other = "quarter" if asked.span == "week" else "week"
    return {
        "before": asked.before(),
        "after": asked.after(today),
        "other": asked.address(span=other),
        "here": asked.address(),
    }


def _my_sites(rows: Session) -> list[Site]:
    may = me().sites_where(Permission.READ_FEEDBACK)
    return [site for site in every_site(rows) if site.id in may]


def _asked_sites(asked: Asked, mine: list[Site]) -> list[Site]:
    """Return the sites that are asked for; 404 for one that this person may not read of."""
    if not asked.site:
        return mine
    return [site for site in mine if site.code == asked.site] or lost()


def _zone(sites: list[Site]) -> tzinfo:
    return sites[0].tz if sites else UTC
