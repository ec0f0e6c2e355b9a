"""The office by its keys: past the menu, out of what was opened, and back to where one was."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from admin import create_admin
from shared.kernel.settings import Settings
from tests.admin.pages import PHONE, Office, errors_of
from tests.house import House
from tests.serving import serving

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)]


@pytest.fixture
def office(settings: Settings, house: House, browser: Browser) -> Iterator[Office]:
    """The office, served by this process."""
    with serving(create_admin(settings, house.node)) as url:
        yield Office(url, house.node, browser)


def test_the_first_key_leads_past_the_menu_into_the_page(office: Office, house: House) -> None:
    with office.someone(house.receptionist) as page:
        page.goto(f"{office.url}/bookings")
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to the page")
        expect(skip).to_be_focused()
        expect(skip).to_be_in_viewport()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.keyboard.press("Tab")
        assert page.evaluate("() => document.querySelector('main').contains(document.activeElement)")


def test_the_menu_of_a_phone_opens_and_leads_on_by_keys(office: Office, house: House) -> None:
    with office.someone(house.receptionist, PHONE) as page:
        page.goto(f"{office.url}/bookings")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="Calendar", exact=True).focus()
        page.keyboard.press("Enter")
        page.wait_for_url("**/calendar")
        expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_escape_closes_the_list_of_the_gates_keys_and_leaves_the_focus_on_it(office: Office, house: House) -> None:
    with office.someone(house.guard) as page:
        page.goto(f"{office.url}/gate")
        keys = page.locator(".keys-help")
        page.keyboard.press("?")
        expect(keys).to_have_attribute("open", "")
        page.keyboard.press("Escape")
        expect(keys).not_to_have_attribute("open", "")
        expect(keys.locator("summary")).to_be_focused()


def loses_the_house(page: Page) -> None:
    """Cut the page off once it has a list at hand."""
    expect(page.locator("template[data-roll-at-hand][data-at]")).to_be_attached()
    page.context.set_offline(True)


@pytest.mark.parametrize("leaves", ["Escape", "Enter"])
def test_who_calls_no_roll_after_all_without_the_house_is_back_where_they_were(
    office: Office, house: House, leaves: str
) -> None:
    """The question covers the board; the first of its buttons has the focus, and nothing below it can be reached."""
    with office.someone(house.guard) as page:
        page.goto(f"{office.url}/gate")
        loses_the_house(page)
        call = page.locator("[data-roll-call]").locator("visible=true").first
        call.focus()
        page.keyboard.press("Enter")
        asked = page.locator("[data-roll-here]")
        expect(asked.locator("button").first).to_be_focused()
        if leaves == "Enter":
            asked.locator("[data-begin=not]").focus()
        page.keyboard.press(leaves)
        expect(asked).to_have_count(0)
        expect(call).to_be_focused()
        assert errors_of(page) == []


def test_without_the_house_and_a_list_the_page_that_calls_the_roll_has_a_way_back(office: Office, house: House) -> None:
    with office.someone(house.guard) as page:
        page.route("**/gate/roll-call/parts*", lambda route: route.abort())
        page.goto(f"{office.url}/gate/roll-call")
        page.context.set_offline(True)
        page.get_by_role("button", name="Drill").click()
        expect(page.get_by_role("heading", name="No connection, and no list at hand")).to_be_visible()
        expect(page.get_by_role("heading", name="Call the roll at Head office?")).to_be_hidden()
        page.get_by_role("button", name="Back to the board").click()
        expect(page.get_by_role("button", name="Drill")).to_be_focused()


def test_without_the_house_the_page_that_calls_the_roll_gives_way_to_the_list_at_hand(
    office: Office, house: House
) -> None:
    with office.someone(house.guard) as page:
        page.goto(f"{office.url}/gate/roll-call")
        loses_the_house(page)
        page.get_by_role("button", name="Drill").click()
        expect(page.get_by_role("heading", name="Drill roll call")).to_be_visible()
        expect(page.get_by_role("heading", name="Call the roll at Head office?")).to_be_hidden()
