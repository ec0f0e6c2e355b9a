"""What a visit's page shows beside its asking: way, waiting, badges, items, agreements, notes."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from sqlalchemy.orm import Session

from admin.agreements.words import KIND as AGREEMENT
from admin.asking import language
from admin.dates import day_and_hour, duration, minutes_between, moment_words, window
from admin.speech import _
from admin.wording import KIND, Said
from shared.access.queries import names_of
from shared.agreements.rules import AgreementKind
from shared.badges.models import Badge
from shared.badges.queries import badges_of
from shared.bookings.rules import VisitKind
from shared.declarations.models import DoorAnswer
from shared.declarations.queries import answers_of, has_photo, signed_by
from shared.desk.release import brought_in
from shared.gate.queries import notes_about, vehicle_of
from shared.leaving.models import Release
from shared.leaving.queries import release_of
from shared.visits.models import Visit
from shared.visits.rules import VisitState
from shared.web.languages import NAMES


@dataclass(frozen=True)
class Item:
    """Something that was brought in, and how much of it went out again."""

    what: str
    brought: int
    taken: int | None
    """None while nobody has said."""


@dataclass(frozen=True)
class Signed:
    """A text that the visitor agreed to."""

    id: str
    title: str
    at: str
    language: str
    """The language in which it was shown."""
    sum: str
    """The SHA-256 of exactly those words."""
    kind: str
    version: int
    typed: str
    has_picture: bool


@dataclass(frozen=True)
class Reply:
    """A question at the door and what the visitor said."""

    question: str
    answer: str
    read: str
    """The words that the visitor read, with their language, where they are not the question's own; else empty."""


@dataclass(frozen=True)
class Copy:
    """One paper of the badge."""

    number: int
    made: str
    said: Said


@dataclass(frozen=True)
class Everything:
    """All the rest of a visit."""

    kind: str
    planned: str
    area: str
    made: str
    decided: str
    waited: str
    stayed: str
    badges: list[Copy]
    items: list[Item]
    remark: str
    signed: list[Signed]
    answers: list[Reply]
    notes: list[tuple[str, str]]
    plate: str
    place: str
    has_photo: bool
    visitor: str
    company: str


def everything(rows: Session, stay: Visit, now: datetime) -> Everything:
    """Return it, in nine statements."""
    zone, booking = stay.booking.site.tz, stay.booking
    names = names_of(rows, {booking.booked_by, booking.decided_by or ""}, language())
    vehicle = vehicle_of(rows, stay.guest_id)
    release = release_of(rows, stay.id)
    return Everything(
        kind=str(KIND[VisitKind(booking.kind)]),
        planned=window(booking.starts_at, booking.ends_at, zone, now),
        area=booking.area,
        made=_who_when(names.get(booking.booked_by, ""), booking.made_at, zone, now),
        decided=_who_when(names.get(booking.decided_by or "", ""), booking.decided_at, zone, now),
        waited=_waited(stay, now),
        stayed=_stayed(stay, now),
        badges=[_copy(badge, zone, now) for badge in badges_of(rows, stay.id)],
        items=_items(rows, stay, release),
        remark=release.remark if release else "",
        signed=_signed(rows, stay, zone, now),
        answers=[_reply(each) for each in answers_of(rows, stay.id)],
        notes=[(moment_words(each.written_at, zone, now), each.words) for each in notes_about(rows, stay.guest_id)],
        plate=vehicle.plate if vehicle else "",
        place=vehicle.place if vehicle else "",
        has_photo=has_photo(rows, stay.id),
        visitor=stay.guest.visitor_id,
        company=stay.guest.visitor.company_id,
    )


def _reply(said: DoorAnswer) -> Reply:
    is_other = said.shown and said.shown != said.question
    read = _("%(language)s: %(text)s", language=NAMES.get(said.language, ""), text=said.shown) if is_other else ""
    return Reply(said.question, _("yes") if said.answer == "yes" else _("no"), read)


def _who_when(who: str, at: datetime | None, zone: tzinfo, now: datetime) -> str:
    if at is None:
        return ""
    when = moment_words(at, zone, now)
    return _("%(when)s, %(name)s", when=when, name=who) if who else when


def _waited(stay: Visit, now: datetime) -> str:
    """Say how long the visitor stood there until somebody came or said something; of nobody: until now."""
    until = stay.first_answered_at or stay.answered_at
    if until is not None:
        return _length(stay.arrived_at, until)
    if stay.state in (VisitState.ASKING, VisitState.INSIDE):
        return _("%(time)s so far, nobody has answered", time=_length(stay.arrived_at, now))
    return _("nobody has answered")


def _stayed(stay: Visit, now: datetime) -> str:
    if stay.admitted_at is None or stay.state == VisitState.EXPIRED:
        return ""
    return _length(stay.admitted_at, stay.left_at or now)


def _length(start: datetime, end: datetime) -> str:
    minutes = minutes_between(start, end)
    return duration(minutes) if minutes else _("less than a minute")


def _copy(badge: Badge, zone: tzinfo, now: datetime) -> Copy:
    if badge.returned_at is not None:
        said = Said("go", _("handed back %(when)s", when=day_and_hour(badge.returned_at, zone, now)))
    elif badge.voided_at is not None:
        said = Said("off", _("void since %(when)s", when=day_and_hour(badge.voided_at, zone, now)))
    else:
        said = Said("wait", _("not handed back"))
    return Copy(badge.copy, moment_words(badge.made_at, zone, now), said)


def _items(rows: Session, stay: Visit, release: Release | None) -> list[Item]:
    taken = release.taken if release else {}
    return [
        Item(each.name, each.quantity, taken.get(each.id, 0) if release else None) for each in brought_in(rows, stay.id)
    ]


def _signed(rows: Session, stay: Visit, zone: tzinfo, now: datetime) -> list[Signed]:
    return [
        Signed(
            id=each.id,
            title=_("%(text)s, version %(n)s", text=AGREEMENT[AgreementKind(each.kind)], n=each.version),
            at=moment_words(each.agreed_at, zone, now),
            language=NAMES.get(each.language, each.language),
            sum=each.sum,
            kind=each.kind,
            version=each.version,
            typed=each.typed or "",
            has_picture=bool(each.has_picture),
        )
        for each in signed_by(rows, stay.id)
    ]
