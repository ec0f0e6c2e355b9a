"""What the office says of itself at /healthz."""

from collections.abc import Callable

from shared.kernel.logbook import last_number
from tests.admin.clerk import Clerk
from tests.clock import StandingClock
from tests.house import House

SignIn = Callable[..., Clerk]


def test_the_office_says_that_it_works(house: House, clerk: SignIn) -> None:
    """To whoever asks, without names."""
    answer = clerk(None).opens("/healthz")
    with house.node.reading() as rows:
        newest = last_number(rows)
    assert answer.status_code == 200
    assert answer.get_json() == {"status": "ok", "database": "ok", "migrations": "ok", "logbook": newest, "mail": "ok"}


def test_letters_that_nobody_takes_away_are_said(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """The office still works, but not whole."""
    house.booked()
    assert clerk(None).opens("/healthz").get_json()["mail"] == "ok"
    clock.passes(minutes=6)
    limping = clerk(None).opens("/healthz")
    assert (limping.status_code, limping.get_json()["status"], limping.get_json()["mail"]) == (200, "degraded", "late")


def test_without_its_database_the_office_is_down(house: House, clerk: SignIn) -> None:
    """And says so instead of falling over."""
    browser = clerk(None)
    with house.node.transaction() as rows:
        rows.connection().exec_driver_sql("ALTER TABLE logbook_counter RENAME TO lost")
    answer = browser.opens("/healthz")
    assert (answer.status_code, answer.get_json()["status"]) == (503, "down")
