"""Finding somebody who stands at the desk: by the code on the kiosk, name, permit number or phone."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.badges.queries import badge_with_number
from shared.bookings.models import Booking, Guest
from shared.bookings.passes import Code, Read, read
from shared.bookings.queries import Wanted, bookings_page, bookings_with_ids
from shared.bookings.queries import guest as guest_with_id
from shared.bookings.rules import LONGEST_WINDOW
from shared.companies.models import Visitor
from shared.companies.rules import phone_of
from shared.kernel.names import normal, term_for
from shared.screening.models import Referral
from shared.screening.queries import referral
from shared.sites.models import Site
from shared.visits.queries import at_the_door_with_pass, inside, still_expected, visit
from shared.visits.waiting import visit_with_waiting_code

LONGEST_TEXT = 120
SHOWN = 20
_CODE = re.compile(r"[2-9A-HJKMNP-Z]{5}")
_NUMBER = re.compile(r"[+\d][\d\s\-()]{6,20}")
_WAITING = re.compile(r"\d{3} ?\d{3}")
_TAIL = re.compile(r"\d{4}")


@dataclass(frozen=True)
class Found:
    """Who fits, and what the kiosk said to them, where a code was typed."""

    guests: Sequence[Guest]
    referral: Referral | None = None


@dataclass(frozen=True)
class Day:
    """The site's day: who comes on another one is found in the list of bookings."""

    start: datetime
    end: datetime

    @classmethod
    def of(cls, site: Site, now: datetime) -> "Day":
        """Return the day that the site's calendar shows."""
        start, end = site.hours.day_bounds(site.hours.day_of(now))
        return cls(start, end)

    def has(self, booking: Booking) -> bool:
        """Say whether a booking's window touches the day."""
        return booking.starts_at < self.end and booking.ends_at > self.start


def find(rows: Session, site: Site, text: str, pass_key: bytes, now: datetime) -> Found:
    """Return who of today fits a text, the closest first; the code on a screen of the kiosk goes before all else.

    A pass or a badge that a scanner types into the field finds its guest, and who came with them.
    """
    text, day = " ".join(text.split())[:LONGEST_TEXT], Day.of(site, now)
    if not text:
        return Found(())
    if _CODE.fullmatch(text.upper()) and (sent := referral(rows, site.id, text.upper(), day.start)):
        return Found(_of_referral(rows, sent), sent)
    scanned = read(text, pass_key)
    if isinstance(scanned, Read) or scanned.is_forged:
        return Found(_behind_code(rows, site, scanned) if isinstance(scanned, Read) else ())
    if _WAITING.fullmatch(text) and (code := text.replace(" ", "")):
        return Found(_who_waits(rows, site, code, now))
    if _TAIL.fullmatch(text):
        return Found(_with_phone_ending(rows, site, text, day))
    if _NUMBER.fullmatch(text) and (number := phone_of(text)):
        return Found(_with_phone(rows, site, number, day))
    return Found(_named(rows, site, text, day))


def _of_referral(rows: Session, sent: Referral) -> list[Guest]:
    if sent.booking_id is None:
        return []
    guests = _guests(bookings_with_ids(rows, [sent.booking_id]))
    return sorted(guests, key=lambda guest: guest.id != sent.guest_id)


def _behind_code(rows: Session, site: Site, scanned: Read) -> list[Guest]:
    """Return whose pass or badge was scanned, before all others of the booking; nobody of another site."""
    guest_id: str | None = None
    if scanned.code is Code.PASS:
        expected = at_the_door_with_pass(rows, scanned.number)
        guest_id = expected.guest_id if expected else None
    elif worn := badge_with_number(rows, scanned.number):
        stay = visit(rows, worn.visit_id)
        guest_id = stay.guest_id if stay else None
    found = guest_with_id(rows, guest_id) if guest_id else None
    if found is None or found.booking.site_id != site.id:
        return []
    return sorted(_guests([found.booking]), key=lambda guest: guest.id != found.id)[: SHOWN * 2]


def _who_waits(rows: Session, site: Site, code: str, now: datetime) -> list[Guest]:
    """Return who waits with a code, or had an answer lately."""
    waits = visit_with_waiting_code(rows, site.id, code, now)
    stay = visit(rows, waits) if waits else None
    found = guest_with_id(rows, stay.guest_id) if stay else None
    return [found] if found else []


def _with_phone_ending(rows: Session, site: Site, tail: str, day: Day) -> list[Guest]:
    """Return who of those here and still to come has such a phone: few enough to look at each."""
    due = {guest.booking_id for guest in still_expected(rows, site.id, day.start, day.end)}
    here = {stay.booking_id for stay in inside(rows, site.id)}
    guests = _guests(bookings_with_ids(rows, sorted(due | here)))
    return [guest for guest in guests if (guest.visitor.phone or "").endswith(tail)][:SHOWN]


def _with_phone(rows: Session, site: Site, number: str, day: Day) -> list[Guest]:
    wanted = (
        select(Booking.id)
        .join(Guest, Guest.booking_id == Booking.id)
        .join(Visitor, Visitor.id == Guest.visitor_id)
        .where(Visitor.phone == number, Booking.site_id == site.id)
        .where(Booking.starts_at < day.end, Booking.ends_at > day.start)
        .limit(SHOWN)
    )
    guests = _guests(bookings_with_ids(rows, rows.scalars(wanted).all()))
    return [guest for guest in guests if guest.visitor.phone == number]


def _named(rows: Session, site: Site, text: str, day: Day) -> list[Guest]:
    wanted = Wanted((site.id,), text=text, starts_from=day.start - LONGEST_WINDOW, starts_before=day.end)
    page = bookings_page(rows, wanted, None, SHOWN)
    guests = _guests([booking for booking in page.items if day.has(booking)])
    return sorted(guests, key=lambda guest: not _fits(guest, text))[: SHOWN * 2]


def _guests(bookings: Sequence[Booking]) -> list[Guest]:
    return [guest for booking in bookings for guest in booking.guests]


def _fits(guest: Guest, text: str) -> bool:
    return term_for(text) in normal(guest.visitor.name)
