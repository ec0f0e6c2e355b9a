"""Every page in every language: whole, readable, large enough to touch, and faultless to axe-core."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from kiosk.display import THEMES
from shared.badges.models import Badge
from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.declarations.rules import Declared
from shared.desk.outcomes import Asking
from shared.grades.door import AtTheDoor, DoorQuestion, DoorStep
from shared.grades.models import Grade
from shared.kernel.logbook import lines_after
from shared.visits.rules import Answer, Refusal
from shared.web.languages import LANGUAGES, NAMES
from tests.admin.pages import AXE
from tests.clock import StandingClock
from tests.desk.walk_ins import consent, registered
from tests.house import OLA, WANG, House
from tests.kiosk.lobby import Lobby, new_tap
from tests.kiosk.refused import refused_pass
from tests.kiosk.screen import Screen
from tests.kiosk.test_departures import badge_code
from tests.kiosk.test_waiting import says
from tests.kiosk.test_walk_in import jpeg
from tests.kiosk.walker import Walker

UPRIGHT, LYING = (1080, 1920), (1280, 800)
PICTURED = (("zh-CN", UPRIGHT), ("en", LYING))
"""In which language every page is kept as a picture, and on which screen."""
PATHS = [
    "/",
    "/scan",
    "/typed",
    "/leave",
    "/help",
    "/help/badge",
    "/walk-in",
    "/walk-in/no",
    "/waiting",
    "/alarm/screen",
]
NAMED = {"/": "welcome", "/waiting": "waiting-code"}
STEPS = ["who", "purpose", "host", "photo", "items", "vehicle", "questions", "site_rules", "nda", "check"]
FEVER = DoorQuestion("今天发烧吗？", "Do you have a fever today?")
OF_WHO_WAITS = ["message", "ending"]
OF_A_GROUP = {"group": "", "group here": "/here"}
LONG = GuestWish(Contact("Hubert Wolfeschlegelsteinhausenbergerdorff", "Nordlicht GmbH", "+4930123456", None))
UYGHUR = GuestWish(Contact("阿卜杜拉·买买提江·吐尔逊", "天路包装材料有限公司", "+8613812340004", None))

IN_PIECES = 'import "/static/js/kiosk/kiosk.js";'
"""The page's behaviour as single modules, so that a test gets at one of them."""
SHOW = """async (html) => {
  const { show } = await import("/static/js/kiosk/screen.js");
  show(html, { quietly: true });
  await document.fonts.ready;
  const isDone = () => [...document.querySelectorAll(".portrait img:not([hidden])")].every((each) => each.complete)
    && !document.querySelector("[data-sheet][hidden]");
  while (!isDone()) await new Promise(requestAnimationFrame);
}"""
"""Put a page on the screen, and wait for what it fetches by itself: a photo, the sheet to sign on."""
CONTRAST = ["color-contrast", "color-contrast-enhanced"]
OF_WORDS = ["cat.language", "cat.name-role-value", "cat.text-alternatives"]
FAULTS = """async ([contrast, ofWords, which]) => {
  const options = {
    contrast: { runOnly: { type: "rule", values: contrast } },
    words: { runOnly: { type: "tag", values: ofWords } },
    all: { rules: Object.fromEntries(contrast.map((rule) => [rule, { enabled: false }])) },
  }[which];
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 140)}`));
}"""
SHAPE = """() => {
  const isOfWords = (name) => !/^(role|aria-(?!label$).*|type|class|hidden|tabindex|autocomplete|disabled)$/.test(name);
  const told = ({ name, value }) => ` ${name}=${isOfWords(name) ? Boolean(value) : value}`;
  const shape = (part) => part.tagName + [...part.attributes].map(told).join("") + Boolean(part.textContent.trim());
  const parts = [...document.body.querySelectorAll(":not(br, wbr)")];
  return [...new Set(parts.map((part) => `${shape(part.parentElement)} > ${shape(part)}`))].sort().join();
}"""
"""Of which parts a page consists, whatever it says in them: most of what axe-core looks at knows no language."""
MEASURE = """() => {
  const { clientWidth: wide, clientHeight: high, scrollWidth } = document.documentElement;
  const wrong = scrollWidth > wide ? ["the page is wider than the screen"] : [];
  const tell = (what, part) => wrong.push(`${what}: ${part.outerHTML.replace(/\\s+/g, " ").slice(0, 120)}`);
  const isSeen = (part) => part.checkVisibility({ visibilityProperty: true }) && part.getClientRects().length;
  const pulls = (part) => {
    for (let around = part.parentElement; around; around = around.parentElement) {
      const { overflowY } = getComputedStyle(around);
      if (["auto", "scroll"].includes(overflowY) && around.scrollHeight > around.clientHeight) return true;
    }
    return false;
  };
  const said = "h1, h2, p, a, button, li, label, input, textarea, small, dd";
  for (const part of document.querySelectorAll(`body :is(${said})`)) {
    if (!isSeen(part) || part.closest("dialog:not([open]), .sr, .hg-rows, .proposals")) continue;
    const { left, top, right, bottom } = part.getBoundingClientRect();
    const isOff = !pulls(part) && (top < -1 || bottom > high + 1);
    if (isOff || left < -1 || right > wide + 1) tell("beyond the edge", part);
    const cut = getComputedStyle(part).overflowX !== "visible" && part.scrollWidth > part.clientWidth + 1;
    if (cut && !part.matches("input, textarea")) tell("cut off", part);
  }
  for (const part of document.querySelectorAll("body :is(a[href], button, input, textarea, summary)")) {
    if (!isSeen(part) || part.closest("dialog:not([open]), .sr")) continue;
    const touched = part.matches("[type=radio], [type=checkbox]") ? part.closest("label") ?? part : part;
    const { width, height } = touched.getBoundingClientRect();
    if (part.matches("a, button") && part.scrollHeight > part.clientHeight + 2) tell("spills over", part);
    if (width < 55.5 || height < 55.5) tell(`${Math.round(width)} x ${Math.round(height)}`, touched);
  }
  for (const card of document.querySelectorAll(".score")) {
    const door = card.querySelector(".door");
    if (isSeen(card) && door.getBoundingClientRect().top < card.getBoundingClientRect().top) tell("sticks out", door);
  }
  const seen = (part) => {
    let { left, top, right, bottom } = part.getBoundingClientRect();
    for (let around = part.parentElement; around; around = around.parentElement) {
      if (getComputedStyle(around).overflowY === "visible") continue;
      const box = around.getBoundingClientRect();
      [left, top] = [Math.max(left, box.left), Math.max(top, box.top)];
      [right, bottom] = [Math.min(right, box.right), Math.min(bottom, box.bottom)];
    }
    return { part, left, top, right, bottom };
  };
  const pressed = [...document.querySelectorAll("body :is(a[href], button, summary, label.btn)")]
    .filter((part) => isSeen(part) && !part.closest("dialog:not([open]), .sr")).map(seen);
  for (const [n, one] of pressed.entries()) {
    for (const other of pressed.slice(n + 1)) {
      const wide = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const high = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (wide > 2 && high > 2) tell(`lies under ${other.part.textContent.trim()}`, one.part);
    }
  }
  return wrong;
}"""
IN_LETTERS = f"""() => ["large", "normal"].flatMap((letters) => {{
  document.documentElement.dataset.letters = letters;
  return ({MEASURE})().map((each) => `${{letters}} ${{each}}`);
}})"""

RATE = """() => {
  document.getElementById("screen").classList.add("is-rated");
  for (const part of document.querySelectorAll(".noted, [data-unnamed]")) part.hidden = false;
}"""
"""Let the screen of who has left be as it is once they have said how it was."""
TOO_HIGH = """(part_of_height) => [...document.querySelectorAll("body :is(a[href], button, input, textarea, summary)")]
  .filter((part) => part.checkVisibility({ visibilityProperty: true }))
  .filter((part) => !part.closest("dialog:not([open]), .sill, .sr"))
  .filter((part) => part.getBoundingClientRect().top < innerHeight * part_of_height)
  .map((part) => part.outerHTML.slice(0, 120))"""


@dataclass(frozen=True)
class Stage:
    """What has happened in the house, so that there is a page of each kind."""

    client: FlaskClient
    draft: str
    visits: dict[str, str]
    leader: str
    refusal: str
    badge: str
    """The code of somebody who brought things in, and may not leave before they are accounted for."""

    def pages(self, lang: str) -> dict[str, str]:
        """Return every page in a language."""
        paths = {path: path for path in PATHS} | {step: f"/walk-in/{self.draft}/{step}" for step in STEPS}
        paths |= {name: f"/visits/{visit}" for name, visit in self.visits.items()}
        paths |= {name: f"/visits/{self.visits['waiting']}/{name}" for name in OF_WHO_WAITS}
        paths |= {name: f"/groups/{self.leader}{more}" for name, more in OF_A_GROUP.items()}
        found = {name: self._page(f"{path}?lang={lang}") for name, path in paths.items()}
        screen = {"Accept": "text/html"}
        tap = "0b9d5b7e-0000-4000-8000-000000000001"
        refused = self.client.post(f"/arrivals?lang={lang}", json={"pass": self.refusal, "tap": tap}, headers=screen)
        leaves = self.client.post(
            f"/departures?lang={lang}", json={"pass": self.badge, "tap": new_tap()}, headers=screen
        )
        return found | {"too early": refused.text, "things": leaves.text}

    def _page(self, path: str) -> str:
        answer = self.client.get(path)
        while answer.status_code in (302, 303):
            answer = self.client.get(answer.location)
        assert answer.status_code == 200, path
        return answer.text


@pytest.fixture
def stage(lobby: Lobby, house: House, clock: StandingClock) -> Stage:
    """Somebody registers, two with long names are inside, one has left, one waits, a group comes, one is early."""
    things = (("样品", 2), ("笔记本电脑", 1))
    bringing = registered(house, declared=Declared(agreed=(consent(house),), items=things))
    assert isinstance(bringing, Asking)
    says(house, bringing.visit, Answer.COMING)
    with house.node.transaction() as session:
        session.get_one(Grade, "D").at_the_door = AtTheDoor(tuple(DoorStep), questions=(FEVER,)).as_json()
    walker = _at_the_check(lobby)
    visits = {}
    for name in ("away", "waiting"):
        assert _at_the_check(lobby).registers().status_code == 303
        visits[name] = _visit_of(house)
    says(house, visits["away"], Answer.NOT_NOW)
    for name, guest in {"long name": LONG, "long Chinese name": UYGHUR, "left": LONG}.items():
        text = house.pass_of(house.booked(house.wish(guest, area="三楼 302 洽谈室")))
        house.scanned(text)
        visits[name] = _visit_of(house)
        if name == "left":
            house.left(text)
    house.scanned(house.pass_of(house.booked(house.wish(WANG, OLA, LONG, UYGHUR))))
    refused = refused_pass(house, clock, Refusal.TOO_EARLY)
    with house.node.reading() as session:
        badge = badge_code(lobby, session.scalars(select(Badge.id).where(Badge.visit_id == bringing.visit)).one())
    return Stage(lobby.client, walker.draft, visits, _visit_of(house), refused, badge)


def _at_the_check(lobby: Lobby) -> Walker:
    """Return a visitor who has answered everything that a grade can ask."""
    walker = Walker(lobby.client).agrees()
    walker.comes_to("photo")
    walker.photographs(jpeg(900, 1200))
    walker.says("items")
    walker.says("vehicle")
    walker.says("questions", **{"q-0": "no"})
    walker.signs()
    walker.signs("nda")
    assert walker.at == "check"
    return walker


def _visit_of(house: House) -> str:
    """Return the visit that was made last."""
    with house.node.reading() as session:
        return str(next(line.visit_id for line in reversed(lines_after(session, 0)) if line.visit_id))


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:
    """A kiosk into which axe-core may look."""
    context = browser.new_context(
        viewport={"width": UPRIGHT[0], "height": UPRIGHT[1]}, reduced_motion="reduce", bypass_csp=True
    )
    opened = context.new_page()
    opened.route("**/begin.js", lambda route: route.fulfill(body=IN_PIECES, content_type="text/javascript"))
    opened.route("**/photo.jpg", lambda route: route.fulfill(body=jpeg(900, 1200), content_type="image/jpeg"))
    opened.goto(url)
    expect(opened.locator("html[data-awake]")).to_be_attached()
    opened.add_script_tag(path=str(AXE))
    yield opened
    context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_every_page_is_whole_and_faultless_in_every_language(page: Page, stage: Stage, screenshots: Path) -> None:
    wrong: dict[str, Any] = {}
    sheet: list[Path] = []
    shapes: set[str] = set()
    said = {lang: stage.pages(lang) for lang in LANGUAGES}  # the first screen forgets a registration
    for lang, pages in said.items():
        for size in (UPRIGHT, LYING):
            page.set_viewport_size({"width": size[0], "height": size[1]})
            for name, html in pages.items():
                page.evaluate(SHOW, html)
                if (lang, size) in PICTURED:
                    page.screenshot(path=_file(screenshots, name, lang, size))
                found = _faults(page, shapes) if size == UPRIGHT else []
                wrong[f"{lang} {size[0]} {name}"] = found + page.evaluate(IN_LETTERS)
                if name == "left":
                    page.evaluate(RATE)
                    if (lang, size) in PICTURED:
                        page.screenshot(path=_file(screenshots, "left rated", lang, size))
                    wrong[f"{lang} {size[0]} rated"] = page.evaluate(IN_LETTERS)
            if size == UPRIGHT:
                page.evaluate(SHOW, pages["/"])
                sheet.append(screenshots / f"kiosk-welcome-{lang}.png")
                page.screenshot(path=sheet[-1])
    _contact_sheet(sheet, screenshots / "kiosk-welcome-in-eight-languages.png")
    assert not any(wrong.values()), _told(wrong)
    assert len(wrong) == 2 * len(LANGUAGES) * (len(PATHS) + len(STEPS) + len(OF_WHO_WAITS) + len(OF_A_GROUP) + 8)


@pytest.mark.browser
def test_every_page_can_be_read_in_every_theme(page: Page, stage: Stage) -> None:
    """Letters have a contrast of 7 : 1 with what they stand on; colours know no language."""
    wrong: dict[str, list[str]] = {}
    for name, html in stage.pages("de").items():
        page.evaluate(SHOW, html)
        for theme in THEMES:
            page.evaluate("(theme) => { document.documentElement.dataset.theme = theme; }", theme)
            wrong[f"{theme} {name}"] = page.evaluate(FAULTS, [CONTRAST, OF_WORDS, "contrast"])
    assert not any(wrong.values()), _told(wrong)


@pytest.mark.browser
def test_what_is_to_be_touched_is_within_reach_of_who_sits(page: Page, stage: Stage) -> None:
    """In the low mode every target is in the lower six tenths of a tall screen, and off the top of a low one."""
    wrong: dict[str, list[str]] = {}
    pages = stage.pages("zh-CN")
    for size, part in ((UPRIGHT, 0.4), (LYING, 0.25)):
        page.set_viewport_size({"width": size[0], "height": size[1]})
        for name, html in pages.items():
            page.evaluate(SHOW, html)
            page.evaluate("() => { document.documentElement.dataset.reach = 'low'; }")
            wrong[f"{size[0]} {name}"] = page.evaluate(TOO_HIGH, part) + page.evaluate(MEASURE)
    assert not any(wrong.values()), _told(wrong)


@pytest.mark.browser
def test_a_language_is_chosen_by_its_own_name(page: Page, url: str) -> None:
    """The dialog holds the focus, says each name in its own language, and what was typed stays."""
    screen = Screen(page, url).opens("/typed?lang=en")
    page.locator("#permit").fill("HQ26-1122-007")
    page.keyboard.press("Escape")  # the keyboard gives its place back to the sill
    page.get_by_role("button", name="More languages").click()
    dialog = page.get_by_role("dialog", name="Choose your language")
    expect(dialog).to_be_visible()
    assert [link.inner_text() for link in dialog.get_by_role("link").all()] == list(NAMES.values())
    assert [link.get_attribute("lang") for link in dialog.get_by_role("link").all()] == list(LANGUAGES)
    dialog.get_by_role("link", name="日本語").click()
    expect(page.locator("html")).to_have_attribute("lang", "ja")
    expect(page.locator("#permit")).to_have_value("HQ26-1122-007")
    expect(dialog).to_be_hidden()
    screen.shows("typed")


def _faults(page: Page, shapes: set[str]) -> list[str]:
    """Return what axe-core finds; of a page whose parts were found right in another language, what its words do."""
    shape = page.evaluate(SHAPE)
    found: list[str] = page.evaluate(FAULTS, [CONTRAST, OF_WORDS, "words" if shape in shapes else "all"])
    if not found:
        shapes.add(shape)
    return found


def _file(folder: Path, name: str, lang: str, size: tuple[int, int]) -> Path:
    """Return where a page's picture is kept."""
    words = NAMED.get(name, name.strip("/").replace("/", "-").replace(" ", "-"))
    way = "upright" if size == UPRIGHT else "lying"
    return folder / f"kiosk-page-{words}-{lang}-{way}.png"


def _told(wrong: dict[str, list[str]]) -> str:
    """Return what is wrong, a line each."""
    return "\n".join(["", *(f"{where}: {each}" for where, found in wrong.items() for each in found)])


def _contact_sheet(pictures: list[Path], target: Path) -> None:
    """Lay pictures side by side, four in a row, to be looked at in one."""
    small = [Image.open(each).convert("RGB").resize((540, 960)) for each in pictures]
    sheet = Image.new("RGB", (4 * 560, 2 * 980), "white")
    for index, each in enumerate(small):
        sheet.paste(each, (10 + index % 4 * 560, 10 + index // 4 * 980))
    sheet.save(target)
