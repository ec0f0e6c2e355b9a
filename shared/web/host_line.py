"""What a waiting visitor's screen says of the host: on the kiosk, and word for word on the host's own page.

"Told" is said only once a channel confirmed it, "knows" only once a person answered.
"""

from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from shared.kernel.logbook import Kind, LogLine
from shared.notices.queries import notices_for
from shared.visits.models import Visit
from shared.visits.rules import Answer


class HostNews(StrEnum):
    """What is known of the host at this moment."""

    ASKED = "asked"
    TOLD = "told"
    NOT_TOLD = "not_told"
    COMING = Answer.COMING.value
    MINUTES = Answer.MINUTES.value
    SEND_TO = Answer.SEND_TO.value
    NOT_NOW = Answer.NOT_NOW.value
    ANOTHER_DAY = Answer.ANOTHER_DAY.value


HOST: dict[HostNews, Any] = {
    HostNews.ASKED: _l("We are telling %(host)s that you are here"),
    HostNews.TOLD: _l("We have told %(host)s; please take a seat"),
    HostNews.NOT_TOLD: _l("We cannot reach %(host)s right now; please tell reception"),
    HostNews.COMING: _l("%(host)s knows you are here and is coming down"),
    HostNews.MINUTES: _l("%(host)s knows you are here and comes in %(minutes)s minutes"),
    HostNews.SEND_TO: _l("%(host)s knows you are here: please go to %(place)s"),
    HostNews.NOT_NOW: _l("%(host)s is sorry, and cannot receive you now; reception will help you"),
    HostNews.ANOTHER_DAY: _l("%(host)s is sorry, and asks for another day; reception will help you"),
}

_TOLD_BY = {Kind.HostAsked: HostNews.ASKED, Kind.HostTold: HostNews.TOLD, Kind.HostNotTold: HostNews.NOT_TOLD}


def host_line(session: Session, stay: Visit, language: str) -> str:
    """Say what is known of a visit's host now."""
    return _filled(host_news(session, stay), stay, language, stay.answer_minutes)


def host_news(session: Session, stay: Visit) -> HostNews:
    """Return the latest that is known of the host: an answer before a notice's fate, and that before the asking."""
    if stay.answer:
        return HostNews(stay.answer)
    fates = {notice.state for notice in notices_for(session, stay.id, "arrival")}
    if "told" in fates:
        return HostNews.TOLD
    return HostNews.NOT_TOLD if "not_told" in fates else HostNews.ASKED


def host_line_then(line: LogLine, stay: Visit, language: str) -> str | None:
    """Say what a line of the logbook told of the host; None for a line that tells of something else.

    The place of an answer is kept on the visit only, so that of several answers each speaks of the last place.
    """
    if line.kind == Kind.HostAnswered:
        return _filled(HostNews(line.facts["answer"]), stay, language, line.facts.get("minutes"))
    known = _TOLD_BY.get(Kind(line.kind))
    return _filled(known, stay, language, None) if known else None


def _filled(known: HostNews, stay: Visit, language: str, minutes: int | None) -> str:
    facts = {"host": stay.booking.host.named(language), "minutes": minutes, "place": stay.answer_place or ""}
    return str(HOST[known]) % facts
