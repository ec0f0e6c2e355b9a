"""How it stands with plans: what of each is done, sent, confirmed, and what is missing. Five queries for any number."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from shared.notices.models import Notice
from shared.notices.queries import notices_of_each
from shared.people.queries import here_among
from shared.reception.escorts import is_escort_missing, most_at_table
from shared.reception.itinerary import ItemKind, LetterFacts, Sending, send_by, sending_of
from shared.reception.models import Confirmation, ReceptionFigures
from shared.reception.queries import Reception, confirmations_of, counts_of, figures, grades_with_itinerary
from shared.reception.rules import Count, Lack, Point, Readiness, readiness

ITINERARY = "itinerary"
"""The topic of the notices that carry an itinerary."""


@dataclass(frozen=True)
class Standing:
    """One plan's standing."""

    readiness: Readiness
    sending: Sending
    told_at: datetime | None
    """When the leader was told of the itinerary, of whichever version."""
    deadline: datetime
    """Until when the leader has to have it (R9)."""
    confirmed: frozenset[Point]
    """What was confirmed of this time and place."""
    confirmations: tuple[Confirmation, ...]
    most_at_table: int


@dataclass(frozen=True)
class _House:
    """What is the same for every plan."""

    rules: ReceptionFigures
    with_itinerary: Set[str]
    """The grades whose visits have an itinerary."""
    here: Set[str]
    """Of those who are named in plans, who works here."""


def standings(
    session: Session, receptions: Sequence[Reception], zones: Mapping[str, ZoneInfo], now: datetime
) -> dict[str, Standing]:
    """Return how it stands with plans, by the plan's id; `zones` are those of the sites."""
    ids = [each.plan.id for each in receptions]
    counts, confirmed = counts_of(session, ids, now), confirmations_of(session, ids)
    letters, with_itinerary = notices_of_each(session, ids, (ITINERARY,)), grades_with_itinerary(session)
    here = here_among(session, {each for one in receptions for each in (*one.plan.escorts, *one.plan.diners)})
    house = _House(figures(session), with_itinerary, here)
    return {
        each.plan.id: _standing(
            each,
            counts.get(each.plan.id, Count()),
            tuple(confirmed.get(each.plan.id, ())),
            [letter for letter in letters if letter.subject_id == each.plan.id],
            house,
            (zones[each.booking.site_id], now),
        )
        for each in receptions
    }


def _standing(
    reception: Reception,
    count: Count,
    confirmations: tuple[Confirmation, ...],
    letters: Sequence[Notice],
    house: _House,
    moment: tuple[ZoneInfo, datetime],
) -> Standing:
    (zone, now), booking, rules = moment, reception.booking, house.rules
    deadline = send_by(booking.starts_at, rules.itinerary_days, zone)
    told_at, facts = _leaders(reception, letters)
    sending = sending_of(facts, deadline, now)
    points = confirmed_points(reception, confirmations)
    most = most_at_table(reception.guests, rules.meal_limits)
    handed_over = sending is Sending.NO_ADDRESS and Point.AGENDA in points
    unsent = sending in (Sending.NO_ADDRESS, Sending.FAILED, Sending.TOO_LATE) and not handed_over
    escorts, diners = (len(house.here & {*named}) for named in (reception.plan.escorts, reception.plan.diners))
    tours = any(item.kind is ItemKind.TOUR for item in reception.plan.items)
    lacks = {
        Lack.NOT_CONFIRMED: points != set(Point) and not confirmations,
        Lack.CONFIRM_AGAIN: points != set(Point) and bool(confirmations),
        Lack.NO_ITINERARY: reception.plan.grade_letter in house.with_itinerary and sending is Sending.NOT_WRITTEN,
        Lack.ITINERARY_QUESTIONED: bool(reception.plan.confirm_reason),
        Lack.ITINERARY_UNCONFIRMED: reception.plan.confirm_asked_at is not None,
        Lack.NOT_SENT: unsent,
        Lack.NO_ESCORT: is_escort_missing(escorts, tours=tours, is_escorted=reception.is_escorted),
        Lack.TOO_MANY_ESCORTS: diners > most,
    }
    return Standing(readiness(count, lacks), sending, told_at, deadline, points, confirmations, most)


def confirmed_points(reception: Reception, confirmations: Sequence[Confirmation]) -> frozenset[Point]:
    """Return what was confirmed of the time and place that hold now (R9)."""
    booking, plan = reception.booking, reception.plan
    now_holds = (booking.starts_at, booking.ends_at, place_of(booking.site_id, booking.area, plan.room))
    fitting = [each for each in confirmations if (each.starts_at, each.ends_at, each.place) == now_holds]
    return frozenset(Point(point) for each in fitting for point in each.points)


def place_of(site_id: str, area: str, room: str) -> str:
    """Return where a visit takes place, as it was confirmed: with another one it has to be confirmed anew."""
    return "\n".join((site_id, area, room))


def _leaders(reception: Reception, letters: Sequence[Notice]) -> tuple[datetime | None, LetterFacts]:
    """Return when the leader was first told, and what is known of the letter with the newest version."""
    theirs = [letter for letter in letters if letter.visitor_id == reception.leader_id]
    version = reception.plan.itinerary_version
    newest = [letter for letter in theirs if letter.facts.get("version") == version]
    told = [letter.told_at for letter in theirs if letter.told_at is not None]
    knows_newest = any(letter.told_at for letter in newest)
    first = min(told, default=None)
    facts = LetterFacts(
        is_written=version > 0,
        has_address=bool(reception.leader_email),
        told_at=first if knows_newest else None,
        is_confirmed=reception.plan.confirm_asked_at is None and not reception.plan.confirm_reason,
        is_given_up=bool(newest) and all(letter.state == "not_told" for letter in newest),
    )
    return first, facts
