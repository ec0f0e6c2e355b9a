"""All that needs somebody at the gate now."""

from sqlalchemy.orm import Session

from admin.gate.alerts.card import Need, Seen
from admin.gate.alerts.holds import holds
from admin.gate.alerts.hosts import declined, silent_hosts
from admin.gate.alerts.paper import stuck_printers, unsure_badges
from admin.gate.alerts.refusals import refusals


def needs(rows: Session, seen: Seen) -> list[Need]:
    """Return what needs somebody, in no order."""
    of_hosts = silent_hosts(seen) + declined(seen)
    return refusals(rows, seen) + holds(rows, seen) + of_hosts + unsure_badges(seen) + stuck_printers(seen)
