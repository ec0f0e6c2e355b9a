"""How a visit stands, in words: the host, the badge, and whether the visitor has left."""

from dataclasses import dataclass

from markupsafe import Markup
from sqlalchemy.orm import Session

from kiosk.long_names import breakable, title_size
from kiosk.moments import hour
from kiosk.screens import Here
from kiosk.visit_words import (
    AT_A_PLACE,
    AT_THE_OTHER_PRINTER,
    LIES_READY,
    PRINT,
    PRINTER_SAYS,
    STUCK_TITLE,
    UNKNOWN_TITLE,
    WELCOME,
    PrintWording,
)
from shared.badges.queries import badges_of, job_of
from shared.devices.queries import printer_elsewhere
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState, Reason
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.visits.rules import DECLINED, Answer
from shared.web.host_line import host_line, said_by_host

_NEEDS_A_PERSON = frozenset({PrintState.STUCK, PrintState.REPLACED})
_MARKS = {PrintState.STUCK: "attend", PrintState.UNKNOWN: "wait"}


@dataclass(frozen=True)
class Status:
    """What the screen of a visitor who was let in shows; all but the ids is words."""

    visit: str
    badge: str
    mark: str
    title: Markup
    size: int
    host: Markup
    print_state: str
    print: PrintWording
    print_title: str
    advice: Markup
    """What the wall says before the host's news, when the badge needs a person; empty if it doesn't."""
    elsewhere: str
    """Where the badge comes out, if that is not at this screen's own printer; else empty."""
    starts: str
    area: str
    sent_to: str
    """Where the host sends the visitor; empty for one who should take a seat and wait."""
    declined: bool
    """Whether the host can't receive the visitor, so that reception is the place to go."""
    says: str
    """Words that the host's side sent after an answer; empty for none."""
    is_unanswered: bool
    """Whether nobody has answered yet, so that the screen can show who is being asked."""


def known_visit(session: Session, visit_id: str) -> Visit:
    """Return a visit that is known to be there, since the desk has just answered with it."""
    stay = visit(session, visit_id)
    if stay is None:
        raise LookupError(f"visit {visit_id} is gone")
    return stay


def status_of(session: Session, stay: Visit, here: Here) -> Status:
    """Return how a visit stands now. The words follow what is known, never what is hoped."""
    badge = badges_of(session, stay.id)[-1]
    job = job_of(session, badge.id)
    state = PrintState(job.state) if job else PrintState.WAITING
    title = _title(stay, state)
    return Status(
        visit=stay.id,
        badge=badge.id,
        mark=_MARKS.get(state, "go"),
        title=breakable(title),
        size=title_size(title),
        host=breakable(host_line(session, stay, here.language, here.now)),
        print_state=state.value,
        print=PRINT[state],
        print_title=_print_title(state, job.reason if job else None),
        advice=breakable(str(PRINT[state].line)) if state in _NEEDS_A_PERSON else Markup(""),
        elsewhere=_elsewhere(session, job, stay),
        starts=hour(stay.booking.starts_at, here.zone),
        area=stay.booking.area,
        sent_to=(stay.answer_place or "") if stay.answer == Answer.SEND_TO else "",
        declined=stay.answer in DECLINED,
        says=said_by_host(session, stay) if stay.answer and stay.answer != Answer.MESSAGE else "",
        is_unanswered=stay.answer is None,
    )


def _print_title(state: PrintState, reason: str | None) -> str:
    """Head the badge's card; where the wall says already how it stands, with the printer's own words."""
    if reason and state in (PrintState.STUCK, PrintState.UNKNOWN):
        return str(PRINTER_SAYS[Reason(reason)])
    return str(PRINT[state].title)


def _elsewhere(session: Session, job: PrintJob | None, stay: Visit) -> str:
    """Say where a badge comes out that another printer than the station's preferred one took."""
    if job and job.asked_at < stay.arrived_at:
        return str(LIES_READY)
    took = printer_elsewhere(session, job.site_id, job.station, job.printer) if job else None
    if took is None:
        return ""
    return str(AT_A_PLACE) % {"place": took.place} if took.place else str(AT_THE_OTHER_PRINTER)


def _title(stay: Visit, state: PrintState) -> str:
    if state is PrintState.STUCK:
        return str(STUCK_TITLE)
    if state is PrintState.UNKNOWN:
        return str(UNKNOWN_TITLE)
    return str(WELCOME) % {"name": stay.guest.visitor.name}
