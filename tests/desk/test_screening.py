"""The watchlist: whom it knows again, who may put a name on it, and that nobody learns of it who shouldn't."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select

from shared.access.rules import Person
from shared.bookings.rules import Decision, GuestWish, State
from shared.companies.models import Visitor
from shared.companies.rules import Contact
from shared.desk.outcomes import Admitted, NotAllowed, OutOfTurn, SeeReception
from shared.desk.watchlist import confirm, decide_hit, end, flag_the_coming, propose
from shared.kernel.logbook import LogLine
from shared.notices.models import Notice
from shared.screening.models import WatchEntry, WatchHit, WatchStep
from shared.screening.rules import Draft, DraftRefused, HitState
from tests.desk.test_two_at_once import together
from tests.house import House


def watched_for(house: House, name: str = "王伟", *, confirmed: bool = True, **different: Any) -> str:
    """Put somebody on the list: the boss proposes, a second manager confirms."""
    until = house.node.now() + timedelta(days=30)
    draft = Draft(**{"name": name, "reason": "偷过样品", "source": "保安部", "expires_at": until} | different)
    with house.node.transaction() as session:
        entry = propose(session, draft, house.boss, house.node.now()).id
        session.flush()
        if confirmed:
            confirm(session, entry, second(house), house.node.now())
    return entry


def second(house: House) -> Person:
    """Return another manager."""
    return replace(house.boss, id="another manager")


def guest(name: str, phone: str | None = "+8613900000001", email: str | None = None) -> GuestWish:
    return GuestWish(Contact(name, "某公司", phone, email))


def hits(house: House) -> list[WatchHit]:
    with house.node.reading() as session:
        return list(session.scalars(select(WatchHit)))


def test_x(house: House) -> None:
    booking = house.approved(house.wish(guest("Wei WANG")))
    watched_for(house)
    answer = house.scanned(house.pass_of(booking))
    assert isinstance(answer, SeeReception)
    (hit,) = hits(house)
    assert (hit.score, hit.traits, hit.state) == (70, ["reading"], "open")
