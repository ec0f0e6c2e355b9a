"""The calendar by day and by week, and the coming week for those who prepare it (R28)."""

from datetime import date, timedelta

from flask import Blueprint, render_template

from admin.asking import language, lost, me, node
from admin.calendar.asked import DAY, WEEK, Asked, asked, here, options
from admin.calendar.week import MOST_OF_A_DAY, days_of
from admin.dates import span
from admin.speech import _
from shared.access.rules import Permission
from shared.bookings.planned import Shown
from shared.previews.rules import week_days
from shared.sites.queries import every_site

pages = Blueprint("calendar", __name__, url_prefix="/calendar")

MOST = {DAY: MOST_OF_A_DAY, WEEK: 30}
"""So many visits of a day a page shows; the rest is in the list of bookings."""


@pages.get("")
def page() -> str:
    """Show a day or a week of a site."""
    with node().reading() as rows:
        this = asked(every_site(rows))
        days = days_of(rows, this.site, this.days, this.shown(), this.today, MOST[this.view], language())
    return render_template(
        "calendar/page.html",
        this=this,
        typed=this.typed,
        days=days,
        title=span(this.days[0], this.days[-1]),
        options=options(this),
        views=[(word, here(view=view), view == this.view) for view, word in ((DAY, _("By day")), (WEEK, _("By week")))],
        links=_links(this),
        empty=not any(day.tiles for day in days),
        may_book=me().may(Permission.BOOK, this.site.id),
        day_link=lambda day: here(view=DAY, on=day.on.isoformat()),
    )


@pages.get("/preview")
def preview() -> str:
    """Show the coming week of a site, with all that has to be prepared, also to be printed."""
    with node().reading() as rows:
        this = asked(every_site(rows))
        if not this.sees_all:
            lost()
        monday = _coming_monday(this)
        week = week_days(monday)
        days = days_of(rows, this.site, week, Shown(this.site.id), this.today, MOST_OF_A_DAY, language())
    return render_template(
        "calendar/preview.html",
        this=this,
        days=days,
        title=span(week[0], week[-1]),
        site=this.site.named(language()),
        number=sum(len(day.tiles) for day in days),
        before=(monday - timedelta(days=7)).isoformat(),
        after=(monday + timedelta(days=7)).isoformat(),
    )


def _coming_monday(this: Asked) -> date:
    """Return the Monday that the address names, else the next one."""
    on = this.on if this.is_named else this.today + timedelta(days=7)
    return on - timedelta(days=on.weekday())


def _links(this: Asked) -> dict[str, str]:
    return {
        "before": here(on=(this.on - this.step).isoformat()),
        "after": here(on=(this.on + this.step).isoformat()),
        "today": here(on=None),
    }
