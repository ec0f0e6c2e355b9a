"""Every form of the office, filled with everything bad: clear words, nothing broken, nothing carried out."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest

from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Role
from shared.bookings.rules import GuestWish
from shared.desk.outcomes import Admitted
from shared.devices.actions import station_starts
from tests.admin.clerk import Clerk
from tests.clock import StandingClock
from tests.desk.test_screening import watched_for
from tests.desk.test_two_at_once import together
from tests.hostile.texts import AT_ONCE, NASTY, RAW, TOGETHER
from tests.house import OLA, WANG, House

MOST_PAGES = 60
_ID = re.compile(r"[0-9a-hjkmnp-tv-z]{26}|\d+")
_LEADS_OUT = ("/sign-out", "/static", "/my-sign-ins", "/accounts/")


@pytest.fixture
def database_kind() -> str:
    """PostgreSQL is the stricter: it takes no NUL and no half letters."""
    return "postgresql"


@dataclass
class Form:
    """A form as a page holds it."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    texts: list[str] = field(default_factory=list)


class Reader(HTMLParser):
    """Reads the links and the forms of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = dict(attrs)
        if tag == "a" and (has.get("href") or "").startswith("/"):
            self.links.append(str(has["href"]))
        if tag == "form":
            self._form = Form(has.get("action") or "") if has.get("method") == "post" else None
            if self._form is not None:
                self.forms.append(self._form)
        if self._form is not None:
            self._take(self._form, tag, has)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None

    def _take(self, form: Form, tag: str, has: dict[str, str | None]) -> None:
        name, kind = has.get("name") or "", has.get("type") or "text"
        if tag == "select":
            self._select = name
        if tag == "option" and self._select and ("selected" in has or self._select not in form.fields):
            form.fields[self._select] = has.get("value") or ""
        if not name or name == "csrf_token":
            return
        is_free = tag == "textarea" or (
            tag == "input" and kind not in ("hidden", "checkbox", "radio", "file", "submit")
        )
        if is_free:
            form.texts.append(name)
        if tag in ("input", "textarea") and kind != "file" and (kind not in ("checkbox", "radio") or "checked" in has):
            form.fields[name] = has.get("value") or ""
        if tag == "button":
            form.fields.setdefault(name, has.get("value") or "")


@pytest.fixture
def admin(house: House, clerk: Callable[..., Clerk]) -> Clerk:
    """An administrator of the whole house, who works there too, in a house where much is going on."""
    with house.node.transaction() as rows:
        station_starts(rows, house.site, "lobby", ["virtual:"], house.node.now())
        account = make_account(rows, "all@usher.example", "All", [(Role.ADMIN, None)], house.node.now())
        rows.flush()
        who = person_of(rows, account)
    for guests in ((WANG,), (OLA, WANG)):
        booking = house.approved(house.wish(*guests))
        assert isinstance(house.scanned(house.pass_of(booking)), Admitted)
    house.booked(house.wish(WANG, grade="C"))
    watched_for(house, name="Ola Nordmann")
    house.approved(house.wish(GuestWish(OLA.contact)))
    house.scanned("nonsense")
    return clerk(who)


def read(page: str) -> Reader:
    """Return a page's links and forms."""
    reader = Reader()
    reader.feed(page)
    return reader


def pages(browser: Clerk) -> Iterator[tuple[str, str]]:
    """Walk through the office as far as its links lead; of pages that differ by an id only one."""
    seen: set[str] = set()
    line = ["/bookings?when=today", "/gate", "/desk?q=wxl", "/desk?q=nordmann", "/watchlist?show=confirmed", "/host"]
    while line and len(seen) < MOST_PAGES:
        path = line.pop(0)
        shape = _ID.sub("#", path.partition("?")[0])
        if (shape in seen and not path.startswith("/desk?q=")) or path.startswith(_LEADS_OUT):
            continue
        seen.add(shape)
        answer = browser.opens(path)
        if answer.status_code != 200 or not answer.content_type.startswith("text/html"):
            assert answer.status_code < 500, path
            continue
        line += read(answer.text).links
        yield path, answer.text


def forms_of(browser: Clerk) -> dict[str, Form]:
    """Return every form that takes words, one of each kind."""
    found: dict[str, Form] = {}
    for path, page in pages(browser):
        for form in read(page).forms:
            shape = _ID.sub("#", form.action or path) + "".join(sorted(form.texts))
            if form.texts and not form.action.startswith(_LEADS_OUT):
                found.setdefault(shape, form)
    return found


def trouble_with(answer, what: str) -> list[str]:
    """Return what is wrong with an answer to something bad."""
    if answer.status_code >= 500:
        return [f"{what}: {answer.status_code}"]
    return [f"{what}: {raw!r} stands in the page" for raw in RAW if raw in answer.text]


def test_every_form_of_the_office_takes_everything_bad_with_clear_words(admin: Clerk) -> None:
    """Into all fields at once, and into each alone; afterwards every page still opens, and carries nothing out."""
    forms = forms_of(admin)
    assert len(forms) > 10, sorted(forms)
    token, wrong = admin.token(), []
    for shape, form in forms.items():
        for what, text in AT_ONCE.items():
            sent = {**form.fields, **dict.fromkeys(form.texts, sendable(text))}
            wrong += trouble_with(admin.sends(form.action, sent, token=token), f"{shape}, {what}")
        for name in form.texts[:6]:
            sent = {**form.fields, name: TOGETHER}
            wrong += trouble_with(admin.sends(form.action, sent, token=token), f"{shape}, {name}")
    assert wrong == []
    assert [path for path, page in pages(admin) for raw in RAW if raw in page] == []


def test_every_address_of_the_office_takes_everything_bad(admin: Clerk) -> None:
    """Searches, cursors, ids and codes that people can write into an address."""
    wrong = []
    for what, text in NASTY.items():
        said = sendable(text)[:2000]
        for path in ("/desk", "/bookings", "/watchlist", "/watchlist?show=confirmed", "/hosts", "/gate"):
            address, _, shown = path.partition("?show=")
            asked = dict.fromkeys(("q", "cursor", "site", "when", "from", "name"), said)
            answer = admin.asks(address, asked | ({"show": shown} if shown else {}))
            wrong += trouble_with(answer, f"{path}, {what}")
    assert wrong == []


def sendable(text: str) -> str:
    """Return the text as a form carries it: a browser sends half a letter as a mark of replacement."""
    return text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize("hours", [1, -1])
def test_a_clock_that_jumps_an_hour_breaks_no_page(admin: Clerk, clock: StandingClock, hours: int) -> None:
    """Forwards as in spring, or backwards as by a mistaken time server."""
    shown = [path for path, _ in pages(admin)]
    clock.passes(hours=hours)
    assert {path: status for path in shown if (status := admin.opens(path).status_code) >= 400} == {}


def test_two_tabs_that_send_the_same_at_once_do_it_once(
    house: House, admin: Clerk, clerk: Callable[..., Clerk]
) -> None:
    """Let in twice is one visit; the second tab is told how it stands, and nothing breaks."""
    booking = house.approved(house.wish(GuestWish(WANG.contact)))
    tabs = [clerk(house.receptionist), clerk(house.receptionist)]
    tokens = [tab.token() for tab in tabs]
    said: list[int] = []

    def press(tab: int) -> None:
        path = f"/desk/guests/{booking.guests[0].id}/admission"
        said.append(tabs[tab].sends(path, {"station": "lobby"}, token=tokens[tab]).status_code)

    assert together(lambda: press(0), lambda: press(1)) == ["done", "done"]
    assert said == [302, 302]
    assert tabs[0].reads("/desk?q=wxl").count("Sign out:") == 3
