"""How long until the host's screen knows that the visitor is in, with few and with many screens open."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

from shared.access.models import Account
from shared.access.rules import Role
from shared.kernel.logbook import Kind
from shared.kernel.node import Node
from shared.kernel.settings import Address
from tests.bench.arrivals import CLIENTS, by_chance
from tests.bench.boards import Boards, cookie_of, open_boards
from tests.bench.clients import Answer, at_their_own_pace
from tests.bench.company import measured_site, people_with, sign_in_all
from tests.bench.figures import percentiles

BOARDS = (1, 100, 1_000)
RUNS = len(BOARDS) + 1
PER_SECOND = 10
_TOLD_WITHIN_S = 5.0
_ASK_AGAIN_S = 0.05
Figures = dict[str, Any]


@dataclass(frozen=True)
class Office:
    """The office's side: where its sockets are, and who sits before a screen."""

    address: Address
    node: Node
    host: Account
    hosts: Sequence[Account]
    guards: Sequence[Account]

    def cookies(self, accounts: Sequence[Account]) -> list[str]:
        """Sign a browser of each in, also twice, and return the cookies."""
        with self.node.transaction() as session:
            secrets = sign_in_all(session, accounts, self.node.now())
        return [cookie_of(secret, self.node.keys.cookies) for secret in secrets]


def office_of(node: Node, address: Address) -> Office:
    """Return the office of the site where everything is measured."""
    with node.reading() as session:
        site = measured_site(session).id
        hosts, guards = (people_with(session, role, site) for role in (Role.HOST, Role.GATE))
    return Office(address, node, hosts[0], hosts[1:], guards)


def measure_news(
    office: Office, kiosk: Address, requests: Iterator[bytes], seconds: float, tell: Callable[[str, Figures], None]
) -> None:
    """Measure from sending `POST /arrivals` to the host's client having its `news`."""
    for count in BOARDS:
        others = count - 1
        guards = min(others // 10, len(office.guards))
        crowd = [*office.guards[:guards], *office.hosts[: others - guards]]
        tell(f"news, {count} boards", _measured(office, kiosk, requests, seconds, crowd) | {"shown_on": 1 + guards})
    everywhere = [office.guards[n % len(office.guards)] for n in range(BOARDS[-1] - 1)]
    figures = _measured(office, kiosk, requests, seconds, everywhere)
    tell(f"news, {BOARDS[-1]} boards that all show it", figures | {"shown_on": BOARDS[-1]})


def _measured(
    office: Office, kiosk: Address, requests: Iterator[bytes], seconds: float, crowd: Sequence[Account]
) -> Figures:
    with ExitStack() as stack:
        others = stack.enter_context(open_boards(office.address, office.cookies(crowd))) if crowd else None
        board = stack.enter_context(open_boards(office.address, office.cookies([office.host])))
        answers = at_their_own_pace(kiosk, requests, CLIENTS, by_chance(PER_SECOND, seconds))
        figures = _percentiles(answers, board)
        return figures | ({"least_told": others.least_told()} if others else {})


def _percentiles(answers: Sequence[Answer], board: Boards) -> Figures:
    """Pair each arrival with the news of its visit. Raises LookupError if one was never told."""
    sent = {answer.json["visit"]: answer.wanted_at for answer in answers}
    told: dict[str, float] = {}
    give_up_at = time.monotonic() + _TOLD_WITHIN_S
    while missing := sent.keys() - told.keys():
        for at, lines in board.seen():
            arrived = (line["visit"] for line in lines["items"] if line["kind"] == Kind.VisitorArrived)
            told.update(dict.fromkeys(arrived, at))
        if time.monotonic() > give_up_at:
            raise LookupError(f"{len(missing)} arrivals were never told")
        time.sleep(_ASK_AGAIN_S)
    return percentiles([told[visit] - sent[visit] for visit in sent])
