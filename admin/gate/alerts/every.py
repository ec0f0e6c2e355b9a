"""All that needs somebody at the gate now."""

from sqlalchemy.orm import Session

from admin.gate.alerts.card import Need, Seen
from admin.gate.alerts.door import at_the_door
from admin.gate.alerts.feedback import low_feedback
from admin.gate.alerts.holds import holds
from admin.gate.alerts.hosts import declined, silent_hosts
from admin.gate.alerts.items import differing_items
from admin.gate.alerts.overstays import overstays
from admin.gate.alerts.paper import stuck_printers, unsure_badges
from admin.gate.alerts.refusals import refusals
from admin.gate.alerts.requests import requests


def needs(rows: Session, seen: Seen) -> list[Need]:
    """Return what needs somebody, in no order."""
    of_hosts = silent_hosts(seen) + declined(seen) + overstays(rows, seen)
    of_people = at_the_door(rows, seen) + differing_items(rows, seen) + low_feedback(rows, seen) + requests(rows, seen)
    return of_people + refusals(rows, seen) + holds(rows, seen) + of_hosts + unsure_badges(seen) + stuck_printers(seen)
