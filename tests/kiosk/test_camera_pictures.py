"""The scan page with all that a camera can offer, kept as pictures; whole, and faultless to axe-core."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.admin.pages import faults_of
from tests.journeys.camera import browser_with_camera, kiosk_options
from tests.kiosk.screen import Screen
from tests.kiosk.test_camera import TWO_CAMERAS

pytestmark = pytest.mark.browser
SIZES = {"upright": (1080, 1920), "lying": (1280, 800)}
SCRIPT, READS_NOTHING = "text/javascript", "onmessage = () => {}"
"""Keeps the machine free for what is looked at here."""
LOOKS = ("lang=zh-CN", "lang=en", "lang=en&letters=large&theme=contrast")


def test_the_scan_page_with_two_cameras_and_a_light(browser: Browser, url: str, screenshots: Path) -> None:
    faults = {}
    with browser_with_camera(browser.browser_type, None, count=2) as with_cameras:
        for way, size in SIZES.items():
            context = with_cameras.new_context(**kiosk_options(size), bypass_csp=True)
            for look in LOOKS:
                page = context.new_page()
                page.add_init_script(TWO_CAMERAS)
                page.route(
                    "**/decoder.js", lambda route: route.fulfill(body=READS_NOTHING, content_type="text/javascript")
                )
                Screen(page, url).opens(f"/scan?{look}")
                page.locator("[data-turn]").click()
                expect(page.locator("[data-torch]")).to_be_visible()
                name = f"scan-cameras-{way}-{look.split('=')[1].split('&')[0][:2]}{'-large' if 'large' in look else ''}"
                page.screenshot(path=screenshots / f"{name}.png")
                faults[name] = faults_of(page) + tools_that_do_not_fit(page.locator(".view-tools .tool").all())
                page.close()
            context.close()
    assert {name: found for name, found in faults.items() if found} == {}


def tools_that_do_not_fit(tools: list[Locator]) -> list[str]:
    """Return what is too small for a finger, or over the edge of the picture."""
    boxes = [(tool.inner_text(), tool.bounding_box()) for tool in tools]
    return [f"{words}: {box}" for words, box in boxes if not box or box["height"] < 56 or box["width"] < 56]
