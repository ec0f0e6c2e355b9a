"""A group: its leader is in and says who of the others is there (R15)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Blueprint, Response, request
from markupsafe import Markup
from sqlalchemy.orm import Session

from kiosk.answers import status_of_answer, told
from kiosk.asked import LONGEST_GROUP_BODY, naming_members, refuse_strangers, wants_a_page
from kiosk.lobby import lobby
from kiosk.long_names import breakable
from kiosk.screens import Steps, worded
from kiosk.showing import here, outcome, page
from kiosk.wording import SEE_RECEPTION
from shared.desk.group import leads_here, let_group_in
from shared.desk.group_members import Member, members_of
from shared.desk.outcomes import GroupAdmitted
from shared.visits.models import Visit
from shared.visits.queries import visit
from shared.web.host_line import host_line
from shared.web.problems import problem

pages = Blueprint("group", __name__)
pages.before_request(refuse_strangers)


@dataclass(frozen=True)
class Group:
    """A group as its leader's screen shows it."""

    visit: str
    name: str
    members: Sequence[Member]
    host: Markup

    @property
    def missing(self) -> list[Member]:
        """Return who may still be ticked."""
        return [member for member in self.members if member.is_missing]

    @property
    def here(self) -> list[Member]:
        """Return who is inside, the leader with them."""
        return [member for member in self.members if member.is_here]

    @property
    def has_companies(self) -> bool:
        """Say whether it matters who comes from where."""
        return len({member.company for member in self.members}) > 1


def group_of(session: Session, stay: Visit) -> Group | None:
    """Return the group that a visit leads here, if anybody of it is still missing."""
    if not leads_here(stay, lobby().door.site_id):
        return None
    members = _members(session, stay)
    return _group(session, stay, members) if any(member.is_missing for member in members) else None


def ticks(session: Session, group: Group, status: int = 200) -> Response:
    """Ask a leader who is there."""
    return page(session, "group/ticks.html", status, group=group, breakable=breakable)


@pages.get("/groups/<visit_id>")
def asked(visit_id: str) -> Response:
    """Ask the leader who is there; where nobody is missing any more, show who is."""
    with lobby().node.reading() as session:
        stay = _leader(session, visit_id)
        if stay is None:
            return problem(404, "no_such_group")
        group = group_of(session, stay)
        return ticks(session, group) if group else _welcome(session, stay)


@pages.get("/groups/<visit_id>/here")
def welcome(visit_id: str) -> Response:
    """Show who of a group is in, and how far their badges are."""
    with lobby().node.reading() as session:
        stay = _leader(session, visit_id)
        return _welcome(session, stay) if stay else problem(404, "no_such_group")


@pages.post("/groups/<visit_id>/arrivals")
def arrivals(visit_id: str) -> Response:
    """Let in whom the leader has ticked."""
    request.max_content_length = LONGEST_GROUP_BODY
    tap, guests = naming_members()
    node = lobby().node
    answer = let_group_in(node.transaction, tap, visit_id, guests, lobby().door, node.now())
    if not wants_a_page():
        return told(answer)
    with node.reading() as session:
        stay = _leader(session, visit_id) if isinstance(answer, GroupAdmitted) else None
        if stay is None:
            sent = replace(worded("refused", SEE_RECEPTION, Steps()), code=getattr(answer, "code", None))
            return outcome(session, sent, status_of_answer(answer))
        return _welcome(session, stay, status_of_answer(answer))


def _leader(session: Session, visit_id: str) -> Visit | None:
    stay = visit(session, visit_id)
    return stay if stay is not None and leads_here(stay, lobby().door.site_id) else None


def _members(session: Session, stay: Visit) -> Sequence[Member]:
    return members_of(session, stay.booking_id, stay.booking.site.hours, lobby().node.now())


def _group(session: Session, stay: Visit, members: Sequence[Member]) -> Group:
    host = breakable(host_line(session, stay, here(session).language))
    return Group(stay.id, stay.guest.visitor.name, members, host)


def _welcome(session: Session, stay: Visit, status: int = 200) -> Response:
    group = _group(session, stay, _members(session, stay))
    return page(session, "group/here.html", status, group=group, breakable=breakable)
