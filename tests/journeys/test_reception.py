"""A visit is prepared, end to end: planned, its tasks ticked, the itinerary sent by real mail, confirmed, ready."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from shared.kernel.node import Node
from shared.kernel.settings import Settings
from tests.admin.pages import PHONE, Office, errors_of, faults_of
from tests.apps import ADMIN, running, with_free_ports
from tests.house import House, furnish
from tests.peers.smtp import MailPeer

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PATIENT_S = 60.0


@pytest.fixture
def prepared(settings: Settings, browser: Browser, post: MailPeer) -> Iterator[tuple[House, Office]]:
    """The office with a mail server, on the true time."""
    served = replace(with_free_ports(settings), smtp_url=f"smtp://127.0.0.1:{post.port}")
    with ExitStack() as stack:
        node = Node.open(served)
        stack.callback(node.close)
        house = furnish(node)
        (app,) = stack.enter_context(running(served, ADMIN))
        yield house, Office(app.url, node, browser)


def test_a_visit_is_prepared_until_it_is_ready(
    prepared: tuple[House, Office], post: MailPeer, screenshots: Path
) -> None:
    house, office = prepared
    starts = (house.node.now() + timedelta(hours=30)).replace(second=0, microsecond=0)
    booking = house.approved(house.wish(grade="C", starts_at=starts, ends_at=starts + timedelta(hours=3), area="展厅"))
    faults: dict[str, list[str]] = {}
    with office.someone(house.receptionist) as page:
        page.goto(f"{office.url}/bookings/{booking.id}")
        page.get_by_role("link", name="Open the plan").click()
        expect(page.get_by_text("0 of 5 done").first).to_be_visible()
        faults["plan"] = faults_of(page)
        ticks_everything_before_the_visit(page)
        names_an_escort(page)
        page.get_by_role("link", name="Write the itinerary").click()
        expect(page.locator("#f-item-1-place")).to_be_visible()
        faults["itinerary"] = faults_of(page)
        writes_where_they_meet(page)
        reaches_the_leader(page, post)
        confirms(page)
        expect(page.get_by_text("Ready for the visit", exact=True).first).to_be_visible()
        for name, path in (("print", "itinerary/print"), ("minutes", "minutes")):
            page.goto(f"{office.url}/bookings/{booking.id}/{path}")
            faults[name] = faults_of(page)
        page.goto(f"{office.url}/bookings/{booking.id}")
        expect(page.get_by_text("Ready for the visit", exact=True)).to_be_visible()
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        page.goto(f"{office.url}/reception?day={starts.astimezone(booking.site.tz).date()}")
        expect(page.get_by_text("Ready for the visit", exact=True)).to_be_visible()
        faults["board"] = faults_of(page)
        page.screenshot(path=screenshots / "office-reception-phone.png", full_page=True)
        assert not page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
        assert errors_of(page) == []
    assert {name: found for name, found in faults.items() if found} == {}


def writes_where_they_meet(page: Page) -> None:
    """Fill in the room, and save the itinerary."""
    page.locator("#f-item-1-place").fill("302 会议室")
    page.get_by_role("button", name="Save the itinerary").click()
    expect(page.get_by_text("It goes out by itself in time")).to_be_visible()


def reaches_the_leader(page: Page, post: MailPeer) -> None:
    """Wait for the itinerary to come by mail, and for the page to say so."""
    letter = letter_to("wang@qihang.example", post, "行程安排表")
    assert "302 会议室" in letter
    assert "展厅" in letter  # the tour goes where the permit lets it
    shows_after_a_while(page, "Sent to the leader")


def ticks_everything_before_the_visit(page: Page) -> None:
    """Tick what has to be done until the visit starts; take the last tick back, and tick once more."""
    for task in ("Materials", "Meeting room", "Projector", "Tea stands ready", "Doors open"):
        page.get_by_role("button", name=f"Done: {task}").click()
        expect(page.get_by_text(f"{task}: done.")).to_be_visible()
    page.get_by_role("button", name="Take back: Doors open").click()
    expect(page.get_by_text("4 of 5 done").first).to_be_visible()
    page.get_by_role("button", name="Done: Doors open").click()
    expect(page.get_by_text("5 of 5 done").first).to_be_visible()


def names_an_escort(page: Page) -> None:
    """Name who goes along; the page has warned that nobody did."""
    expect(page.get_by_text("No escort is named")).to_be_visible()
    page.get_by_label("Escort 1").fill("li.wei@usher.example")
    page.locator("#arrangements").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_text("No escort is named")).to_have_count(0)


def confirms(page: Page) -> None:
    """Write down that all was confirmed on the phone."""
    page.get_by_text("Write down a confirmation").click()
    for point in ("Time", "Place", "Who comes", "Agenda"):
        page.locator("#confirmation").get_by_label(point, exact=True).check()
    page.get_by_role("button", name="Confirmed").click()


def letter_to(address: str, post: MailPeer, subject: str) -> str:
    """Return the words of the letter that comes to somebody under a subject."""
    give_up_at = time.monotonic() + PATIENT_S
    while time.monotonic() < give_up_at:
        for letter, to in zip(list(post.letters), list(post.recipients), strict=False):
            if to == [address] and subject in str(letter["subject"]):
                body = letter.get_body(("plain",))
                assert body is not None
                return str(body.get_content())
        time.sleep(0.05)
    raise AssertionError(f"no letter {subject!r} to {address}: {[str(each['subject']) for each in post.letters]}")


def shows_after_a_while(page: Page, words: str) -> None:
    """Load a page anew until it says something that happens elsewhere."""
    give_up_at = time.monotonic() + PATIENT_S
    while page.get_by_text(words).count() == 0 and time.monotonic() < give_up_at:
        page.reload()
    expect(page.get_by_text(words).first).to_be_visible()
