"""The truth line: who was asked for a visitor, who is being asked now, and what will happen when (R13, R14).

Each line is a row that the logbook tells of, too; nothing is claimed that no channel and no person has confirmed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy.orm import Session

from kiosk.long_names import breakable, title_size
from kiosk.moments import day, hour
from kiosk.screens import Here
from kiosk.visit_words import GATE_CHECKS
from shared.desk.take_photo import photos_owed
from shared.desk.while_waiting import refreshment_asked_at
from shared.gate.queries import stop_of
from shared.visits.asked import answer_times, asked_to_answer, messages_of, people_to_ask
from shared.visits.models import Message, Visit
from shared.visits.rules import Step, VisitState, usual_wait
from shared.visits.waiting import waiting_code
from shared.web.host_line import HostNews, Known, ago, host_line, host_news, known_of, who_receives, whom_they_see

PERIOD = timedelta(days=30)
_ANSWERED_BY_HOST = frozenset({HostNews.WAIT, HostNews.MESSAGE})


@dataclass(frozen=True)
class Line:
    """One line: `did`, `now` (the lit one) or `next` (dashed)."""

    state: str
    words: str
    small: str
    time: str
    once: str = ""
    """The words for when somebody else is being asked; empty where they stay the same."""


@dataclass(frozen=True)
class Waiting:
    """What the screen of somebody who waits shows; all but the id is words."""

    visit: str
    title: Markup
    size: int
    line: Markup
    advice: str
    lines: Sequence[Line]
    estimate: str
    seating: str
    wifi: tuple[str, str] | None
    drink: str
    """When refreshments were asked for, as a time; empty if they may be asked for."""
    host: str
    is_asking: bool
    """Whether they are not let in yet, so that they can end their visit here."""
    left_message: str
    """What they have left for the host."""
    code: str
    """By which they find this screen again; empty for who has none."""
    owes_photo: bool
    """Whether the grade asks a photo that nobody could take here."""


def waiting_of(session: Session, stay: Visit, here: Here) -> Waiting:
    """Return what somebody who waits sees now."""
    known = known_of(session, [stay])[stay.id]
    title = _title(stay, known)
    site = stay.booking.site
    drink = refreshment_asked_at(session, stay.id, here.now)
    own = waiting_code(session, stay.id)
    return Waiting(
        visit=stay.id,
        title=breakable(title),
        size=title_size(title),
        line=breakable(host_line(session, stay, here.language, here.now, known)),
        advice=str(GATE_CHECKS) if stop_of(session, stay.guest_id) else _advice(stay, known),
        lines=_lines(session, stay, known, here),
        estimate="" if stay.answer or known.is_over_limit else _estimate(session, stay, here),
        seating=site.seating if here.language.startswith("zh") else site.seating_en or site.seating,
        wifi=(site.wifi_name, site.wifi_password) if site.wifi_name else None,
        drink=hour(drink, here.zone) if drink else "",
        host=whom_they_see(stay, here.language),
        is_asking=stay.state == VisitState.ASKING,
        left_message=message_left(session, stay, here),
        code=own.code if own else "",
        owes_photo=bool(photos_owed(session, [stay])),
    )


def _title(stay: Visit, known: Known) -> str:
    if known.is_over_limit:
        return str(_("Sorry to keep you waiting"))
    if host_news(stay, known) in _ANSWERED_BY_HOST:
        return str(_("Please wait a moment"))
    if host_news(stay, known) is HostNews.ONLY_RECEPTION:
        return str(_("Reaching reception"))
    return str(_("Reaching your host"))


def _advice(stay: Visit, known: Known) -> str:
    if known.is_over_limit:
        return str(_("You need not register again."))
    return str(_("Please sit down. After a minute others use this screen; your code brings it back."))


def _lines(session: Session, stay: Visit, known: Known, here: Here) -> list[Line]:
    arrived = Line("did", str(_("You are registered")), "", hour(stay.arrived_at, here.zone))
    asked = _asked(stay, known, here)
    if stay.answer:
        answered = Line(
            "now", str(_("%(host)s has answered", host=who_receives(stay, here.language))), "", _time(stay, here)
        )
        return [arrived, *(_done(each) for each in asked), answered]
    return [arrived, *(_done(each) for each in asked[:-1]), *asked[-1:], *_to_come(session, stay, known, here)]


def _done(line: Line) -> Line:
    return Line("did", line.once or line.words, line.small, line.time)


def _time(stay: Visit, here: Here) -> str:
    return hour(stay.answered_at or stay.arrived_at, here.zone)


def _asked(stay: Visit, known: Known, here: Here) -> list[Line]:
    """Return a line for each who was asked so far, the last one lit."""
    lines = [_asked_host(stay, known, here)] if known.of_host(stay) else []
    for step in (Step.COLLEAGUE, Step.DELEGATE, Step.DEPARTMENT):
        of_step = [each for each in known.asked if each.step == step]
        if of_step:
            name = of_step[0].employee
            who = name.department.named(here.language) if step is Step.DEPARTMENT else name.named(here.language)
            lines.append((of_step[0].asked_at, _asked_others(step, who, of_step[0].asked_at, here)))
    desk = next((each for each in reversed(known.notices) if each.topic == "reception_asked"), None)
    if desk:
        words, once = str(_("Now asking reception")), str(_("Asked reception"))
        at = hour(desk.asked_at, here.zone)
        lines.append((desk.asked_at, Line("now", words, _age(desk.asked_at, here), at, once)))
    return [line for _at, line in sorted(lines, key=lambda each: each[0])]


def _asked_host(stay: Visit, known: Known, here: Here) -> tuple[datetime, Line]:
    notice, host = known.of_host(stay), stay.booking.host.named(here.language)
    assert notice is not None
    if notice.state == "told" and notice.told_at:
        small = str(_("%(ago)s, no answer yet", ago=ago(notice.told_at, here.now)))
        return notice.asked_at, Line(
            "now", str(_("We have told %(host)s", host=host)), small, hour(notice.told_at, here.zone)
        )
    words = (
        _("We cannot reach %(host)s", host=host)
        if notice.state == "not_told"
        else _("We are telling %(host)s", host=host)
    )
    return notice.asked_at, Line("now", str(words), "", hour(notice.asked_at, here.zone))


def _asked_others(step: Step, who: str, at: datetime, here: Here) -> Line:
    words, once = {
        Step.COLLEAGUE: (_("Now asking %(name)s (colleague)", name=who), _("Asked %(name)s (colleague)", name=who)),
        Step.DELEGATE: (_("Now asking %(name)s (delegate)", name=who), _("Asked %(name)s (delegate)", name=who)),
        Step.DEPARTMENT: (_("Now asking %(name)s (department)", name=who), _("Asked %(name)s (department)", name=who)),
    }[step]
    return Line("now", str(words), _age(at, here), hour(at, here.zone), str(once))


def _age(at: datetime, here: Here) -> str:
    return str(_("sent %(ago)s", ago=ago(at, here.now)))


def _to_come(session: Session, stay: Visit, known: Known, here: Here) -> list[Line]:
    """Return what will happen if nobody answers: only steps for which there is somebody to ask."""
    lines = []
    for step, at in known.steps_to_come:
        if words := _will_ask(session, stay, step, here):
            lines.append(Line("next", words, "", hour(at, here.zone)))
    if lines and known.steps_to_come[-1][0] is Step.RECEPTION:
        last = lines.pop()
        lines.append(Line("next", last.words, str(_("you need not register again")), last.time))
    return lines


def _will_ask(session: Session, stay: Visit, step: Step, here: Here) -> str:
    if step is Step.RECEPTION:
        return str(_("If nobody answers: reception"))
    people = people_to_ask(session, stay, step, 1, here.now)
    if not people:
        return ""
    if step is Step.DELEGATE:
        return str(_("Then %(name)s (delegate)", name=people[0].named(here.language)))
    return str(_("Then %(name)s (department)", name=stay.booking.host.department.named(here.language)))


def _estimate(session: Session, stay: Visit, here: Here) -> str:
    """Say how long an answer usually takes, and from which days that is known; nothing where too little is."""
    found = answer_times(session, stay.site_id, here.now, here.now - PERIOD)
    usual = usual_wait([each.answered_after for each in found])
    if usual is None:
        return ""
    minutes = max(1, ceil(usual / timedelta(minutes=1)))
    words = ngettext(
        "Since %(day)s most of %(visitors)s visitors had an answer within %(num)d minute.",
        "Since %(day)s most of %(visitors)s visitors had an answer within %(num)d minutes.",
        minutes,
        day=day(found[-1].arrived_at, here.zone, here.language),
        visitors=len(found),
    )
    return str(words)


def message_left(session: Session, stay: Visit, here: Here) -> str:
    """Say what became of the last message that a visitor left; empty for none."""
    left = [each for each in messages_of(session, stay.id) if each.is_from_visitor]
    if not left:
        return ""
    last = left[-1]
    if last.answer:
        return str(
            _("Your message of %(time)s was answered: %(answer)s", time=hour(last.at, here.zone), answer=last.answer)
        )
    if last.due_at and last.due_at <= here.now and (overdue := _overdue(session, last, here)):
        return overdue
    return str(_("Your message of %(time)s has been handed on and has to be answered.", time=hour(last.at, here.zone)))


def _overdue(session: Session, message: Message, here: Here) -> str:
    """Say who is asked for an answer that is late; empty while nobody has been asked."""
    asked = asked_to_answer(session, message.id)
    if not asked:
        return ""
    at, last = hour(message.at, here.zone), asked[-1]
    if last.step == Step.RECEPTION:
        return str(_("Your message of %(time)s was not answered in time; we are now asking reception.", time=at))
    if last.step == Step.DEPARTMENT:
        name = last.employee.department.named(here.language)
        words = _(
            "Your message of %(time)s was not answered in time; we are now asking the department %(name)s.",
            time=at,
            name=name,
        )
        return str(words)
    name = last.employee.named(here.language)
    return str(_("Your message of %(time)s was not answered in time; we are asking %(name)s.", time=at, name=name))
