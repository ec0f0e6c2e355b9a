"""The plug is pulled ten times in the middle of two thousand arrivals: nothing that was promised is lost or doubled."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace

import pytest
import zxingcpp
from PIL import Image
from sqlalchemy import func, select, text

from shared.badges.models import Badge
from shared.bookings.passes import Code, Read, read
from shared.kernel.logbook import Kind, LogLine, last_number
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.printing.models import PrintJob
from shared.printing.rules import PrintState
from shared.visits.models import Visit
from tests.apps import ADMIN, KIOSK, App, start, with_free_ports
from tests.crowd import invite_crowd, names_of_callers
from tests.faults.visitors import Queue, Shown
from tests.house import furnish
from tests.peers.printer import TcpPrinter

ARRIVALS = 2_000
KILLS = 10
SCREENS = 4
NEXT_WITHIN_S = 120.0
"""How long the printer may be without a badge to its end: how long all take is the machine's business."""
OPEN = (PrintState.WAITING, PrintState.STUCK, PrintState.PRINTING)

pytestmark = [
    pytest.mark.fault,
    pytest.mark.slow,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]


@pytest.fixture
def printer() -> Iterator[TcpPrinter]:
    """A network printer, which nobody pulls the plug of."""
    plugged_in = TcpPrinter()
    yield plugged_in
    plugged_in.close()


@pytest.fixture
def killed(settings: Settings, printer: TcpPrinter) -> Settings:
    """Settings of two real apps and that printer, whose paper is narrow: nobody needs a large badge here."""
    return with_free_ports(replace(settings, printers=(f"{printer.address}?width=384",), site="HQ"))


@pytest.fixture
def node(killed: Settings) -> Iterator[Node]:
    """A look into their database, at today's time."""
    opened = Node.open(killed)
    opened.bell.start()
    yield opened
    opened.close()


def test_ten_kills_among_two_thousand_arrivals_lose_and_double_nothing(
    node: Node, killed: Settings, printer: TcpPrinter
) -> None:
    house = furnish(node)
    names = list(names_of_callers(ARRIVALS))
    queue = Queue(invite_crowd(node, house.site, [str(house.host.employee_id)], names, ARRIVALS))
    with ExitStack() as stack:
        apps = {script: start(script, killed) for script in (KIOSK, ADMIN)}
        stack.callback(pull_every_plug, apps)
        come_and_pull_the_plug(queue, apps)
        assert_a_repeated_tap_is_answered_alike(queue.heard, apps[KIOSK])
        wait_for_the_last_badge(node)
    assert_every_visitor_is_in_once(node, queue.heard)
    assert_the_logbook_is_whole(node)
    assert_no_badge_is_lost_or_doubled(node, printer.mind.sheets)


def come_and_pull_the_plug(queue: Queue, apps: dict[str, App]) -> None:
    """Let all visitors come, and kill kiosk and office in turn, in the moment of an answer."""
    queue.opens(apps[KIOSK])
    screens = queue.start(SCREENS)

    def starts(script: str) -> None:
        apps[script] = start(script, apps[script].settings)

    with ThreadPoolExecutor() as starters:
        office = starters.submit(lambda: None)
        for kill in range(0, KILLS, 2):
            queue.wait_for_answers((kill + 1) * ARRIVALS // (KILLS + 1))
            apps[KIOSK].kill()
            starts(KIOSK)
            queue.opens(apps[KIOSK])
            queue.wait_for_answers((kill + 2) * ARRIVALS // (KILLS + 1))
            office.result()
            apps[ADMIN].kill()
            office = starters.submit(starts, ADMIN)  # nobody at the door waits for it
        office.result()
    for screen in screens:
        screen.join()
    queue.wait_for_answers(ARRIVALS)


def pull_every_plug(apps: dict[str, App]) -> None:
    """Stop the hard way whoever lives: the kill at the end is one more to survive."""
    for app in apps.values():
        app.kill()


def wait_for_the_last_badge(node: Node) -> None:
    """Wait until every print has come to its end."""
    fewest, moved_at, heard = ARRIVALS + 1, time.monotonic(), 0
    while True:
        with node.reading() as session:
            left = session.scalars(select(func.count()).where(PrintJob.state.in_(OPEN))).one()
        if not left:
            return
        if left < fewest:
            fewest, moved_at = left, time.monotonic()
        assert time.monotonic() < moved_at + NEXT_WITHIN_S, f"{left} badges still wait to be printed"
        heard = node.bell.wait(heard, 1.0)


def assert_a_repeated_tap_is_answered_alike(heard: list[Shown], kiosk: App) -> None:
    """Ask once more with every tap whose answer a kill took away, and with some whose answer came at once."""
    tried_twice = [shown for shown in heard if shown.tries > 1]
    assert tried_twice, "no kill hit a visitor at the door"
    for shown in tried_twice + heard[:: ARRIVALS // 50]:
        assert kiosk.asked("POST", "/arrivals", {"pass": shown.text, "tap": shown.tap}) == (201, shown.answer)


def assert_every_visitor_is_in_once(node: Node, heard: list[Shown]) -> None:
    assert Counter(shown.status for shown in heard) == {201: ARRIVALS}
    with node.reading() as session:
        visits = session.execute(select(Visit.id, Visit.guest_id)).all()
        badges = session.execute(select(Badge.visit_id, Badge.id)).all()
        assert session.execute(text("PRAGMA integrity_check")).scalars().all() == ["ok"]
        assert session.execute(text("PRAGMA foreign_key_check")).all() == []
    assert len({visit.guest_id for visit in visits}) == len(visits) == ARRIVALS
    assert {tuple(badge) for badge in badges} == {(shown.answer["visit"], shown.answer["badge"]) for shown in heard}
    assert len(badges) == ARRIVALS


def assert_the_logbook_is_whole(node: Node) -> None:
    with node.reading() as session:
        numbers = session.scalars(select(LogLine.n).order_by(LogLine.n)).all()
        arrived = session.scalars(select(LogLine.visit_id).where(LogLine.kind == Kind.VisitorArrived)).all()
        assert list(numbers) == list(range(1, last_number(session) + 1))
        assert Counter(arrived) == Counter(session.scalars(select(Visit.id)).all())


def assert_no_badge_is_lost_or_doubled(node: Node, sheets: list[Image.Image]) -> None:
    """Each job is done, its paper out; or unknown, its paper perhaps out. No paper came out twice."""
    with node.reading() as session:
        numbers = {row.number: row.id for row in session.execute(select(Badge.number, Badge.id))}
        states = {row.subject_id: row.state for row in session.execute(select(PrintJob.subject_id, PrintJob.state))}
    papers = Counter(numbers[badge_number_on(sheet, node.keys.passes)] for sheet in sheets)
    assert set(papers.values()) == {1}
    done, unknown = ({badge for badge, state in states.items() if state == end} for end in ("done", "unknown"))
    assert len(done) + len(unknown) == ARRIVALS
    assert done <= papers.keys() <= done | unknown
    assert len(unknown) <= KILLS / 2, "a killed kiosk leaves at most the one badge that was in the works"


def badge_number_on(sheet: Image.Image, key: bytes) -> str:
    """Read the check-out code back from the paper."""
    seen = zxingcpp.read_barcode(sheet.convert("L"))
    assert seen is not None, "a paper without a readable code came out"
    code = read(seen.text, key)
    assert isinstance(code, Read)
    assert code.code is Code.BADGE
    return code.number
