"""Send the coming week's visits to those who prepare them (R28): once a site and week, whoever looks how often."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from shared.access.queries import employees_with_roles
from shared.access.rules import Role
from shared.kernel.database import insert_into
from shared.kernel.logbook import About, Kind, note
from shared.notices.models import Notice
from shared.previews.models import WeekPreview
from shared.previews.rules import week_to_preview
from shared.sites.models import Site

WEEK_PREVIEW = "week_preview"
PREPARING = (Role.RECEPTIONIST, Role.MANAGER)
"""Who prepares visits at a site."""
BY = "porter"


def week_due(session: Session, site: Site, now: datetime) -> date | None:
    """Return the Monday of the week that has to be sent now, None if there is nothing to send."""
    monday = week_to_preview(site.tz, site.preview_weekday, site.preview_hour, now)
    if monday is None or session.get(WeekPreview, (site.id, monday)) is not None:
        return None
    return monday


def send_preview(session: Session, site: Site, monday: date, now: datetime) -> None:
    """Ask for a letter to everybody who prepares visits at the site; not once more if another process did."""
    row = {"site_id": site.id, "monday": monday, "sent_at": now}
    written = insert_into(session, WeekPreview).values(row).on_conflict_do_nothing().returning(WeekPreview.site_id)
    if session.execute(written).first() is None:
        return
    people = employees_with_roles(session, site.id, PREPARING)
    facts = {"monday": monday.isoformat()}
    session.add_all(
        Notice(
            topic=WEEK_PREVIEW,
            subject_id=site.id,
            employee_id=person,
            about=About(site.id).as_json(),
            facts=facts,
            asked_at=now,
            due_at=now,
        )
        for person in people
    )
    note(session, Kind.WeekPreviewed, About(site.id), at=now, by=BY, people=len(people), **facts)
