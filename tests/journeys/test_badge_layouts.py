"""What an administrator chose is what the lobby prints, on the paper that its printer has."""

import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PIL import Image

from hardware.badge import layout_for, render
from shared.badges.actions import choose_layout
from shared.badges.queries import content_of
from shared.badges.rules import BadgeLayout, Fact, Roll
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.apps import KIOSK, ROOT, App, environment, running, with_free_ports
from tests.house import House, furnish

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]

PRINTS_WITHIN_S = 90.0
CHOSEN = BadgeLayout(facts=(Fact.AREA, Fact.HOST), company=False, disclaimer="离开时请交还胸卡。")


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """The small company, whose printer has narrow paper."""
    node = Node.open(with_free_ports(replace(settings, site="HQ", printers=("virtual:?width=384",))))
    yield furnish(node)
    node.close()


def test_a_badge_is_printed_as_its_grade_looks_on_the_printers_paper(house: House) -> None:
    with house.node.transaction() as session:
        choose_layout(session, [("D", Roll.NARROW)], CHOSEN, house.boss.id, house.node.now())
        choose_layout(session, [("D", Roll.WIDE)], BadgeLayout(facts=()), house.boss.id, house.node.now())
    booking = house.approved(house.wish())
    with running(house.node.settings, KIOSK) as [kiosk]:
        badge = comes_in(kiosk, house.pass_of(booking))
        status, shown = kiosk.asked("GET", f"/badges/{badge}")
        assert (status, shown["state"]) == (200, "done")
    with house.node.reading() as session:
        content = content_of(session, badge, house.node.keys.passes)
    assert content is not None
    assert content.grade == "D"
    (printed,) = (house.node.settings.data_dir / "prints").glob("*.png")
    with Image.open(printed) as paper:
        assert paper.tobytes() == render(content, layout_for(384, CHOSEN)).tobytes()
        assert paper.tobytes() != render(content, layout_for(384)).tobytes()


def test_a_printer_too_narrow_for_a_badge_is_named_at_start(settings: Settings) -> None:
    told = subprocess.run(
        [sys.executable, str(ROOT / KIOSK), "devices"],
        cwd=ROOT,
        env=environment(replace(settings, printers=("tcp://127.0.0.1:9?width=320",))),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 2
    assert "USHER_PRINTER" in told.stderr
    assert "384 dots" in told.stderr


def comes_in(kiosk: App, pass_: str) -> str:
    """Show a pass, and follow the visit until its badge is out; return the badge."""
    status, answer = kiosk.asked("POST", "/arrivals", {"pass": pass_, "tap": str(uuid.uuid4())})
    assert (status, answer["outcome"]) == (201, "admitted")
    after, give_up_at = 0, time.monotonic() + PRINTS_WITHIN_S
    while True:
        status, news = kiosk.asked("GET", f"/visits/{answer['visit']}/news?after={after}")
        assert status == 200
        assert time.monotonic() < give_up_at, f"no badge within {PRINTS_WITHIN_S} s"
        after = news["last"]
        if any(item["kind"] == "BadgePrinted" for item in news["items"]):
            return str(answer["badge"])
