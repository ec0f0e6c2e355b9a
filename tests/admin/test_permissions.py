"""Who may open what: roles by routes by sites, every cell."""

from collections.abc import Callable

import pytest
from apiflask import APIFlask

from admin.permissions import PAGES, NotInTheTable, Open, may_open
from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import ALLOWED, HOUSE_WIDE, Permission, Person, Role
from tests.admin.clerk import Clerk
from tests.house import House

SignIn = Callable[..., Clerk]
# Pages that anybody who is signed in may open, by address.
PLAIN = {
    "/bookings": Permission.SIGNED_IN,
    "/bookings/new": Permission.BOOK,
    "/hosts?q=li": Permission.BOOK_FOR_OTHERS,
    "/gate": Permission.SEE_GATE,
    "/gate/parts": Permission.SEE_GATE,
    "/gate/people": Permission.SEE_GATE,
    "/gate/roll-call": Permission.CALL_ROLL,
    "/gate/roll-call/parts": Permission.CALL_ROLL,
    "/gate/roll-calls": Permission.CALL_ROLL,
    "/gate/officials": Permission.ADMIT_OFFICIALS,
    "/devices": Permission.SEE_GATE,
    "/devices/parts": Permission.SEE_GATE,
    "/host": Permission.ANSWER_VISITOR,
    "/host/parts": Permission.ANSWER_VISITOR,
    "/badges": Permission.DESIGN_BADGES,
    "/badges/80/A": Permission.DESIGN_BADGES,
    "/kiosk-look": Permission.DESIGN_KIOSK,
    "/agreements": Permission.PUBLISH_TEXTS,
    "/accounts": Permission.MANAGE_ACCOUNTS,
    "/accounts/new": Permission.MANAGE_ACCOUNTS,
    "/reception": Permission.ANSWER_VISITOR,
    "/reception?who=reception&open=yes": Permission.ANSWER_VISITOR,
    "/rules/reception": Permission.SET_RULES,
    "/rules/reception/A": Permission.SET_RULES,
    "/desk": Permission.ADMIT,
    "/desk?q=K7R4M": Permission.ADMIT,
    "/desk/walk-ins/new": Permission.BOOK_FOR_OTHERS,
    "/watchlist": Permission.WATCHLIST,
    "/watchlist?show=confirmed": Permission.WATCHLIST,
    "/watchlist/new": Permission.WATCHLIST,
    "/visits": Permission.SIGNED_IN,
    "/visits/search": Permission.SIGNED_IN,
    "/visits/export.csv": Permission.EXPORT_VISITS,
    "/visits/book": Permission.EXPORT_VISITS,
    "/visitors": Permission.SEE_FILES,
    "/companies": Permission.SEE_FILES,
    "/views": Permission.SIGNED_IN,
    "/rules/tiers": Permission.SET_RULES,
    "/my-sign-ins": Permission.SIGNED_IN,
    "/password": Permission.SIGNED_IN,
}


def someone(house: House, role: Role, site: str | None) -> Person:
    """Open an account with one role."""
    with house.node.transaction() as rows:
        account = make_account(rows, f"{role}.{site}@usher.example", str(role), [(role, site)], house.node.now())
        rows.flush()
        return person_of(rows, account)


def test_every_route_stands_in_the_table(office: APIFlask) -> None:
    """A route without a line is shut, and found here first."""
    routes = {rule.endpoint for rule in office.url_map.iter_rules()}
    missing = sorted(routes - PAGES.keys())
    assert missing == []


def test_a_route_that_is_not_in_the_table_stays_shut(office: APIFlask) -> None:
    """Also for an administrator: nobody decided who may open it."""
    with pytest.raises(NotInTheTable):
        may_open(None, "forgotten.page")


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_its_permissions_say_and_nothing_else(house: House, clerk: SignIn, role: Role) -> None:
    """The pages ask the same table as the API and the sockets."""
    browser = clerk(someone(house, role, house.site))
    seen = {path: browser.opens(path).status_code for path in PLAIN}
    allowed = ALLOWED[role] - HOUSE_WIDE
    assert seen == {path: 200 if needed in allowed else 403 for path, needed in PLAIN.items()}


def test_only_who_administers_the_whole_house_manages_accounts(house: House, clerk: SignIn) -> None:
    """An administrator of one site could else make himself administrator of all."""
    everywhere, here = (someone(house, Role.ADMIN, site) for site in (None, house.site))
    assert clerk(everywhere).opens("/accounts").status_code == 200
    assert clerk(here).opens("/accounts").status_code == 403
    answer = clerk(here).sends(f"/accounts/{here.id}", {"role-admin-all": "yes"})
    assert answer.status_code == 403


def test_nobody_who_is_signed_out_sees_a_page(office: APIFlask, house: House, clerk: SignIn) -> None:
    """A browser is sent to sign in and comes back; a program is told 401."""
    browser = clerk(None)
    for path in PLAIN:
        answer = browser.opens(path)
        assert answer.status_code == 302
        assert answer.location.startswith("/sign-in?next=")
        assert browser.opens(path, accept="application/json").status_code == 401


def test_every_unsafe_route_needs_a_token_against_forgery(office: APIFlask, house: House, clerk: SignIn) -> None:
    """Asked of every route by its own address, so that a new one cannot be forgotten."""
    admin = clerk(someone(house, Role.ADMIN, None))
    adapter = office.url_map.bind("localhost")
    asked = 0
    for rule in office.url_map.iter_rules():
        if "POST" in (rule.methods or ()) and PAGES[rule.endpoint] is not Open.ASKS_ITSELF:
            values: dict[str, object] = {name: 1 if name == "line" else "x" * 26 for name in rule.arguments}
            answer = admin.sends(adapter.build(rule.endpoint, values, method="POST"), token="forged")
            assert (rule.endpoint, answer.status_code) == (rule.endpoint, 400)
            asked += 1
    assert asked > 15


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("here", [True, False])
def test_a_booking_of_another_site_is_not_there(house: House, clerk: SignIn, role: Role, here: bool) -> None:
    """Nobody sees another site's visit by guessing its address: it is 404, as if it did not exist."""
    booking = house.approved()
    guest = booking.guests[0].id
    who = someone(house, role, house.site if here else house.other_site)
    sees = here and Permission.SEE_ALL_VISITS in ALLOWED[role]
    hands_out = here and Permission.BOOK_FOR_OTHERS in ALLOWED[role]  # the gate watches, and needs no key to the door
    browser = clerk(who)
    for path, may in (
        (f"/bookings/{booking.id}", sees),
        (f"/bookings/{booking.id}/passes", hands_out),
        (f"/bookings/{booking.id}/guests/{guest}/pass.png", hands_out),
    ):
        assert browser.opens(path).status_code == (200 if may else 404)


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("here", [True, False])
def test_changes_to_a_booking_need_the_permission_at_its_site(
    house: House, clerk: SignIn, role: Role, here: bool
) -> None:
    """The page's permission may come from any site; the deed asks for this one."""
    booking = house.approved()
    browser = clerk(someone(house, role, house.site if here else house.other_site))
    answer = browser.sends(f"/bookings/{booking.id}/cancel")
    may = here and Permission.BOOK_FOR_OTHERS in ALLOWED[role]
    assert (answer.status_code == 302) is may
    assert house.booking(booking.id).state == ("cancelled" if may else "approved")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("here", [True, False])
def test_letting_out_needs_the_permission_at_the_visit_s_site(
    house: House, clerk: SignIn, role: Role, here: bool
) -> None:
    """A guard of one gate closes no visit at another."""
    booking = house.approved()
    visit = house.scanned(house.pass_of(booking)).visit  # type: ignore[union-attr]
    browser = clerk(someone(house, role, house.site if here else house.other_site))
    answer = browser.sends(f"/gate/visits/{visit}/departure")
    may = here and Permission.CLOSE_VISIT in ALLOWED[role]
    assert (answer.status_code == 302) is may


def test_the_gate_board_of_another_site_is_not_shown(house: House, clerk: SignIn) -> None:
    """Its code in the address leads to one's own board."""
    page = clerk(house.guard).reads("/gate?site=SH")
    assert "Head office · Gate" in page
    assert "Shanghai ·" not in page


def test_hosts_see_their_own_bookings_only(house: House, clerk: SignIn) -> None:
    """Also in the list, at their own site."""
    house.approved()
    others = house.booked(house.wish(host_id=str(house.boss.employee_id)), by=house.boss)
    page = clerk(house.host).reads("/bookings?when=all")
    assert page.count('class="name whole"') == 1
    assert others.id not in page
