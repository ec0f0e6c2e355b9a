"""The office's quieter pages, in both languages: whole, faultless to axe-core, and kept as pictures."""

from pathlib import Path

import pytest

from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from tests.admin.pages import DESK, Office, errors_of, faults_of
from tests.house import OLA, WANG, House
from tests.journeys.conftest import Place

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_quieter_pages_have_no_faults(place: Place, screenshots: Path, language: str) -> None:
    house = place.house
    booking = f"/bookings/{house.booked(house.wish(WANG, OLA)).id}"
    office = Office(place.office_app.url, house.node, place.browser)
    walks = {
        an_admin(house): {"accounts": "/accounts", "account-new": "/accounts/new", "account": "/accounts/{}"},
        house.host: {"change": f"{booking}/change", "cancel": f"{booking}/cancel", "passes": f"{booking}/passes"},
        house.guard: {"password": "/password"},
    }
    faults: dict[str, list[str]] = {}
    for who, pages in walks.items():
        with office.someone(who, DESK, locale=language, reduced_motion="reduce") as page:
            for name, path in pages.items():
                answer = page.goto(office.url + path.format(who.id))
                assert answer is not None
                assert answer.ok, name
                page.screenshot(path=screenshots / f"office-{name}-{language[:2]}.png")
                wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
                faults[name] = faults_of(page) + ["too wide"] * wide
            assert errors_of(page) == []
    assert {name: found for name, found in faults.items() if found} == {}


def an_admin(house: House) -> Person:
    """Hire somebody who looks after accounts."""
    with house.node.transaction() as session:
        account = make_account(session, "admin@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        return person_of(session, account)
