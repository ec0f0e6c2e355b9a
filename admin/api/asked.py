"""From what a program sends to what the desk understands."""

import re
from datetime import UTC, datetime

from sqlalchemy.orm import Session

from admin.api.callers import caller
from admin.api.faults import Refused
from admin.api.shapes import BookingIn, GuestIn
from shared.access.rules import Permission, Person
from shared.bookings.more import More
from shared.bookings.rules import GuestWish, Problem, VisitKind, Wish, WishRefused, problems_with
from shared.companies.rules import Contact, phone_of
from shared.kernel.paging import Cursor
from shared.people.models import Employee
from shared.people.queries import employee
from shared.sites.models import Site
from shared.sites.queries import site_by_code

_ID = re.compile(r"[0-9a-z]{1,40}")


def wish_in(session: Session, asked: BookingIn, by: Person, now: datetime) -> Wish:
    """Return what a program asks for. Raises WishRefused with all that is wrong with it."""
    problems: list[Problem] = []
    site, host = site_by_code(session, asked.site), _host(session, asked.host, by)
    problems += [Problem(name, "unknown") for name, found in (("site", site), ("host", host)) if found is None]
    guests = tuple(_guest(index, guest, problems) for index, guest in enumerate(asked.guests))
    wish = _wish(asked, site, host, guests)
    if problems:
        raise WishRefused(problems + problems_with(wish.tidied(), now))
    return wish


def cursor_in(text: str) -> Cursor | None:
    """Return the cursor that a program sends back, None for the first page. Raises Refused."""
    if not text:
        return None
    try:
        cursor = Cursor.parse(text)
        place = cursor.position[0].astimezone(UTC), cursor.position[1]
    except (ValueError, OverflowError, RecursionError):
        raise _bad_cursor() from None
    return Cursor((place[0], id_in(place[1])), cursor.backwards)


def id_in(text: str) -> str:
    """Return an id that may stand in a cursor. Raises Refused."""
    if not _ID.fullmatch(text):
        raise _bad_cursor()
    return text


def all_of(permission: Permission) -> tuple[str, ...]:
    """Return the sites where the caller may do something."""
    return caller().sites_where(permission)


def _bad_cursor() -> Refused:
    return Refused(422, "bad_cursor", "A cursor is the `next` of the page before.", field="cursor")


def _host(session: Session, who: str, by: Person) -> Employee | None:
    found = employee(session, who)
    return found if found is not None and by.may(Permission.SEE_EMPLOYEES, found.site_id) else None


def _wish(asked: BookingIn, site: Site | None, host: Employee | None, guests: tuple[GuestWish, ...]) -> Wish:
    return Wish(
        site_id=site.id if site else "",
        host_id=host.id if host else "",
        grade=asked.grade,
        kind=VisitKind(asked.kind),
        purpose=asked.purpose,
        starts_at=asked.starts_at,
        ends_at=asked.ends_at,
        guests=guests,
        area=asked.area,
        photos_allowed=asked.photos_allowed,
        grade_reason=asked.grade_reason,
        more=More(**asked.more.model_dump()),
    )


def _guest(index: int, asked: GuestIn, problems: list[Problem]) -> GuestWish:
    phone = (asked.phone or "").strip()
    number = phone_of(phone) if phone else None
    if phone and number is None:
        problems.append(Problem(f"guests.{index}.phone", "not_a_phone_number"))
    contact = Contact(asked.name, asked.company, number or phone or None, asked.email or None)
    return GuestWish(contact, asked.leader, asked.title)
