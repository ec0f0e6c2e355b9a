"""Who works here: entering, changing, leaving, and taking in a table."""

import io
from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from admin.tables.reading import LARGEST_FILE, MOST_ROWS
from shared.access.actions import make_account
from shared.access.models import Account
from shared.access.queries import person_of
from shared.access.rules import Role
from shared.desk.cancel import cancel
from shared.desk.enter_many import AT_ONCE, enter_some, kept_to_enter
from shared.kernel.staging import StagedTable
from shared.people.models import Employee
from shared.people.queries import employees_with_addresses, found_in_directory
from tests.admin.clerk import Clerk, counted
from tests.admin.test_rules_pages import as_it_stands
from tests.admin.test_saved_views import undo_in
from tests.clock import StandingClock
from tests.house import OLA, House

SignIn = Callable[..., Clerk]
SHEN = {
    "name": "沈知微",
    "name_en": "Zhiwei Shen",
    "email": "Shen@Usher.example",
    "phone": "138 1234 0001",
    "department": "行政部",
    "rank": "manager",
    "site": "HQ",
    "delegate": "li.wei@usher.example",
}
HEAD = "姓名,英文名,邮箱,部门,站点,代理人\n"


@pytest.fixture
def admin(house: House, clerk: SignIn) -> Clerk:
    """An administrator of the whole house at a browser."""
    with house.node.transaction() as rows:
        account = make_account(rows, "wu.nan@usher.example", "吴楠", [(Role.ADMIN, None)], house.node.now())
        rows.flush()
        who = person_of(rows, account)
    return clerk(who)


def employee(house: House, email: str) -> Employee:
    """Return an employee as they are kept."""
    with house.node.reading() as rows:
        return employees_with_addresses(rows, [email])[email]


def sent(admin: Clerk, table: bytes, name: str = "people.csv") -> tuple[int, str]:
    """Send a table, and return status and page."""
    answer = admin.sends("/people/import", {"table": (io.BytesIO(table), name)})
    return answer.status_code, answer.text


def take_in_address(page: str) -> str:
    """Return where a preview's button leads."""
    return page.split('action="/people/import/')[1].split('"')[0]


def test_somebody_is_entered_and_found_at_the_kiosk(house: House, admin: Clerk) -> None:
    page = admin.does("/people", SHEN)
    assert as_it_stands(page)["phone"] == "+8613812340001"
    found = employee(house, "shen@usher.example")
    assert (found.rank, found.delegate.email if found.delegate else None) == (1, "li.wei@usher.example")
    with house.node.reading() as rows:
        assert [each.email for each in found_in_directory(rows, house.site, "szw", 5)] == [found.email]
    assert "Zhiwei Shen" in admin.reads("/people?q=zhiwei")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "", "name_en": ""}, "Write the name."),
        ({"name": "沈\u202e知微"}, "There is a character in this that cannot be shown."),
        ({"name": "王" * 61}, "This is too long."),
        ({"email": "shen"}, "This is no e-mail address."),
        ({"email": "li.wei@usher.example"}, "This address belongs to somebody else."),
        ({"phone": "call me"}, "This is no phone number."),
        ({"delegate": "nobody@usher.example"}, "Nobody with this address works here."),
        ({"delegate": "shen@usher.example"}, "Nobody is their own delegate."),
        ({"away_until": "2026-12-24"}, "Write the first day away, too."),
        ({"away_from": "2026-12-24", "away_until": "2026-12-20"}, "The last day comes before the first one."),
        ({"works": "early"}, "Write days (1 is Monday) and hours, such as 1-5 9:00-17:30."),
        ({"away_from": "soon"}, "Write a day such as 2026-12-24."),
        ({"rank": "emperor"}, "There is no such rank."),
        ({"site": "MARS"}, "There is no such site."),
    ],
)
def test_a_wrong_entry_is_named_and_nothing_typed_is_lost(
    house: House, admin: Clerk, changes: dict[str, str], words: str
) -> None:
    answer = admin.sends("/people", SHEN | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert as_it_stands(answer.text)["department"] == "行政部"
    with house.node.reading() as rows:
        assert "shen@usher.example" not in employees_with_addresses(rows, ["shen@usher.example"])


def test_who_leaves_is_found_no_more_and_signed_out(house: House, admin: Clerk, clerk: SignIn) -> None:
    browser = clerk(house.host)
    browser.reads("/bookings")
    path = f"/people/{house.host.employee_id}"
    admin.does(f"{path}/gone")
    assert browser.opens("/bookings").status_code == 302
    with house.node.reading() as rows:
        assert found_in_directory(rows, house.site, "李伟", 5) == []
        assert rows.get_one(Account, house.host.id).disabled_at is not None
    assert "Wei Li" not in admin.reads("/people")
    assert "Wei Li" in admin.reads("/people?gone=yes")
    admin.does(f"{path}/back")
    assert "Wei Li" in admin.reads("/people")


def test_the_visits_of_who_has_left_are_named_to_find_them_another_host(house: House, admin: Clerk) -> None:
    booking, off = house.booked(), house.booked(house.wish(OLA))
    with house.node.transaction() as rows:
        cancel(rows, off.id, house.host, house.node.now())
    path = f"/people/{house.host.employee_id}"
    before = admin.reads(path)
    assert f"/bookings/{booking.id}" in before
    assert f"/bookings/{off.id}" not in before
    assert "Visits to come need another host" in before
    assert "Give each another host" not in before
    after = admin.does(f"{path}/gone")
    assert "Give each another host" in after
    assert f"/bookings/{booking.id}" in after
    assert "Visits to come" not in admin.reads(f"/people/{house.boss.employee_id}")


def test_somebody_is_away_from_the_first_day_to_the_last(house: House, admin: Clerk) -> None:
    page = admin.does(
        "/people", SHEN | {"away_from": "2026-12-24", "away_until": "2026-12-26", "works": "1-4 8:30-15:00"}
    )
    assert "1-4 8:30-15:00" in page
    assert "They have no account" in page
    found = employee(house, "shen@usher.example")
    away = [day for day in range(20, 31) if found.is_away(date(2026, 12, day))]
    assert away == [24, 25, 26]


def test_the_list_says_who_is_away_by_the_day_at_their_own_site(
    house: House, admin: Clerk, clock: StandingClock
) -> None:
    """In Shanghai a day begins while it is still the day before in UTC."""
    morning = clock.now().astimezone(ZoneInfo("Asia/Shanghai")).replace(hour=7)
    clock.moves_to(morning)
    admin.does("/people", SHEN | {"away_from": f"{morning:%F}", "away_until": f"{morning:%F}"})
    line = next(each for each in admin.reads("/people").split("<tr>") if "shen@usher.example" in each)
    assert "away" in line


def test_a_table_with_mistakes_names_each_by_line_and_column_and_its_good_lines_are_taken_in(
    house: House, admin: Clerk
) -> None:
    table = HEAD + (
        "沈知微,Zhiwei Shen,shen@usher.example,行政部,HQ,\n"
        "胡一,,not an address,行政部,HQ,\n"
        ",,,,,\n"
        "孙二,,sun@usher.example,,HQ,\n"
        "钱三,,qian@usher.example,行政部,MARS,\n"
        "周四,,zhou@usher.example,行政部,总部,shen@usher.example\n"
        "周五,,zhou@usher.example,行政部,HQ,\n"
    )
    status, page = sent(admin, table.encode("gb18030"))
    assert status == 200
    assert "Good lines: 2, of them new: 2. Lines with mistakes: 4." in page
    cells = page.replace('<td class="num">', "<td>")
    for line, column, words in (
        (3, "邮箱", "This is no e-mail address."),
        (5, "部门", "Write the department."),
        (6, "站点", "There is no such site."),
        (8, "邮箱", "This address stands in the table twice."),
    ):
        row = cells.split(f"<td>{line}</td>")[1].split("</tr>")[0]
        assert column in row
        assert words in row
    assert "Taken in: 2." in admin.does(f"/people/import/{take_in_address(page)}")
    taken = employee(house, "zhou@usher.example")
    assert (taken.name, taken.delegate.email if taken.delegate else None) == ("周四", "shen@usher.example")
    assert "has been taken in already" in admin.does(f"/people/import/{take_in_address(page)}")


def test_who_named_a_delegate_that_left_meanwhile_is_named_and_the_rest_is_taken_in(house: House, admin: Clerk) -> None:
    """And where it stopped, a second press goes on: each portion is small."""
    lines = "".join(f"员工{n},,e{n}@usher.example,行政部,HQ,\n" for n in range(12))
    lines += "周四,,zhou@usher.example,行政部,HQ,li.wei@usher.example\n"
    _, page = sent(admin, (HEAD + lines).encode())
    staged = take_in_address(page)
    with house.node.transaction() as rows:
        by = rows.scalars(select(StagedTable.made_by)).one()
        kept = kept_to_enter(rows, staged, by)
        assert kept is not None
        assert enter_some(rows, staged, kept, by, house.node.now()).taken == AT_ONCE
        rows.get_one(Employee, house.host.employee_id).left_at = house.node.now()
    assert "Taken in so far: 10 of 13." in admin.reads(f"/people/import/{staged}")
    page = admin.does(f"/people/import/{staged}")
    assert "Taken in so far: 12 of 13." in page
    wrong = page.split('<td class="num nowrap">14</td>')[1].split("</tr>")[0]
    assert "Nobody with this address works here." in wrong


def test_a_list_of_people_is_kept_as_it_is_filtered(admin: Clerk) -> None:
    assert "Those who left" in admin.does("/views", {"of": "people", "query": "gone=yes", "name": "Those who left"})
    assert '?gone=yes"' in admin.reads("/people")


def test_a_table_changes_only_the_columns_that_it_has(house: House, admin: Clerk) -> None:
    admin.does("/people", SHEN | {"away_from": "2026-12-24", "is_unlisted": "yes"})
    status, page = sent(admin, b"E-mail;Title\r\nshen@usher.example;Director\r\n")
    assert (status, "of them new: 0" in page) == (200, True)
    admin.does(f"/people/import/{take_in_address(page)}")
    found = employee(house, "shen@usher.example")
    assert (found.title, found.name, found.is_unlisted, found.away_from) == (
        "Director",
        "沈知微",
        True,
        date(2026, 12, 24),
    )


def test_an_excel_table_is_read_as_it_looks(house: House, admin: Clerk) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("Name in Chinese", "Mobile", "E-mail", "Department", "Site"),
        ("沈知微", 13812340001, "shen@usher.example", "行政部", "HQ"),
    ):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    status, page = sent(admin, content.getvalue(), "people.xlsx")
    assert status == 200
    admin.does(f"/people/import/{take_in_address(page)}")
    assert employee(house, "shen@usher.example").phone == "+8613812340001"


@pytest.mark.parametrize(
    ("table", "words"),
    [
        (b"", "There is nothing in this file."),
        (b"\n\n", "There is nothing in this file."),
        (b"a,b\n1,2\n", "None of these names is known here."),
        ("邮箱,E-mail\na@b.cn,c@d.cn\n".encode(), "Two columns have the same meaning."),
        (b"PK\x03\x04 no archive", "This is neither a CSV nor an XLSX file"),
        (b"\xff\xfe\x00\xd8\x81", "This is neither a CSV nor an XLSX file"),
        (b"E-mail\n" + b"a@b.cn\n" * (MOST_ROWS + 1), "There are more than 5,000 lines."),
        (b"E-mail\n" + b"x" * LARGEST_FILE, "This file is too large"),
    ],
)
def test_what_is_no_table_is_said_kindly(admin: Clerk, table: bytes, words: str) -> None:
    status, page = sent(admin, table)
    assert status == 422
    assert words in page


def test_the_example_can_be_sent_back_and_runs_no_formula(house: House, admin: Clerk) -> None:
    example = admin.opens("/people/import/example.csv")
    assert example.data.startswith("\ufeff姓名".encode()) or example.data.startswith("\ufeffName".encode())
    status, page = sent(admin, example.data)
    assert (status, "Good lines: 1" in page) == (200, True)


def test_nobody_takes_in_somebody_else_s_table(house: House, admin: Clerk, clerk: SignIn) -> None:
    _, page = sent(admin, (HEAD + "沈知微,,shen@usher.example,行政部,HQ,\n").encode())
    with house.node.transaction() as rows:
        account = make_account(rows, "it2@usher.example", "另一位", [(Role.ADMIN, None)], house.node.now())
        rows.flush()
        other = person_of(rows, account)
    assert clerk(other).sends(f"/people/import/{take_in_address(page)}").status_code == 404


def test_only_who_manages_people_sees_the_list(house: House, clerk: SignIn) -> None:
    for who in (house.boss, house.receptionist, house.guard, house.host):
        assert clerk(who).opens("/people").status_code == 403


def test_the_list_of_people_takes_few_queries(house: House, admin: Clerk) -> None:
    admin.reads("/people")
    with counted(house.node) as said:
        admin.reads("/people?q=l")
    selects = [each for each in said if each.lstrip().upper().startswith("SELECT")]
    assert len(selects) <= 7, selects


def test_everybody_says_themselves_when_they_are_away_and_nothing_else(house: House, clerk: SignIn) -> None:
    host = clerk(house.host)
    before = employee(house, "li.wei@usher.example")
    said = {"away_from": "2026-11-24", "away_until": "2026-11-27", "delegate": "zheng.hai@usher.example", "works": ""}
    assert "When I am away" in host.reads("/host")
    page = host.does("/my-absence", said | {"name": "总裁", "rank": "general_manager", "is_unlisted": "yes"})
    assert "Saved." in page
    found = employee(house, "li.wei@usher.example")
    assert (found.away_from, found.away_until) == (date(2026, 11, 24), date(2026, 11, 27))
    assert (found.name, found.rank, found.is_unlisted) == (before.name, before.rank, before.is_unlisted)
    assert "Nothing was changed." in host.does("/my-absence", said)
    host.does(*undo_in(page))
    found = employee(house, "li.wei@usher.example")
    assert (found.away_from, found.delegate_id) == (before.away_from, before.delegate_id), "one press takes it back"
    wrong = host.sends("/my-absence", said | {"away_from": "soon", "delegate": "nobody@usher.example"})
    assert wrong.status_code == 422
    assert 'value="soon"' in wrong.text
    assert "Nobody with this address works here." in wrong.text
