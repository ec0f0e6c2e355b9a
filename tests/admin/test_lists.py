"""What each page with an address of its own costs: a number of statements, whatever it lists and however long."""

from collections.abc import Callable, Iterable

import pytest
from apiflask import APIFlask

from admin.permissions import PAGES
from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Role
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from tests.admin.clerk import Clerk, counted
from tests.house import House

pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
SignIn = Callable[..., Clerk]

STATEMENTS = {
    "/accounts": 7,
    "/accounts/new": 4,
    "/agreements": 16,
    "/approvals": 9,
    "/badges": 6,
    "/bookings": 9,
    "/bookings/free": 5,
    "/bookings/import": 5,
    "/bookings/new": 9,
    "/calendar": 7,
    "/calendar/preview": 5,
    "/closing": 6,
    "/companies": 6,
    "/complaints": 6,
    "/desk": 6,
    "/desk/walk-ins/new": 9,
    "/devices": 10,
    "/devices/alarm": 12,
    "/devices/parts": 10,
    "/dispatch": 6,
    "/feedback": 14,
    "/feedback/words": 6,
    "/gate": 25,
    "/gate/officials": 8,
    "/gate/parts": 25,
    "/gate/people": 12,
    "/gate/roll-call": 14,
    "/gate/roll-call/parts": 13,
    "/gate/roll-calls": 5,
    "/green-lane": 8,
    "/host": 4,
    "/host/parts": 4,
    "/invitations": 5,
    "/invitations/new": 7,
    "/kiosk-look": 4,
    "/my-sign-ins": 5,
    "/password": 3,
    "/people": 7,
    "/people/import": 3,
    "/people/new": 6,
    "/reception": 15,
    "/reception/promises": 8,
    "/resources": 5,
    "/resources/new": 4,
    "/rules": 6,
    "/rules/feedback": 9,
    "/rules/new-site": 4,
    "/rules/proposal": 7,
    "/rules/reception": 11,
    "/rules/tiers": 10,
    "/set-up": 7,
    "/views": 4,
    "/visitors": 8,
    "/visits": 10,
    "/visits/book": 12,
    "/visits/search": 8,
    "/watchlist": 10,
    "/watchlist/new": 3,
}
"""At most, those included that find out who is asking."""
NARROWED = {
    "/approvals?what=all&q=客人&grade=B&from=2026-11-23&to=2026-12-23": 8,
    "/approvals?what=papers&q=客人&grade=B&from=2026-11-01&to=2026-12-23": 8,
    "/reception/promises?what=all&q=客人&grade=B&from=2026-11-01&to=2026-12-23": 8,
    "/invitations?q=客人&state=open": 5,
}
"""The same where a list is narrowed in its address."""
NO_PAGES = {
    "/",
    "/bookings/import/example.csv",
    "/devices/prints",
    "/feedback/table.csv",
    "/healthz",
    "/host/colleagues",
    "/hosts",
    "/my-absence",
    "/people/import/example.csv",
    "/sign-in",
}
"""What leads on, answers programs, or needs more than an address."""


def clerk_of_all(house: House, clerk: SignIn) -> Clerk:
    """Sit somebody at a browser who may open every page."""
    roles = [(role, None) for role in (Role.ADMIN, Role.MANAGER, Role.RECEPTIONIST, Role.DISPATCHER)]
    with house.node.transaction() as rows:
        account = make_account(rows, "wu.nan@usher.example", "吴楠", roles, house.node.now())
        who = person_of(rows, account)
    return clerk(who)


def live(house: House, numbers: Iterable[int]) -> None:
    """Let visits come, wait, leave, and colleagues begin: more of what lists show."""
    for number in numbers:
        who = GuestWish(Contact(f"客人{number}", f"公司{number}", f"+861380000{number}001", None))
        visit = house.approved(house.wish(who, grade="C"))
        house.scanned(house.pass_of(visit))
        if number % 2:
            house.left(house.pass_of(visit))
        house.booked(house.wish(who, grade="B"))
        with house.node.transaction() as rows:
            account = f"{number}@usher.example", f"员工{number}", [(Role.HOST, house.site)]
            make_account(rows, *account, house.node.now())


def costs(house: House, browser: Clerk) -> dict[str, int]:
    """Return how many statements each page takes."""
    found = {}
    browser.opens("/my-sign-ins")  # the sign-in is prolonged now and then, which is no page's cost
    for path in (*STATEMENTS, *NARROWED):
        with counted(house.node) as said:
            browser.reads(path)
        found[path] = len(said)
    return found


def test_every_page_costs_the_statements_that_are_stated_however_much_it_lists(house: House, clerk: SignIn) -> None:
    browser = clerk_of_all(house, clerk)
    live(house, range(1, 3))
    few = costs(house, browser)
    live(house, range(3, 6))
    many = costs(house, browser)
    assert {path: (few[path], cost) for path, cost in many.items() if cost != few[path]} == {}
    assert {path: cost for path, cost in many.items() if cost > (STATEMENTS | NARROWED)[path]} == {}


def test_every_page_that_has_an_address_of_its_own_states_what_it_costs(office: APIFlask, house: House) -> None:
    pages = {
        rule.rule
        for rule in office.url_map.iter_rules()
        if rule.endpoint in PAGES and not rule.arguments and "GET" in (rule.methods or ())
    }
    assert pages == STATEMENTS.keys() | NO_PAGES
