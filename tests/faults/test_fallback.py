"""The receipt printer has no paper: the label printer beside it, of another make and width, prints the badge."""

import time
import uuid
from dataclasses import replace

import pytest
import zxingcpp

from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.apps import KIOSK, running, with_free_ports
from tests.crowd import invite_crowd, names_of_callers
from tests.house import furnish
from tests.peers.label import LabelPrinter
from tests.peers.printer import TcpPrinter

PRINTS_WITHIN_S = 90.0
pytestmark = [
    pytest.mark.fault,
    pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True),
]


def test_a_badge_comes_out_of_the_label_printer_and_checks_its_visitor_out(settings: Settings) -> None:
    receipt, label = TcpPrinter(), LabelPrinter(speaks=False)
    receipt.faults.paper_out = True
    label.mind.looks_while_printing = 2
    printers = (receipt.address, f"{label.address}&place=Gate+2")
    settings = with_free_ports(replace(settings, printers=printers, site="HQ"))
    node = Node.open(settings)
    house = furnish(node)
    (text,) = invite_crowd(node, house.site, [str(house.host.employee_id)], list(names_of_callers(1)), 1)
    node.close()
    with running(settings, KIOSK) as [kiosk]:
        status, came = kiosk.asked("POST", "/arrivals", {"pass": text, "tap": str(uuid.uuid4())})
        assert (status, came["outcome"]) == (201, "admitted")
        seen, give_up_at = 0, time.monotonic() + PRINTS_WITHIN_S
        while kiosk.asked("GET", f"/badges/{came['badge']}")[1]["state"] != "done":
            status, news = kiosk.asked("GET", f"/visits/{came['visit']}/news?after={seen}")
            assert (status, time.monotonic() < give_up_at) == (200, True), f"not within {PRINTS_WITHIN_S} s"
            seen = news["last"]
        badge = kiosk.asked("GET", f"/badges/{came['badge']}")[1]
        (sheet,) = label.mind.labels
        code = zxingcpp.read_barcode(sheet.convert("L"))
        assert code is not None
        status, left = kiosk.asked("POST", "/departures", {"pass": code.text, "tap": str(uuid.uuid4())})
    receipt.close()
    label.close()
    assert badge == {"state": "done", "reason": None, "copy": 1, "printer": f"brother:127.0.0.1:{label.port}"}
    assert (status, left["outcome"]) == (201, "left")
    assert receipt.mind.sheets == []
