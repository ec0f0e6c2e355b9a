"""Every page that the office has, found by its address: whole and faultless in Chromium, and what it costs.

Its pages are found in the app's own list, in a house where everything has happened, so that none can be forgotten.
"""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from apiflask import APIFlask
from playwright.sync_api import Browser, Page, Response, expect
from sqlalchemy import select

from admin import create_admin
from shared.access.actions import enable_account, set_grants
from shared.access.models import Account
from shared.access.queries import person_of
from shared.access.rules import Person, Role
from shared.bookings.models import Guest
from shared.invitations.models import Invitation
from shared.kernel.settings import Settings
from shared.reception.models import Plan
from tests.addresses import ids_of
from tests.admin.clerk import Clerk, counted
from tests.admin.pages import AXE, DESK, PHONE, Office, errors_of, faults_of
from tests.admin.test_lists import STATEMENTS as LISTS
from tests.admin.test_matrix import Way, ways
from tests.architecture.test_lines import everything_happens
from tests.house import OLA, WANG, House
from tests.serving import serving

SignIn = Callable[..., Clerk]
pytestmark = pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
LOOKS = {"zh-CN": (PHONE, "light"), "en-GB": (DESK, "dark")}
UNSEEN = """() => {
  const look = (part) => [part, part.parentElement, part.nextElementSibling, ...(part.labels || [])].filter(Boolean)
    .map((each) => { const { outline, boxShadow, borderColor, backgroundColor } = getComputedStyle(each);
      return `${outline} ${boxShadow} ${borderColor} ${backgroundColor}`; }).join();
  const reached = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter((part) => part.tabIndex >= 0 && !part.disabled && part.checkVisibility({ visibilityProperty: true }));
  return reached.filter((part) => {
    document.activeElement.blur();
    const before = look(part);
    part.focus({ preventScroll: true });
    return look(part) === before;
  }).map((part) => `focus is not seen: ${part.outerHTML.slice(0, 120)}`);
}"""
"""What the keys reach and does not look otherwise then."""
NOWHERE = """() => [...document.querySelectorAll("main a[href^='#']")]
  .filter((way) => !document.getElementById(way.hash.slice(1))).map((way) => `leads nowhere: ${way.outerHTML}`)"""
EMPTIED = """() => {
  const forms = [...document.querySelectorAll("main form[method=post]")];
  const form = forms.find((each) => each.querySelector(".form-control"));
  form.noValidate = true;
  for (const field of form.querySelectorAll("input.form-control, textarea")) field.value = "";
  form.querySelector("button:not([type=button], [formaction])").click();
}"""
"""Send the first form of a page that asks for words, with none."""
ASKING = (
    "accounts.new",
    "agreements.page",
    "booking_forms.change",
    "booking_forms.new",
    "booking_import.page",
    "due_day.page",
    "green_lane.guest",
    "green_lane.officials",
    "invitations.new",
    "itinerary.form",
    "kiosk_look.page",
    "new_site.page",
    "people.new",
    "people.page",
    "people_import.page",
    "reception_rules.index",
    "resources.new",
    "resources.page",
    "rules.grade",
    "rules.lead_time",
    "screening.hit",
    "screening.new",
    "sign_in.password",
    "site_rules.page",
    "survey_rules.index",
    "survey_rules.survey",
    "talks.page",
    "tier_rules.page",
)
"""Pages whose form can't be sent empty."""
PIECES = frozenset(
    {
        "badges.logo",
        "badges.picture",
        "booking_import.example",
        "bookings.hosts",
        "choosing.free",
        "devices.alarm",
        "devices.parts",
        "devices.prints",
        "feedback.table",
        "gate.parts",
        "home.home",
        "host.colleagues",
        "host.parts",
        "kiosk_look.picture",
        "passes.picture",
        "people_import.example",
        "roll_calls.parts",
        "visit_export.table",
        "visits.photo",
        "visits.signature",
    }
)
"""Pictures, tables to take away, answers to scripts, and what only leads on."""
STAGED = frozenset({"booking_import.outcome", "people_import.outcome"})
"""What is there once a table was sent: looked at with the rest of taking a table in."""
STATEMENTS = {
    "absence.page": 6,
    "accounts.page": 6,
    "agreements.page": 7,
    "agreements.version": 6,
    "assisted.survey": 16,
    "badges.page": 11,
    "booking.cancelling": 10,
    "booking.page": 28,
    "booking_forms.change": 14,
    "booking_forms.copy": 15,
    "companies.page": 18,
    "complaints.page": 8,
    "door_rules.page": 8,
    "due_day.page": 8,
    "gate_guests.guest": 12,
    "gate_guests.release_pass": 7,
    "group.page": 8,
    "guest_requests.page": 9,
    "invitations.page": 4,
    "itinerary.form": 5,
    "itinerary.printed": 8,
    "leaving.page": 8,
    "merges.preview": 7,
    "passes.printed": 6,
    "people.page": 12,
    "plans.page": 15,
    "reception_rules.template": 7,
    "resources.page": 5,
    "roll_calls.report": 9,
    "rules.grade": 12,
    "rules.lead_time": 7,
    "screening.entry": 12,
    "screening.hit": 11,
    "site_rules.page": 7,
    "survey_rules.survey": 9,
    "talks.page": 10,
    "visitors.page": 19,
    "visits.page": 25,
}
"""At most, those included that find out who is asking; lists are counted in `test_lists.py`."""
TABLES = {
    "bookings": "园区,被访人,日期,开始,结束,事由,访客姓名,来访单位,电话\n"
    "HQ,lin.xiao@usher.example,2026-12-07,10:00,11:30,验厂,沈佳,启航精密,13812340001\n"
    "HQ,nobody@usher.example,2026-12-07,10:00,11:30,验厂,沈佳,启航精密,13812340001\n",
    "people": "园区,姓名,邮箱,部门\nHQ,陆遥,lu.yao@usher.example,采购部\nHQ,陆远,lu.yuan,采购部\n",
}


@pytest.fixture
def lived(house: House) -> House:
    """A house in which everything has happened once."""
    everything_happens(house)
    return house


def who_may_all(house: House) -> Person:
    """Return the host of what happened, with every role."""
    now = house.node.now()
    with house.node.transaction() as rows:
        account = rows.get_one(Account, house.host.id)
        enable_account(rows, account, now, "test")
        set_grants(rows, account, [(Role.ADMIN, None), *((role, house.site) for role in Role)], now, "test")
        rows.flush()
        return person_of(rows, account)


def better_things(house: House) -> Mapping[str, str]:
    """Return what to open instead of the first of its kind: a visit that is prepared, somebody else's file."""
    ids = ids_of(house.node)
    with house.node.reading() as rows:
        planned = select(Plan.booking_id).where(Plan.closed_at.is_(None), Plan.itinerary_version > 0)
        booking = rows.scalars(planned.order_by(Plan.id.desc())).first()
        guest = rows.scalars(select(Guest.id).where(Guest.booking_id == booking)).first()
        mine = rows.scalars(select(Invitation.id).where(Invitation.host_id == house.host.employee_id)).first()
    return {
        ids["bookings"][0]: str(booking),
        ids["guests"][0]: str(guest),
        ids["invitations"][0]: str(mine),
    }


def addresses(office: APIFlask, house: House) -> Iterator[tuple[Way, str]]:
    """Return every page with its address."""
    better = better_things(house)
    for way in ways(office, house):
        if way.method == "GET" and way.endpoint not in PIECES | STAGED:
            address = way.address
            for plain, other in better.items():
                address = address.replace(plain, other)
            yield way, address


def wrong_on(page: Page) -> list[str]:
    """Return what is at fault with the page that is open."""
    page.add_script_tag(url=f"/static/vendor/axe-core/{AXE.parent.name}/{AXE.name}")  # compiled once, not page by page
    wide = page.evaluate("() => document.documentElement.scrollWidth > innerWidth")
    page.keyboard.press("Tab")  # so that the browser shows where the keys are
    found = faults_of(page) + ["too wide"] * wide + errors_of(page)
    found += page.evaluate(UNSEEN) + page.evaluate(NOWHERE)
    errors_of(page).clear()
    return found


def costs(office: APIFlask, house: House, browser: Clerk) -> dict[str, int]:
    """Return how many statements each page about one thing takes."""
    found = {}
    browser.opens("/my-sign-ins")  # the sign-in is prolonged now and then, which is no page's cost
    for way, address in addresses(office, house):
        if address.partition("?")[0] not in LISTS:
            with counted(house.node) as said:
                browser.reads(address)
            found[way.endpoint] = len(said)
    return found


def test_every_page_about_one_thing_costs_the_statements_that_are_stated_however_much_has_happened(
    office: APIFlask, lived: House, clerk: SignIn
) -> None:
    browser = clerk(who_may_all(lived))
    few = costs(office, lived, browser)
    for guest in (WANG, OLA, WANG, OLA):
        lived.left(lived.pass_of(lived.approved(lived.wish(guest))))
        lived.scanned(lived.pass_of(lived.approved(lived.wish(guest, grade="C"))))
    many = costs(office, lived, browser)
    assert {page: (few[page], cost) for page, cost in many.items() if cost != few[page]} == {}
    assert {page: cost for page, cost in many.items() if cost > STATEMENTS[page]} == {}
    assert many.keys() == STATEMENTS.keys()


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("language", list(LOOKS))
def test_every_page_of_the_office_has_no_faults(
    settings: Settings, lived: House, browser: Browser, screenshots: Path, language: str
) -> None:
    """axe-core, scripts and width: in Chinese on a phone, in English at a desk in the dark."""
    office, (size, scheme) = create_admin(settings, lived.node), LOOKS[language]
    found: dict[str, list[str]] = {}
    look = {"locale": language, "color_scheme": scheme, "reduced_motion": "reduce"}
    with serving(office) as url, Office(url, lived.node, browser).someone(who_may_all(lived), size, **look) as page:
        for way, address in addresses(office, lived):
            answer = page.goto(url + address)
            page.screenshot(path=screenshots / f"every-{way.endpoint}-{language[:2]}.png", full_page=size == PHONE)
            found[str(way)] = wrong_on(page) + ([] if answer is not None and answer.ok else ["is not there"])
        for what, table in TABLES.items():
            found |= taken_in(
                page, f"{url}/{what}/import", table.encode(), screenshots / f"every-{what}-{language[:2]}"
            )
    assert {name: wrong for name, wrong in found.items() if wrong} == {}


def taken_in(page: Page, address: str, table: bytes, picture: Path) -> dict[str, list[str]]:
    """Send a table with a mistake; return what is wrong with what is shown of it, and of how far it is."""
    page.goto(address)
    page.set_input_files("#f-table", {"name": "table.csv", "mimeType": "text/csv", "buffer": table})
    page.locator("main form button.btn-lamp").click()
    page.locator("main table").first.wait_for()
    page.screenshot(path=f"{picture}-preview.png")
    found = {f"{address}, looked at": wrong_on(page)}
    kept = page.locator("form[action*='/import/']").first.get_attribute("action")
    answer = page.goto(address.partition("/import")[0].rpartition("/")[0] + str(kept))
    page.screenshot(path=f"{picture}-outcome.png")
    return found | {f"{address}, how far": wrong_on(page) + ([] if answer and answer.ok else ["is not there"])}


def is_of_a_form(answer: Response) -> bool:
    """Say whether this answers a form that was sent, rather than a script that asks for something on its own."""
    return answer.request.method == "POST" and answer.request.is_navigation_request()


@pytest.mark.browser
@pytest.mark.slow
def test_every_form_that_is_sent_empty_says_what_is_wrong_without_a_fault(
    settings: Settings, lived: House, browser: Browser
) -> None:
    """On a phone: the fields are marked, the words above lead to them, and axe-core finds nothing."""
    office = create_admin(settings, lived.node)
    found: dict[str, list[str]] = {}
    look = {"locale": "en-GB", "color_scheme": "dark", "reduced_motion": "reduce"}
    with serving(office) as url, Office(url, lived.node, browser).someone(who_may_all(lived), PHONE, **look) as page:
        pages = {way.endpoint: address for way, address in addresses(office, lived)}
        for name in ASKING:
            page.goto(url + pages[name])
            with page.expect_response(is_of_a_form) as answered:
                page.evaluate(EMPTIED)
            assert answered.value.status == 422, name
            expect(page.locator("[aria-invalid=true]").first).to_be_attached()
            found[name] = wrong_on(page)
    assert {name: wrong for name, wrong in found.items() if wrong} == {}
