"""The camera at a real screen: it reads what is turned and blurred, asks once, and says when it is gone."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.house import House
from tests.journeys.camera import browser_with_camera, kiosk_options, write_film
from tests.kiosk.screen import BusyDesk, Screen, passes

pytestmark = pytest.mark.browser

UPRIGHT = (1080, 1920)


@contextmanager
def camera_screen(browser: Browser, film: Path, url: str) -> Iterator[Screen]:
    with browser_with_camera(browser.browser_type, film) as with_camera:
        page = with_camera.new_context(**kiosk_options(UPRIGHT)).new_page()
        yield Screen(page, url)


@pytest.mark.parametrize(("turned", "blur"), [(0, 0.8), (12, 2.2), (-12, 2.2)])
def test_a_phone_that_is_turned_and_blurred_is_read(
    browser: Browser, url: str, house: House, tmp_path: Path, turned: float, blur: float
) -> None:
    text = house.pass_of(house.booked())
    film = write_film(tmp_path / "phone.y4m", text, turned=turned, blur=blur)
    with camera_screen(browser, film, url) as screen:
        addresses: list[str] = []
        screen.page.on("request", lambda request: addresses.append(request.url))
        screen.opens("/scan?lang=en")
        sent = screen.posts()
        screen.shows("admitted")
        assert passes(sent) == [text]
        assert [each for each in addresses if not each.startswith((url, "data:", "blob:"))] == []


def test_the_camera_reads_while_the_desk_is_busy_and_asks_once(
    browser: Browser, url: str, house: House, pair: tuple[str, str], tmp_path: Path
) -> None:
    """It sees the same code again and again; another reader's code waits its turn."""
    film = write_film(tmp_path / "phone.y4m", pair[0])
    with camera_screen(browser, film, url) as screen:
        desk, sent = BusyDesk(screen.page), screen.posts()
        screen.opens("/scan?lang=en")
        screen.keeps_titles()
        expect(screen.page.locator("[data-seen]")).to_be_visible()
        screen.wedge(pair[1])
        screen.page.wait_for_timeout(500)  # time in which the film shows the code some times more
        desk.answers()
        assert screen.titles(2) == ["Welcome, 王晓琳", "Welcome, Ola Nordmann"]
        assert passes(sent) == list(pair)


TWO_CAMERAS = """
  const settings = MediaStreamTrack.prototype.getSettings;
  let seen = [];
  MediaStreamTrack.prototype.getSettings = function () {
    const said = settings.call(this);
    if (!seen.includes(said.deviceId)) seen.push(said.deviceId);
    return { ...said, facingMode: seen.indexOf(said.deviceId) ? "environment" : "user" };
  };
  MediaStreamTrack.prototype.getCapabilities = function () { return { torch: seen.length > 1 }; };
  MediaStreamTrack.prototype.applyConstraints = async function (asked) { window.asked = asked.advanced[0]; };
"""
"""A tablet's two cameras, one with a light: what Chromium's own pretended ones lack."""


def test_a_tablets_other_camera_and_its_light(browser: Browser, url: str) -> None:
    with browser_with_camera(browser.browser_type, None, count=2) as with_cameras:
        page = with_cameras.new_context(**kiosk_options(UPRIGHT)).new_page()
        page.add_init_script(TWO_CAMERAS)
        Screen(page, url).opens("/scan?lang=en")
        view = page.locator(".view")
        expect(view).to_have_class(re.compile("is-on"))
        expect(view).to_have_class(re.compile("is-mirror"))
        expect(page.locator("[data-torch]")).to_be_hidden()
        page.get_by_role("button", name="Other camera").click()
        expect(view).not_to_have_class(re.compile("is-mirror"))
        expect(page.get_by_text("Camera here", exact=True)).to_be_hidden()
        light = page.get_by_role("button", name="Light")
        light.click()
        expect(light).to_have_attribute("aria-pressed", "true")
        assert page.evaluate("window.asked") == {"torch": True}
        page.get_by_role("button", name="Other camera").click()
        expect(view).to_have_class(re.compile("is-mirror"))


def test_a_camera_that_is_pulled_out_is_said_to_be_gone_and_read_again_when_it_is_back(
    browser: Browser, url: str, house: House, tmp_path: Path
) -> None:
    film = write_film(tmp_path / "phone.y4m", "USHNOTHING")
    with camera_screen(browser, film, url) as screen:
        desk = BusyDesk(screen.page)
        screen.opens("/scan?lang=en")
        view = screen.page.locator(".view")
        expect(view).to_have_class(re.compile("is-on"))
        screen.page.evaluate(
            """() => {
              const [track] = document.querySelector("video").srcObject.getTracks();
              track.stop();
              track.dispatchEvent(new Event("ended"));
            }"""
        )
        expect(screen.page.get_by_text("There is no camera here just now.")).to_be_visible()
        screen.page.evaluate("() => navigator.mediaDevices.dispatchEvent(new Event('devicechange'))")
        expect(view).to_have_class(re.compile("is-on"))
        expect(screen.page.locator("[data-seen]")).to_be_visible()
        desk.answers()
        screen.shows("refused")


def test_a_decoder_that_cannot_be_loaded_is_no_camera(browser: Browser, url: str, tmp_path: Path) -> None:
    """A picture that nobody reads would keep a visitor waiting before it."""
    with camera_screen(browser, write_film(tmp_path / "phone.y4m", "USHNOTHING"), url) as screen:
        screen.page.route("**/decoder.js", lambda route: route.abort())
        screen.opens("/scan?lang=en")
        expect(screen.page.get_by_text("There is no camera here just now.")).to_be_visible()
