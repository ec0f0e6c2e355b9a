"""Tables of bookings: the grade that is proposed, the optional facts, and taking a whole table back (R1, R3)."""

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from shared.approvals.models import GradeChoice
from shared.bookings.models import Booking
from shared.desk.take_back import what_can_be_taken_back
from shared.kernel.staging import KEPT
from shared.notices.models import Notice
from tests.admin.clerk import Clerk
from tests.admin.test_bookings_import import GOOD, address, reception, sent
from tests.house import House

__all__ = ["reception"]

SignIn = Callable[..., Clerk]


def sheet(house: House, *lines: dict[str, str]) -> bytes:
    """Return a table with any columns; each line is a good one but for what is said."""
    head = list(dict.fromkeys(name for line in lines for name in GOOD | {"日期": "", "访客姓名": ""} | line))
    rows = [GOOD | {"日期": "2026-12-02", "访客姓名": f"访客{n}", "邮箱": ""} | line for n, line in enumerate(lines)]
    return "\n".join([",".join(head), *(",".join(row.get(name, "") for name in head) for row in rows)]).encode()


def bookings(house: House) -> list[Booking]:
    with house.node.reading() as rows:
        return list(rows.scalars(select(Booking).order_by(Booking.made_at, Booking.id)))


def test_r3_a_line_without_a_grade_gets_the_proposed_one_with_its_reason(house: House, reception: Clerk) -> None:
    page = sent(reception, sheet(house, {"参观种类": "key", "职务": "总经理"}, {}))
    assert "a guest&#39;s title is one of" in page
    reception.does(address(page))
    assert sorted(each.grade_letter for each in bookings(house)) == ["A", "D"]


def test_r3_another_grade_than_the_proposed_one_needs_a_reason_that_is_kept(house: House, reception: Clerk) -> None:
    told = "The rules propose another grade. Say why"
    assert told in sent(reception, sheet(house, {"等级": "B", "改级理由": ""}))
    page = sent(reception, sheet(house, {"等级": "B", "改级理由": "老客户介绍"}))
    assert told not in page
    reception.does(address(page))
    with house.node.reading() as rows:
        assert [(each.chosen, each.proposed, each.reason) for each in rows.scalars(select(GradeChoice))] == [
            ("B", "D", "老客户介绍")
        ]


def test_r1_the_optional_facts_have_columns(house: House, reception: Clerk) -> None:
    facts = {"交通方式": "train", "车牌": "苏e 1", "接站": "虹桥 9:40", "用餐": "午餐2位", "住宿": "1间"}
    facts |= {"携带物品": "电脑2台；样品", "语言": "日本語", "特殊需求": "素食", "能否决定合作": "是"}
    page = sent(reception, sheet(house, facts, {"交通方式": "rocket", "能否决定合作": "maybe"}))
    for words in ("There is no such way to come.", "Write yes or no, or leave it empty."):
        assert page.count(words) == 1
    reception.does(address(page))
    (booking,) = bookings(house)
    assert booking.grade_letter == "B", "who can decide is likely to sign"
    assert booking.more == {
        "transport": "train",
        "plate": "苏E1",
        "pick_up": "虹桥 9:40",
        "meals": "午餐2位",
        "lodging": "1间",
        "items": "电脑2台\n样品",
        "language": "ja",
        "needs": "素食",
        "decides": "yes",
    }


def test_a_whole_table_is_taken_back_and_who_was_told_is_told(house: House, reception: Clerk, clerk: SignIn) -> None:
    """D visits of the host's own are approved at once: their guests have got a pass."""
    host = clerk(house.host)
    mail = {"邮箱": "wang@qihang.example", "被访人": ""}
    page = sent(host, sheet(house, mail, mail | {"邮箱": "zhao@qihang.example"}))
    answer = host.does(address(page))
    assert "Take 2 visits back" in answer
    with house.node.transaction() as rows:
        for letter in rows.scalars(select(Notice).where(Notice.topic == "pass")):
            letter.state = "told"
    assert reception.sends(f"{address(page)}/back").status_code == 404, "it is somebody else's table"
    assert "2 visits taken back." in host.does(f"{address(page)}/back")
    assert {each.state for each in bookings(house)} == {"cancelled"}
    with house.node.reading() as rows:
        assert len(list(rows.scalars(select(Notice).where(Notice.topic == "pass_withdrawn")))) == 2
    assert "There is nothing left to take back." in host.does(f"{address(page)}/back")
    assert "2 visits" in host.reads("/bookings/import"), "the table is found again"


def test_a_table_can_be_taken_back_for_a_day(house: House, reception: Clerk) -> None:
    page = sent(reception, sheet(house, {}))
    reception.does(address(page))
    staged, now = address(page).rpartition("/")[2], house.node.now()
    with house.node.reading() as rows:
        for later, number in ((KEPT - timedelta(seconds=1), 1), (KEPT, 0)):
            found = what_can_be_taken_back(rows, staged, house.receptionist, now + later)
            assert found is not None
            assert len(found.open) == number


@pytest.mark.parametrize("content", ["姓名\n王", "姓名,事由\n王,谈"])
def test_a_table_without_the_needed_columns_names_what_is_missing(reception: Clerk, content: str) -> None:
    answer = reception.sends("/bookings/import", {"table": (io.BytesIO(content.encode()), "t.csv")})
    assert "Lines with mistakes: 1" in answer.text
