"""Letting people in: what a flood of tries costs, and what a new password ends."""

from sqlalchemy import func, select

from shared.access.actions import make_link, set_password, sign_in_with_password, use_link
from shared.access.models import Account, Attempt
from shared.access.passwords import hash_password, is_right
from shared.access.queries import password_to_check
from shared.access.rules import SIGN_IN_BY_ACCOUNT_AND_ADDRESS
from shared.kernel.logbook import last_number
from shared.kernel.node import Node
from tests.clock import StandingClock
from tests.house import House

PASSWORD = "correct horse battery"


def tried(house: House, password: str, address: str = "10.0.0.7") -> str | None:
    """Try to sign in as the host."""
    email, now = "li.wei@usher.example", house.node.now()
    with house.node.reading() as session:
        known = password_to_check(session, email, address, now)
    if known is None:
        return None
    checked = known if is_right(known, password) else None
    with house.node.transaction() as session:
        return sign_in_with_password(session, email, checked, address=address, browser="", now=now)


def has_password(house: House) -> None:
    with house.node.transaction() as session:
        set_password(session, session.get_one(Account, house.host.id), hash_password(PASSWORD), house.node.now())


def written(node: Node) -> tuple[int, int]:
    """Return how many lines and tries are on record."""
    with node.reading() as session:
        return last_number(session), session.scalars(select(func.count()).select_from(Attempt)).one()


def test_tries_beyond_the_limit_are_refused_and_leave_no_trace(house: House) -> None:
    has_password(house)
    for _ in range(SIGN_IN_BY_ACCOUNT_AND_ADDRESS.tries):
        assert tried(house, "wrong") is None
    before = written(house.node)
    assert tried(house, PASSWORD) is None
    assert written(house.node) == before


def test_the_lock_opens_by_itself_while_the_owner_tries(house: House, clock: StandingClock) -> None:
    has_password(house)
    for _ in range(SIGN_IN_BY_ACCOUNT_AND_ADDRESS.tries):
        tried(house, "wrong")
    for _ in range(15):
        assert tried(house, PASSWORD) is None
        clock.passes(minutes=1)
    assert tried(house, PASSWORD) is not None


def test_nobody_shuts_somebody_out_from_another_address(house: House) -> None:
    has_password(house)
    for _ in range(SIGN_IN_BY_ACCOUNT_AND_ADDRESS.tries):
        assert tried(house, "wrong", "203.0.113.9") is None
    assert tried(house, PASSWORD, "203.0.113.9") is None
    assert tried(house, PASSWORD) is not None


def test_a_new_password_ends_the_links_that_lie_about(house: House) -> None:
    node = house.node
    with node.transaction() as session:
        old = make_link(session, session.get_one(Account, house.host.id), node.now(), "test")
    has_password(house)
    with node.transaction() as session:
        assert use_link(session, old, "", node.now()) is None
        new = make_link(session, session.get_one(Account, house.host.id), node.now(), "test")
        assert use_link(session, new, "", node.now()) is not None


def test_tries_that_come_at_one_moment_are_not_more_than_those_that_come_in_turn(house: House) -> None:
    """All were let through to the hash before any of them was counted: the right one among the last gets nothing."""
    has_password(house)
    email, address, now = "li.wei@usher.example", "10.0.0.7", house.node.now()
    with house.node.reading() as session:
        known = password_to_check(session, email, address, now)
    assert known is not None
    for _ in range(SIGN_IN_BY_ACCOUNT_AND_ADDRESS.tries):
        with house.node.transaction() as session:
            sign_in_with_password(session, email, None, address=address, browser="", now=now)
    with house.node.transaction() as session:
        assert sign_in_with_password(session, email, known, address=address, browser="", now=now) is None
