"""Signing in and out, links, passwords, languages."""

import re
from collections.abc import Callable

import pytest

from shared.access.actions import make_link, set_password
from shared.access.models import Account, SignIn
from shared.access.passwords import hash_password
from shared.access.rules import SIGN_IN_BY_ACCOUNT_AND_ADDRESS
from tests.admin.clerk import Clerk
from tests.clock import StandingClock
from tests.house import House

SignIn_ = Callable[..., Clerk]
PASSWORD = "quiet lamp at the door"


@pytest.fixture
def with_password(house: House) -> str:
    """Give the receptionist a password; return her e-mail address."""
    with house.node.transaction() as rows:
        account = rows.get_one(Account, house.receptionist.id)
        set_password(rows, account, hash_password(PASSWORD), house.node.now())
    return account.email


def link_for(house: House, account_id: str) -> str:
    with house.node.transaction() as rows:
        secret = make_link(rows, rows.get_one(Account, account_id), house.node.now(), "test")
    return f"/links/{secret}"


def is_in(browser: Clerk) -> bool:
    return browser.opens("/my-sign-ins").status_code == 200


def test_a_password_opens_the_page_that_was_asked_for(clerk: SignIn_, with_password: str) -> None:
    """The page that sent the person away is where they come back to."""
    browser = clerk(None)
    asked = browser.opens("/bookings?when=all&q=wang").location
    assert 'name="next" value="/bookings?when=all&amp;q=wang"' in browser.reads(asked)
    fields = {"email": with_password, "password": PASSWORD, "next": "/bookings?when=all&q=wang"}
    assert browser.sends("/sign-in", fields).location == "/bookings?when=all&q=wang"
    assert is_in(browser)


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:x", "/a\r\nSet-Cookie: x=1"]
)
def test_nobody_is_sent_to_a_foreign_page_after_signing_in(clerk: SignIn_, with_password: str, elsewhere: str) -> None:
    """An address that is not ours leads to the first page."""
    answer = clerk(None).sends("/sign-in", {"email": with_password, "password": PASSWORD, "next": elsewhere})
    assert answer.location == "/"


def test_every_failure_reads_the_same(clerk: SignIn_, with_password: str) -> None:
    """Whoever guesses doesn't learn whether the address or the password was wrong."""
    browser = clerk(None)
    wrong = browser.sends("/sign-in", {"email": with_password, "password": "something else"})
    unknown = browser.sends("/sign-in", {"email": "nobody@usher.example", "password": PASSWORD})
    assert wrong.status_code == unknown.status_code == 422
    said = [re.sub(rf"{with_password}|nobody@usher.example|csrf_token.*?>", "", each.text) for each in (wrong, unknown)]
    assert said[0] == said[1]
    assert PASSWORD not in unknown.text
    assert not is_in(browser)


def test_too_many_tries_close_the_account_for_a_while(clerk: SignIn_, with_password: str, clock: StandingClock) -> None:
    """Then even the right password fails, until the time is over."""
    browser = clerk(None)
    for _ in range(SIGN_IN_BY_ACCOUNT_AND_ADDRESS.tries):
        browser.sends("/sign-in", {"email": with_password, "password": "wrong, wrong, wrong"})
    right = {"email": with_password, "password": PASSWORD}
    assert browser.sends("/sign-in", right).status_code == 422
    clock.passes(minutes=SIGN_IN_BY_ACCOUNT_AND_ADDRESS.within.total_seconds() / 60 + 1)
    assert browser.sends("/sign-in", right).status_code == 302


def test_opening_a_link_does_not_use_it_up(house: House, clerk: SignIn_) -> None:
    """Mail scanners open every link; only the button signs in, and only once."""
    link = link_for(house, house.host.id)
    scanner, browser, late = clerk(None), clerk(None), clerk(None)
    for _ in range(3):
        assert scanner.opens(link).status_code == 200
    assert not is_in(scanner)
    assert browser.sends(link).status_code == 302
    assert is_in(browser)
    assert late.opens(link).status_code == 410
    assert late.sends(link).status_code == 410
    assert not is_in(late)


def test_a_link_lives_for_a_day(house: House, clerk: SignIn_, clock: StandingClock) -> None:
    """After that its page says so, in words."""
    link = link_for(house, house.host.id)
    clock.passes(hours=24, minutes=1)
    answer = clerk(None).opens(link)
    assert answer.status_code == 410
    assert "no longer works" in answer.text


def test_who_has_no_password_is_asked_for_one_after_a_link(house: House, clerk: SignIn_) -> None:
    """And may put it off."""
    browser = clerk(None)
    assert browser.sends(link_for(house, house.host.id)).location == "/password"
    page = browser.reads("/password")
    assert 'name="password"' in page
    assert 'class="btn btn-quiet" href="/"' in page


def test_setting_a_password_ends_every_other_sign_in(house: House, clerk: SignIn_) -> None:
    """This browser stays in."""
    here, there = clerk(house.host), clerk(house.host)
    assert here.sends("/password", {"password": "short"}).status_code == 422
    here.does("/password", {"password": PASSWORD})
    assert is_in(here)
    assert not is_in(there)


def test_an_old_sign_in_may_not_set_a_password(house: House, clerk: SignIn_, clock: StandingClock) -> None:
    """Whoever finds an open screen must not take the account over."""
    browser = clerk(house.host)
    clock.passes(minutes=16)
    assert browser.opens("/password").location == "/my-sign-ins"
    browser.sends("/password", {"password": PASSWORD})
    with house.node.reading() as rows:
        assert rows.get_one(Account, house.host.id).password_hash is None


def test_another_browser_can_be_signed_out_and_only_one_s_own(house: House, clerk: SignIn_) -> None:
    """It takes effect at once; a stranger's sign-in is not there."""
    here, there, stranger = clerk(house.host), clerk(house.host), clerk(house.boss)
    with house.node.reading() as rows:
        ids = [row.id for row in rows.query(SignIn).filter(SignIn.account_id == house.host.id).order_by(SignIn.id)]
    assert stranger.sends(f"/my-sign-ins/{ids[1]}/end").status_code == 404
    page = here.does(f"/my-sign-ins/{ids[1]}/end")
    assert "Firefox on Windows" in page
    assert is_in(here)
    assert not is_in(there)


def test_logging_out_ends_the_sign_in_itself(house: House, clerk: SignIn_) -> None:
    """A cookie that was copied before is worth nothing afterwards."""
    browser = clerk(house.host)
    assert browser.sends("/sign-out").location == "/sign-in"
    assert not is_in(browser)
    with house.node.reading() as rows:
        assert all(row.revoked_at for row in rows.query(SignIn).filter(SignIn.account_id == house.host.id))


def test_a_browser_speaks_its_own_language_until_one_is_chosen(clerk: SignIn_) -> None:
    """Chinese and English, from the first page on."""
    assert '<html lang="en"' in clerk(None, "en-GB").reads("/sign-in")
    browser = clerk(None, "zh-CN,zh;q=0.9")
    assert '<html lang="zh-CN"' in browser.reads("/sign-in")
    assert '<html lang="en"' in browser.does("/language", {"language": "en", "back": "/sign-in"})


def test_the_chosen_language_stays_with_the_account(house: House, clerk: SignIn_) -> None:
    """Letters and other browsers follow it."""
    clerk(house.host).does("/language", {"language": "en", "back": "/host"})
    with house.node.reading() as rows:
        assert rows.get_one(Account, house.host.id).language == "en"


def test_the_first_page_is_where_someone_s_work_is(house: House, clerk: SignIn_) -> None:
    """Reception sees today, the guard the board, the host their visitors."""
    first = {who.name: clerk(who).opens("/").location for who in (house.receptionist, house.guard, house.host)}
    assert first == {"林晓": "/bookings?when=today", "周凯": "/gate", "李伟": "/host"}


def test_pages_carry_a_policy_without_inline_code(house: House, clerk: SignIn_) -> None:
    """And hold none."""
    for path in ("/sign-in", "/host", "/gate", "/bookings/new", "/bookings"):
        answer = clerk(house.receptionist if path != "/sign-in" else None).opens(path)
        assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert " style=" not in answer.text
        assert "onclick" not in answer.text
        assert "<script>" not in answer.text


@pytest.mark.parametrize(("language", "name"), [("en", "Wei Li"), ("zh-CN", "李伟")])
def test_a_page_names_its_reader_as_they_read(house: House, clerk: SignIn_, language: str, name: str) -> None:
    assert f"<b>{name}</b>" in clerk(house.host, language).reads("/my-sign-ins")
