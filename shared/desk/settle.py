"""When visits end, nothing of them is printed or told any more."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.badges.models import Badge
from shared.badges.queries import SUBJECT
from shared.desk.asking import ARRIVAL, DESK, GATE, LIMIT, STEP
from shared.notices.actions import drop
from shared.notices.queries import notices_in_hand
from shared.printing.actions import replace
from shared.printing.models import PrintJob
from shared.printing.rules import Reason

OVERSTAY_HOST = "overstay_host"
"""The host is reminded of a visitor who should have left."""
OVERSTAY_GATE = "overstay_gate"
"""The gate's screens show that somebody should have left long ago."""
_TOPICS = (ARRIVAL, STEP, LIMIT, GATE, DESK, OVERSTAY_HOST, OVERSTAY_GATE)


def settle_papers(session: Session, visit_ids: Sequence[str], now: datetime) -> None:
    """Void what waits to be printed or told of visits that have ended."""
    wanted = (
        select(PrintJob)
        .join(Badge, (Badge.id == PrintJob.subject_id) & (PrintJob.subject_kind == SUBJECT))
        .where(Badge.visit_id.in_(visit_ids))
        .order_by(PrintJob.id)
    )
    for job in session.scalars(wanted):
        if job.is_open:
            replace(session, job, now, Reason.NOT_WANTED)
    for notice in notices_in_hand(session, visit_ids, _TOPICS):
        drop(notice)
