"""The rules of reception, case by case: offsets, head-counts, itineraries, confirmations (R9, R18, R19, R20)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.reception.escorts import MealLimits, Refreshment, is_escort_missing, most_at_table, refreshment_for
from shared.reception.itinerary import (
    Doubt,
    Item,
    ItemKind,
    LetterFacts,
    Sending,
    Step,
    doubts_about,
    goes_out_at,
    moved,
    proposed,
    send_by,
    sending_of,
)
from shared.reception.rules import (
    Count,
    Edge,
    Lack,
    Line,
    Meeting,
    Owner,
    due_moment,
    in_language,
    lines_for,
    meeting_of,
    readiness,
)
from shared.reception.seed import FIGURES, ITINERARY, TASKS
from shared.sites.rules import Hours

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NINE_TO_SIX = {day: (time(9), time(18)) for day in range(5)}
HERE = Hours("Asia/Shanghai", NINE_TO_SIX, "CN")
LIMITS = MealLimits(
    FIGURES["meal_few_guests"],
    FIGURES["meal_few_escorts"],
    FIGURES["meal_some_guests"],
    FIGURES["meal_some_escorts"],
)
TUESDAY = datetime(2026, 11, 24, 14, 0, tzinfo=SHANGHAI)


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return a moment in Shanghai in 2026."""
    return datetime(2026, month, day, hour, minute, tzinfo=SHANGHAI)


def line(edge: Edge = Edge.BEFORE_START, days: int = 0, minutes: int = 0, large: bool = False) -> Line:
    """Return a line with an offset."""
    return Line("k", "任务", "Task", Owner.RECEPTION, edge, days, minutes, large)


@pytest.mark.parametrize(
    ("key", "due"),
    [  # R18, as the seed has it, for a visit on Tuesday from two to five
        ("tea", at(24, 13, 45)),
        ("doors", at(24, 13, 50)),
        ("staff", at(24, 13, 30)),
        ("served", at(24, 14, 3)),
        ("top_up", at(24, 14, 20)),
        ("tidy", at(24, 17, 30)),
        ("flowers", at(24, 12, 0)),
        ("fruit", at(24, 13, 0)),
        ("room", at(23, 18)),
        ("room_closed", at(23, 18)),
        ("car", at(23, 18)),
        ("materials", at(20, 18)),  # Friday: Saturday and Sunday are no working days
        ("notice", at(19, 18)),  # R5: three working days ahead
        ("minutes", at(25, 18)),
    ],
)
def test_r18_a_task_is_due_at_its_offset(key: str, due: datetime) -> None:
    found = next(each for each in TASKS["A"] if each.key == key)
    assert due_moment(found, TUESDAY, TUESDAY + timedelta(hours=3), HERE) == due


@pytest.mark.parametrize(
    ("starts", "days", "due"),
    [
        (at(23, 9), 1, at(20, 18)),  # Monday: the day before is Friday
        (at(9, 9, month=10), 1, at(8, 18, month=10)),
        (at(8, 9, month=10), 1, at(30, 18, month=9)),  # the National Day week is free
        (at(12, 9, month=10), 1, at(10, 18, month=10)),  # Saturday the 10th is worked instead (调休)
        (at(24, 0, 30), 1, at(23, 18)),  # just after midnight
        (at(24, 23, 30), 2, at(20, 18)),
    ],
)
def test_r18_days_are_the_site_s_working_days(starts: datetime, days: int, due: datetime) -> None:
    assert due_moment(line(days=days), starts, starts + timedelta(hours=1), HERE) == due


@pytest.mark.parametrize(
    ("starts", "minutes", "due"),
    [
        (datetime(2026, 3, 29, 3, 30, tzinfo=BERLIN), 60, datetime(2026, 3, 29, 1, 30, tzinfo=BERLIN)),
        (datetime(2026, 10, 25, 3, 30, tzinfo=BERLIN), 60, datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=BERLIN)),
    ],
)
def test_r18_minutes_are_minutes_in_the_night_in_which_clocks_change(
    starts: datetime, minutes: int, due: datetime
) -> None:
    there = Hours("Europe/Berlin", NINE_TO_SIX)
    assert due_moment(line(minutes=minutes), starts, starts, there).astimezone(UTC) == due.astimezone(UTC)


ZONES = ("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu")
HOURS = st.builds(
    Hours,
    zone=st.sampled_from(ZONES),
    by_weekday=st.sets(st.integers(0, 6), min_size=1).map(lambda days: {day: (time(9), time(18)) for day in days}),
    country=st.sampled_from(("", "CN", "DE", "US")),
    own_days=st.dictionaries(st.dates(date(2026, 1, 1), date(2027, 12, 31)), st.just(True), max_size=5),
)
MINUTES = st.integers(0, 660 * 24 * 60)
STARTS = MINUTES.map(lambda minutes: datetime(2026, 2, 1, tzinfo=UTC) + timedelta(minutes=minutes))


@settings(max_examples=150, deadline=None)
@given(HOURS, STARTS, st.integers(1, 8))
def test_r18_a_day_ahead_is_a_working_day_and_so_many_lie_between(hours: Hours, starts: datetime, days: int) -> None:
    due = due_moment(line(days=days), starts, starts + timedelta(hours=2), hours)
    zone, on = ZoneInfo(hours.zone), hours.day_of(starts)
    last_minute = (due - timedelta(minutes=1)).astimezone(zone)
    assert due < starts
    assert hours.is_working(last_minute.date())
    assert due == hours.closing(last_minute.date())
    between = (last_minute.date() + timedelta(days=number) for number in range((on - last_minute.date()).days))
    assert sum(hours.is_working(day) for day in between) == days


@settings(max_examples=150, deadline=None)
@given(HOURS, STARTS, st.integers(1, 8))
def test_r21_a_day_after_the_end_is_a_working_day_later(hours: Hours, ends: datetime, days: int) -> None:
    due = due_moment(line(Edge.AFTER_END, days=days), ends - timedelta(hours=2), ends, hours)
    on = (due - timedelta(minutes=1)).astimezone(ZoneInfo(hours.zone)).date()
    assert due > ends
    assert hours.is_working(on)
    assert hours.working_days_between(hours.day_of(ends), on) == days


@settings(max_examples=150, deadline=None)
@given(STARTS, st.integers(-1440, 1440), st.sampled_from(ZONES))
def test_r18_minutes_are_exact_in_every_zone(starts: datetime, minutes: int, zone: str) -> None:
    edge = Edge.BEFORE_START if minutes >= 0 else Edge.AFTER_START
    local = starts.astimezone(ZoneInfo(zone))
    due = due_moment(line(edge, minutes=abs(minutes)), local, local, Hours(zone, NINE_TO_SIX))
    assert starts - due == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("kind", "grade", "guests", "meeting"),
    [
        ("key", "A", 1, Meeting.LARGE),
        ("ordinary", "A", 3, Meeting.LARGE),
        ("group", "C", 10, Meeting.LARGE),
        ("group", "C", 9, Meeting.DAILY),
        ("ordinary", "B", 2, Meeting.DAILY),
        ("ad_hoc", "A", 30, Meeting.AD_HOC),
    ],
)
def test_r18_the_class_of_a_meeting_is_proposed(kind: str, grade: str, guests: int, meeting: Meeting) -> None:
    assert meeting_of(kind, grade, guests, FIGURES["large_guests"]) is meeting


def test_r18_what_only_class_1_needs_is_asked_of_class_1_only() -> None:
    keys = {meeting: {each.key for each in lines_for(TASKS["A"], meeting)} for meeting in Meeting}
    only = keys[Meeting.LARGE] - keys[Meeting.DAILY]
    assert only == {"room_closed", "staff"}
    assert keys[Meeting.DAILY] == keys[Meeting.AD_HOC]


@pytest.mark.parametrize(
    ("guests", "most"),
    [(1, 1), (2, 2), (3, 3), (4, 3), (5, 3), (6, 5), (9, 5), (10, 5), (11, 11), (40, 40)],
)
def test_r20_how_many_of_ours_share_a_meal(guests: int, most: int) -> None:
    """Never more escorts than guests; up to 5 guests at most 3, up to 10 at most 5."""
    assert most_at_table(guests, LIMITS) == most


@given(st.integers(1, 300), st.builds(MealLimits, *[st.integers(0, 50)] * 4))
def test_r20_never_more_of_ours_than_guests_whatever_the_figures(guests: int, limits: MealLimits) -> None:
    assert 0 <= most_at_table(guests, limits) <= guests


@pytest.mark.parametrize(
    ("kind", "guests", "seats", "offered"),
    [
        ("key", 3, None, Refreshment.COFFEE),
        ("group", 20, 30, Refreshment.TEA),
        ("group", 20, 20, Refreshment.TEA),
        ("group", 20, 19, Refreshment.NOTHING),
        ("group", 20, None, Refreshment.TEA),
        ("ordinary", 20, 1, Refreshment.TEA),
        ("ad_hoc", 1, None, Refreshment.TEA),
    ],
)
def test_r20_refreshments_by_kind(kind: str, guests: int, seats: int | None, offered: Refreshment) -> None:
    assert refreshment_for(Refreshment(FIGURES[f"refreshments_{kind}"]), guests, seats) is offered


@pytest.mark.parametrize(
    ("kind", "who"),
    [("key", "customer_service"), ("group", "of_grade"), ("ordinary", "service_staff"), ("ad_hoc", "service_staff")],
)
def test_r20_who_goes_along_by_kind(kind: str, who: str) -> None:
    assert FIGURES[f"escort_{kind}"] == who


@pytest.mark.parametrize(
    ("escorts", "tours", "is_escorted", "missing"),
    [(0, True, False, True), (0, False, True, True), (0, False, False, False), (1, True, True, False)],
)
def test_r20_every_visitor_on_a_tour_is_accompanied(
    escorts: int, tours: bool, is_escorted: bool, missing: bool
) -> None:
    assert is_escort_missing(escorts, tours=tours, is_escorted=is_escorted) is missing


def item(start: int, end: int, kind: ItemKind = ItemKind.TALKS) -> Item:
    """Return an item from one hour to another of the day of the visit, which lasts from two to six."""
    return Item(kind, at(24, start), at(24, end))


@pytest.mark.parametrize(
    ("items", "doubts"),
    [
        ([item(14, 15), item(15, 16)], []),
        ([item(14, 16), item(15, 17)], [(1, Doubt.OVERLAPS)]),
        ([item(14, 18), item(15, 16), item(16, 17)], [(1, Doubt.OVERLAPS), (2, Doubt.OVERLAPS)]),
        ([item(13, 15)], [(0, Doubt.OUTSIDE)]),
        ([item(17, 19)], [(0, Doubt.OUTSIDE)]),
        ([item(12, 14, ItemKind.PICK_UP), item(18, 20, ItemKind.MEAL), item(20, 21, ItemKind.SEND_OFF)], []),
        ([item(15, 16), item(14, 15)], []),
    ],
)
def test_r19_overlaps_and_what_lies_outside_are_doubted(items: list[Item], doubts: list[tuple[int, Doubt]]) -> None:
    assert doubts_about(items, at(24, 14), at(24, 18)) == doubts


@pytest.mark.parametrize(
    ("grade", "hours", "kinds"),
    [
        ("A", 5, "pick_up check_in leader_meeting tour talks meal send_off"),
        ("A", 2, "pick_up check_in leader_meeting tour talks send_off"),
        ("C", 3, "check_in talks tour send_off"),
        ("D", 3, ""),
    ],
)
def test_r19_an_itinerary_is_proposed_by_grade_and_cut_to_the_visit(grade: str, hours: int, kinds: str) -> None:
    ends = TUESDAY + timedelta(hours=hours)
    found = proposed(ITINERARY[grade], TUESDAY, ends, "展厅")
    assert [each.kind.value for each in found] == kinds.split()
    assert all(each.starts_at < each.ends_at <= ends for each in found)
    assert doubts_about(found, TUESDAY, ends) == [], "nobody has to mend what was proposed"
    assert [each.place for each in found if each.kind is ItemKind.TOUR] == (["展厅"] if "tour" in kinds else [])


def test_r19_a_send_off_stands_at_the_end() -> None:
    for minutes, begins in ((120, 110), (5, 0)):
        (last,) = proposed([Step(ItemKind.SEND_OFF, 200, 10)], TUESDAY, TUESDAY + timedelta(minutes=minutes), "")
        assert last.starts_at == TUESDAY + timedelta(minutes=begins)
        assert last.ends_at == TUESDAY + timedelta(minutes=minutes)


def test_r19_lunch_at_noon_stays_at_noon_over_a_change_of_clocks() -> None:
    lunch = Item(ItemKind.MEAL, datetime(2026, 3, 27, 12, tzinfo=BERLIN), datetime(2026, 3, 27, 13, tzinfo=BERLIN))
    old, new = datetime(2026, 3, 27, 10, tzinfo=BERLIN), datetime(2026, 3, 30, 10, tzinfo=BERLIN)
    (later,) = moved([lunch], old, new, BERLIN)
    assert (later.starts_at, later.ends_at) == (
        datetime(2026, 3, 30, 12, tzinfo=BERLIN),
        datetime(2026, 3, 30, 13, tzinfo=BERLIN),
    )


@pytest.mark.parametrize(
    ("starts", "days", "deadline"),
    [
        (at(24, 14), 1, at(23, 14)),
        (at(24, 14), 0, at(24, 14)),
        (at(24, 14), 3, at(21, 14)),
        (datetime(2026, 3, 29, 10, tzinfo=BERLIN), 1, datetime(2026, 3, 28, 10, tzinfo=BERLIN)),
    ],
)
def test_r9_the_leader_has_the_itinerary_a_day_before(starts: datetime, days: int, deadline: datetime) -> None:
    zone = starts.tzinfo
    assert isinstance(zone, ZoneInfo)
    assert send_by(starts.astimezone(UTC), days, zone) == deadline


def test_r9_it_goes_out_in_time_or_at_once() -> None:
    assert goes_out_at(TUESDAY, 48, at(1, 9)) == TUESDAY - timedelta(hours=48)
    assert goes_out_at(TUESDAY, 48, at(24, 9)) == at(24, 9)


@pytest.mark.parametrize(
    ("facts", "now", "sending"),
    [
        (LetterFacts(False, True), at(20, 9), Sending.NOT_WRITTEN),
        (LetterFacts(True, True), at(20, 9), Sending.WAITS),
        (LetterFacts(True, True), at(23, 14, 1), Sending.TOO_LATE),
        (LetterFacts(True, False), at(20, 9), Sending.NO_ADDRESS),
        (LetterFacts(True, True, is_given_up=True), at(20, 9), Sending.FAILED),
        (LetterFacts(True, True, at(23, 14)), at(24, 9), Sending.SENT),
        (LetterFacts(True, True, at(23, 15)), at(24, 9), Sending.SENT_LATE),
        (LetterFacts(True, False, at(22, 9)), at(24, 9), Sending.SENT),  # the address was taken away afterwards
    ],
)
def test_r9_how_it_stands_with_the_itinerary(facts: LetterFacts, now: datetime, sending: Sending) -> None:
    assert sending_of(facts, at(23, 14), now) is sending


@pytest.mark.parametrize(
    ("count", "lacks", "missing"),
    [
        (Count(5, 5), {}, ()),
        (Count(0, 0), {}, ()),
        (Count(3, 5), {}, (Lack.OPEN,)),
        (Count(3, 5, 1), {}, (Lack.LATE,)),
        (Count(5, 5), {Lack.NOT_CONFIRMED: True, Lack.NO_ESCORT: False}, (Lack.NOT_CONFIRMED,)),
        (Count(4, 5, 1), {Lack.NO_ESCORT: True, Lack.NOT_SENT: True}, (Lack.LATE, Lack.NOT_SENT, Lack.NO_ESCORT)),
    ],
)
def test_r18_what_is_missing_until_a_visit_is_ready(
    count: Count, lacks: dict[Lack, bool], missing: tuple[Lack, ...]
) -> None:
    found = readiness(count, lacks)
    assert (found.lacks, found.is_ready) == (missing, not missing)


def test_a_template_s_lines_are_kept_as_they_are() -> None:
    for lines in TASKS.values():
        assert [Line.from_json(each.as_json()) for each in lines] == list(lines)
        assert len({each.key for each in lines}) == len(lines)


@pytest.mark.parametrize(
    ("words", "chinese", "english"),
    [("议程 / Agenda", "议程", "Agenda"), ("议程", "议程", "议程"), ("议程 / ", "议程", "议程")],
)
def test_what_belongs_to_a_task_is_said_in_the_reader_s_language(words: str, chinese: str, english: str) -> None:
    assert (in_language(words, "zh-CN"), in_language(words, "en")) == (chinese, english)
