"""What the pages of reception call things."""

from collections.abc import Sequence
from datetime import datetime, tzinfo

from admin.asking import language
from admin.dates import duration, minutes_between, moment_words
from admin.speech import Words, _, _l, ngettext
from admin.wording import Said
from shared.reception.escorts import EscortBy, Refreshment
from shared.reception.itinerary import Doubt, ItemKind, Sending
from shared.reception.models import Task
from shared.reception.rules import CooperationState, Edge, Lack, Means, Meeting, Owner, Point, Secrecy
from shared.sites.models import Site

OWNER: dict[Owner, Words] = {
    Owner.HOST: _l("Host"),
    Owner.RECEPTION: _l("Reception desk"),
    Owner.CUSTOMER_SERVICE: _l("Customer service"),
    Owner.ADMINISTRATION: _l("Administration"),
    Owner.DRIVERS: _l("Drivers"),
    Owner.TECHNICIANS: _l("Technicians"),
}
EDGE: dict[Edge, Words] = {
    Edge.BEFORE_START: _l("before the start"),
    Edge.AFTER_START: _l("after the start"),
    Edge.AFTER_END: _l("after the end"),
}
MEETING: dict[Meeting, Words] = {
    Meeting.LARGE: _l("Class 1: large or important"),
    Meeting.DAILY: _l("Class 2: daily"),
    Meeting.AD_HOC: _l("Ad hoc meeting"),
}
SECRECY: dict[Secrecy, Words] = {
    Secrecy.OPEN: _l("Open to all"),
    Secrecy.INTERNAL: _l("Internal"),
    Secrecy.SECRET: _l("Confidential"),
}
ITEM: dict[ItemKind, Words] = {
    ItemKind.PICK_UP: _l("Pick-up"),
    ItemKind.CHECK_IN: _l("Check-in"),
    ItemKind.TOUR: _l("Tour"),
    ItemKind.TALKS: _l("Talks"),
    ItemKind.LEADER_MEETING: _l("Meeting with our leaders"),
    ItemKind.MEAL: _l("Meal"),
    ItemKind.SEND_OFF: _l("Send-off"),
    ItemKind.OTHER: _l("Something else"),
}
DOUBT: dict[Doubt, Words] = {
    Doubt.OVERLAPS: _l("This begins before the item above it ends."),
    Doubt.OUTSIDE: _l("This is outside the visit's time: the door may not open then."),
}
MEANS: dict[Means, Words] = {
    Means.PHONE: _l("by phone"),
    Means.MAIL: _l("by e-mail"),
    Means.CHAT: _l("by message"),
    Means.IN_PERSON: _l("in person"),
}
POINT: dict[Point, Words] = {
    Point.TIME: _l("Time"),
    Point.PLACE: _l("Place"),
    Point.PEOPLE: _l("Who comes"),
    Point.AGENDA: _l("Agenda"),
}
COOPERATION: dict[CooperationState, Said] = {
    CooperationState.PROPOSED: Said("wait", _l("Suggested")),
    CooperationState.AGREED: Said("go", _l("Agreed")),
    CooperationState.DONE: Said("go", _l("Done")),
    CooperationState.DROPPED: Said("off", _l("Not pursued")),
}
REFRESHMENT: dict[Refreshment, Words] = {
    Refreshment.COFFEE: _l("Coffee, pastries, fruit"),
    Refreshment.TEA: _l("Tea"),
    Refreshment.TEA_IF_SEATED: _l("Tea where the room has seats for all, else nothing"),
    Refreshment.NOTHING: _l("Nothing"),
}
ESCORT: dict[EscortBy, Words] = {
    EscortBy.CUSTOMER_SERVICE: _l("Customer service, as its notice says"),
    EscortBy.OF_GRADE: _l("Escorts of the visit's grade"),
    EscortBy.SERVICE_STAFF: _l("Staff of customer service"),
}
LACK: dict[Lack, Words] = {
    Lack.LATE: _l("Tasks are late"),
    Lack.OPEN: _l("Tasks are open"),
    Lack.NOT_CONFIRMED: _l("Not confirmed with the visitor"),
    Lack.CONFIRM_AGAIN: _l("Has to be confirmed again"),
    Lack.NO_ITINERARY: _l("No itinerary yet"),
    Lack.ITINERARY_QUESTIONED: _l("Itinerary has to change"),
    Lack.ITINERARY_UNCONFIRMED: _l("Itinerary waits to be confirmed"),
    Lack.NOT_SENT: _l("Itinerary not sent"),
    Lack.NO_ESCORT: _l("No escort named"),
    Lack.TOO_MANY_ESCORTS: _l("Too many of ours at the meal"),
}
SENDING: dict[Sending, Said] = {
    Sending.NOT_WRITTEN: Said("off", _l("Not written yet")),
    Sending.NO_ADDRESS: Said("attend", _l("Not sent: the leader has no e-mail address")),
    Sending.UNCONFIRMED: Said("wait", _l("Goes out once it is confirmed")),
    Sending.WAITS: Said("wait", _l("Goes out by itself")),
    Sending.SENT: Said("go", _l("Sent to the leader")),
    Sending.SENT_LATE: Said("go", _l("Sent to the leader, later than a day before")),
    Sending.FAILED: Said("stop", _l("Could not be delivered")),
    Sending.TOO_LATE: Said("attend", _l("Not sent, and the day before is over")),
}


def task_state(task: Task, zone: tzinfo, now: datetime) -> Said:
    """Return how it stands with a task: done when, late, or to be done."""
    if task.done_at is not None:
        return Said("go", _("done %(when)s", when=moment_words(task.done_at, zone, now)))
    if task.closed_at is not None:
        return Said("off", _("not needed any more"))
    if task.asked_at is not None:
        return _time_left(task, now)
    return Said("attend", _("late")) if task.due_at < now else Said("wait", _("to do"))


def _time_left(task: Task, now: datetime) -> Said:
    """Return how long there is for what a guest asks for, or since when it is late (R18)."""
    if task.due_at < now:
        return Said("stop", _("late by %(time)s", time=duration(max(1, minutes_between(task.due_at, now)))))
    return Said("attend", _("%(time)s left", time=duration(max(1, minutes_between(now, task.due_at)))))


def without_past_rounds(tasks: Sequence[Task]) -> list[Task]:
    """Return tasks as a plan lists them: of what is done again and again only the newest time."""
    newest = {task.name: task.id for task in tasks if task.repeats and task.closed_at is None}
    return [task for task in tasks if not task.repeats or task.done_at is None or newest.get(task.name) == task.id]


def rounds_words(site: Site, tasks: Sequence[Task]) -> str:
    """Say how often tea is topped up while guests are here, and how often it was; empty: a plan has no such task."""
    rounds = [task for task in tasks if task.repeats and task.closed_at is None]
    if not rounds:
        return ""
    name, done = rounds[0].named(language()), sum(task.done_at is not None for task in rounds)
    every = {"a": site.top_up_minutes, "b": site.top_up_latest_minutes}
    said = _("%(task)s: again every %(a)s to %(b)s minutes while the guests are here.", task=name, **every)
    so_far = _("Done so far: %(n)s.", n=done)
    return f"{said} {so_far}" if done else said


def offset_words(task: Task) -> str:
    """Return from where a task's time is counted, such as `15 minutes before the start`."""
    edge = EDGE[Edge(task.edge)]
    if task.days:
        return ngettext("%(num)d working day %(edge)s", "%(num)d working days %(edge)s", task.days, edge=edge)
    return ngettext("%(num)d minute %(edge)s", "%(num)d minutes %(edge)s", task.minutes, edge=edge)
