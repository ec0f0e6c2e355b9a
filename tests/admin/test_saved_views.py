"""Lists that somebody keeps: kept, opened, renamed, removed, and nobody else's."""

import html
import re
from collections.abc import Callable

from shared.saved_views.rules import LONGEST_NAME, MOST, problem_with_name
from tests.admin.clerk import Clerk
from tests.house import House

SignIn = Callable[..., Clerk]


def ids(page: str) -> list[str]:
    """Return the views that the page lets one rename."""
    return re.findall(r'action="/views/([^/"]+)"', page)


def test_a_name_is_short_and_its_own() -> None:
    """A tab has to be told from its neighbour."""
    for name, others, problem in (
        ("A visits", (), None),
        ("", (), "missing"),
        ("x" * (LONGEST_NAME + 1), (), "too_long"),
        ("a\u202eb", (), "odd"),
        ("today", ("Today",), "taken"),
        ("new", [str(number) for number in range(MOST)], "too_many"),
    ):
        assert problem_with_name(name, others) == problem


def test_a_list_is_kept_as_it_is_filtered(house: House, clerk: SignIn) -> None:
    """Above the list it came from, on every later page; what is no filter is not kept."""
    browser = clerk(house.receptionist)
    assert "Keep this list" not in browser.reads("/visits/search")
    page = browser.reads("/visits/search?q=王&state=left&at=&x=1")
    assert "Keep this list" in page
    query = html.unescape(re.findall(r'name="query" value="([^"]*)"', page)[0])
    page = browser.does("/views", {"of": "visits", "query": query + "&evil=1&at=abc", "name": " Wangs  who left "})
    assert "Wangs who left" in page
    assert 'value="王"' in page
    assert "evil" not in page
    assert "Keep this list" not in page
    assert "Wangs who left" in browser.reads("/visits/search")
    assert "Wangs who left" not in browser.reads("/bookings") + browser.reads("/visitors")


def test_each_list_has_views_of_its_own(house: House, clerk: SignIn) -> None:
    """The same name may stand in each."""
    browser = clerk(house.receptionist)
    for of, path, query in (
        ("bookings", "/bookings", "q=shan"),
        ("visits", "/visits/search", "q=shan"),
        ("visitors", "/visitors", "q=shan"),
        ("companies", "/companies", "tier=gold"),
        ("tasks", "/reception", "who=me&amp;open=yes"),
        ("complaints", "/complaints", "mine=yes"),
        ("calendar", "/calendar", "view=day&amp;grade=A"),
    ):
        assert "Mine" in browser.does("/views", {"of": of, "query": html.unescape(query), "name": "Mine"})
        assert f'?{query}"' in browser.reads(path)
    assert browser.sends("/views", {"of": "watchlist", "query": "", "name": "x"}).status_code == 404


def test_a_kept_calendar_opens_on_today_whatever_day_it_was_kept_on(house: House, clerk: SignIn) -> None:
    """It is a filter that is kept, no day."""
    browser = clerk(house.receptionist)
    assert "Keep this list" not in browser.reads("/calendar?on=2026-12-24")
    page = browser.reads("/calendar?view=day&on=2026-12-24&site=HQ&grade=A")
    query = html.unescape(re.findall(r'name="query" value="([^"]*)"', page)[0])
    assert query == "view=day&site=HQ&grade=A"
    page = browser.does("/views", {"of": "calendar", "query": query, "name": "A grade"})
    assert '<option value="A" selected>' in page
    assert 'value="2026-11-23"' in page
    assert "A grade" in browser.reads("/calendar?on=2026-12-24")


def test_a_view_is_renamed_and_removed(house: House, clerk: SignIn) -> None:
    """What is wrong is said, and what was typed stays."""
    browser = clerk(house.receptionist)
    for name in ("One", "Two"):
        browser.does("/views", {"of": "visits", "query": f"q={name}", "name": name})
    answer = browser.sends("/views", {"of": "visits", "query": "q=three", "name": "two"})
    assert answer.status_code == 422
    assert "of this name already" in answer.text
    assert 'value="two"' in answer.text
    assert 'value="q=three"' in answer.text
    first, second = ids(browser.reads("/views"))
    assert browser.sends(f"/views/{first}", {"name": "Two"}).status_code == 422
    assert "Three" in browser.does(f"/views/{first}", {"name": "Three"})
    page = browser.does(f"/views/{second}/removed")
    assert second not in page
    assert "Two" in browser.does(*undo_in(page))
    assert "Two" in browser.reads("/views")


def undo_in(page: str) -> tuple[str, dict[str, str]]:
    """Return what the button sends that takes back what a page says was done: an address and its fields."""
    said = re.split(r'note state-go" role="status">.*?action="', page, maxsplit=1, flags=re.DOTALL)[1]
    address, form = said.split('"', 1)
    fields = re.findall(r'name="(\w+)" value="([^"]*)"', form.split("</form>")[0])
    assert "Undo" in form.split("</form>")[0]
    return address, {name: html.unescape(value) for name, value in fields if name != "csrf_token"}


def test_nobody_sees_or_changes_another_s_views(house: House, clerk: SignIn) -> None:
    """Not even knowing the address."""
    clerk(house.receptionist).does("/views", {"of": "bookings", "query": "q=shan", "name": "Secret"})
    (view,) = ids(clerk(house.receptionist).reads("/views"))
    browser = clerk(house.boss)
    assert "Secret" not in browser.reads("/bookings") + browser.reads("/views")
    assert browser.sends(f"/views/{view}", {"name": "Mine"}).status_code == 404
    assert browser.sends(f"/views/{view}/removed").status_code == 404
