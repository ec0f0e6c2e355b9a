"""Many guests at once: bookings with passes, written in bulk with the rows that real ones have."""

import itertools
import random
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert

from shared.bookings.models import Booking, Guest, Pass
from shared.bookings.passes import Code, new_number, sign
from shared.companies.models import Company, Visitor
from shared.companies.rules import company_key
from shared.kernel.database import table_of
from shared.kernel.ids import new_id
from shared.kernel.node import Node

_TABLES = (Visitor, Booking, Guest, Pass)
_Rows = tuple[dict[str, Any], ...]


def invite_crowd(node: Node, site: str, hosts: Sequence[str], names: Sequence[str], count: int) -> list[str]:
    """Book and approve a stay for each of many guests, of a company of theirs; return their passes.

    Each stay began some time in the last ten days and ends in five or more, so that every pass opens the door
    now, and no day has more bookings than a busy house's. They are not in the search index.
    """
    now, key = node.now(), node.keys.passes
    company = Company(id=new_id(), name="启航精密技术（青岛）有限公司", key=company_key(new_id()))
    callers = itertools.islice(zip(itertools.cycle(hosts), itertools.cycle(names), strict=False), count)
    with node.transaction() as session:
        session.add(company)
        session.flush()
        rows = [_rows(n, site, company.id, host, name, now) for n, (host, name) in enumerate(callers)]
        for model, part in zip(_TABLES, zip(*rows, strict=True), strict=True):
            session.execute(insert(table_of(model)), list(part))
    return [sign(Code.PASS, row[-1]["number"], row[-1]["expires_at"], key) for row in rows]


def _rows(number: int, site: str, company: str, host: str, name: str, now: datetime) -> _Rows:
    """Return a visitor, a booking, a guest and a pass."""
    visitor, booking, guest = new_id(), new_id(), new_id()
    starts = now - timedelta(days=10 * random.random(), minutes=5)
    ends = now + timedelta(days=random.uniform(5, 10))
    issued = now - timedelta(days=14)
    return (
        {
            "id": visitor,
            "name": name,
            "company_id": company,
            "phone": f"+86139{number:08d}",
            "kept_for": "visit",
            "forget_at": ends + timedelta(days=180),
        },
        {
            "id": booking,
            "site_id": site,
            "host_id": host,
            "booked_by": host,
            "grade_letter": "D",
            "kind": "ordinary",
            "purpose": "签约洽谈",
            "area": "",
            "photos_allowed": False,
            "starts_at": starts,
            "ends_at": ends,
            "state": "approved",
            "permit": f"XK26-{new_id()[-8:].upper()}",  # as long as real ones, and one of a million million
            "is_urgent": False,
            "made_at": issued,
            "changes": 0,
            "kept_for": "visit",
            "forget_at": ends + timedelta(days=180),
        },
        {"id": guest, "booking_id": booking, "visitor_id": visitor, "position": 0, "is_leader": True},
        {"number": new_number(), "guest_id": guest, "issued_at": issued, "expires_at": ends},
    )


def names_of_callers(count: int, seed: int = 8) -> Iterator[str]:
    """Return names as visitors have them, the same each time; some come twice."""
    pick = random.Random(seed)
    for _ in range(count):
        if pick.random() < 0.8:
            yield pick.choice(_SURNAMES) + "".join(pick.choices(_GIVEN, k=pick.choice((1, 2, 2, 2))))
        else:
            yield f"{pick.choice(_FIRST)} {pick.choice(_LAST)}"


_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华慧建国文辉力玉兰晓琳志鹏宇浩然子涵"
_FIRST = "Ola Anna Peter Maria Jan Eva Tom Ines Paul Nora Hans Lucy Karl Ada Ivan Rosa Erik Lena Max Vera".split()
_LAST = "Nordmann Becker Rossi Novak Smith Garcia Dubois Larsen Jansen Kowalski Silva Weber Moreau Berg".split()
