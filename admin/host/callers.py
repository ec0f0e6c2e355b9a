"""Who is here for a host: one card a booking, the longest waiting first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from zlib import crc32

from sqlalchemy.orm import Session

from admin.asking import language
from admin.dates import clock, duration, minutes_between
from admin.speech import Words, _, _l
from admin.waiting import still_waits
from admin.wording import answer_words, party
from shared.notices.queries import notices_for
from shared.sites.models import Site
from shared.visits.models import Visit
from shared.visits.rules import Answer, VisitState


class HostNews(StrEnum):
    """What is known of the host at this moment."""

    ASKED = "asked"
    TOLD = "told"
    NOT_TOLD = "not_told"
    COMING = Answer.COMING.value
    MINUTES = Answer.MINUTES.value
    SEND_TO = Answer.SEND_TO.value


VISITORS_SCREEN: dict[HostNews, Words] = {
    HostNews.ASKED: _l("We are telling %(host)s that you are here"),
    HostNews.TOLD: _l("We have told %(host)s; please take a seat"),
    HostNews.NOT_TOLD: _l("We cannot reach %(host)s right now; please tell reception"),
    HostNews.COMING: _l("%(host)s knows you are here and is coming down"),
    HostNews.MINUTES: _l("%(host)s knows you are here and comes in %(minutes)s minutes"),
    HostNews.SEND_TO: _l("%(host)s knows you are here: please go to %(place)s"),
}
"""What the waiting visitor reads: the kiosk's words, and a test that they are the same."""


@dataclass(frozen=True)
class Caller:
    """A party that is inside, as its host sees it."""

    booking: str
    visits: tuple[str, ...]
    name: str
    who: str
    company: str
    since: datetime
    waited: str
    arrived: str
    site: str
    purpose: str
    grade: str
    escorted: bool
    screen: str
    answer: str
    alarm_at: str
    """From when the gate's board asks for a person, if nobody answers; empty once somebody did."""

    @property
    def is_waiting(self) -> bool:
        """Say whether nobody has answered yet."""
        return not self.answer

    @property
    def stamp(self) -> int:
        """Return a number that changes when anything on the card does, its age aside."""
        return crc32(repr((self.visits, self.who, self.company, self.screen, self.answer)).encode())

    @property
    def call(self) -> str:
        """Return what is said aloud when the card comes up."""
        return _("%(name)s has arrived", name=self.who)


def callers(rows: Session, visits: Sequence[Visit], now: datetime) -> list[Caller]:
    """Return the parties inside: first who waits for an answer, the longest first, then who has one."""
    parties: dict[tuple[str, bool], list[Visit]] = {}
    inside = [stay for stay in visits if stay.state == VisitState.INSIDE]
    for stay in sorted(inside, key=lambda each: each.arrived_at):
        if stay.answer is not None or still_waits(stay, now):
            parties.setdefault((stay.booking_id, stay.answer is None), []).append(stay)
    found = [_caller(rows, stays, now) for stays in parties.values()]
    return sorted(found, key=lambda caller: (not caller.is_waiting, caller.since))


def visitors_screen(rows: Session, stay: Visit) -> str:
    """Return what this visitor's screen says of the host now."""
    facts = {
        "host": stay.booking.host.named(language()),
        "minutes": stay.answer_minutes,
        "place": stay.answer_place or "",
    }
    return str(VISITORS_SCREEN[_host_news(rows, stay)]) % facts


def _host_news(rows: Session, stay: Visit) -> HostNews:
    """The latest that is known: an answer before a notice's fate, and that before the asking."""
    if stay.answer:
        return HostNews(stay.answer)
    fates = {notice.state for notice in notices_for(rows, stay.id, "arrival")}
    if "told" in fates:
        return HostNews.TOLD
    return HostNews.NOT_TOLD if "not_told" in fates else HostNews.ASKED


def _caller(rows: Session, stays: list[Visit], now: datetime) -> Caller:
    first = stays[0]
    booking, visitor = first.booking, first.guest.visitor
    site: Site = booking.site
    said = language()
    alarm = first.arrived_at + timedelta(minutes=booking.grade.waiting_limit_minutes)
    return Caller(
        booking=booking.id,
        visits=tuple(stay.id for stay in stays),
        name=visitor.name,
        who=party(visitor.name, len(stays)),
        company=visitor.company.name,
        since=first.arrived_at,
        waited=duration(minutes_between(first.arrived_at, now)),
        arrived=clock(first.arrived_at, site.tz),
        site=site.named(said),
        purpose=booking.purpose,
        grade=f"{booking.grade_letter} {booking.grade.named(said)}",
        escorted=booking.grade.is_escorted,
        screen=visitors_screen(rows, first),
        answer=answer_words(first.answer, first.answer_minutes, first.answer_place) if first.answer else "",
        alarm_at=clock(alarm, site.tz) if not first.answer and alarm > now else "",
    )
