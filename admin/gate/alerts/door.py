"""Who waits for the gate's word: those who ask to come in, guests of the green lane, and who is held."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from admin.dates import clock
from admin.gate.alerts.card import Alert, Need, Rank, Seen, card, guest_facts
from admin.gate.alerts.turns import turn_of
from admin.gate.words import STOP_REASON
from admin.speech import _
from admin.wording import Said, party
from shared.bookings.models import Guest
from shared.gate.models import GateStop, LaneGuest
from shared.gate.rules import StopReason
from shared.visits.models import Visit
from shared.web.host_line import Known, known_of


def at_the_door(rows: Session, seen: Seen) -> list[Need]:
    """Return a need for each of them; who is held and asks has one card."""
    stops = {stop.guest_id: stop for stop in seen.held}
    known = known_of(rows, seen.waiting)
    asking = [
        Need(stay.arrived_at, partial(_asking, stay, known[stay.id], stops.get(stay.guest_id), seen), Rank.ANSWER)
        for stay in seen.waiting
    ]
    here = {stay.guest_id for stay in seen.waiting} | {stay.guest_id for stay in seen.inside}
    parties: dict[str, list[LaneGuest]] = {}
    for lane in seen.lane:
        if lane.guest_id not in here and lane.guest_id not in stops:
            parties.setdefault(lane.guest.booking_id, []).append(lane)
    held = [Need(stop.at, partial(_held, stop, seen), Rank.ANSWER) for stop in seen.held if stop.guest_id not in here]
    coming = [Need(lanes[0].registered_at, partial(_coming, lanes, seen), Rank.ANSWER) for lanes in parties.values()]
    return asking + coming + held


def held_words(stop: GateStop) -> str:
    """Say that the gate holds somebody, and why."""
    return _("Held: %(reason)s", reason=STOP_REASON[StopReason(stop.reason)])


def _asking(stay: Visit, known: Known, stop: GateStop | None, seen: Seen) -> Alert:
    turn = turn_of(stay, known, seen)
    said = Said("attend", held_words(stop)) if stop else turn.said
    shown = _card(stay.guest, stay.arrived_at, f"asks-{stay.id}{turn.call}", said, seen, stay)
    return replace(shown, seen_as=f"{stay.id}:desk" if turn.is_with_reception else stay.id)


def _coming(lanes: Sequence[LaneGuest], seen: Seen) -> Alert:
    """One card for a party; whoever is let in there is let in as one."""
    lane = next((each for each in lanes if each.guest.is_leader), lanes[0])
    at = clock(lane.expected_at, seen.site.tz)
    said = Said("attend", _("On the way in since %(time)s; badge at %(station)s", time=at, station=lane.station))
    shown = _card(lane.guest, lane.registered_at, f"lane-{lane.guest_id}", said, seen, None)
    who = party(lane.guest.visitor.name, len(lanes))
    return replace(shown, who=who, call=f"{who}: {said.word}")


def _held(stop: GateStop, seen: Seen) -> Alert:
    return _card(stop.guest, stop.at, f"held-{stop.guest_id}", Said("attend", held_words(stop)), seen, None)


def _card(guest: Guest, since: datetime, key: str, said: Said, seen: Seen, stay: Visit | None) -> Alert:
    return card(
        seen,
        since,
        key=key,
        who=party(guest.visitor.name, 1),
        facts=f"{guest_facts(guest, stay)} · {plate_words(guest.id, seen)}",
        said=said,
        booking=guest.booking_id,
        action="admit",
        subject=stay.id if stay else guest.id,
        guest=guest.id,
    )


def plate_words(guest_id: str, seen: Seen) -> str:
    """Return the plate and place of a guest's vehicle, or that there is none."""
    vehicle = seen.vehicles.get(guest_id)
    if vehicle is None or not vehicle.plate:
        return _("no vehicle")
    return f"{vehicle.plate} {vehicle.place}".strip()
