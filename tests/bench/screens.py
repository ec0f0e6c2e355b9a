"""How heavy the kiosk's first screen is, and how soon something stands on it, on a machine four times as slow."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.bench.figures import percentiles
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

SLOWER = 4
RUNS = 9
_PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"

Tell = Callable[[str, dict[str, Any]], None]


def measure_screens(url: str, tell: Tell) -> None:
    """Open the first screen again and again in a browser that has nothing of it yet."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        took = [_opened(browser, url) for _ in range(RUNS)]
        browser.close()
    tell(f"kiosk, first paint, CPU {SLOWER} times slower", percentiles([paint for paint, _ in took]))
    tell("kiosk, first screen, on the wire", {"bytes": max(weight for _, weight in took)})


def _opened(browser: Browser, url: str) -> tuple[float, int]:
    """Return the seconds until something is painted, and the bytes that were sent."""
    context = browser.new_context(viewport={"width": 1080, "height": 1920})
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes: list[int] = []
    devtools.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    page.goto(url, wait_until="load")
    page.wait_for_function(_PAINTED)
    paint = float(page.evaluate(_PAINTED)) / 1000
    context.close()
    return paint, sum(sizes)
