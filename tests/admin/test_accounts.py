"""Accounts: opening, roles, closing, links."""

import re
from collections.abc import Callable

import pytest

from admin import accounts
from shared.access.actions import make_account
from shared.access.models import Account
from shared.access.queries import account_by_email, person_of
from shared.access.rules import Person, Role
from shared.people.actions import NewEmployee, hire
from tests.admin.clerk import Clerk
from tests.house import House

SignIn = Callable[..., Clerk]


@pytest.fixture
def admin(house: House) -> Person:
    """An administrator of the whole house, and a newcomer without an account."""
    with house.node.transaction() as rows:
        account = make_account(rows, "wu.nan@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        hire(rows, NewEmployee(house.site, "行政部", "沈知微", "Zhiwei Shen", "shen@usher.example"))
        rows.flush()
        return person_of(rows, account)


def account(house: House, email: str) -> Account:
    """Return an account."""
    with house.node.reading() as rows:
        found = account_by_email(rows, email)
        assert found is not None
        assert isinstance(found.grants, list)
        return found


def opened(browser: Clerk, house: House, email: str = "shen@usher.example") -> str:
    """Open an account and return the page with the link."""
    answer = browser.sends("/accounts", {"email": email, "role-host-all": "yes", f"role-gate-{house.site}": "yes"})
    assert answer.status_code == 200, answer.text
    return answer.text


def link_in(page: str) -> str:
    """Return the path of the link on a page."""
    found = re.search(r"http://127\.0\.0\.1:8002(/links/[\w-]+)<", page)
    assert found is not None
    return found[1]


def test_accounts_are_found_by_name_pinyin_address_and_role_and_stand_on_pages(
    house: House, admin: Person, clerk: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = clerk(admin)
    opened(browser, house)

    def listed(asked: str = "") -> list[str]:
        return re.findall(r'<span class="whole">(.+?)</span>', browser.reads(f"/accounts{asked}"))

    everybody = listed()
    assert "shen@usher.example" in everybody
    assert everybody == sorted(everybody)
    assert [listed(f"?q={text}") for text in ("szw", "Zhiwei shen", "SHEN@", "沈")] == [["shen@usher.example"]] * 4
    assert (listed("?q=吴"), listed("?q=nobody")) == (["wu.nan@usher.example"], [])
    assert (listed("?role=admin"), listed("?role=nonsense")) == (["wu.nan@usher.example"], everybody)
    monkeypatch.setattr(accounts, "ROWS", 2)
    pages, way = listed(), "?after=" + everybody[1]
    while found := listed(way):
        pages, way = pages + found, "?after=" + found[-1]
    assert pages == everybody


def test_an_account_is_opened_with_roles_by_site_and_a_link(house: House, clerk: SignIn, admin: Person) -> None:
    """The link is shown this once, and signs in."""
    page = opened(clerk(admin), house)
    made = account(house, "shen@usher.example")
    assert {(grant.role, grant.site_id) for grant in made.grants} == {("host", None), ("gate", house.site)}
    newcomer = clerk(None)
    assert newcomer.sends(link_in(page)).status_code == 302
    assert "Zhiwei Shen" in newcomer.reads("/my-sign-ins")


def test_an_account_needs_an_employee_a_role_and_no_twin(house: House, clerk: SignIn, admin: Person) -> None:
    """Each said beside its field, with what was typed kept."""
    browser = clerk(admin)
    for email, role, words in (
        ("nobody@usher.example", {"role-host-all": "yes"}, "Nobody with this e-mail address works here"),
        ("li.wei@usher.example", {"role-host-all": "yes"}, "has an account already"),
        ("shen@usher.example", {}, "Choose at least one role"),
    ):
        answer = browser.sends("/accounts", {"email": email, **role})
        assert answer.status_code == 422
        assert words in answer.text
        assert f'value="{email}"' in answer.text


def test_roles_are_changed_at_once(house: House, clerk: SignIn, admin: Person) -> None:
    """The next click of that person goes by them."""
    guard = clerk(house.guard)
    assert guard.opens("/gate").status_code == 200
    clerk(admin).does(f"/accounts/{house.guard.id}", {"role-host-all": "yes"})
    assert guard.opens("/gate").status_code == 403


def test_a_closed_account_is_out_at_once_and_can_be_opened_again(house: House, clerk: SignIn, admin: Person) -> None:
    """Its browsers stay out: they sign in anew."""
    guard, browser = clerk(house.guard), clerk(admin)
    page = browser.does(f"/accounts/{house.guard.id}/disable")
    assert "Open the account again" in page
    assert guard.opens("/gate").status_code == 302
    assert "Closed" in browser.reads("/accounts")
    assert "open it first" in browser.does(f"/accounts/{house.guard.id}/link")
    browser.does(f"/accounts/{house.guard.id}/enable")
    assert guard.opens("/gate").status_code == 302


def test_a_lost_password_is_answered_by_a_new_link(house: House, clerk: SignIn, admin: Person) -> None:
    """Shown to the administrator, once."""
    answer = clerk(admin).sends(f"/accounts/{house.guard.id}/link")
    guard = clerk(None)
    assert guard.sends(link_in(answer.text)).status_code == 302
    assert guard.opens("/gate").status_code == 200


def test_nobody_locks_themselves_out(house: House, clerk: SignIn, admin: Person) -> None:
    """The last administrator would be gone before anybody noticed."""
    browser = clerk(admin)
    answer = browser.sends(f"/accounts/{admin.id}", {"role-host-all": "yes"})
    assert answer.status_code == 422
    assert "Nobody takes away their own administration" in answer.text
    assert "Nobody closes their own account" in browser.does(f"/accounts/{admin.id}/disable")
    assert browser.opens("/accounts").status_code == 200


def test_an_account_that_is_not_there_is_not_found(clerk: SignIn, admin: Person) -> None:
    """Whatever is asked of it."""
    browser = clerk(admin)
    assert browser.opens(f"/accounts/{'0' * 26}").status_code == 404
    for deed in ("", "/link", "/disable", "/enable"):
        assert browser.sends(f"/accounts/{'0' * 26}{deed}", {"role-host-all": "yes"}).status_code == 404
