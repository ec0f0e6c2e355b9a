"""One more site, the first one's code and zone, and the list of what a new house needs."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from shared.access.actions import make_account
from shared.access.queries import person_of
from shared.access.rules import Role
from shared.agreements.queries import newest_texts
from shared.agreements.rules import AgreementKind
from shared.desk.new_site import Begin, beginnings, put_away
from shared.desk.open_house import FIRST_ADMIN, open_house
from shared.kernel.node import Node
from shared.sites.models import Site
from shared.sites.queries import every_site, site_by_code
from shared.sites.rules import is_site_code, zones
from tests.admin.clerk import Clerk, counted
from tests.admin.test_rules_pages import as_it_stands
from tests.house import House

SignIn = Callable[..., Clerk]
NEW = "/rules/new-site"
BERLIN = {"code": "ber", "name": "柏林", "name_en": "Berlin", "zone": "Europe/Berlin", "calendar": "DE"}


@pytest.fixture
def admin(house: House, clerk: SignIn) -> Clerk:
    """An administrator of the whole house at a browser."""
    return clerk(administrator(house))


def administrator(house: House, language: str = "en"):
    """Return an administrator of the whole house."""
    with house.node.transaction() as rows:
        account = make_account(rows, "wu.nan@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        rows.flush()
        return person_of(rows, account)


def test_a_site_is_added_whole(house: House, admin: Clerk) -> None:
    page = admin.does(NEW, as_it_stands(admin.reads(NEW)) | BERLIN)
    with house.node.reading() as rows:
        site = site_by_code(rows, "BER")
        first = rows.get_one(Site, house.site)
        assert site is not None
        assert (site.zone, site.calendar, site.permit_prefix, site.hours_text) == (
            "Europe/Berlin",
            "DE",
            "BER",
            first.hours_text,
        )
        for kind in AgreementKind:
            assert [text.language for text in newest_texts(rows, site.id, kind)] == [
                text.language for text in newest_texts(rows, house.site, kind)
            ]
    assert "The site is open." in page
    assert "吴楠" in page  # its history begins with who opened it
    assert "BER · Europe/Berlin" in admin.reads("/rules")


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("code", "", "Write two to six letters"),
        ("code", "1A", "Write two to six letters"),
        ("code", "BERLIN7", "Write two to six letters"),
        ("code", "总部", "Write two to six letters"),
        ("code", "hq", "has this code. Choose another one."),
        ("zone", "Mars/Olympus", "Choose one of these."),
        ("zone", "../etc/passwd", "Choose one of these."),
        ("calendar", "XX", "Choose one of these."),
        ("name", "", "Write something here."),
        ("closes-0", "08:00", "Write two hours"),
    ],
)
def test_what_is_wrong_with_a_new_site_is_named(house: House, admin: Clerk, field: str, typed: str, words: str) -> None:
    answer = admin.sends(NEW, as_it_stands(admin.reads(NEW)) | BERLIN | {field: typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Berlin" in answer.text
    with house.node.reading() as rows:
        assert len(every_site(rows)) == 2


def test_code_and_zone_change_until_something_counts_on_them(house: House, admin: Clerk) -> None:
    path = f"/rules/sites/{house.site}"
    admin.does(path, as_it_stands(admin.reads(path)) | {"code": "sz", "zone": "Asia/Tokyo"})
    with house.node.reading() as rows:
        site = rows.get_one(Site, house.site)
        assert (site.code, site.permit_prefix, site.zone) == ("SZ", "SZ", "Asia/Tokyo")
    assert str(house.approved().permit).startswith("SZ")
    page = admin.reads(path)
    assert "SZ and Asia/Tokyo stay as they are" in page
    admin.does(path, as_it_stands(page) | {"code": "HQ", "zone": "Asia/Shanghai"})
    with house.node.reading() as rows:
        assert rows.get_one(Site, house.site).code == "SZ"


@pytest.mark.parametrize(("text", "is_one"), [("HQ", True), ("SH2", True), ("A", False), ("hq", False), ("H-Q", False)])
def test_codes_are_short_and_plain(text: str, is_one: bool) -> None:
    assert is_site_code(text) is is_one


def test_zones_are_places() -> None:
    assert {"Asia/Shanghai", "Europe/Berlin", "America/New_York", "UTC"} <= set(zones())
    assert not {"Etc/GMT+8", "PRC", "localtime", "Factory"} & set(zones())


def test_an_empty_house_lacks_everything(node: Node) -> None:
    """Its one account is nobody's, and its texts are those that came with it."""
    with node.transaction() as rows:
        open_house(rows, node.now())
    with node.reading() as rows:
        assert not any(beginnings(rows, has_mail=False).values())
        assert beginnings(rows, has_mail=True)[Begin.MAIL]


def test_the_first_page_of_a_young_house_teaches(house: House, admin: Clerk) -> None:
    """The list comes first until it is put away; what is done is read from the tables."""
    assert admin.opens("/").headers["Location"] == "/set-up"
    page = admin.reads("/set-up")
    assert "Set the house up" in page
    with house.node.reading() as rows:
        done = beginnings(rows, has_mail=False)
    assert {name for name, is_done in done.items() if is_done} == {Begin.PEOPLE, Begin.ACCOUNT, Begin.ROLES}
    assert "3 of 9 done" in page
    house.booked()
    assert "4 of 9 done" in admin.reads("/set-up")
    admin.sends("/set-up", {"away": "yes"})
    assert admin.opens("/").headers["Location"].startswith("/bookings")
    assert "Let it come first again" in admin.reads("/set-up")
    admin.sends("/set-up", {"away": "no"})
    assert admin.opens("/").headers["Location"] == "/set-up"


def test_others_and_demonstrations_are_not_taught(house: House, clerk: SignIn) -> None:
    assert clerk(house.receptionist).opens("/").headers["Location"].startswith("/bookings")
    browser = clerk(administrator(house))
    with house.node.transaction() as rows:
        put_away(rows, True)
    assert browser.opens("/").headers["Location"].startswith("/bookings")


def test_the_list_costs_the_same_however_old_the_house_is(house: House, admin: Clerk) -> None:
    with counted(house.node) as few:
        admin.reads("/set-up")
    for _number in range(3):
        house.booked()
    with counted(house.node) as many:
        admin.reads("/set-up")
    assert len(few) == len(many)
    with house.node.reading() as rows:
        assert rows.scalar(select(Site.code).where(Site.code == FIRST_ADMIN)) is None
