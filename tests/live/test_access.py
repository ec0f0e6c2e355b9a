"""Who is let in to `/live`, from where, and how soon access ends once it is taken away."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from admin import create_admin
from admin.live import attach_live
from admin.origins import own_origins
from shared.access.actions import disable_account, revoke_token, set_grants, sign_out
from shared.access.models import Account, Grant, SignIn, Token
from shared.access.queries import person_signed_in
from shared.access.rules import Person, Role
from shared.kernel.logbook import About
from tests.apps import App
from tests.house import House
from tests.live.lines import newest, write
from tests.live.screens import NotLetIn, Screen, token
from tests.signed_in import browser_of, cookie_with
from tests.standing import Standing

ENDS_S = 5.0


@pytest.fixture
def house(standing: Standing) -> House:
    """The small company, in which nothing has happened."""
    return standing.put_in_order()


@pytest.fixture
def office(standing: Standing) -> App:
    """The office process over it."""
    return standing.app


def screen_of(house: House, office: App, person: Person) -> tuple[Screen, str]:
    """Open a signed-in browser's screen; return it with the browser's secret."""
    secret, cookie = browser_of(house.node, person)
    return Screen(office.url, {"after": newest(house)}, cookie=cookie, origin=office.url), secret


def sign_in_of(session: Session, secret: str, house: House) -> SignIn:
    """Return the row of a browser's sign-in."""
    found = person_signed_in(session, secret, house.node.now())
    assert found is not None
    return session.get_one(SignIn, found[1].id)


Taking = Callable[[Session, House, str], None]


def _signs_out(session: Session, house: House, secret: str) -> None:
    sign_out(session, sign_in_of(session, secret, house), house.node.now(), "test")


def _is_disabled(session: Session, house: House, _secret: str) -> None:
    disable_account(session, session.get_one(Account, house.guard.id), house.node.now(), "test")


def _idles_away(session: Session, house: House, secret: str) -> None:
    """Nothing in the logbook tells of it."""
    sign_in_of(session, secret, house).ends_at = house.node.now()


@pytest.mark.parametrize("taken_away", [_signs_out, _is_disabled, _idles_away])
def test_a_browser_is_cut_off_when_its_access_ends(house: House, office: App, taken_away: Taking) -> None:
    """Within five seconds, and it is not let in again."""
    screen, secret = screen_of(house, office, house.guard)
    with house.node.transaction() as session:
        taken_away(session, house, secret)
    assert screen.is_cut_off_within(ENDS_S)
    with pytest.raises(NotLetIn, match="signed_out"):
        Screen(office.url, cookie=cookie_with(house.node, secret), origin=office.url)


def test_a_program_is_cut_off_when_its_token_is_revoked(house: House, office: App) -> None:
    """As a browser is."""
    key = token(house.node, Role.GATE, house.site)
    screen = Screen(office.url, {"token": key})
    with house.node.transaction() as session:
        revoke_token(session, session.scalars(select(Token)).one(), house.node.now(), "test")
    assert screen.is_cut_off_within(ENDS_S)
    with pytest.raises(NotLetIn, match="signed_out"):
        Screen(office.url, {"token": key})


@pytest.mark.parametrize("is_told", [True, False], ids=["by the house", "behind its back"])
def test_who_loses_a_role_sees_no_more_of_its_lines(house: House, office: App, is_told: bool) -> None:
    """The screen stays open for what its person may still see."""
    screen, _ = screen_of(house, office, house.guard)
    seen = write(house, About(house.site))[0]
    screen.hears(seen)
    watcher = Screen(office.url, {"token": token(house.node, Role.ADMIN)})
    with house.node.transaction() as session:
        account = session.get_one(Account, house.guard.id)
        if is_told:
            set_grants(session, account, [(Role.GATE, house.other_site)], house.node.now(), "test")
        else:
            session.execute(delete(Grant).where(Grant.account_id == account.id))
            session.add(Grant(account_id=account.id, role=Role.GATE, site_id=house.other_site))
    other = first_line_of_other_site(house, screen)
    hidden = write(house, About(house.site), About(house.other_site))
    assert screen.hears(hidden[1])[-1] == hidden[1]
    watcher.hears(hidden[1])
    assert hidden[0] not in screen.numbers
    assert other > seen


def first_line_of_other_site(house: House, screen: Screen) -> int:
    """Write lines about the second site until the screen is told of one: then its new role has reached it."""
    for _ in range(int(ENDS_S * 10)):
        n = write(house, About(house.other_site))[0]
        if screen.was_told_within(n, 0.1):
            return n
    raise AssertionError(f"the new role did not reach the screen within {ENDS_S} s")


def test_a_foreign_page_is_refused(house: House, office: App) -> None:
    """A cookie alone proves no page of ours."""
    cookie = browser_of(house.node, house.guard)[1]
    with pytest.raises(NotLetIn):
        Screen(office.url, cookie=cookie, origin="https://evil.example")
    with pytest.raises(NotLetIn, match="foreign_origin"):
        Screen(office.url, cookie=cookie, suppress_origin=True)
    assert Screen(office.url, {"token": token(house.node, Role.GATE)}, suppress_origin=True).is_open


NOBODY = (
    (None, "signed_out"),
    ({"token": "wrong"}, "signed_out"),
    ({"token": "\ud83d"}, "signed_out"),
    ({"token": 7}, "signed_out"),
    ({"after": -1}, "bad_after"),
    ({"after": "1"}, "bad_after"),
    ({"after": True}, "bad_after"),
    ({"after": 2**60}, "bad_after"),
    (["token"], "bad_auth"),
)


def test_who_is_nobody_is_refused_with_a_code(office: App) -> None:
    """And nothing of what was sent breaks anything."""
    for auth, code in NOBODY:
        with pytest.raises(NotLetIn, match=code):
            Screen(office.url, auth, origin=office.url)


@pytest.mark.parametrize(
    ("public_url", "origins"),
    [
        ("https://usher.example.com", ["https://usher.example.com"]),
        ("https://Usher.example.com:443", ["https://usher.example.com"]),
        ("https://usher.example.com:8443", ["https://usher.example.com:8443"]),
        ("http://localhost:8002", ["http://127.0.0.1:8002", "http://localhost:8002", "http://[::1]:8002"]),
    ],
)
def test_our_own_pages_are_those_of_the_public_address(house: House, public_url: str, origins: list[str]) -> None:
    """As browsers write it in Origin; on one machine all its own names are one."""
    assert own_origins(replace(house.node.settings, public_url=public_url)) == origins


def test_no_event_but_coming_and_going_is_listened_to(house: House) -> None:
    """The sockets' whole permission table: who may connect is asked in `door.py`, and nothing else can be sent."""
    app = create_admin(house.node.settings, house.node)
    server = attach_live(app, house.node, "threading").server
    assert {space: set(events) for space, events in server.handlers.items()} == {"/live": {"connect", "disconnect"}}
    assert (list(server.namespace_handlers), list(server.namespaces)) == ([], ["/live"])
