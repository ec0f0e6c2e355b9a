"""The office's quieter pages, in both languages: whole, faultless to axe-core, and kept as pictures."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from admin import create_admin
from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.desk.due_day import move_day
from shared.desk.requests import note_request
from shared.desk.talks import Agreement, propose, write_minutes
from shared.feedback.models import LowScore
from shared.kernel.settings import Settings
from shared.visits.models import Visit
from tests.admin.pages import DESK, PHONE, Office, errors_of, faults_of
from tests.feedback import goes, says, time_passes
from tests.house import OLA, WANG, House
from tests.serving import serving

LOOKS = {"zh-CN": ((DESK, "light"), (PHONE, "light")), "en-GB": ((DESK, "light"), (DESK, "dark"))}

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def office(settings: Settings, house: House, browser: Browser) -> Iterator[Office]:
    """The office, served by this process."""
    with serving(create_admin(settings, house.node)) as url:
        yield Office(url, house.node, browser)


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_the_quieter_pages_have_no_faults(office: Office, house: House, screenshots: Path, language: str) -> None:
    host, (visit, item), asking = house.host.employee_id, with_words(house), who_asks(house)
    booking = f"/bookings/{house.booked(house.wish(WANG, OLA)).id}"
    walks = {
        an_admin(house): {
            "accounts": "/accounts",
            "account-new": "/accounts/new",
            "account": "/accounts/{}",
            "set-up": "/set-up",
            "rules": "/rules",
            "rules-new-site": "/rules/new-site",
            "rules-grade": "/rules/grades/A",
            "rules-reception": "/rules/reception",
            "rules-proposal": "/rules/proposal",
            "rules-tiers": "/rules/tiers",
            "person": f"/people/{host}",
        },
        house.boss: {
            "papers": "/approvals?what=papers",
            "promises": "/reception/promises?what=all",
            "due-day": f"/cooperation/{item}/day",
            "requests": f"/bookings/{asking}/requests",
            "board": "/reception",
            "kind-words": "/feedback/words",
            "visit": f"/visits/{visit}",
        },
        house.host: {"change": f"{booking}/change", "cancel": f"{booking}/cancel", "passes": f"{booking}/passes"},
        house.guard: {"password": "/password"},
    }
    assert walked(office, walks, language, screenshots) == {}


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_pages_that_are_seldom_opened_have_no_faults(
    office: Office, house: House, screenshots: Path, language: str
) -> None:
    site, visit_id = house.site, goes(house)
    with house.node.transaction() as session:
        booking = session.get_one(Visit, visit_id).booking_id
    says(house, visit_id, 1, comment="等了很久")
    with house.node.reading() as session:
        low = session.scalars(select(LowScore.id)).one()
    walks = {
        an_admin(house): {
            "people": "/people",
            "person-new": "/people/new",
            "people-import": "/people/import",
            "agreements": "/agreements",
            "agreement": f"/agreements/{site}/consent",
            "agreement-version": f"/agreements/{site}/consent/1",
            "rules-feedback": "/rules/feedback",
            "rules-survey": "/rules/feedback/A",
            "rules-door": "/rules/grades/A/door",
            "rules-lead-time": "/rules/lead-times/key",
            "rules-template": "/rules/reception/A",
            "rules-site": f"/rules/sites/{site}",
            "badge-look": "/badges/80/A",
            "kiosk-look": "/kiosk-look",
            "resources": "/resources",
        },
        house.receptionist: {
            "closing": "/closing",
            "booking-copy": f"/bookings/{booking}/copy",
            "desk": "/desk",
            "desk-walk-in": "/desk/walk-ins/new",
            "desk-survey": f"/desk/visits/{visit_id}/survey",
            "invitation-new": "/invitations/new",
            "absence": "/my-absence",
        },
        house.boss: {
            "low-score": f"/complaints/{low}",
            "low-scores": "/complaints",
            "officials": "/gate/officials",
            "departure": f"/visits/{visit_id}/departure",
            "visitor-book": "/visits/book",
            "approvals": "/approvals?what=all",
        },
        house.host: {"minutes": f"/bookings/{booking}/minutes", "invitations": "/invitations", "calendar": "/calendar"},
    }
    assert walked(office, walks, language, screenshots) == {}


def walked(
    office: Office, walks: Mapping[Person, Mapping[str, str]], language: str, screenshots: Path
) -> dict[str, list[str]]:
    """Open each person's pages, by name, in the looks of a language; return what is wrong."""
    faults: dict[str, list[str]] = {}
    for who, pages in walks.items():
        for size, theme in LOOKS[language]:
            kept = {"locale": language, "reduced_motion": "reduce", "color_scheme": theme}
            with office.someone(who, size, **kept) as page:
                for name, path in pages.items():
                    answer = page.goto(office.url + path.format(who.id))
                    assert answer is not None
                    assert answer.ok, name
                    look = f"{name}-{language[:2]}-{size[0]}-{theme}"
                    page.screenshot(path=screenshots / f"office-{look}.png")
                    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
                    faults[look] = faults_of(page) + ["too wide"] * wide
                assert errors_of(page) == []
    return {look: found for look, found in faults.items() if found}


def an_admin(house: House) -> Person:
    """Hire somebody who looks after accounts."""
    with house.node.transaction() as session:
        account = make_account(session, "admin@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        return person_of(session, account)


def with_words(house: House) -> tuple[str, str]:
    """Let a visitor come, agree on something, leave and say how it was; return the visit and what was agreed."""
    visit_id = goes(house)
    with house.node.transaction() as session:
        booking_id = session.get_one(Visit, visit_id).booking_id
        write_minutes(session, booking_id, "谈了价格", 0, house.host, house.node.now())
        wanted = Agreement("寄出报价", None, house.node.now(), house.host.employee_id)
        item = propose(session, booking_id, wanted, house.host, house.node.now()).id
        move_day(session, item, house.node.now() + timedelta(days=3), "价格未定", house.host, house.node.now())
    says(house, visit_id, 5, comment="茶很香，谢谢！")
    time_passes(house)
    return visit_id, item


def who_asks(house: House) -> str:
    """Let a visitor who is inside ask for something; return the booking."""
    booking = house.approved(house.wish(WANG))
    house.scanned(house.pass_of(booking))
    with house.node.transaction() as session:
        note_request(session, booking.id, "添茶续水", house.host, house.node.now())
    return booking.id
