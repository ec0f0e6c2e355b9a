"""Badges that nobody is sure of, and printers that hold badges up."""

from functools import partial

from admin.gate.alerts.card import Alert, Need, Printer, Seen, card, visit_facts
from admin.speech import _, ngettext
from admin.wording import PRINT_TROUBLE, Said
from shared.printing.models import PrintJob
from shared.printing.rules import Reason
from shared.visits.present import Present


def stuck_printers(seen: Seen) -> list[Need]:
    """Return a need for each printer that is known to hold badges up."""
    stuck = ((printer, printer.trouble) for printer in seen.printers)
    return [
        Need(printer.since, partial(_stuck, printer, trouble, seen))
        for printer, trouble in stuck
        if trouble is not None
    ]


def _stuck(printer: Printer, trouble: Reason, seen: Seen) -> Alert:
    said = Said("attend", PRINT_TROUBLE[trouble])
    who = _("Badge printer, %(station)s", station=printer.station)
    return card(
        seen,
        printer.since,
        key=f"printer-{printer.station}",
        who=who,
        facts=ngettext("1 badge waiting", "%(num)d badges waiting", len(printer.waiting)),
        said=said,
        booking=None,
        action="look",
        subject=printer.station,
    )


def unsure_badges(seen: Seen) -> list[Need]:
    """Return a need for each badge of somebody inside of which nobody knows whether it came out."""
    visits = {stay.id: stay for stay in seen.inside}
    return [
        Need(job.asked_at, partial(_unsure, job, visits[job.about["visit"]], seen))
        for job in seen.unsure
        if job.about.get("visit") in visits
    ]


def _unsure(job: PrintJob, stay: Present, seen: Seen) -> Alert:
    reason = PRINT_TROUBLE[Reason(job.reason)] if job.reason in set(Reason) else ""
    said = Said("wait", _("Did the badge come out? %(reason)s", reason=reason))
    return card(
        seen,
        job.asked_at,
        key=f"print-{job.id}",
        who=stay.name,
        facts=visit_facts(stay),
        said=said,
        booking=stay.booking_id,
        action="settle",
        subject=job.id,
    )
