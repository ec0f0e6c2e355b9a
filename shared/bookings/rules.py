"""What a booking may be, and which changes have to be approved anew (R1, R2, R6); pure."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from shared.bookings.more import NOTHING_MORE, More, problems_with_more
from shared.companies.rules import Contact
from shared.kernel.names import has_odd_characters, without_marks

LONGEST_WINDOW = timedelta(days=31)
MOST_GUESTS = 200
LONGEST_NAME = 120
LONGEST_TEXT = 500
LONGEST_EMAIL = 254
"""RFC 5321; a much longer one would not fit into PostgreSQL's index either."""


class State(StrEnum):
    """Where a booking stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    SENT_BACK = "sent_back"
    CANCELLED = "cancelled"


CAME, NOBODY, UNDECIDED = "came", "nobody", "undecided"
"""Whether anybody came, as it is written once a visit's window is over; of one that still waited: nobody decided."""


class VisitKind(StrEnum):
    """The kinds of R2: 重点, 团体, 普通, 临时."""

    KEY = "key"
    GROUP = "group"
    ORDINARY = "ordinary"
    AD_HOC = "ad_hoc"


class Decision(StrEnum):
    """What an approver may say."""

    APPROVE = "approve"
    REJECT = "reject"
    SEND_BACK = "send_back"


@dataclass(frozen=True)
class GuestWish:
    """A guest as someone asks for them."""

    contact: Contact
    is_leader: bool = False
    title: str = ""
    """Such as general manager: a grade is proposed by it (R3)."""


@dataclass(frozen=True)
class Wish:
    """All that someone asks for when booking or changing a visit."""

    site_id: str
    host_id: str
    grade: str
    kind: VisitKind
    purpose: str
    starts_at: datetime
    ends_at: datetime
    guests: tuple[GuestWish, ...]
    area: str = ""
    photos_allowed: bool = False
    grade_reason: str = ""
    """Why it is another grade than the rules propose (R3)."""
    more: More = NOTHING_MORE

    def tidied(self) -> "Wish":
        """Return the wish with its texts trimmed and, where nobody leads, the first guest leading."""
        guests = tuple(replace(each, contact=_trimmed(each.contact), title=_tidy(each.title)) for each in self.guests)
        if guests and not any(guest.is_leader for guest in guests):
            guests = (replace(guests[0], is_leader=True), *guests[1:])
        purpose, area, reason = _tidy(self.purpose), _tidy(self.area), _tidy(self.grade_reason)
        more = self.more.tidied()
        return replace(self, guests=guests, purpose=purpose, area=area, grade_reason=reason, more=more)


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong with a wish: the field, such as `guests.0.name`, and a stable code."""

    field: str
    code: str


class WishRefused(ValueError):
    """A wish can't be booked; `problems` says why, field by field."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__(", ".join(f"{problem.field}: {problem.code}" for problem in problems))
        self.problems = problems


def problems_with(wish: Wish, now: datetime) -> list[Problem]:
    """Return everything that is wrong with a wish, an empty list if it can be booked."""
    problems = [
        Problem(field, code)
        for field, code, is_wrong in (
            ("purpose", "missing", not wish.purpose),
            ("purpose", "odd", has_odd_characters(wish.purpose)),
            ("area", "odd", has_odd_characters(wish.area)),
            ("purpose", "too_long", len(wish.purpose) > LONGEST_TEXT),
            ("area", "too_long", len(wish.area) > LONGEST_TEXT),
            ("grade_reason", "odd", has_odd_characters(wish.grade_reason)),
            ("grade_reason", "too_long", len(wish.grade_reason) > LONGEST_TEXT),
            ("ends_at", "not_after_start", wish.ends_at <= wish.starts_at),
            ("ends_at", "in_the_past", wish.ends_at <= now),
            ("ends_at", "too_far", wish.ends_at - wish.starts_at > LONGEST_WINDOW),
            ("guests", "missing", not wish.guests),
            ("guests", "too_many", len(wish.guests) > MOST_GUESTS),
            ("guests", "two_leaders", sum(guest.is_leader for guest in wish.guests) > 1),
        )
        if is_wrong
    ]
    problems += [Problem(f"more.{field}", code) for field, code in problems_with_more(wish.more)]
    for index, guest in enumerate(wish.guests):
        problems += _guest_problems(f"guests.{index}", guest)
    return problems


def nights_of(starts_at: datetime, ends_at: datetime, zone: tzinfo) -> int:
    """Return how many midnights of a zone lie between start and end; an end at midnight is on the day before."""
    last = (ends_at - timedelta(microseconds=1)).astimezone(zone)
    return (last.date() - starts_at.astimezone(zone).date()).days


def hands_in(history: Iterable[str | None], *, is_approved: bool) -> frozenset[str]:
    """Return who had a hand in what is to be decided, or in what was decided last, if it is approved (R6).

    `history` is, in turn, who changed what an approver sees, and None for each time that it was approved.
    """
    rounds: list[set[str]] = [set()]
    for who in history:
        if who is None:
            rounds.append(set())
        else:
            rounds[-1].add(who)
    return frozenset().union(*rounds[-2:] if is_approved else rounds[-1:])


def needs_new_approval(old: Wish, new: Wish) -> bool:
    """Say whether a change goes beyond what the approver saw: time, place, host, grade, area, or who comes."""
    return _as_seen(old) != _as_seen(new)


def is_alike(one: Wish, other: Wish) -> bool:
    """Say whether an approver who saw one visit has seen the other, but for when it begins (R6)."""
    as_long = one.ends_at - one.starts_at == other.ends_at - other.starts_at
    then = replace(_as_seen(other), starts_at=one.starts_at, ends_at=one.ends_at)
    return as_long and one.purpose == other.purpose and _as_seen(one) == then


def _as_seen(wish: Wish) -> Wish:
    guests = tuple(replace(guest, title="") for guest in wish.guests)
    return replace(wish, purpose="", kind=VisitKind.ORDINARY, grade_reason="", guests=guests, more=NOTHING_MORE)


def _trimmed(contact: Contact) -> Contact:
    phone = contact.phone.strip() if contact.phone else None
    email = contact.email.strip().lower() if contact.email else None
    return Contact(_tidy(contact.name), _tidy(contact.company), phone or None, email or None)


def _tidy(text: str) -> str:
    return " ".join(without_marks(text).split())


def _guest_problems(field: str, guest: GuestWish) -> list[Problem]:
    contact = guest.contact
    checks = (
        ("name", "missing", not contact.name),
        ("name", "odd", has_odd_characters(contact.name)),
        ("title", "odd", has_odd_characters(guest.title)),
        ("title", "too_long", len(guest.title) > LONGEST_NAME),
        ("company", "odd", has_odd_characters(contact.company)),
        ("name", "too_long", len(contact.name) > LONGEST_NAME),
        ("company", "missing", not contact.company),
        ("company", "too_long", len(contact.company) > LONGEST_NAME),
        ("contact", "missing", not contact.phone and not contact.email),
        ("email", "too_long", len(contact.email or "") > LONGEST_EMAIL),
    )
    return [Problem(f"{field}.{part}", code) for part, code, is_wrong in checks if is_wrong]
