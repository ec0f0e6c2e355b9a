"""Booking from a table: read, shown with each mistake, booked in portions (R1)."""

import io
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select

from admin.bookings.importing.cells import day_in, hour_in
from shared.bookings.models import Booking, Guest
from shared.desk.book_many import book_some, kept_to_book
from shared.people.models import Employee
from tests.admin.clerk import Clerk, counted
from tests.house import House

SignIn = Callable[..., Clerk]
HEAD = (
    "组号",
    "被访人",
    "日期",
    "开始",
    "结束",
    "事由",
    "等级",
    "访客姓名",
    "来访单位",
    "电话",
    "邮箱",
    "领队",
    "种类",
)
GOOD = {"被访人": "li.wei@usher.example", "开始": "14:00", "结束": "16:00", "事由": "验厂", "来访单位": "启航精密"}
GOOD |= {"电话": "13812340001"}


def table(house: House, *lines: Mapping[str, str], days_ahead: int = 9) -> bytes:
    """Return a CSV file as a Chinese Excel writes it; each line is a good one but for what is said."""
    day = (house.node.now() + timedelta(days=days_ahead)).date().isoformat()
    rows = [{**GOOD, "日期": day, "访客姓名": f"访客{number}", **line} for number, line in enumerate(lines)]
    text = "\r\n".join(
        ",".join(row.get(name, "") for name in HEAD) for row in [dict(zip(HEAD, HEAD, strict=True)), *rows]
    )
    return text.encode("gb18030")


def sent(clerk: Clerk, content: bytes, name: str = "bookings.csv") -> str:
    """Send a table that can be read, and return the preview."""
    answer = clerk.sends("/bookings/import", {"table": (io.BytesIO(content), name)})
    assert answer.status_code == 200, answer.text[:500]
    return answer.text


def booked(house: House) -> list[tuple[str, int]]:
    """Return purpose and number of guests of every booking."""
    with house.node.reading() as rows:
        number = select(func.count()).where(Guest.booking_id == Booking.id).scalar_subquery()
        return [(row[0], row[1]) for row in rows.execute(select(Booking.purpose, number).order_by(Booking.made_at))]


def address(preview: str) -> str:
    """Return where the preview's button leads."""
    return "/bookings/import/" + preview.split('action="/bookings/import/')[1].split('"')[0]


@pytest.fixture
def reception(house: House, clerk: SignIn) -> Clerk:
    """The receptionist at a browser."""
    return clerk(house.receptionist)


MISTAKES: list[tuple[dict[str, str], str, str]] = [
    ({"被访人": ""}, "被访人", "Write the e-mail address or the name of the person visited."),
    ({"被访人": "nobody@usher.example"}, "被访人", "Nobody with this name or address works here."),
    ({"日期": "soon"}, "日期", "This is no day. Write it like 2026-12-24."),
    ({"日期": ""}, "日期", "Write the day of the visit"),
    ({"日期": "2020-01-01"}, "日期", "This time is already over."),
    ({"日期": "2026-11-23", "开始": "07:00", "结束": "08:00"}, "结束", "This time is already over."),
    ({"开始": "2 pm"}, "开始", "This is no hour. Write it like 14:30."),
    ({"结束": "13:00"}, "结束", "The end has to be after the start."),
    ({"事由": ""}, "事由", "Say what the visit is for."),
    ({"等级": "Z"}, "等级", "There is no such grade. Write A, B, C or D."),
    ({"访客姓名": ""}, "访客姓名", "Write the guest&#39;s name."),
    ({"来访单位": ""}, "来访单位", "Write the guest&#39;s company."),
    ({"电话": "", "邮箱": ""}, "电话", "Write a phone number or an e-mail address."),
    ({"电话": "call me"}, "电话", "This phone number cannot be right."),
    ({"邮箱": "wang@"}, "邮箱", "This e-mail address cannot be right."),
    ({"领队": "maybe"}, "领队", "Write yes or no."),
]


def test_each_mistake_is_named_once_by_line_and_column_with_what_to_do(house: House, reception: Clerk) -> None:
    page = sent(reception, table(house, {}, *[line for line, _column, _words in MISTAKES], {}))
    assert "Visits that can be booked: 2, with 2 visitors. Lines with mistakes: 16." in page
    for number, (_line, column, words) in enumerate(MISTAKES, start=3):
        found = page.split(f'<td class="num">{number}</td><td>')
        assert len(found) == 2, f"line {number} is named once"
        assert found[1].startswith(f"{column}</td>")
        assert words in found[1].split("</tr>")[0]


def test_the_words_of_a_chinese_table_are_understood_on_an_english_page(house: House, reception: Clerk) -> None:
    words = ({"种类": "团体"}, {"种类": "团队"}, {"种类": "重点"}, {"种类": "Key customer"}, {"种类": "ad hoc"})
    assert "There is no such kind" not in sent(reception, table(house, *words))
    assert "There is no such kind" in sent(reception, table(house, {"种类": "大团"}))


def test_a_visit_of_the_evening_ends_at_midnight(house: House, reception: Clerk) -> None:
    page = sent(reception, table(house, {"开始": "22:00", "结束": "0:00"}))
    reception.does(address(page))
    with house.node.reading() as rows:
        booking = rows.scalars(select(Booking)).one()
        assert booking.ends_at - booking.starts_at == timedelta(hours=2)


def test_the_good_lines_are_booked_once_however_often_the_button_is_pressed(house: House, reception: Clerk) -> None:
    page = sent(reception, table(house, {}, {"日期": "soon"}, {}))
    assert booked(house) == [], "nothing is booked before the word"
    assert "Booked: 2." in reception.does(address(page))
    assert booked(house) == [("验厂", 1)] * 2
    reception.does(address(page))
    assert booked(house) == [("验厂", 1)] * 2


def test_a_table_that_is_sent_again_books_nothing_twice(house: House, reception: Clerk) -> None:
    content = table(house, {}, {"访客姓名": "王晓琳"})
    reception.does(address(sent(reception, content)))
    again = sent(reception, content)
    assert "Visits that can be booked: 0" in again
    assert again.count("This visit is booked already.") == 2
    assert "This visit stands in the table twice." in sent(
        reception, table(house, {"访客姓名": "赵"}, {"访客姓名": "赵"})
    )


def test_lines_with_one_key_are_one_group_with_its_leader(house: House, reception: Clerk) -> None:
    rest = dict.fromkeys(("被访人", "日期", "开始", "结束", "事由"), "")
    lines: tuple[dict[str, str], ...] = (
        {"组号": "甲"},
        {"组号": "甲", "领队": "是", "访客姓名": "孙", **rest},
        {"组号": "甲", **rest},
        {},
    )
    page = sent(reception, table(house, *lines))
    assert "Visits that can be booked: 2, with 4 visitors. Lines with mistakes: 0." in page
    reception.does(address(page))
    assert sorted(booked(house), key=str) == [("验厂", 1), ("验厂", 3)]
    with house.node.reading() as rows:
        leaders = rows.scalars(select(Guest).where(Guest.is_leader)).all()
        assert "孙" in [guest.visitor.name for guest in leaders]


def test_a_group_is_booked_as_a_whole_or_not(house: House, reception: Clerk) -> None:
    page = sent(reception, table(house, {"组号": "甲"}, {"组号": "甲", "事由": "参观"}, {"组号": "乙"}))
    assert "Visits that can be booked: 1, with 1 visitors. Lines with mistakes: 2." in page
    assert "Another line of this group says otherwise." in page
    assert "Another line of this group has a mistake." in page


def test_a_host_takes_in_visitors_of_their_own_only(house: House, clerk: SignIn) -> None:
    host = clerk(house.host)
    page = sent(host, table(house, {"被访人": ""}, {"被访人": "zheng.hai@usher.example"}))
    assert "Visits that can be booked: 1" in page
    assert "You may only book visitors of your own." in page


def test_what_somebody_else_sent_is_not_there(house: House, reception: Clerk, clerk: SignIn) -> None:
    page = sent(reception, table(house, {}))
    assert clerk(house.boss).sends(address(page)).status_code == 404
    assert clerk(house.guard).opens("/bookings/import").status_code == 403


def test_a_workbook_is_read_like_a_table(house: House, reception: Clerk) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    day = (house.node.now() + timedelta(days=3)).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    sheet.append(["Visitor", "Company", "Mobile", "Host", "Date", "Start", "End", "Purpose", "Shoe size"])
    sheet.append(["Ola", "Fjord", "+4791234011", "Wei Li", day, "9:30", "10:30", "Audit", 44])
    content = io.BytesIO()
    book.save(content)
    page = sent(reception, content.getvalue(), "bookings.xlsx")
    assert "Visits that can be booked: 1" in page
    assert "Columns that are not read: Shoe size." in page


def test_who_left_between_looking_and_booking_is_named_and_the_rest_is_booked(house: House, reception: Clerk) -> None:
    page = sent(reception, table(house, {}, {"被访人": "zheng.hai@usher.example"}))
    with house.node.transaction() as rows:
        rows.get_one(Employee, house.boss.employee_id).left_at = house.node.now()
    answer = reception.does(address(page))
    assert "Booked so far: 1 of 2." in answer
    assert "Nobody with this name or address works here." in answer
    assert len(booked(house)) == 1


def test_each_portion_is_small_and_goes_on_where_the_last_one_stopped(house: House, reception: Clerk) -> None:
    page = sent(reception, table(house, *[{} for _ in range(10)]))
    staged, by = address(page).rpartition("/")[2], house.receptionist
    with house.node.reading() as rows:
        kept = kept_to_book(rows, staged, by)
    assert kept is not None
    with house.node.transaction() as rows:
        assert book_some(rows, staged, kept, by, house.node.now()).taken == 1
    assert len(booked(house)) == 1
    reception.does(address(page))
    assert len(booked(house)) == 10


def test_the_number_of_statements_does_not_grow_with_the_table(house: House, reception: Clerk) -> None:
    sent(reception, table(house, {}))
    with counted(house.node) as few:
        sent(reception, table(house, {}))
    with counted(house.node) as many:
        sent(reception, table(house, *[{} for _ in range(40)]))
    assert len(many) == len(few)


def test_the_example_can_be_taken_in_as_it_is(house: House, clerk: SignIn) -> None:
    for language in ("en", "zh-CN"):
        host = clerk(house.host, language)
        example = host.opens("/bookings/import/example.csv").data
        page = sent(host, example)
        assert 'class="trouble"' not in page
        assert page.count("<tbody>") == 1, "no line is wrong"


def test_a_file_that_is_no_table_is_refused_with_what_to_do(reception: Clerk) -> None:
    answer = reception.sends("/bookings/import", {"table": (io.BytesIO(b"\xff\xfe\x00"), "x.csv")})
    assert answer.status_code == 422
    assert "neither a CSV nor an XLSX file" in answer.text


@pytest.mark.parametrize(
    ("text", "day"),
    [("2026-12-24", 24), ("2026/12/4", 4), ("2026.12.04", 4), ("2026年12月4日", 4), ("12/24/2026", None), ("", None)],
)
def test_days_are_read_as_spreadsheets_write_them(text: str, day: int | None) -> None:
    found = day_in(text)
    assert (found.day if found else None) == day


@pytest.mark.parametrize(
    ("text", "hour"), [("9:30", "09:30"), ("09:30:00", "09:30"), ("9点30分", "09:30"), ("14点", "14:00"), ("25:00", "")]
)
def test_hours_are_read_as_spreadsheets_write_them(text: str, hour: str) -> None:
    found = hour_in(text)
    assert (f"{found:%H:%M}" if found else "") == hour
