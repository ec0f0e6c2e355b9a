"""The rules that need no database: admission, approval, lead times, waiting times of notices."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.access.rules import ALLOWED, Permission, Person, Role
from shared.bookings.more import NOTHING_MORE, More
from shared.bookings.rules import (
    GuestWish,
    State,
    VisitKind,
    Wish,
    needs_new_approval,
    problems_with,
)
from shared.companies.rules import Contact, company_key, phone_of
from shared.grades.rules import Ahead, lead_of
from shared.grades.seed import LEAD_TIMES
from shared.notices.rules import ATTEMPTS, wait_before
from shared.people.rules import Rank, Works, is_at_work
from shared.sites.rules import Hours
from shared.visits.rules import Answer, Expected, Refusal, admission, problem_with_answer

ZONE = ZoneInfo("Asia/Shanghai")
WEEK = Hours("Asia/Shanghai", {day: (time(9), time(18)) for day in range(5)})


MOMENTS = st.integers(0, 2 * 366 * 86400).map(
    lambda second: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second)
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """Return a moment of November 2026 in Shanghai; the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


EXPECTED = Expected(State.APPROVED, "HQ", "Asia/Shanghai", at(23, 14), at(23, 18), timedelta(minutes=60), False, False)

ADMISSION = [  # R7, R8, R12
    ("inside the window", {}, "HQ", at(23, 15), None),
    ("as admission opens", {}, "HQ", at(23, 13), None),
    ("a moment before", {}, "HQ", at(23, 13) - timedelta(microseconds=1), Refusal.TOO_EARLY),
    ("a moment before the end", {}, "HQ", at(23, 18) - timedelta(microseconds=1), None),
    ("at the end", {}, "HQ", at(23, 18), Refusal.TOO_LATE),
    ("before midnight", {}, "HQ", at(23, 23, 59), Refusal.TOO_LATE),
    ("the next day", {}, "HQ", at(24, 0), Refusal.EXPIRED),
    ("booked until midnight, at midnight", {"ends_at": at(24, 0)}, "HQ", at(24, 0), Refusal.EXPIRED),
    ("another site", {}, "SH", at(23, 15), Refusal.WRONG_SITE),
    ("been here", {"was_here": True}, "HQ", at(23, 15), Refusal.USED),
    ("waiting", {"state": State.WAITING}, "HQ", at(23, 15), Refusal.NOT_APPROVED),
    ("rejected", {"state": State.REJECTED}, "HQ", at(23, 15), Refusal.NOT_APPROVED),
    ("sent back", {"state": State.SENT_BACK}, "HQ", at(23, 15), Refusal.NOT_APPROVED),
    ("cancelled", {"state": State.CANCELLED}, "HQ", at(23, 15), Refusal.CANCELLED),
    ("a void pass", {"pass_is_void": True}, "HQ", at(23, 15), Refusal.CANCELLED),
    ("not approved and too early", {"state": State.WAITING}, "HQ", at(23, 9), Refusal.NOT_APPROVED),
    ("another site and too early", {}, "SH", at(23, 9), Refusal.WRONG_SITE),
]


@pytest.mark.parametrize(("case", "facts", "site", "now", "answer"), ADMISSION, ids=[row[0] for row in ADMISSION])
def test_admission(case: str, facts: dict[str, object], site: str, now: datetime, answer: Refusal | None) -> None:
    assert admission(replace(EXPECTED, **facts), site, now) is answer, case  # type: ignore[arg-type]


@given(MOMENTS)
def test_only_the_window_with_its_early_hour_lets_in(now: datetime) -> None:
    assert (admission(EXPECTED, "HQ", now) is None) == (EXPECTED.opens_at <= now < EXPECTED.ends_at)


AHEAD = {row["kind"]: Ahead(row["lead_days"], row["lead_minutes"], row["papers_days"]) for row in LEAD_TIMES}

LEAD = [  # R5: kind, grade's days, start, now → urgent, papers due
    ("key, three days ahead", "key", 0, at(26, 9), at(23, 17), False, None),
    ("key, two days ahead", "key", 0, at(25, 9), at(23, 9), True, at(26, 18)),
    ("group, three days ahead", "group", 0, at(26, 9), at(23, 9), False, None),
    ("ordinary, tomorrow", "ordinary", 0, at(24, 9), at(23, 17), False, None),
    ("ordinary, today", "ordinary", 0, at(23, 17), at(23, 9), True, at(24, 18)),
    ("ad hoc, in an hour", "ad_hoc", 0, at(23, 10), at(23, 9), False, None),
    ("ad hoc, in half an hour", "ad_hoc", 0, at(23, 9, 30), at(23, 9), True, at(24, 18)),
    ("grade A, two days ahead", "ordinary", 3, at(25, 9), at(23, 9), True, at(26, 18)),
    ("key, for Tuesday, asked on Friday: the weekend doesn't count", "key", 0, at(24, 9), at(20, 9), True, at(25, 18)),
    ("key, for Wednesday, asked on Friday", "key", 0, at(25, 9), at(20, 17), False, None),
    ("urgent on a Friday: papers on Monday", "ordinary", 0, at(27, 17), at(27, 9), True, at(30, 18)),
]


@pytest.mark.parametrize(("case", "kind", "days", "starts", "now", "urgent", "due"), LEAD, ids=[row[0] for row in LEAD])
def test_lead_times(
    case: str, kind: str, days: int, starts: datetime, now: datetime, urgent: bool, due: datetime | None
) -> None:
    lead = lead_of(AHEAD[kind], days, starts, now, WEEK)
    assert (lead.is_urgent, lead.papers_due) == (urgent, due), case


GUEST = GuestWish(Contact("王晓琳", "启航", "+8613812340001", None))
WISH = Wish("HQ", "li", "D", VisitKind.ORDINARY, "洽谈", at(23, 10), at(23, 12), (GUEST,))

WRONG = [
    ("no purpose", {"purpose": ""}, "purpose", "missing"),
    ("ends before it starts", {"ends_at": at(23, 9, 30)}, "ends_at", "not_after_start"),
    ("is over", {"starts_at": at(22, 8), "ends_at": at(22, 9)}, "ends_at", "in_the_past"),
    ("lasts too long", {"ends_at": at(23, 10) + timedelta(days=40)}, "ends_at", "too_far"),
    ("nobody comes", {"guests": ()}, "guests", "missing"),
    ("two lead", {"guests": (replace(GUEST, is_leader=True),) * 2}, "guests", "two_leaders"),
    ("no name", {"guests": (GuestWish(Contact("", "启航", "+861", None)),)}, "guests.0.name", "missing"),
    ("no company", {"guests": (GUEST, GuestWish(Contact("W", "", "+861", None)))}, "guests.1.company", "missing"),
    ("no contact", {"guests": (GuestWish(Contact("W", "启航", None, None)),)}, "guests.0.contact", "missing"),
]


@pytest.mark.parametrize(("case", "facts", "field", "code"), WRONG, ids=[row[0] for row in WRONG])
def test_what_is_wrong_with_a_wish_is_said_field_by_field(
    case: str, facts: dict[str, object], field: str, code: str
) -> None:
    problems = problems_with(replace(WISH, **facts), at(23, 9))  # type: ignore[arg-type]
    assert (field, code) in [(problem.field, problem.code) for problem in problems], case


def test_nothing_is_wrong_with_a_plain_wish() -> None:
    assert problems_with(WISH.tidied(), at(23, 9)) == []


SECOND = GuestWish(Contact("陈静", "启航", "+8613812340002", None))
SEEN = replace(WISH, grade="B", area="三楼", guests=(replace(GUEST, is_leader=True), SECOND), more=More(meals="午餐"))
CHANGED = [  # R6: what is different → whether whoever approved has to see it. There is no tolerance but for words
    ("begins earlier", {"starts_at": at(23, 9)}, True),
    ("begins later", {"starts_at": at(23, 11)}, True),
    ("ends a minute earlier", {"ends_at": at(23, 11, 59)}, True),
    ("ends a minute later", {"ends_at": at(23, 12, 1)}, True),
    ("another day", {"starts_at": at(24, 10), "ends_at": at(24, 12)}, True),
    ("the same time on another clock", {"starts_at": at(23, 10).astimezone(ZoneInfo("Europe/Oslo"))}, False),
    ("a higher grade", {"grade": "A"}, True),
    ("a lower grade", {"grade": "C"}, True),
    ("why it has its grade", {"grade_reason": "董事长来"}, False),
    ("one more comes", {"guests": (*SEEN.guests, GUEST)}, True),
    ("one fewer comes", {"guests": SEEN.guests[:1]}, True),
    ("as many, but another one", {"guests": (SEEN.guests[0], GUEST)}, True),
    ("another one leads", {"guests": (GUEST, replace(SECOND, is_leader=True))}, True),
    ("a guest's title", {"guests": (replace(SEEN.guests[0], title="总经理"), SECOND)}, False),
    ("another area", {"area": "四楼"}, True),
    ("more of the area", {"area": "三楼、四楼"}, True),
    ("no area any more", {"area": ""}, True),
    ("the area with more blanks", {"area": "  三楼 "}, False),
    ("another host", {"host_id": "chen"}, True),
    ("another site", {"site_id": "SH"}, True),
    ("photos are allowed", {"photos_allowed": True}, True),
    ("another purpose", {"purpose": "另一件事"}, False),
    ("another kind", {"kind": VisitKind.KEY}, False),
    ("no meal", {"more": NOTHING_MORE}, False),
    ("nothing", {}, False),
]


@pytest.mark.parametrize(("case", "facts", "needed"), CHANGED, ids=[row[0] for row in CHANGED])
def test_what_the_approver_did_not_see_is_approved_again(case: str, facts: dict[str, object], needed: bool) -> None:
    new = replace(SEEN, **facts).tidied()  # type: ignore[arg-type]
    assert needs_new_approval(SEEN.tidied(), new) is needed, case


def test_every_role_has_its_permissions_and_the_admin_has_all() -> None:
    assert set(ALLOWED) == set(Role)
    assert ALLOWED[Role.ADMIN] == set(Permission)


def test_a_person_may_only_where_they_have_a_role() -> None:
    person = Person("a", "W", "e", "en", Rank.STAFF, {"HQ": frozenset({Role.HOST}), "SH": frozenset({Role.GATE})})
    assert person.may(Permission.BOOK, "HQ")
    assert not person.may(Permission.BOOK, "SH")
    assert not person.may(Permission.BOOK, "elsewhere")
    assert person.sites_where(Permission.SEE_ALL_VISITS) == ("SH",)


@pytest.mark.parametrize(
    ("answer", "minutes", "place", "wrong"),
    [
        (Answer.COMING, None, None, None),
        (Answer.MINUTES, 5, None, None),
        (Answer.MINUTES, None, None, "minutes"),
        (Answer.MINUTES, 0, None, "minutes"),
        (Answer.MINUTES, 241, None, "minutes"),
        (Answer.SEND_TO, None, "302", None),
        (Answer.SEND_TO, None, "  ", "place"),
        (Answer.SEND_TO, None, "x" * 81, "place"),
    ],
)
def test_an_answer_has_what_it_needs(answer: Answer, minutes: int | None, place: str | None, wrong: str | None) -> None:
    assert problem_with_answer(answer, minutes, place) == wrong


@given(st.integers(1, ATTEMPTS - 1), st.floats(0, 1))
def test_tries_come_later_and_later_but_never_too_late(attempt: int, jitter: float) -> None:
    wait = wait_before(attempt, jitter)
    assert wait is not None
    assert timedelta(seconds=3) < wait <= timedelta(minutes=38)


def test_a_notice_is_given_up_at_last() -> None:
    assert wait_before(ATTEMPTS, 0.5) is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13812340001", "+8613812340001"),
        ("+49 1511 2340005", "+4915112340005"),
        ("0512-6288 1234", "+8651262881234"),
        ("call me", None),
        ("12", None),
    ],
)
def test_phone_numbers_are_kept_in_one_form(typed: str, number: str | None) -> None:
    assert phone_of(typed) == number


def test_a_company_is_known_in_any_spacing() -> None:
    assert company_key("启航精密技术（苏州） 有限公司") == company_key("启航精密技术(苏州)有限公司")


@given(MOMENTS, st.integers(1, 10))
def test_working_days_end_at_closing_time_of_an_open_day(moment: datetime, days: int) -> None:
    due = WEEK.working_days_after(moment, days)
    assert due.weekday() < 5
    assert due.time() == time(18)
    assert due > moment


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"])
def test_a_day_begins_where_the_last_one_ended_also_when_clocks_change(zone: str) -> None:
    hours = Hours(zone, {})
    day = datetime(2026, 1, 1, tzinfo=UTC).date()
    for _ in range(366):
        _, end = hours.day_bounds(day)
        day += timedelta(days=1)
        assert hours.day_bounds(day)[0] == end


@pytest.mark.parametrize(
    ("works", "there", "is_in"),
    [
        ("", "2026-11-22 03:00", True),
        ("1-5 9:00-17:30", "2026-11-23 09:00", True),
        ("1-5 9:00-17:30", "2026-11-23 08:59", False),
        ("1-5 9:00-17:30", "2026-11-23 17:30", False),
        ("1-5 9:00-17:30", "2026-11-22 10:00", False),
        ("67 10:00-16:00", "2026-11-22 10:00", True),
        ("135 08:00–12:00", "2026-11-24 09:00", False),
    ],
)
def test_working_hours_say_who_is_at_work(works: str, there: str, is_in: bool) -> None:
    """R13: outside them a host counts as absent, and the delegate is asked at once."""
    assert is_at_work(works, datetime.fromisoformat(there)) is is_in


@pytest.mark.parametrize(
    "text", ["9:00-17:00", "1-5", "1-5 17:00-9:00", "8 9:00-17:00", "5-1 9:00-17:00", "1 25:00-26:00"]
)
def test_what_says_no_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Works.parse(text)
