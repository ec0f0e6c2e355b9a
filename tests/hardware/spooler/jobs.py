"""Jobs to print, and what became of them."""

import threading
import time

from PIL import Image
from sqlalchemy.orm import Session

from hardware.badge import render
from hardware.spooler import PictureOf
from shared.kernel.logbook import About, lines_after
from shared.kernel.node import Node
from shared.printing import actions, queries
from shared.printing.actions import ToPrint
from shared.printing.models import PrintJob
from tests.hardware.badges import a_badge
from tests.peers.printer import TcpPrinter

BADGE = render(a_badge())


def asked(node: Node, site_id: str, subject_id: str = "badge-1") -> PrintJob:
    with node.transaction() as session:
        return actions.ask_for_print(
            session, ToPrint(site_id, "lobby", About(site=site_id), "badge", subject_id), node.now()
        )


def state_of(node: Node, job: PrintJob) -> tuple[str, str | None]:
    with node.reading() as session:
        found = queries.job_with_id(session, job.id)
        assert found is not None
        return found.state, found.reason


def until(node: Node, job: PrintJob, *states: str, timeout: float = 60) -> tuple[str, str | None]:
    """Wait until the job has come to one of the states."""
    give_up_at = time.monotonic() + timeout
    seen = threading.Event()
    while (state := state_of(node, job))[0] not in states:
        assert time.monotonic() < give_up_at, f"the job is {state}, not {states}"
        seen.wait(0.02)
    return state


def told(node: Node) -> list[str]:
    with node.reading() as session:
        return [line.kind for line in lines_after(session, 0)]


def once_cut(printer: TcpPrinter) -> PictureOf:
    """Return what draws badges, after the line was cut: between the printer's status and the first byte."""

    def picture_of(_session: Session, _job: PrintJob, _width: int) -> Image.Image:
        assert printer.was_cut.wait(60)
        return BADGE

    return picture_of
