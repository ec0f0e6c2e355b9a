"""What a waiting visitor's screen says of the host: on the kiosk, and word for word on the host's own page.

"Told" is said only once a channel confirmed it, "knows" only once a person answered.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy.orm import Session

from shared.desk.asking import ARRIVAL, DESK, LIMIT, STEP
from shared.kernel.logbook import Kind, LogLine
from shared.notices.models import Notice
from shared.notices.queries import notices_of_each
from shared.visits.asked import asked_for, messages_of
from shared.visits.models import Asked, Visit
from shared.visits.rules import Answer, Step


class HostNews(StrEnum):
    """What is known of the host at this moment."""

    ASKED = "asked"
    TOLD = "told"
    NOT_TOLD = "not_told"
    NEXT_PERSON = "next_person"
    HANDED_ON = "handed_on"
    NEXT_DEPARTMENT = "next_department"
    NEXT_RECEPTION = "next_reception"
    ONLY_RECEPTION = "only_reception"
    COMING = Answer.COMING.value
    MINUTES = Answer.MINUTES.value
    SEND_TO = Answer.SEND_TO.value
    WAIT = Answer.WAIT.value
    MESSAGE = Answer.MESSAGE.value
    DESK = Answer.DESK.value
    NOT_NOW = Answer.NOT_NOW.value
    ANOTHER_DAY = Answer.ANOTHER_DAY.value
    LEAVE_WORD = Answer.LEAVE_WORD.value


HOST: dict[HostNews, Any] = {
    HostNews.ASKED: _l("We are telling %(host)s that you are here"),
    HostNews.TOLD: _l("We have told %(host)s; please take a seat"),
    HostNews.NOT_TOLD: _l("We cannot reach %(host)s right now; please tell reception"),
    HostNews.NEXT_PERSON: _l("We told %(host)s %(ago)s and are now asking %(next)s"),
    HostNews.HANDED_ON: _l("%(host)s has asked %(next)s to receive you"),
    HostNews.NEXT_DEPARTMENT: _l("We told %(host)s %(ago)s and are now asking the department %(next)s"),
    HostNews.NEXT_RECEPTION: _l("We told %(host)s %(ago)s and are now asking reception"),
    HostNews.ONLY_RECEPTION: _l("We are asking reception to help you"),
    HostNews.COMING: _l("%(host)s knows you are here and is coming down"),
    HostNews.MINUTES: _l("%(host)s knows you are here and comes in %(minutes)s minutes"),
    HostNews.SEND_TO: _l("%(host)s knows you are here: please go to %(place)s"),
    HostNews.WAIT: _l("%(host)s knows you are here and asks you to wait a moment"),
    HostNews.MESSAGE: _l("%(host)s knows you are here and says: %(message)s"),
    HostNews.DESK: _l("Reception looks after you in place of %(host)s"),
    HostNews.NOT_NOW: _l("%(host)s is sorry, and cannot receive you now; reception will help you"),
    HostNews.ANOTHER_DAY: _l("%(host)s is sorry, and asks for another day; reception will help you"),
    HostNews.LEAVE_WORD: _l("%(host)s is sorry, cannot come now, and asks you to leave a message"),
}

_WITHOUT_HOST = {HostNews.DESK: _l("Reception is here for you")}
"""What is said to who named nobody, where it would else name a host."""

_TOLD_BY = {Kind.HostAsked: HostNews.ASKED, Kind.HostTold: HostNews.TOLD, Kind.HostNotTold: HostNews.NOT_TOLD}
_NEXT = {
    Step.DELEGATE: HostNews.NEXT_PERSON,
    Step.COLLEAGUE: HostNews.HANDED_ON,
    Step.DEPARTMENT: HostNews.NEXT_DEPARTMENT,
    Step.RECEPTION: HostNews.NEXT_RECEPTION,
}
_HALF_A_SECOND = timedelta(milliseconds=500)
"""Steps fall due a hair apart: what is shown of them is the whole second."""
_TOPICS = (ARRIVAL, STEP, DESK, LIMIT)
_BEGIN = (Step.HOST, Step.COLLEAGUE)
"""With whom an asking begins anew, whoever was asked before."""


@dataclass(frozen=True)
class Known:
    """Who has been asked for a visit so far, and what became of it."""

    notices: list[Notice] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)

    def of_host(self, stay: Visit) -> Notice | None:
        """Return the latest notice by which the host is told; None where nobody told a host."""
        if stay.names_nobody:
            return None
        told = (each for each in reversed(self.notices) if each.topic == ARRIVAL and each.employee_id == stay.host_id)
        return next(told, None)

    @property
    def is_with_reception(self) -> bool:
        """Say whether it is reception's turn: it was asked, and neither an answer nor a new asking came after that."""
        begun = [each.asked_at for each in self.notices if each.topic == ARRIVAL and each.facts.get("step") in _BEGIN]
        desk = [each.asked_at for each in self.notices if each.topic == DESK and each.state != "dropped"]
        return any(not begun or at >= max(begun) for at in desk)

    @property
    def is_over_limit(self) -> bool:
        """Say whether an apology is due (R14)."""
        return any(each.topic == LIMIT and each.state == "taken" for each in self.notices)

    @property
    def steps_to_come(self) -> list[tuple[Step, datetime]]:
        """Return who will be asked, and when, if nobody answers."""
        due = [(Step(each.facts["step"]), each.due_at) for each in self.notices if each.topic == STEP]
        whole = [(step, (at + _HALF_A_SECOND).replace(microsecond=0)) for step, at in due if at is not None]
        return sorted(whole, key=lambda each: list(Step).index(each[0]))


def known_of(session: Session, visits: Sequence[Visit]) -> dict[str, Known]:
    """Return what is known of each visit's asking: two queries, however many visits."""
    ids = [stay.id for stay in visits]
    known: dict[str, Known] = defaultdict(Known)
    for notice in notices_of_each(session, ids, _TOPICS):
        known[notice.subject_id].notices.append(notice)
    for asked in asked_for(session, ids):
        known[asked.visit_id].asked.append(asked)
    return known


def host_line(
    session: Session, stay: Visit, language: str, now: datetime | None = None, known: Known | None = None
) -> str:
    """Say what is known of a visit's host now; with `now`, also how long ago the host was told."""
    known = known or known_of(session, [stay])[stay.id]
    news = host_news(stay, known)
    message = said_by_host(session, stay) if news is HostNews.MESSAGE else ""
    told = known.of_host(stay)
    more = {"ago": _ago(told, now), "next": _next_name(known, language), "message": message}
    return _filled(news, stay, language, stay.answer_minutes, **more)


def host_news(stay: Visit, known: Known) -> HostNews:
    """Return the latest that is known of the host: an answer before a notice's fate, and that before the asking."""
    if stay.answer:
        return HostNews(stay.answer)
    if stay.names_nobody:
        return HostNews.HANDED_ON if _last_step(known) is Step.COLLEAGUE else HostNews.ONLY_RECEPTION
    told = known.of_host(stay)
    if told is not None and told.state == "told" and (step := _last_step(known)):
        return _NEXT[step]
    fates = {HostNews.TOLD: "told", HostNews.NOT_TOLD: "not_told"}
    return next((news for news, fate in fates.items() if told and told.state == fate), HostNews.ASKED)


def whom_they_see(stay: Visit, language: str) -> str:
    """Return whom a visitor came to see: reception for who named nobody, whoever stands for it in the booking."""
    return str(_("Reception")) if stay.names_nobody else stay.booking.host.named(language)


def who_receives(stay: Visit, language: str) -> str:
    """Return who sees to a visitor: whoever said so, else whom they came to see."""
    return stay.receiver.named(language) if stay.receiver else whom_they_see(stay, language)


def said_by_host(session: Session, stay: Visit) -> str:
    """Return the last words that the host's side sent to the visitor's screen; empty for none."""
    said = [each.text for each in messages_of(session, stay.id) if not each.is_from_visitor]
    return said[-1] if said else ""


def host_line_then(line: LogLine, stay: Visit, language: str) -> str | None:
    """Say what a line of the logbook told of the host; None for a line that tells of something else.

    The place and the words of an answer are kept on the visit only, so that of several answers each speaks of the last.
    """
    if line.kind == Kind.HostAnswered:
        return _filled(HostNews(line.facts["answer"]), stay, language, line.facts.get("minutes"), message="")
    known = _TOLD_BY.get(Kind(line.kind))
    if line.facts.get("step", Step.HOST) != Step.HOST:
        return str(_("We are asking somebody else for you")) if line.kind == Kind.HostAsked else None
    return _filled(known, stay, language, None) if known else None


def _last_step(known: Known) -> Step | None:
    if known.is_with_reception:
        return Step.RECEPTION
    return Step(known.asked[-1].step) if known.asked else None


def _next_name(known: Known, language: str) -> str:
    if not known.asked:
        return ""
    last = known.asked[-1].employee
    return last.department.named(language) if known.asked[-1].step == Step.DEPARTMENT else last.named(language)


def ago(at: datetime, now: datetime) -> str:
    """Return how long ago a moment was, in whole minutes."""
    minutes = int((now - at).total_seconds() // 60)
    return str(ngettext("%(num)d minute ago", "%(num)d minutes ago", minutes)) if minutes > 0 else str(_("just now"))


def _ago(told: Notice | None, now: datetime | None) -> str:
    """Return how long ago the host was told; without a present moment only that it was before."""
    return ago(told.told_at, now) if told and told.told_at and now else str(_("first"))


def _filled(news: HostNews, stay: Visit, language: str, minutes: int | None, **more: str) -> str:
    who = who_receives(stay, language)
    facts = {"host": who, "minutes": minutes, "place": stay.answer_place or "", **more}
    return str(_WITHOUT_HOST.get(news, HOST[news]) if stay.names_nobody else HOST[news]) % facts
