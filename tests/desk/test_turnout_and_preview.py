"""Who did not come is written down (R2), and the coming week goes to those who prepare it (R28)."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from admin import create_admin
from admin.letters import letter_writer
from hardware.porter import Porter
from shared.bookings.planned import Shown, planned
from shared.bookings.rules import nights_of
from shared.desk.extend import extend
from shared.kernel.logbook import Kind
from shared.kernel.logbook.models import LogLine
from shared.kernel.settings import Settings
from shared.notices.models import Notice
from shared.previews.rules import week_days, week_to_preview
from shared.sites.models import Site
from tests.clock import StandingClock
from tests.house import House

SHANGHAI = ZoneInfo("Asia/Shanghai")
BERLIN = ZoneInfo("Europe/Berlin")


def lines(house: House, kind: Kind) -> int:
    with house.node.reading() as rows:
        return len(rows.scalars(select(LogLine).where(LogLine.kind == kind)).all())


def test_of_each_visit_it_is_written_once_whether_anybody_came(house: House, clock: StandingClock) -> None:
    came, nobody = house.approved(), house.approved()
    waiting = house.booked(house.wish(grade="A"))
    house.scanned(house.pass_of(came))
    porter = Porter(house.node)
    porter.walk()
    assert house.booking(nobody.id).turnout is None, "its window is still open"
    clock.passes(hours=4)
    porter.walk()
    porter.walk()
    assert [house.booking(each.id).turnout for each in (came, nobody, waiting)] == ["came", "nobody", "undecided"]
    assert lines(house, Kind.NobodyCame) == 1


def test_who_comes_after_all_in_a_window_that_was_extended_has_come(house: House, clock: StandingClock) -> None:
    late = house.approved()
    clock.passes(hours=3)
    Porter(house.node).walk()
    assert house.booking(late.id).turnout == "nobody"
    with house.node.transaction() as rows:
        extend(rows, late.id, timedelta(hours=1), house.receptionist, house.node.now())
    assert house.booking(late.id).turnout is None
    house.scanned(house.pass_of(late))
    clock.passes(hours=2)
    Porter(house.node).walk()
    assert house.booking(late.id).turnout == "came"


@pytest.mark.parametrize(
    ("zone", "hour", "now", "monday"),
    [
        (SHANGHAI, "15:00", datetime(2026, 11, 27, 6, 59, tzinfo=UTC), None),
        (SHANGHAI, "15:00", datetime(2026, 11, 27, 7, 0, tzinfo=UTC), date(2026, 11, 30)),
        (SHANGHAI, "15:00", datetime(2026, 11, 29, 15, 59, tzinfo=UTC), date(2026, 11, 30)),
        (SHANGHAI, "15:00", datetime(2026, 11, 29, 16, 0, tzinfo=UTC), None),
        (SHANGHAI, "", datetime(2026, 11, 27, 9, 0, tzinfo=UTC), None),
        (BERLIN, "15:00", datetime(2026, 3, 27, 14, 0, tzinfo=UTC), date(2026, 3, 30)),
        (BERLIN, "15:00", datetime(2026, 4, 3, 12, 59, tzinfo=UTC), None),
        (BERLIN, "15:00", datetime(2026, 4, 3, 13, 0, tzinfo=UTC), date(2026, 4, 6)),
    ],
)
def test_r28_the_preview_is_due_from_friday_on_until_its_week_begins(
    zone: ZoneInfo, hour: str, now: datetime, monday: date | None
) -> None:
    assert week_to_preview(zone, 4, hour, now) == monday


def test_r28_a_week_goes_once_to_everybody_who_prepares_it(house: House, clock: StandingClock) -> None:
    clock.passes(days=(4 - house.node.now().weekday()) % 7)
    for _ in range(3):
        clock.passes(hours=12)
        Porter(house.node).walk()
    with house.node.reading() as rows:
        asked = rows.scalars(select(Notice).where(Notice.topic == "week_preview", Notice.subject_id == house.site))
        people = sorted(str(notice.employee_id) for notice in asked)
    assert people == sorted([str(house.boss.employee_id), str(house.receptionist.employee_id)])


def test_r28_the_letter_lists_the_weeks_visits_in_its_readers_language(
    house: House, settings: Settings, clock: StandingClock
) -> None:
    now = house.node.now()
    house.booked(house.wish(grade="C", starts_at=now + timedelta(days=8), ends_at=now + timedelta(days=8, hours=2)))
    house.booked(house.wish(starts_at=now + timedelta(days=15), ends_at=now + timedelta(days=15, hours=2)))
    clock.passes(days=4, hours=7)
    Porter(house.node).walk()
    write = letter_writer(create_admin(settings, house.node), house.node)
    with house.node.reading() as rows:
        wanted = select(Notice).where(Notice.topic == "week_preview", Notice.subject_id == house.site)
        letters = [write(rows, notice) for notice in rows.scalars(wanted)]
    texts = {letter.to: letter.text for letter in letters if letter}
    assert set(texts) == {"lin.xiao@usher.example", "zheng.hai@usher.example"}
    text = texts["lin.xiao@usher.example"]
    assert all(word in text for word in ("12月1日", "王晓琳", "09:00–11:00"))
    assert "12月8日" not in text
    link = f"{house.node.settings.public_url}/calendar/preview?site=HQ&on=2026-11-30"
    assert f"登录后查看或打印这一周的来访：\n{link}" in text, "where a link leads is said before it"


@pytest.mark.parametrize(
    ("starts", "ends", "zone", "nights"),
    [
        (datetime(2026, 11, 23, 1, tzinfo=UTC), datetime(2026, 11, 23, 16, tzinfo=UTC), SHANGHAI, 0),
        (datetime(2026, 11, 23, 1, tzinfo=UTC), datetime(2026, 11, 23, 16, 1, tzinfo=UTC), SHANGHAI, 1),
        (datetime(2026, 3, 28, 8, tzinfo=UTC), datetime(2026, 3, 30, 8, tzinfo=UTC), BERLIN, 2),
    ],
)
def test_nights_are_midnights_of_the_site(starts: datetime, ends: datetime, zone: ZoneInfo, nights: int) -> None:
    assert nights_of(starts, ends, zone) == nights


def test_a_visit_of_several_days_stands_in_each_of_them(house: House) -> None:
    now = house.node.now()
    with house.node.reading() as rows:
        hours = rows.get_one(Site, house.site).hours
    zone = ZoneInfo(hours.zone)
    monday = now.astimezone(zone).date() - timedelta(days=now.astimezone(zone).weekday())
    week = [hours.day_bounds(day) for day in week_days(monday + timedelta(days=7))]
    tuesday, thursday = week[1][0], week[3][0]
    long = house.booked(house.wish(starts_at=tuesday + timedelta(hours=9), ends_at=thursday + timedelta(hours=17)))
    house.booked(house.wish(starts_at=thursday + timedelta(hours=8), ends_at=thursday + timedelta(hours=9)))
    assert long.nights == 2
    with house.node.reading() as rows:
        found = planned(rows, Shown(house.site), week, 40)
        elsewhere = planned(rows, Shown(house.other_site), week, 40)
    assert [len(day) for day in found] == [0, 1, 1, 2, 0, 0, 0]
    assert found[3][0].id == long.id, "what began first stands first"
    assert not any(elsewhere)
