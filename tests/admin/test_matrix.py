"""Roles by routes by sites, every cell, in a house where everything has happened once.

The table says which role opens which page; the page itself must say which *site's* things it shows. Both are asked of
every route by its own address, with the ids of real things, so that a new route cannot be forgotten.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import pytest
from apiflask import APIFlask
from sqlalchemy import select

from admin.permissions import PAGES, Open
from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import ALLOWED, HOUSE_WIDE, Permission, Person, Role
from shared.kernel.database import Base
from shared.kernel.node import Node
from tests.addresses import ids_of, values_for
from tests.admin.clerk import Clerk
from tests.admin.plausible import ELSEWHERE, LAST, NOT_EVEN_HERE, SIGN_OUT, Form, as_sent, form_of
from tests.admin.test_permissions import someone
from tests.architecture.test_lines import everything_happens
from tests.clock import StandingClock
from tests.conftest import settings_in
from tests.house import OLA, WANG, House, furnish

SignIn = Callable[..., Clerk]
METHODS = ("GET", "POST")
BY_WHAT_IT_IS = frozenset({"booking.cancelling", "green_lane.guest", "green_lane.register"})
"""Routes that refuse some things to who may open them: what is over, or who receives nobody."""
OF_ALL_SITES = frozenset({"screening.entry", "screening.confirm", "screening.end"})
"""The watchlist is the whole company's: who keeps it at one site keeps it for all."""
NAMES = (WANG.contact.name, OLA.contact.name, WANG.contact.company, OLA.contact.company)
"""Who came to the first site, and from where: nobody at the second ever reads it."""


@dataclass(frozen=True)
class Way:
    """One way into the office: a route with a method, at the address of something real."""

    endpoint: str
    method: str
    address: str
    form: Form

    def __str__(self) -> str:
        return f"{self.method} {self.address} ({self.endpoint})"

    @property
    def needs(self) -> Permission | Open:
        """Return what the table asks for."""
        return PAGES[self.endpoint]


@pytest.fixture(scope="module")
def lived(furnished_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, datetime]:
    """The folder of a house whose first site has seen everything, to copy, and the moment at which it stands."""
    folder, clock = tmp_path_factory.mktemp("lived"), StandingClock()
    file = shutil.copy(furnished_sqlite, folder / "usher.db")
    node = Node.open(settings_in(folder, f"sqlite:///{file}"), clock)
    everything_happens(furnish(node))
    node.close()
    return folder, clock.now()


@pytest.fixture
def clock(lived: tuple[Path, datetime]) -> StandingClock:
    """A clock that stands where everything has happened."""
    return StandingClock(lived[1])


@pytest.fixture
def database_url(lived: tuple[Path, datetime], data_dir: Path) -> str:
    """A copy of all that the house has."""
    shutil.copytree(lived[0], data_dir, dirs_exist_ok=True)
    return f"sqlite:///{data_dir / 'usher.db'}"


@pytest.fixture
def lived_in(house: House) -> House:
    """A house whose first site has seen everything."""
    return house


def ways(office: APIFlask, house: House) -> Iterator[Way]:
    """Return every way that the table guards, with an address."""
    ids, adapter = ids_of(house.node), office.url_map.bind("localhost")
    for rule in sorted(office.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if isinstance(PAGES[rule.endpoint], Open):
            continue
        values = values_for(rule, ids, house.site)
        for method in METHODS:
            if method in (rule.methods or ()):
                address = adapter.build(rule.endpoint, values, method=method)
                yield Way(rule.endpoint, method, address, form_of(rule.endpoint, ids))


def seated(house: House, clerk: SignIn, site: str) -> dict[Role, Clerk]:
    """Return a browser for each role at a site."""
    return {role: clerk(someone(house, role, site)) for role in Role}


def cells(office: APIFlask, house: House, browsers: Mapping[Role, Clerk]) -> Iterator[tuple[Role, Way, Clerk, str]]:
    """Return each role with each way, its browser, and the browser's token against forgery."""
    found = sorted(ways(office, house), key=lambda way: way.endpoint == SIGN_OUT)
    for role, browser in browsers.items():
        token = browser.token()
        yield from ((role, way, browser, token) for way in found)


def asked(browser: Clerk, way: Way, token: str) -> tuple[int, str]:
    """Go a way; return the status and what is read."""
    answer = (
        browser.opens(way.address)
        if way.method == "GET"
        else browser.sends(way.address, as_sent(way.form), token=token)
    )
    return answer.status_code, answer.text if answer.content_type.startswith(("text/", "application/json")) else ""


def allows(role: Role, needed: Permission | Open) -> bool:
    """Say whether a role at one site opens what needs a permission."""
    return needed in ALLOWED[role] and needed not in HOUSE_WIDE


def test_who_may_not_open_a_route_is_refused_whatever_it_is_about(
    office: APIFlask, lived_in: House, clerk: SignIn
) -> None:
    """Every cell of roles by routes, at the site whose things are asked for: 403 where the table says no, else not."""
    wrong = {}
    for role, way, browser, token in cells(office, lived_in, seated(lived_in, clerk, lived_in.site)):
        may = allows(role, way.needs)
        if way.method == "POST" and may:
            continue  # what a deed asks for besides is told by the test of its page
        status, _text = asked(browser, way, token)
        is_wrong = (status != 403) is not may and way.endpoint not in BY_WHAT_IT_IS
        if is_wrong or status >= 500:
            wrong[f"{role}: {way}"] = status
    assert wrong == {}


def test_nobody_at_another_site_reads_or_changes_a_thing(office: APIFlask, lived_in: House, clerk: SignIn) -> None:
    """With the right address in hand: no page holds a name, nothing is written to the book but what is one's own."""
    browsers = seated(lived_in, clerk, lived_in.other_site)
    wrong, before = {}, house_as_it_stands(lived_in.node)
    for role, way, browser, token in cells(office, lived_in, browsers):
        status, text = asked(browser, way, token)
        told = [name for name in NAMES if name in text and way.endpoint not in OF_ALL_SITES]
        if told or status >= 500 or not is_told_no(role, way, status):
            wrong[f"{role}: {way}"] = status, told
    assert wrong == {}
    assert changed(before, house_as_it_stands(lived_in.node)) == set()


def is_told_no(role: Role, way: Way, status: int) -> bool:
    """Say whether a form about another site's thing is answered as stated; a page may show somebody's own things."""
    if way.method == "GET" or way.endpoint in BY_WHAT_IT_IS:
        return True
    stated = ELSEWHERE.get(way.endpoint, 404) if allows(role, way.needs) else 403
    return status == stated


def test_the_same_forms_are_taken_from_who_works_where_the_things_are(
    office: APIFlask, lived_in: House, clerk: SignIn
) -> None:
    """So what refuses them elsewhere is no form that is wrong: whoever may all at their site gets past it."""
    browser = clerk(someone_with_every_role(lived_in))
    token, wrong = browser.token(), {}
    found = [way for way in ways(office, lived_in) if way.method == "POST" and way.needs not in HOUSE_WIDE]
    for way in sorted(found, key=lambda way: way.endpoint in LAST):
        status, _text = asked(browser, way, token)
        if way.endpoint not in NOT_EVEN_HERE and status in (400, 403, 404):
            wrong[str(way)] = status
    assert wrong == {}


def someone_with_every_role(house: House) -> Person:
    """Return somebody who is everything at the first site."""
    with house.node.transaction() as rows:
        roles = [(role, house.site) for role in Role]
        account = make_account(rows, "qian.jin@usher.example", "钱进", roles, house.node.now())
        return person_of(rows, account)


def test_a_list_that_is_asked_for_another_site_shows_ones_own(office: APIFlask, lived_in: House, clerk: SignIn) -> None:
    """`?site=` is a choice among what one may see, and a search finds nothing beyond it."""
    wrong = {}
    for role, way, browser, _token in cells(office, lived_in, seated(lived_in, clerk, lived_in.other_site)):
        if way.method == "GET" and allows(role, way.needs):
            for more in ("?site=HQ&q=wang", f"?site={lived_in.site}&when=all&q=ola"):
                _status, text = asked(browser, replace(way, address=way.address + more), "")
                if told := [name for name in NAMES if name in text and way.endpoint not in OF_ALL_SITES]:
                    wrong[way.address + more] = told
    assert wrong == {}


_OWN = frozenset({"sign_ins", "attempts", "logbook", "logbook_counter", "watch_steps"})
"""Tables that somebody's own way through the office writes to, and who read the watchlist."""


def house_as_it_stands(node: Node) -> dict[str, object]:
    """Return every row of every table, but of those that any visit to the office writes to."""
    with node.reading() as rows:
        return {
            name: sorted(map(repr, rows.execute(select(table)).all()))
            for name, table in Base.metadata.tables.items()
            if name not in _OWN
        }


def changed(before: Mapping[str, object], after: Mapping[str, object]) -> set[str]:
    """Return the tables that are not as they were."""
    return {name for name in before if before[name] != after[name]}
