"""From a form to a wish and back: what someone typed, and what the desk books."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

from admin.bookings.lists import host_line
from admin.bookings.more import more_trouble, more_typed, show_more
from admin.forms import Typed, day_typed, hour_typed, window_typed
from admin.speech import _
from admin.wording import problem_words
from shared.access.rules import Permission, Person
from shared.bookings.models import Booking
from shared.bookings.more import More
from shared.bookings.rules import GuestWish, Problem, VisitKind, Wish, problems_with
from shared.companies.rules import Contact, phone_of
from shared.people.models import Employee
from shared.people.queries import employee, employees_like
from shared.sites.models import Site
from shared.web.invited_words import EMAIL_WRONG, PHONE_WRONG

_GUEST_NAME = re.compile(r"guests\.(\d+)\.(name|company|phone|email|title)")
_EMAIL_IN = re.compile(r"[^\s<>·]+@[^\s<>·]+")
EMAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]+")
# The heart's name of a field, and that of the field in the form.
_FIELDS = {"ends_at": "end", "starts_at": "start", "guests": "guests.0.name"}
_PARTS = ("name", "company", "phone", "email", "title")
_A_WHILE = timedelta(hours=1)
_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def fresh(site: Site, now: datetime) -> Typed:
    """Return the form as it stands before anything is typed: the next full hour, on the site's clock."""
    start = now.astimezone(site.tz).replace(minute=0, second=0, microsecond=0) + _A_WHILE
    return Typed(
        {
            "site": site.code,
            "day": start.date().isoformat(),
            "start": f"{start:%H:%M}",
            "end": f"{start + _A_WHILE:%H:%M}",
            "grade": "",
            "kind": VisitKind.ORDINARY,
            "leader": "0",
        }
    )


def as_typed(booking: Booking) -> Typed:
    """Return the form that would make this booking."""
    starts, ends = (moment.astimezone(booking.site.tz) for moment in (booking.starts_at, booking.ends_at))
    values = {
        "site": booking.site.code,
        "host": host_line(booking.host),
        "day": starts.date().isoformat(),
        "start": f"{starts:%H:%M}",
        "end": f"{ends:%H:%M}",
        "last_day": ends.date().isoformat() if ends.date() != starts.date() else "",
        "purpose": booking.purpose,
        "area": booking.area,
        "photos": "yes" if booking.photos_allowed else "",
        "grade": booking.grade_letter,
        "grade_before": booking.grade_letter,
        "kind": booking.kind,
        "seen": str(booking.changes),
    }
    for index, guest in enumerate(booking.guests):
        visitor = guest.visitor
        contact = (visitor.name, visitor.company.name, visitor.phone or "", visitor.email or "", visitor.title or "")
        values |= {f"guests.{index}.{part}": value for part, value in zip(_PARTS, contact, strict=True)}
        if guest.is_leader:
            values["leader"] = str(index)
    typed = Typed(values)
    show_more(typed, More.from_json(booking.more))
    return typed


def put_off(typed: Typed, site: Site, now: datetime) -> None:
    """Let a form that was filled from a booking be for a later day: weeks after it, the first that is ahead."""
    on, today = day_typed(typed["day"]) or now.date(), now.astimezone(site.tz).date()
    weeks = max(1, (today - on).days // 7 + 1)
    later = timedelta(days=7 * weeks)
    typed["day"] = (on + later).isoformat()
    if until := day_typed(typed["last_day"]):
        typed["last_day"] = (until + later).isoformat()
    typed.drop("seen")


def guest_rows(typed: Typed) -> list[int]:
    """Return the numbers of the guest rows that were sent, at least one."""
    found = {int(match[1]) for name in typed.names() if (match := _GUEST_NAME.fullmatch(name))}
    return list(range(max(found, default=0) + 1))


def with_rows(typed: Typed, rows: list[int]) -> None:
    """Keep these guest rows, in this order, numbered from 0 on; the leader goes along."""
    kept = [[typed[f"guests.{row}.{part}"] for part in _PARTS] for row in rows]
    leader = next((i for i, row in enumerate(rows) if str(row) == typed["leader"]), 0)
    for name in [name for name in typed.names() if _GUEST_NAME.fullmatch(name)]:
        typed.drop(name)
    for index, values in enumerate(kept):
        for part, value in zip(_PARTS, values, strict=True):
            typed[f"guests.{index}.{part}"] = value
    typed["leader"] = str(leader)


def drop_blank_rows(typed: Typed, *, first_stays: bool = False) -> None:
    """Leave out guest rows in which nothing was typed; one row always stays, or the first is a person of its own."""
    rows = guest_rows(typed)
    kept = rows[:1] if first_stays else []
    filled = [row for row in rows if row in kept or any(typed[f"guests.{row}.{part}"] for part in _PARTS)]
    with_rows(typed, filled or rows[:1])


def wish_of(session: Session, typed: Typed, site: Site, by: Person, host: Employee | None = None) -> Wish | None:
    """Return what the form asks for; None if something can't be read, which is then noted beside its field.

    `host` is who is visited, where that is known without the form.
    """
    host = host or host_typed(session, typed, site, by)
    window = _window(typed, site)
    wish = _as_far_as_read(typed, site)
    if window is None or host is None or typed.troubles:
        return None
    return replace(wish, host_id=host.id, starts_at=window[0], ends_at=window[1])


def show_all_problems(typed: Typed, site: Site, now: datetime) -> None:
    """Of a form of which something can't be read, also say what else is wrong with it: all in one round."""
    found = problems_with(_as_far_as_read(typed, site).tidied(), now)
    show_problems(typed, [problem for problem in found if problem.field != "ends_at"])


def _as_far_as_read(typed: Typed, site: Site) -> Wish:
    """Return what the form asks for, of nobody yet and at no time."""
    return Wish(
        site_id=site.id,
        host_id="",
        grade=typed["grade"],
        kind=VisitKind(typed["kind"]) if typed["kind"] in set(VisitKind) else VisitKind.ORDINARY,
        purpose=typed["purpose"],
        starts_at=_NO_TIME,
        ends_at=_NO_TIME,
        guests=guests_typed(typed),
        area=typed["area"],
        photos_allowed=bool(typed["photos"]),
        more=more_typed(typed),
    )


def guests_typed(typed: Typed, number_of: Callable[[str], str | None] = phone_of) -> tuple[GuestWish, ...]:
    """Return the guests of a form; what is wrong with one stands beside its fields.

    `number_of` reads a phone number without its country: the house's own, unless who types is from elsewhere.
    """
    return tuple(_guest(typed, row, number_of) for row in guest_rows(typed))


def show_problems(typed: Typed, problems: list[Problem], say: Callable[[str, str], str] = problem_words) -> None:
    """Put the desk's objections beside the fields that they are about."""
    for problem in problems:
        field = re.sub(r"\.contact$", ".phone", problem.field)
        if field.startswith("more.") and say is problem_words:
            typed.is_wrong(field, more_trouble(field.removeprefix("more."), problem.code))
            continue
        typed.is_wrong(_FIELDS.get(field, field), say(problem.field, problem.code))


def books_for_others(by: Person, site: Site) -> bool:
    """Say whether this person chooses the host; anyone else receives the visitor themselves."""
    return by.may(Permission.BOOK_FOR_OTHERS, site.id)


def host_typed(session: Session, typed: Typed, site: Site, by: Person) -> Employee | None:
    """Return the employee that a form names as host; None if nobody or several fit, which is noted at the field."""
    if not books_for_others(by, site):
        own = employee(session, by.employee_id) if by.employee_id else None
        if own is None:
            typed.is_wrong("host", _("Your account belongs to no employee, so it cannot receive visitors."))
        return own
    text = typed["host"]
    if not text:
        typed.is_wrong("host", _("Say who is visited."))
        return None
    if address := _EMAIL_IN.search(text):
        if found := employee(session, address[0]):
            return found
        typed.is_wrong("host", problem_words("host", "unknown"))
        return None
    return _host_named(session, typed, text, by)


def _host_named(session: Session, typed: Typed, text: str, by: Person) -> Employee | None:
    found = employees_like(session, text, by.sites_where(Permission.BOOK_FOR_OTHERS), limit=6)
    exact = [one for one in found if text in (one.name, one.name_en)]
    candidates = exact or list(found)
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        typed.is_wrong("host", problem_words("host", "unknown"))
    else:
        names = "; ".join(host_line(one) for one in candidates)
        words = _("Several people fit: %(names)s. Write the e-mail address of the right one.", names=names)
        typed.is_wrong("host", words)
    return None


def _window(typed: Typed, site: Site) -> tuple[datetime, datetime] | None:
    on, start, end = day_typed(typed["day"]), hour_typed(typed["start"]), hour_typed(typed["end"])
    until = day_typed(typed["last_day"]) if typed["last_day"] else on
    if on is None:
        typed.is_wrong("day", _("Choose a day."))
    if until is None and typed["last_day"]:
        typed.is_wrong("last_day", _("This is not a day."))
    for name, hour in (("start", start), ("end", end)):
        if hour is None:
            typed.is_wrong(name, _("Write an hour such as 14:30."))
    if on is None or until is None or start is None or end is None:
        return None
    return window_typed((on, start), (until, end), site.tz)


def _guest(typed: Typed, row: int, number_of: Callable[[str], str | None]) -> GuestWish:
    name, company, phone, email, title = (typed[f"guests.{row}.{part}"] for part in _PARTS)
    number = number_of(phone) if phone else None
    if phone and number is None:
        typed.is_wrong(f"guests.{row}.phone", PHONE_WRONG)
    if email and not EMAIL.fullmatch(email):
        typed.is_wrong(f"guests.{row}.email", EMAIL_WRONG)
    contact = Contact(name, company, number, email or None)
    return GuestWish(contact, is_leader=typed["leader"] == str(row), title=title)
