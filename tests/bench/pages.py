"""How long each page of the office takes that has an address, whatever it is about."""

from collections.abc import Callable, Iterator
from itertools import repeat
from typing import Any

from sqlalchemy import select

from admin import create_admin
from admin.permissions import PAGES, Open
from shared.kernel.node import Node
from shared.kernel.settings import Address
from shared.reception.models import Plan
from shared.visits.models import Visit
from tests.addresses import ids_of, values_for
from tests.bench.clients import get, one_after_another
from tests.bench.figures import of_answers, progress

_FILES = frozenset({"visit_export.table"})
"""What is handed over piece by piece, as long as it is."""


def measure_pages(
    node: Node, site_id: str, address: Address, cookie: str, times: int, tell: Callable[[str, dict[str, Any]], None]
) -> None:
    """Ask for each page so often, as somebody who may open them all; what is answered otherwise is only counted."""
    not_shown = []
    for name, path in _addresses(node, site_id):
        [first] = one_after_another(address, repeat(get(address, path, cookie)), 1, 60, most=1)
        if first.status != 200:
            not_shown.append(f"{name}: {first.status}")
            continue
        answers = one_after_another(address, repeat(get(address, path, cookie)), 1, 60, most=times)
        tell(f"page: {name}", of_answers(answers, 50, 95))
    progress(f"pages that this house has nothing to show on: {', '.join(not_shown)}")


def _addresses(node: Node, site_id: str) -> Iterator[tuple[str, str]]:
    """Return each page's name and an address: of a visit that was prepared, where it is about one."""
    rules, ids = create_admin(node.settings, node).url_map, {**ids_of(node), **_of_a_prepared_visit(node)}
    adapter = rules.bind("localhost")
    for rule in sorted(rules.iter_rules(), key=lambda rule: rule.endpoint):
        if "GET" not in (rule.methods or ()) or isinstance(PAGES[rule.endpoint], Open) or rule.endpoint in _FILES:
            continue
        try:
            yield rule.endpoint, adapter.build(rule.endpoint, values_for(rule, ids, site_id))
        except LookupError as missing:
            progress(f"not measured: {rule.endpoint}, {missing}")


def _of_a_prepared_visit(node: Node) -> dict[str, list[str]]:
    with node.reading() as rows:
        stay = rows.scalars(select(Visit).join(Plan, Plan.booking_id == Visit.booking_id).limit(1)).one_or_none()
        if stay is None:
            return {}
        found = {"visits": stay.id, "bookings": stay.booking_id, "guests": stay.guest_id}
        return {name: [each] for name, each in (found | {"visitors": stay.guest.visitor_id}).items()}
