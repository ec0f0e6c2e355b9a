"""A visit's plan on one page: tasks, who goes along, itinerary, what was confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, render_template
from sqlalchemy import select
from sqlalchemy.orm import Session

from admin.asking import language, node
from admin.dates import moment_words
from admin.forms import Typed
from admin.reception.people import fields_of, named_of, show_people
from admin.reception.seeing import card_of, may_change_plan, may_read_talks, seen_plan
from admin.reception.words import (
    ESCORT,
    MEANS,
    MEETING,
    OWNER,
    POINT,
    REFRESHMENT,
    SECRECY,
    offset_words,
    rounds_words,
    task_state,
    without_past_rounds,
)
from admin.rules.standard import standard_words
from admin.speech import _
from admin.wording import Said
from shared.access.queries import names_of
from shared.bookings.models import Booking
from shared.grades.models import Grade
from shared.grades.standard import COFFEE_AND_MORE, Standard
from shared.people.models import Employee
from shared.reception.escorts import EscortBy, Refreshment, refreshment_for
from shared.reception.itinerary import Sending
from shared.reception.models import Confirmation, Plan, ReceptionFigures, Task
from shared.reception.queries import Reception, figures, tasks_of
from shared.reception.rules import Lack, Means, Meeting, Owner, Point, Secrecy, in_language
from shared.reception.standing import Standing, standings
from shared.resources.models import Reservation, Resource

pages = Blueprint("plans", __name__)


@dataclass(frozen=True)
class Line:
    """A task on the plan's page."""

    id: str
    name: str
    owner: str
    role: str
    person: str
    """As the form's field takes it."""
    due: str
    offset: str
    said: Said
    is_done: bool
    is_off: bool
    checks: tuple[tuple[int, str, bool], ...]
    note: str


@dataclass(frozen=True)
class Word:
    """One confirmation in words."""

    at: str
    who: str
    whom: str
    means: str
    points: str
    note: str
    counts: bool
    """Whether time and place are still those."""


@pages.get("/bookings/<booking_id>/reception")
def page(booking_id: str) -> str:
    """Show the plan."""
    with node().reading() as rows:
        return plan_page(rows, booking_id, Typed())


def plan_page(rows: Session, booking_id: str, typed: Typed) -> str:
    """Return the page; what was typed into one of its forms stands in it, the others are as they are kept."""
    now = node().now()
    reception, site = seen_plan(rows, booking_id)
    standing = standings(rows, [reception], {site.id: site.tz}, now)[reception.plan.id]
    tasks = tasks_of(rows, reception.plan.id)
    people = _people(rows, reception, tasks)
    escorts, diners = _listed(people, reception.plan.escorts), _listed(people, reception.plan.diners)
    rules, room, standard = figures(rows), _reserved_room(rows, booking_id), _standard(rows, reception)
    _fill(typed, reception, escorts, diners, room)
    return render_template(
        "reception/plan.html",
        typed=typed,
        booking=reception.booking,
        plan=reception.plan,
        card=card_of(reception, standing, site.tz, now),
        standing=standing,
        deadline=moment_words(standing.deadline, site.tz, now),
        is_past_deadline=standing.deadline < now and not standing.told_at,
        told=moment_words(standing.told_at, site.tz, now) if standing.told_at else "",
        lines=[_line(task, people, site.tz, now) for task in without_past_rounds(tasks) if task.closed_at is None],
        rounds=rounds_words(site, tasks),
        words=_confirmations(rows, reception, standing, site.tz, now),
        confirmed=[(point, str(POINT[point]), point in standing.confirmed) for point in Point],
        escorts=named_of(escorts),
        diners=named_of(diners),
        too_many=Lack.TOO_MANY_ESCORTS in standing.readiness.lacks,
        no_escort=Lack.NO_ESCORT in standing.readiness.lacks,
        guests=reception.guests,
        standard=standard_words(standard),
        offered=_offered(rules, standard, reception, room),
        goes_along=str(ESCORT[EscortBy(getattr(rules, f"escort_{reception.booking.kind}"))]),
        meeting=str(MEETING[Meeting(reception.plan.meeting)]),
        secrecy=str(SECRECY[Secrecy(reception.plan.secrecy)]),
        options=_options(),
        fields={name: fields_of(typed, name) for name in ("escorts", "diners")},
        sees_talks=may_read_talks(reception.booking),
        can_change=may_change_plan(reception.booking) and reception.plan.closed_at is None,
        can_send=standing.sending in (Sending.WAITS, Sending.TOO_LATE, Sending.FAILED),
    )


def _fill(
    typed: Typed, reception: Reception, escorts: Sequence[Employee], diners: Sequence[Employee], room: Resource | None
) -> None:
    plan = reception.plan
    show_people(typed, "escorts", escorts)
    show_people(typed, "diners", diners)
    values = {
        "room": plan.room or (room.named(language()) if room else ""),
        "seats": str(_seats(plan, room) or ""),
        "secrecy": plan.secrecy,
        "meeting": plan.meeting,
        "whom": reception.leader,
        "means": Means.PHONE.value,
        "owner": Owner.RECEPTION.value,
    }
    for name, value in values.items():
        if name not in typed.names():
            typed[name] = value


def _people(rows: Session, reception: Reception, tasks: Sequence[Task]) -> dict[str, Employee]:
    ids = {*reception.plan.escorts, *reception.plan.diners, *(task.employee_id for task in tasks if task.employee_id)}
    wanted = select(Employee).where(Employee.id.in_(ids))
    return {one.id: one for one in rows.scalars(wanted)} if ids else {}


def _listed(people: dict[str, Employee], ids: Sequence[str]) -> list[Employee]:
    return [people[each] for each in ids if each in people and people[each].left_at is None]


def _reserved_room(rows: Session, booking_id: str) -> Resource | None:
    """Return the room that was booked with the visit."""
    wanted = select(Resource).join(Reservation, Reservation.resource_id == Resource.id)
    wanted = wanted.where(Reservation.booking_id == booking_id, Resource.kind == "room")
    return rows.scalars(wanted.order_by(Reservation.starts_at).limit(1)).first()


def _line(task: Task, people: dict[str, Employee], zone: ZoneInfo, now: datetime) -> Line:
    person = people.get(task.employee_id or "")
    return Line(
        id=task.id,
        name=task.named(language()),
        owner=person.named(language()) if person else str(OWNER[Owner(task.owner)]),
        role=task.owner,
        person=f"{person.named(language())} · {person.email}" if person else "",
        due=moment_words(task.due_at, zone, now),
        offset=offset_words(task) if task.key else "",
        said=task_state(task, zone, now),
        is_done=task.done_at is not None,
        is_off=task.closed_at is not None,
        checks=tuple(
            (number, in_language(part["words"], language()), part["done"]) for number, part in enumerate(task.check)
        ),
        note=task.note,
    )


def _confirmations(
    rows: Session, reception: Reception, standing: Standing, zone: ZoneInfo, now: datetime
) -> list[Word]:
    names = names_of(rows, {each.by for each in standing.confirmations}, language())
    return [_word(each, names.get(each.by, ""), reception.booking, zone, now) for each in standing.confirmations]


def _word(each: Confirmation, who: str, booking: Booking, zone: ZoneInfo, now: datetime) -> Word:
    points = [str(POINT[Point(point)]) for point in Point if point in each.points]
    return Word(
        at=moment_words(each.at, zone, now),
        who=who or _("somebody who is no longer here"),
        whom=each.whom,
        means=str(MEANS[Means(each.means)]),
        points=_(", ").join(points),
        note=each.note,
        counts=(each.starts_at, each.ends_at) == (booking.starts_at, booking.ends_at),
    )


def _standard(rows: Session, reception: Reception) -> Standard:
    return Standard.from_json(rows.get_one(Grade, reception.booking.grade_letter).standard)


def _seats(plan: Plan, room: Resource | None) -> int | None:
    """Return how many sit in the meeting room: as written in the plan, else as is known of the room booked with it."""
    return plan.room_seats or (room.seats if room and not plan.room else None)


def _offered(rules: ReceptionFigures, standard: Standard, reception: Reception, room: Resource | None) -> str:
    """Return what is offered by the kind of visit (R20): a group as its room allows, others no less than by R3."""
    rule = Refreshment(getattr(rules, f"refreshments_{reception.booking.kind}"))
    if rule is not Refreshment.TEA_IF_SEATED and standard.refreshments == COFFEE_AND_MORE:
        rule = Refreshment.COFFEE
    return str(REFRESHMENT[refreshment_for(rule, reception.guests, _seats(reception.plan, room))])


def _options() -> dict[str, list[tuple[str, str]]]:
    return {
        "owner": [(owner.value, str(word)) for owner, word in OWNER.items()],
        "meeting": [(meeting.value, str(word)) for meeting, word in MEETING.items()],
        "secrecy": [(secrecy.value, str(word)) for secrecy, word in SECRECY.items()],
        "means": [(means.value, str(word)) for means, word in MEANS.items()],
        "points": [(point.value, str(word)) for point, word in POINT.items()],
    }
