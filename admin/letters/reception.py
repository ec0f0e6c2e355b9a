"""Letters of reception: tasks that are due or late, and the itinerary to whom it is for (R9, R18, R19)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from flask import render_template, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from admin.reception.sheet import day_in, sheet_rows
from admin.wording import party
from shared.access.queries import language_of, names_of
from shared.approvals.queries import every_step
from shared.bookings.queries import booking as booking_with_id
from shared.bookings.rules import State
from shared.companies.models import Visitor
from shared.desk.approval_links import APPROVALS
from shared.desk.confirming import ITINERARY_ASKED, confirming_step
from shared.desk.itinerary import ITINERARY_OFF, ITINERARY_TAKEN_BACK
from shared.desk.promises import PROMISE_MOVED, PROMISE_REMINDER
from shared.desk.task_notices import TASK_LATE, TASK_OFF, TASK_REMINDER
from shared.kernel.node import Node
from shared.notices.models import Notice
from shared.notices.queries import notices_for
from shared.notices.rules import Letter
from shared.people.models import Employee
from shared.people.queries import employee_names
from shared.reception.models import Cooperation, DueDay, Plan, Task
from shared.reception.queries import Reception, open_tasks, reception_of, receptions_with_ids, tasks_of
from shared.reception.standing import ITINERARY
from shared.sites.models import Site

_LONGEST_SUBJECT = 60
WriteLetter = Callable[[Session, Notice], Letter | None]


def reception_writers(node: Node) -> Mapping[str, WriteLetter]:
    """Return who writes each letter, by topic."""
    return {
        TASK_REMINDER: lambda session, notice: _tasks(session, notice, node),
        TASK_LATE: lambda session, notice: _tasks(session, notice, node),
        TASK_OFF: lambda session, notice: _nothing_more(session, notice, node),
        ITINERARY: _itinerary,
        ITINERARY_OFF: _off,
        ITINERARY_TAKEN_BACK: _taken_back,
        ITINERARY_ASKED: lambda session, notice: _confirm(session, notice, node),
        PROMISE_REMINDER: lambda session, notice: _promise(session, notice, node),
        PROMISE_MOVED: lambda session, notice: _moved(session, notice, node),
    }


def _tasks(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Say visit by visit what is due soon and since when something is late; what was done meanwhile is left out."""
    told = session.get(Employee, notice.employee_id)
    tasks = open_tasks(session, notice.facts["tasks"])
    receptions = receptions_with_ids(session, sorted({task.plan_id for task in tasks}))
    if told is None or not receptions:
        return None
    now, language = node.now(), language_of(session, told.id)
    with force_locale(language):
        visits = [_to_do(session, each, tasks, now, language) for each in receptions.values()]
        is_late = all(task.due_at <= now for task in tasks)
        one, *others = sorted(receptions.values(), key=lambda each: (each.booking.starts_at, each.plan.id))
        who = _("%(n)s visits", n=len(receptions)) if others else party(one.leader, one.guests)
        subject = _("Late: %(who)s", who=who) if is_late else _("To be done: %(who)s", who=who)
        way = url_for("reception.board") if others else url_for("plans.page", booking_id=one.booking.id)
        facts = {"visits": sorted(visits, key=itemgetter("starts")), "address": f"{node.settings.public_url}{way}"}
        return Letter(told.email, subject, render_template("letters/tasks.txt", **facts))


def _to_do(
    session: Session, reception: Reception, tasks: Sequence[Task], now: datetime, language: str
) -> dict[str, Any]:
    """Return what is to be done for one visit, in words: what is late, then what is due."""
    zone, mine = _zone(session, reception), [task for task in tasks if task.plan_id == reception.plan.id]

    def said(is_late: bool) -> list[tuple[str, str]]:
        return [
            (task.named(language), f"{task.due_at.astimezone(zone):%Y-%m-%d %H:%M}")
            for task in mine
            if (task.due_at <= now) is is_late
        ]

    return {
        "who": party(reception.leader, reception.guests),
        "starts": reception.booking.starts_at.astimezone(zone),
        "late": said(True),
        "due": said(False),
    }


def _itinerary(session: Session, notice: Notice) -> Letter | None:
    """Bring the itinerary as it stands now: to the leader in the visitor's language, to ours in their own."""
    reception = _reception(session, notice)
    booking = booking_with_id(session, reception.booking.id) if reception else None
    if reception is None or booking is None or booking.state != State.APPROVED or not reception.plan.itinerary_version:
        return None
    reader = _reader(session, notice, reception.plan)
    if reader is None:
        return None
    (address, name, language), zone = reader, booking.site.tz
    is_change = any(
        each.told_at and (each.visitor_id, each.employee_id) == (notice.visitor_id, notice.employee_id)
        for each in notices_for(session, reception.plan.id, ITINERARY)
    )
    with force_locale(language):
        who = party(reception.leader, reception.guests) if notice.employee_id else ""
        facts = {
            "name": name,
            "who": who,
            "is_change": is_change,
            "booking": booking,
            "room": reception.plan.room,
            "language": language,
            "rows": sheet_rows(reception.plan.items, zone, language),
            "day": day_in(booking.starts_at.astimezone(zone).date(), language),
            "starts": booking.starts_at.astimezone(zone),
            "ends": booking.ends_at.astimezone(zone),
        }
        site = booking.site.named(language)
        subject = (
            _("Changed itinerary: your visit to %(site)s", site=site)
            if is_change
            else _("Itinerary: your visit to %(site)s", site=site)
        )
        if who:
            subject = _("Changed itinerary: %(who)s", who=who) if is_change else _("Itinerary: %(who)s", who=who)
        return Letter(address, subject, render_template("letters/itinerary.txt", **facts))


def _off(session: Session, notice: Notice) -> Letter | None:
    """Tell one of ours, who holds an itinerary, that the visit does not take place."""
    plan, told = session.get(Plan, notice.subject_id), session.get(Employee, notice.employee_id)
    reception = reception_of(session, plan.booking_id) if plan else None
    if reception is None or told is None or reception.plan.closed_at is None:
        return None
    with force_locale(language_of(session, told.id)):
        who, starts = party(reception.leader, reception.guests), reception.booking.starts_at
        facts = {"who": who, "starts": starts.astimezone(_zone(session, reception))}
        subject = _("Called off: %(who)s", who=who)
        return Letter(told.email, subject, render_template("letters/itinerary_off.txt", **facts))


def _taken_back(session: Session, notice: Notice) -> Letter | None:
    """Tell one of ours, who holds an itinerary, that they take no part in the visit any more."""
    reception, told = _reception(session, notice), session.get(Employee, notice.employee_id)
    if reception is None or told is None:
        return None
    with force_locale(language_of(session, told.id)):
        who, starts = party(reception.leader, reception.guests), reception.booking.starts_at
        facts = {"who": who, "starts": starts.astimezone(_zone(session, reception))}
        subject = _("Without you: %(who)s", who=who)
        return Letter(told.email, subject, render_template("letters/itinerary_taken_back.txt", **facts))


def _nothing_more(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Tell somebody who was reminded of tasks, or did them, that the visit does not take place."""
    plan, told = session.get(Plan, notice.subject_id), session.get(Employee, notice.employee_id)
    reception = reception_of(session, plan.booking_id) if plan else None
    if reception is None or told is None or reception.plan.closed_at is None:
        return None
    language, ids = language_of(session, told.id), notice.facts["tasks"]
    with force_locale(language):
        who, starts = party(reception.leader, reception.guests), reception.booking.starts_at
        facts = {
            "who": who,
            "starts": starts.astimezone(_zone(session, reception)),
            "tasks": [task.named(language) for task in tasks_of(session, reception.plan.id) if task.id in ids],
            "address": f"{node.settings.public_url}{url_for('plans.page', booking_id=reception.booking.id)}",
        }
        subject = _("Called off: %(who)s", who=who)
        return Letter(told.email, subject, render_template("letters/task_off.txt", **facts))


def _confirm(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Ask somebody to confirm the itinerary of an approved visit, with a link that answers (R6)."""
    reception, told = _reception(session, notice), session.get(Employee, notice.employee_id)
    if reception is None or told is None or reception.plan.confirm_asked_at is None:
        return None
    step = confirming_step(every_step(session, reception.booking.id))
    if step is None or notice.facts["version"] != reception.plan.itinerary_version:
        return None
    language, zone = language_of(session, told.id), _zone(session, reception)
    with force_locale(language):
        who, absent = party(reception.leader, reception.guests), notice.facts.get("in_place_of")
        link = APPROVALS.sign(step.id, told.id, notice.asked_at, node.keys.answers)
        facts = {
            "who": who,
            "is_again": reception.plan.confirmed_version > 0,
            "is_reminder": bool(notice.facts.get("reminder")),
            "in_place_of": employee_names(session, [absent], language).get(absent, "") if absent else "",
            "starts": reception.booking.starts_at.astimezone(zone),
            "rows": sheet_rows(reception.plan.items, zone, language),
            "link": f"{node.settings.public_url}{url_for('approval_links.page', link=link)}",
        }
        subject = _("Please confirm the itinerary: %(who)s", who=who)
        return Letter(told.email, subject, render_template("letters/itinerary_asked.txt", **facts))


def _promise(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Remind somebody of what was promised in a visit (R21, R24)."""
    item, told = session.get(Cooperation, notice.subject_id), session.get(Employee, notice.employee_id)
    booking = booking_with_id(session, item.booking_id) if item is not None and item.is_open else None
    if item is None or told is None or booking is None or item.due_at is None:
        return None
    with force_locale(language_of(session, told.id)):
        leader = booking.leader.visitor
        facts = {
            "words": item.words,
            "step": notice.facts["step"],
            "who": party(leader.name, len(booking.guests)),
            "company": leader.company.name,
            "due": item.due_at.astimezone(booking.site.tz),
            "address": f"{node.settings.public_url}{url_for('promises.listing')}",
        }
        subject = _("Promised to a visitor: %(words)s", words=_shortened(item.words))
        return Letter(told.email, subject, render_template("letters/promise.txt", **facts))


def _moved(session: Session, notice: Notice, node: Node) -> Letter | None:
    """Tell whoever sees to something that it is due on another day, and why."""
    item, told = session.get(Cooperation, notice.subject_id), session.get(Employee, notice.employee_id)
    day = session.get(DueDay, notice.facts["day"])
    booking = booking_with_id(session, item.booking_id) if item is not None and item.is_open else None
    if item is None or told is None or day is None or booking is None or item.due_at != day.after:
        return None
    language = language_of(session, told.id)
    with force_locale(language):
        zone = booking.site.tz
        facts = {
            "words": item.words,
            "before": day.before.astimezone(zone) if day.before else None,
            "after": day.after.astimezone(zone),
            "reason": day.reason,
            "by": names_of(session, [day.by], language).get(day.by, ""),
            "who": party(booking.leader.visitor.name, len(booking.guests)),
            "address": f"{node.settings.public_url}{url_for('promises.listing')}",
        }
        subject = _("Due on another day: %(words)s", words=_shortened(item.words))
        return Letter(told.email, subject, render_template("letters/promise_moved.txt", **facts))


def _shortened(words: str) -> str:
    """Return words as a subject has room for them; that something is left out is to be seen."""
    return words if len(words) <= _LONGEST_SUBJECT else f"{words[: _LONGEST_SUBJECT - 1].rstrip()}…"


def _reception(session: Session, notice: Notice) -> Reception | None:
    plan = session.get(Plan, notice.subject_id)
    return reception_of(session, plan.booking_id) if plan is not None and plan.closed_at is None else None


def _reader(session: Session, notice: Notice, plan: Plan) -> tuple[str, str, str] | None:
    """Return address, name and language of who gets the letter."""
    if notice.visitor_id is not None:
        visitor = session.get(Visitor, notice.visitor_id)
        return (visitor.email, visitor.name, plan.language) if visitor and visitor.email else None
    told = session.get(Employee, notice.employee_id)
    if told is None:
        return None
    language = language_of(session, told.id)
    return told.email, told.named(language), language


def _zone(session: Session, reception: Reception) -> ZoneInfo:
    return session.get_one(Site, reception.booking.site_id).tz
