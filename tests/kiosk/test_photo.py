"""The photo at the door: what becomes of the camera, of the picture that was taken, and of one that is gone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from shared.grades.door import AtTheDoor, DoorStep
from shared.grades.models import Grade
from tests.house import House
from tests.journeys.camera import browser_with_camera, kiosk_options
from tests.kiosk.walking import Walk

pytestmark = pytest.mark.browser

_COUNT = """() => {
  window.pictures = new Set();
  const { createObjectURL, revokeObjectURL } = URL;
  URL.createObjectURL = (taken) => {
    const address = createObjectURL(taken);
    window.pictures.add(address);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    window.pictures.delete(address);
    revokeObjectURL(address);
  };
}"""
"""Keep the addresses under which the page holds pictures."""
_PULL_OUT = """() => {
  const [track] = document.querySelector("video").srcObject.getTracks();
  track.stop();
  track.dispatchEvent(new Event("ended"));
}"""


@pytest.fixture
def walk(browser: Browser, url: str, house: House) -> Iterator[Walk]:
    """Somebody before the camera."""
    with house.node.transaction() as session:
        session.get_one(Grade, "D").at_the_door = AtTheDoor((DoorStep.PHOTO,)).as_json()
    with browser_with_camera(browser.browser_type, None) as eyes:
        walk = Walk(eyes.new_context(**kiosk_options((1080, 1920))).new_page(), url).begins()
        walk.says_who()
        walk.says_why()
        walk.says_whom()
        yield walk.comes_to("photo")


def test_a_photo_is_taken_and_taken_again_and_the_page_holds_none_of_them(walk: Walk) -> None:
    """A kiosk's page lives for weeks: no visitor's picture may live in it as long."""
    walk.page.evaluate(_COUNT)
    presses(walk, "Take the photo")
    presses(walk, "Take it again")
    presses(walk, "Take the photo")
    expect(walk.page.get_by_alt_text("Your photo")).to_be_visible()
    walk.page.wait_for_function("() => window.pictures.size === 0")
    presses(walk, "Use this photo")
    walk.comes_to("check")
    expect(walk.page.locator("#screen")).to_contain_text("Taken")


def test_a_camera_that_is_pulled_out_before_the_photo_is_said_to_be_gone(walk: Walk) -> None:
    """Else its last picture would stand still, or a black one be kept."""
    expect(walk.page.get_by_role("button", name="Take the photo")).to_be_visible()
    walk.page.evaluate(_PULL_OUT)
    expect(walk.page.get_by_text("There is no camera here just now.")).to_be_visible()
    expect(walk.page.get_by_role("button", name="Take the photo")).to_be_hidden()
    presses(walk, "Without a photo")
    walk.comes_to("check")


def test_a_photo_that_is_not_there_any_more_can_be_taken_again(walk: Walk) -> None:
    """A browser's sign for a broken picture tells a visitor nothing."""
    presses(walk, "Take the photo")
    presses(walk, "Use this photo")
    walk.comes_to("check")
    walk.page.route("**/photo.jpg", lambda route: route.fulfill(status=404))
    presses(walk, "Change: Photo")
    walk.comes_to("photo")
    expect(walk.page.get_by_role("button", name="Take the photo")).to_be_visible()
    expect(walk.page.get_by_alt_text("Your photo")).to_be_hidden()
    presses(walk, "Take the photo")
    presses(walk, "Use this photo")
    walk.comes_to("check")


def presses(walk: Walk, words: str) -> None:
    """Touch what says these words."""
    walk.taps_on(walk.page.locator("#screen").get_by_role("button", name=words).or_(walk.page.get_by_label(words)))
