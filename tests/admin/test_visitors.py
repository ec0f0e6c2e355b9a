"""Files of visitors and companies: found, opened on record, kept apart, made one and two again."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from shared.access.rules import Role
from shared.companies.models import Company, Merge, Visitor
from shared.companies.rules import Contact
from shared.kernel.logbook import Kind
from shared.web.languages import NAMES
from tests.admin.clerk import Clerk, counted
from tests.admin.test_permissions import someone
from tests.admin.test_visits_search import came, guest, shown
from tests.admin.test_visits_taken_away import recorded
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
# Who asks and with which roles (3), sites, tiers kept apart, saved views, places, whether there are more,
# visitors, groups.
STATEMENTS = 10


@pytest.fixture
def visited(house: House) -> House:
    """Three visitors of three companies; one came twice."""
    came(house, WANG)
    came(house, OLA)
    booking = house.approved(house.wish(guest("单小明")))
    house.scanned(house.pass_of(booking))
    house.left(house.pass_of(booking))
    came(house, guest("单小明"))
    return house


def visitor_named(house: House, name: str) -> str:
    """Return a visitor's id."""
    with house.node.reading() as rows:
        return next(each.id for each in rows.query(Visitor) if each.name == name)


def company_named(house: House, start: str) -> str:
    """Return a company's id."""
    with house.node.reading() as rows:
        return next(each.id for each in rows.query(Company) if each.name.startswith(start))


def test_each_visitor_stands_in_the_list_once(visited: House, clerk: SignIn) -> None:
    """By the latest booking, however often they came; found as people look for them."""
    browser = clerk(visited.receptionist)
    assert sorted(shown(browser.reads("/visitors"))) == sorted(["王晓琳", "Ola Nordmann", "单小明"])
    for typed, found in {"wxl": ["王晓琳"], "shan": ["单小明"], "fjord": ["Ola Nordmann"], "zzz": []}.items():
        assert shown(browser.reads(f"/visitors?q={typed}")) == found
    assert shown(browser.reads("/companies?q=qihang")) == ["启航精密技术（苏州）有限公司"]
    assert len(shown(browser.reads("/companies"))) == 3


def test_files_of_another_site_s_visitors_are_not_there(visited: House, clerk: SignIn) -> None:
    """In no list, by no address; hosts and guards open none at all."""
    there = visited.wish(
        guest("尉迟兰", "远景软件"), site_id=visited.other_site, host_id=str(visited.other_host.employee_id)
    )
    visited.booked(there, by=visited.other_host)
    browser = clerk(visited.boss)
    lan, firm, wang = visitor_named(visited, "尉迟兰"), company_named(visited, "远景"), visitor_named(visited, "王晓琳")
    assert "尉迟兰" not in browser.reads("/visitors") + browser.reads("/visitors?q=尉迟") + browser.reads(
        "/visitors?site=SH"
    )
    assert "远景软件" not in browser.reads("/companies") + browser.reads("/companies?q=远景")
    for path in (
        f"/visitors/{lan}",
        f"/companies/{firm}",
        f"/merges/visitor/{wang}/{lan}",
        f"/merges/visitor/{lan}/{wang}",
    ):
        assert browser.opens(path).status_code == 404, path
    assert browser.sends(f"/visitors/{lan}", {"title": "x"}).status_code == 404
    assert browser.sends(f"/companies/{firm}", {"tier": "gold", "currency": "CNY"}).status_code == 404
    assert browser.sends(f"/merges/visitor/{wang}/{lan}").status_code == 404
    for who in (visited.host, visited.guard, visited.other_host):
        for path in ("/visitors", "/companies", f"/visitors/{wang}"):
            assert clerk(who).opens(path).status_code == 403


def test_a_file_shows_its_visits_and_who_opened_it_is_on_record(visited: House, clerk: SignIn) -> None:
    """What is written there is for whoever receives them."""
    browser, who = clerk(visited.receptionist), visitor_named(visited, "单小明")
    page = browser.does(f"/visitors/{who}", {"title": "总监", "language": "en", "preferences": "绿茶", "needs": ""})
    assert page.count('<a class="name" href="/visits/') == 2
    assert "绿茶" in page
    assert [line.facts["file"] for line in recorded(visited, Kind.FileOpened)] == ["visitor"]
    changed = recorded(visited, Kind.FileChanged)
    assert changed[0].facts == {"file": "visitor", "id": who, "fields": ["title", "language", "preferences"]}
    answer = browser.sends(f"/visitors/{who}", {"title": "x" * 61, "language": "xx"})
    assert answer.status_code == 422
    assert "x" * 61 in answer.text


def test_a_known_revenue_says_the_tier(visited: House, clerk: SignIn) -> None:
    """R4; without one a person says it. Amounts are read as people write them."""
    browser, firm = clerk(visited.boss), company_named(visited, "启航")
    path = f"/companies/{firm}"
    plain = {"tier": "none", "currency": "CNY", "note": ""}
    for typed, tier in (("9,999.99", "No tier"), ("10000", "VIP"), ("200,000", "Gold"), ("2000000", "Platinum")):
        assert f"The tier is {tier}" in browser.does(path, plain | {"revenue": typed})
    assert "The tier is Diamond" in browser.does(path, plain | {"revenue": "", "tier": "diamond"})
    for typed in ("a lot", "-5", "1.005", "1e30", "NaN"):
        answer = browser.sends(path, plain | {"revenue": typed})
        assert answer.status_code == 422
        assert "Write an amount" in answer.text
    assert clerk(visited.receptionist).sends(path, plain).status_code == 403


def test_key_customers_files_are_kept_from_who_may_not_see_them(visited: House, clerk: SignIn) -> None:
    """R27: by the tier, with a permission of its own."""
    firm, who = company_named(visited, "启航"), visitor_named(visited, "王晓琳")
    clerk(visited.boss).does(f"/companies/{firm}", {"tier": "platinum", "currency": "CNY", "note": "", "revenue": ""})
    browser = clerk(visited.receptionist)
    for path in (f"/companies/{firm}", f"/visitors/{who}"):
        assert browser.opens(path).status_code == 404
    assert "启航" not in browser.reads("/companies") + browser.reads("/visitors")
    assert "启航" in clerk(visited.boss).reads("/companies?tier=platinum")


def test_a_visitor_is_received_in_any_language_of_the_kiosk(visited: House, clerk: SignIn) -> None:
    file, browser = f"/visitors/{visitor_named(visited, '王晓琳')}", clerk(visited.boss)
    sent = {"title": "", "preferences": "", "needs": ""}
    for language, name in NAMES.items():
        page = browser.does(file, sent | {"language": language})
        assert f'<option value="{language}" selected>{name}</option>' in page
    assert browser.sends(file, sent | {"language": "xx"}).status_code == 422


def test_two_files_are_made_one_and_two_again(visited: House, clerk: SignIn) -> None:
    """All visits stand under one; what it did not know it takes over, and gives back."""
    twin = replace(WANG, contact=Contact("王晓林", "启航精密", WANG.contact.phone, None))
    came(visited, twin)
    came(visited, replace(WANG, contact=Contact("Xiaolin WANG", WANG.contact.company, None, "xl@qihang.example")))
    browser = clerk(visited.boss)
    spelt = visitor_named(visited, "Xiaolin WANG")
    assert f"/merges/visitor/{visitor_named(visited, '王晓琳')}/{spelt}" in browser.reads(
        f"/visitors/{visitor_named(visited, '王晓琳')}"
    )
    kept, gone = visitor_named(visited, "王晓琳"), visitor_named(visited, "王晓林")
    browser.does(f"/visitors/{gone}", {"title": "总监", "language": "", "preferences": "", "needs": ""})
    assert f"/merges/visitor/{kept}/{gone}" in browser.reads(f"/visitors/{kept}")
    assert "Are these two one person?" in browser.reads(f"/merges/visitor/{kept}/{gone}")
    page = browser.does(f"/merges/visitor/{kept}/{gone}")
    assert page.count('<a class="name" href="/visits/') == 2
    assert 'value="总监"' in page
    assert "<b>王晓林</b>" in page
    assert "王晓林" not in browser.reads("/visitors")
    assert browser.opens(f"/visitors/{gone}").location.endswith(f"/visitors/{kept}")
    came(visited, replace(twin, contact=twin.contact))  # named as before, it is the one that stayed
    assert browser.reads(f"/visitors/{kept}").count('<a class="name" href="/visits/') == 3
    with visited.node.reading() as rows:
        merge = rows.query(Merge).one().id
    page = browser.does(f"/merges/{merge}/undone")
    assert page.count('<a class="name" href="/visits/') == 2  # what was booked since stays
    assert 'value="总监"' not in page
    assert "王晓林" in browser.reads("/visitors")
    assert "Look once more" in browser.does(f"/merges/{merge}/undone")


def test_two_companies_are_made_one_portion_by_portion(
    visited: House, clerk: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many people they have, no transaction is long; a booking under the old name knows the new one."""
    monkeypatch.setattr("shared.desk.files.AT_ONCE", 2)
    came(visited, *(guest(f"王 {number}", "启航精密") for number in range(5)))
    kept, gone = company_named(visited, "启航精密技术"), company_named(visited, "启航精密")
    with visited.node.reading() as rows:
        gone = next(each.id for each in rows.query(Company) if each.name == "启航精密")
    browser = clerk(visited.boss)
    browser.does(f"/companies/{gone}", {"tier": "none", "currency": "EUR", "note": "", "revenue": "600000"})
    looked_at = browser.reads(f"/merges/company/{kept}/{gone}")
    assert ("600,000 EUR" in looked_at, "No tier" in looked_at, "Gold" in looked_at) == (True, True, True)
    page = browser.does(f"/merges/company/{kept}/{gone}")
    assert 'value="600,000"' in page
    assert "<b>启航精密</b>" in page
    assert len(set(re.findall(r'href="(/visitors/[^"]+)"', page))) == 6
    came(visited, guest("何书琴", "启航精密"))
    assert "何书琴" in browser.reads(f"/companies/{kept}")
    with visited.node.reading() as rows:
        merge = rows.query(Merge).one()
    assert len(merge.moved) == 5
    browser.does(f"/merges/{merge.id}/undone")
    assert len(set(re.findall(r'href="(/visitors/[^"]+)"', browser.reads(f"/companies/{gone}")))) == 5


def test_the_tiers_are_figures_with_a_history(visited: House, clerk: SignIn) -> None:
    """Who changes them changes the companies' tiers at once; a higher tier begins at more."""
    firm = company_named(visited, "启航")
    clerk(visited.boss).does(f"/companies/{firm}", {"tier": "none", "currency": "CNY", "note": "", "revenue": "300000"})
    assert clerk(visited.boss).opens("/rules/tiers").status_code == 403
    from_ = {"vip": "1", "gold": "400000", "platinum": "2000000", "diamond": "5000000"}
    browser = clerk(someone(visited, Role.ADMIN, None))
    page = browser.does("/rules/tiers", {f"{tier}-from": value for tier, value in from_.items()} | {"reason": "trial"})
    assert "trial" in page
    with visited.node.reading() as rows:
        assert rows.get_one(Company, firm).tier == "vip"
    answer = browser.sends("/rules/tiers", {f"{tier}-from": "5" for tier in from_})
    assert answer.status_code == 422
    assert "begins at more" in answer.text


def test_lists_of_files_cost_the_same_number_of_statements_however_long(visited: House, clerk: SignIn) -> None:
    """Stated here, so that one more is seen."""
    came(visited, *(guest(f"王 {number}") for number in range(9)))
    browser = clerk(visited.receptionist)
    for path in ("/visitors", "/visitors?q=wang", "/companies", "/companies?q=qihang"):
        with counted(visited.node) as said:
            browser.reads(path)
        assert len(said) <= STATEMENTS, "\n".join(said)
