"""Visits that recur: their dates, decided on together, changed and cancelled with those that follow (R2, R5)."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from apiflask import APIFlask
from sqlalchemy import select, update

from admin.letters import letter_writer
from shared.access.models import Account
from shared.bookings.models import Booking, BookingSeries
from shared.bookings.rules import Decision
from shared.desk.change import as_wish, change
from shared.desk.declined import DECLINED, ONE_LETTER_WITHIN, answered_in
from shared.kernel.settings import Settings
from shared.notices.models import Notice
from shared.resources.actions import enter_resource
from tests.admin.clerk import Clerk
from tests.admin.test_booking_form import filled
from tests.clock import StandingClock
from tests.desk.test_told_again import GUEST, HOST, Post
from tests.house import House

SignIn = Callable[..., Clerk]
WEEKLY = {
    "often": "weekly",
    "count": "4",
    "free_days": "leave_out",
    "day": "2026-12-11",
    "grade": "C",
    "grade_reason": "asked",
}
DATES = re.compile(r'name="date" value="([^"]+)"( checked)?')


def made(house: House) -> list[Booking]:
    """Return all bookings, the first first."""
    with house.node.reading() as rows:
        return [house.booking(each) for each in rows.scalars(select(Booking.id).order_by(Booking.starts_at))]


def looked_at(clerk: Clerk, **different: str) -> str:
    """Send the form of a visit that recurs, and return the preview of its dates."""
    answer = clerk.sends("/bookings", filled(**WEEKLY | different))
    assert answer.status_code == 200, re.findall(r'class="trouble".*?<span>(.*?)</span>', answer.text)
    return answer.text


def book(clerk: Clerk, page: str, dates: list[str] | None = None) -> str:
    """Book the dates that are ticked, or these."""
    ticked = [day for day, is_ticked in DATES.findall(page) if is_ticked]
    address = page.split('action="/bookings/series/')[1].split('"')[0]
    return clerk.does(f"/bookings/series/{address}", {"date": dates or ticked})


@pytest.fixture
def reception(house: House, clerk: SignIn) -> Clerk:
    """The receptionist at a browser."""
    return clerk(house.receptionist)


def test_dates_are_shown_with_holidays_before_anything_is_booked(house: House, reception: Clerk) -> None:
    page = looked_at(reception)
    assert DATES.findall(page) == [
        ("2026-12-11", " checked"),
        ("2026-12-18", " checked"),
        ("2026-12-25", " checked"),
        ("2027-01-01", ""),
    ]
    assert "New Year" in page
    assert made(house) == []
    put_off = looked_at(reception, free_days="next")
    assert DATES.findall(put_off)[-1] == ("2027-01-04", " checked")
    assert "instead of" in put_off


def test_each_date_is_a_booking_of_its_own_in_one_series(house: House, reception: Clerk) -> None:
    page = book(reception, looked_at(reception))
    bookings = made(house)
    assert [each.starts_at.isoformat() for each in bookings] == [
        f"2026-12-{day}T06:00:00+00:00" for day in (11, 18, 25)
    ]
    assert len({each.series_id for each in bookings}) == 1
    assert {each.state for each in bookings} == {"waiting"}
    with house.node.reading() as rows:
        assert rows.scalars(select(BookingSeries.rule)).one() == "FREQ=WEEKLY;BYDAY=FR;COUNT=4"
    assert "(this one)" in page


def test_r5_each_date_has_its_own_lead_time(house: House, reception: Clerk) -> None:
    page = looked_at(reception, day="2026-11-23", often="daily", count="3")
    assert [("urgent" in row) for row in page.split("<tbody>")[1].split("</tr>")[:3]] == [True, False, False]
    book(reception, page)
    assert [each.is_urgent for each in made(house)] == [True, False, False]


def test_a_series_is_decided_on_together(house: House, reception: Clerk, clerk: SignIn) -> None:
    book(reception, looked_at(reception))
    first, *_rest = made(house)
    boss = clerk(house.boss)
    assert "Approve all 3 that wait" in boss.reads(f"/bookings/{first.id}")
    decision = {"decision": "approve", "seen": "0"}
    assert "Decided on 3 visits." in boss.does(f"/bookings/{first.id}/series/decision", decision)
    assert len({each.permit for each in made(house)}) == 3


def other_area(house: House, booking: Booking) -> None:
    """Let the host of a visit show another part of the house than was asked for."""
    with house.node.transaction() as rows:
        wish = replace(as_wish(house.booking(booking.id)), area="研发楼")
        change(rows, booking.id, wish, house.receptionist, house.node.now())


def test_a_date_that_is_another_visit_is_not_approved_with_the_others(
    house: House, reception: Clerk, clerk: SignIn
) -> None:
    """R6: nobody approves what they never saw."""
    book(reception, looked_at(reception))
    first, second, third = made(house)
    other_area(house, second)
    page = clerk(house.boss).does(
        f"/bookings/{first.id}/series/decision", {"decision": "approve", "seen": str(first.changes)}
    )
    assert "Decided on 2 visits." in page
    assert "stays as it was: It is not like the one that you looked at. Look at it by itself." in page
    assert [house.booking(each.id).state for each in (first, second, third)] == ["approved", "waiting", "approved"]
    assert "and 2 further dates" not in clerk(house.boss).reads("/approvals?what=all")


def test_a_date_that_was_changed_since_it_was_looked_at_decides_nothing_for_the_others(
    house: House, reception: Clerk, clerk: SignIn
) -> None:
    book(reception, looked_at(reception))
    first, *rest = made(house)
    other_area(house, first)
    sent = {"decision": "approve", "seen": "0"}
    assert "changed" in clerk(house.boss).does(f"/bookings/{first.id}/series/decision", sent)
    assert {house.booking(each.id).state for each in (first, *rest)} == {"waiting"}


def test_in_the_queue_a_date_that_reads_otherwise_is_ticked_by_itself(
    house: House, reception: Clerk, clerk: SignIn
) -> None:
    """R6: one tick says yes to what its row says."""
    book(reception, looked_at(reception))
    _first, second, _third = made(house)
    with house.node.transaction() as rows:
        wish = replace(as_wish(house.booking(second.id)), purpose="参观研发楼")
        change(rows, second.id, wish, house.receptionist, house.node.now())
    page = clerk(house.boss).reads("/approvals")
    assert "and 1 further date of this series" in page
    assert "参观研发楼" in page


def test_this_one_or_this_and_those_that_follow_are_changed(house: House, reception: Clerk) -> None:
    book(reception, looked_at(reception))
    _first, second, _third = made(house)
    change = filled(
        grade="C", grade_reason="asked", day="2026-12-17", start="10:00", end="11:00", scope="following", seen="0"
    )
    assert "1 other date was changed, too." in reception.does(f"/bookings/{second.id}/change", change)
    assert [f"{each.starts_at:%m-%d %H:%M}" for each in made(house)] == ["12-11 06:00", "12-17 02:00", "12-24 02:00"]
    only = filled(grade="C", grade_reason="asked", day="2026-12-16", start="10:00", end="11:00", scope="one", seen="1")
    reception.does(f"/bookings/{second.id}/change", only)
    assert [f"{each.starts_at:%m-%d}" for each in made(house)] == ["12-11", "12-16", "12-24"]


def test_all_dates_to_come_are_changed_or_cancelled_from_a_later_one(house: House, reception: Clerk) -> None:
    book(reception, looked_at(reception))
    _first, second, third = made(house)
    path = f"/bookings/{second.id}/change"
    assert "All dates to come: this one and 2 others" in reception.reads(path)
    change = filled(
        grade="C", grade_reason="asked", day="2026-12-17", start="10:00", end="11:00", scope="all", seen="0"
    )
    assert "2 other dates were changed, too." in reception.does(path, change)
    assert [f"{each.starts_at:%m-%d %H:%M}" for each in made(house)] == ["12-10 02:00", "12-17 02:00", "12-24 02:00"]
    page = reception.does(f"/bookings/{third.id}/series/cancel", {"scope": "all"})
    assert "3 visits cancelled." in page
    assert {each.state for each in made(house)} == {"cancelled"}


def test_this_and_those_that_follow_are_cancelled(house: House, reception: Clerk) -> None:
    book(reception, looked_at(reception))
    _first, second, _third = made(house)
    assert "2 visits cancelled." in reception.does(f"/bookings/{second.id}/series/cancel")
    assert [each.state for each in made(house)] == ["waiting", "cancelled", "cancelled"]


def test_a_taken_room_shows_in_the_dates_and_the_rest_can_be_booked(house: House, reception: Clerk) -> None:
    with house.node.transaction() as rows:
        facts = {"kind": "room", "name": "三号会议室", "name_en": "Room 3", "seats": 8, "remark": ""}
        room = enter_resource(rows, house.site, facts, "test", house.node.now()).id
    field = f"resource-{room}"
    reception.does("/bookings", filled(day="2026-12-18", grade_reason="asked", **{field: "yes"}))
    page = looked_at(reception, **{field: "yes"})
    assert [bool(tick) for _day, tick in DATES.findall(page)] == [True, False, True, False]
    assert "room or equipment is taken" in page
    book(reception, page, ["2026-12-11", "2026-12-18"])
    assert len(made(house)) == 2, "what is taken is not booked, the rest is"


def test_what_cannot_recur_is_named_and_nothing_typed_is_lost(house: House, reception: Clerk) -> None:
    for different, words in (
        ({"count": ""}, "Say until when it recurs"),
        ({"count": "", "until": "2026-12-01"}, "The last day has to come after the first one."),
        ({"often": "rule", "rule": "FREQ=SECONDLY"}, "This is no RRULE that is understood"),
        ({"often": "rule", "rule": ""}, "Write an RRULE"),
        ({"purpose": ""}, "Say what the visit is for."),
    ):
        answer = reception.sends("/bookings", filled(**WEEKLY | different))
        assert answer.status_code == 422
        assert words in answer.text
        assert 'value="2026-12-11"' in answer.text
    assert made(house) == []


def test_the_dates_of_somebody_else_are_not_there(house: House, reception: Clerk, clerk: SignIn) -> None:
    page = looked_at(reception)
    address = page.split('action="/bookings/series/')[1].split('"')[0]
    assert clerk(house.boss).sends(f"/bookings/series/{address}", {"date": "2026-12-11"}).status_code == 404
    assert made(house) == []


def test_the_dates_of_a_series_stand_together_in_the_queue_and_are_ticked_with_one_tick(
    house: House, reception: Clerk, clerk: SignIn
) -> None:
    book(reception, looked_at(reception))
    first, *_rest = made(house)
    boss = clerk(house.boss)
    page = boss.reads("/approvals")
    assert "and 2 further dates of this series" in page
    with_it = re.findall(rf'name="with-{first.id}" value="([^"]+)"', page)
    seen = {f"seen-{each}": "0" for each in (first.id, *with_it)}
    page = boss.sends("/approvals", {"booking": [first.id], f"with-{first.id}": with_it, **seen}).text
    assert "What became of them" in page
    assert {house.booking(each).state for each in (first.id, *with_it)} == {"approved"}


@pytest.mark.parametrize(
    ("decision", "english", "chinese"),
    [
        (
            "reject",
            ("Rejected: 王晓琳, 3 dates", "has rejected these 3 dates"),
            ("已拒绝：", "拒绝了系列来访中的这 3 次"),
        ),
        (
            "send_back",
            ("Sent back: 王晓琳, 3 dates", "has sent these 3 dates"),
            ("已退回：", "退回了系列来访中的这 3 次"),
        ),
    ],
)
def test_who_asked_for_a_series_gets_one_letter_that_names_all_its_dates(
    house: House,
    office: APIFlask,
    reception: Clerk,
    clerk: SignIn,
    decision: str,
    english: tuple[str, str],
    chinese: tuple[str, str],
) -> None:
    book(reception, looked_at(reception))
    first, *_rest = made(house)
    clerk(house.boss).does(
        f"/bookings/{first.id}/series/decision", {"decision": decision, "reason": "展厅装修", "seen": "0"}
    )
    with house.node.reading() as rows:
        told = rows.scalars(select(Notice).where(Notice.topic == DECLINED)).all()
    assert sorted(str(each.employee_id) for each in told) == sorted(
        [str(house.receptionist.employee_id), str(house.host.employee_id)]
    )
    assert {each.due_at for each in told} == {house.node.now() + ONE_LETTER_WITHIN}, "no date is told of by itself"
    for language, (subject, words) in (("en", english), ("zh-CN", chinese)):
        with house.node.transaction() as rows:
            rows.execute(update(Account).values(language=language))
            found = letter_writer(office, house.node)(rows, told[0])
        assert found is not None
        assert found.subject.startswith(subject)
        assert words in found.text
        assert "展厅装修" in found.text
        assert [day in found.text for day in ("2026-12-11", "2026-12-18", "2026-12-25")] == [True, True, True]


def test_an_answer_of_another_kind_or_after_the_letter_went_out_is_a_letter_of_its_own(
    house: House, reception: Clerk
) -> None:
    book(reception, looked_at(reception))
    first, second, third = made(house)
    house.decided(first.id, Decision.REJECT, house.boss, "展厅装修")
    house.decided(second.id, Decision.REJECT, house.boss, "那天有审计")
    with house.node.transaction() as rows:
        rows.execute(update(Notice).where(Notice.topic == DECLINED).values(state="told", due_at=None))
    house.decided(third.id, Decision.REJECT, house.boss, "展厅装修")
    mine = select(Notice).where(Notice.topic == DECLINED, Notice.employee_id == house.host.employee_id)
    with house.node.reading() as rows:
        assert sorted(answered_in(each)[0] for each in rows.scalars(mine)) == sorted([first.id, second.id, third.id])


def host_s_letters(house: House, office: APIFlask) -> list[tuple[list[str], list[str]]]:
    """Return the reasons and the days of each letter about declined dates that would go to the host now."""
    mine = select(Notice).where(Notice.topic == DECLINED, Notice.employee_id == house.host.employee_id)
    with house.node.reading() as rows:
        found = [letter_writer(office, house.node)(rows, each) for each in rows.scalars(mine.order_by(Notice.id))]
    texts = [each.text for each in found if each]
    return [(re.findall("原因：(.*)", text), re.findall(r"2026-12-(\d\d)", text)) for text in texts]


def test_a_date_that_is_answered_anew_while_letters_wait_stands_in_one_with_its_own_reason(
    house: House, office: APIFlask, reception: Clerk
) -> None:
    """R6: of the other dates it is told why, too; what is answered as they are stands with them again."""
    book(reception, looked_at(reception))
    dates = made(house)
    for each in dates:
        house.decided(each.id, Decision.SEND_BACK, house.boss, "展厅装修")
    for number, reason, letters in (
        (0, "区域不对", [(["展厅装修"], ["18", "25"]), (["区域不对"], ["11"])]),
        (1, "区域不对", [(["展厅装修"], ["25"]), (["区域不对"], ["11", "18"])]),
        (0, "展厅装修", [(["展厅装修"], ["11", "25"]), (["区域不对"], ["18"])]),
    ):
        other_area(house, dates[number])
        house.decided(dates[number].id, Decision.SEND_BACK, house.boss, reason)
        assert host_s_letters(house, office) == letters


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "25 Dec 14:00 stays as it was: Somebody else has this room"),
        ("zh-CN", "12月25日 14:00 保持不变：这个时间会议室或设备已被占用。"),
    ],
)
def test_a_date_whose_room_is_taken_is_named_and_the_others_are_changed(
    house: House, clerk: SignIn, language: str, words: str
) -> None:
    reception = clerk(house.receptionist, language)
    with house.node.transaction() as rows:
        facts = {"kind": "room", "name": "三号会议室", "name_en": "Room 3", "seats": 8, "remark": ""}
        room = f"resource-{enter_resource(rows, house.site, facts, 'test', house.node.now()).id}"
    book(reception, looked_at(reception, **{room: "yes"}))
    first, *_rest = made(house)
    reception.does("/bookings", filled(day="2026-12-25", start="10:00", end="11:00", **{room: "yes"}))
    change = filled(day="2026-12-11", start="10:00", end="11:00", scope="following", seen="0", **{room: "yes"})
    page = reception.does(f"/bookings/{first.id}/change", change)
    assert words in page
    assert [f"{each.starts_at:%m-%d %H:%M}" for each in made(house) if each.series_id] == [
        "12-11 02:00",
        "12-18 02:00",
        "12-25 06:00",
    ]


def test_a_date_that_has_begun_is_named_and_does_not_move_along(
    house: House, reception: Clerk, clock: StandingClock
) -> None:
    book(reception, looked_at(reception, often="daily", day="2026-11-23", count="3"))
    _begun, second, _third = made(house)
    clock.passes(hours=5, minutes=30)
    change = filled(day="2026-11-24", start="10:00", end="11:00", scope="all", seen="0")
    page = reception.does(f"/bookings/{second.id}/change", change)
    assert "today 14:00 stays as it was: The visit has begun." in page
    assert [f"{each.starts_at:%m-%d %H:%M}" for each in made(house)] == ["11-23 06:00", "11-24 02:00", "11-25 02:00"]


def test_each_date_has_an_entry_of_its_own_that_stays_the_same_one(
    house: House, settings: Settings, clerk: SignIn
) -> None:
    """R2: in the calendars of host and visitor; another word, another hour or the end of one date is that date's."""
    host, post = clerk(house.host), Post(house, settings)
    email = {"guests-0-email": "wang@qihang.example"}
    book(host, looked_at(host, grade="D", grade_reason="asked", **email))
    _first, second, _third = made(house)
    booked = sorted(post.carry(HOST + GUEST))
    assert [(method, sequence) for _to, method, sequence, _uid in booked] == [("REQUEST", 0)] * 6
    assert len({uid for *_rest, uid in booked}) == 6
    moved = filled(grade="D", grade_reason="asked", day="2026-12-17", start="10:00", end="11:00", seen="0", **email)
    host.does(f"/bookings/{second.id}/change", moved | {"scope": "one"})
    again = {(to, uid): (method, sequence) for to, method, sequence, uid in post.carry(HOST + GUEST)}
    assert set(again) < {(to, uid) for to, _method, _sequence, uid in booked}
    assert [(method, sequence > 0) for method, sequence in again.values()] == [("REQUEST", True)] * 2
    host.does(f"/bookings/{second.id}/series/cancel", {"scope": "all"})
    off = post.carry(HOST + GUEST)
    assert sorted((to, uid) for to, _method, _sequence, uid in off) == sorted((to, uid) for to, *_rest, uid in booked)
    assert {method for _to, method, _sequence, _uid in off} == {"CANCEL"}
    before = {(to, uid): 0 for to, _method, _sequence, uid in booked} | {who: n for who, (_m, n) in again.items()}
    assert all(sequence > before[to, uid] for to, _method, sequence, uid in off)


@pytest.mark.parametrize(
    ("language", "subject", "words"),
    [
        ("en", "Called off: 王晓琳, 3 dates", "Wei Li has called these 3 dates of a series off."),
        ("zh-CN", "已取消：王晓琳，共 3 次", "李伟取消了系列来访中的这 3 次"),
    ],
)
def test_who_asked_for_a_series_that_somebody_else_calls_off_gets_one_letter(
    house: House, office: APIFlask, reception: Clerk, clerk: SignIn, language: str, subject: str, words: str
) -> None:
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language=language))
    book(reception, looked_at(reception))
    clerk(house.host).does(f"/bookings/{made(house)[0].id}/series/cancel", {"scope": "all"})
    with house.node.reading() as rows:
        (told,) = rows.scalars(select(Notice).where(Notice.topic == DECLINED)).all()
        found = letter_writer(office, house.node)(rows, told)
    assert told.employee_id == house.receptionist.employee_id
    assert found is not None
    assert found.subject.startswith(subject)
    assert words in found.text
    assert [day in found.text for day in ("2026-12-11", "2026-12-18", "2026-12-25")] == [True, True, True]
