"""What rules were before, told change by change, and what a change does for visits that are booked (R3, R5, R20)."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from shared.access.rules import Role
from shared.bookings.queries import ahead_with_grade
from shared.bookings.rules import Decision, VisitKind
from shared.desk.outcomes import Asking
from shared.grades.actions import change_grade
from shared.grades.models import Grade
from shared.kernel.figures import CHANGES_SHOWN
from shared.sites.models import Site
from shared.visits.models import Visit
from tests.admin.clerk import Clerk
from tests.admin.test_permissions import someone
from tests.admin.test_reception_board import ahead
from tests.admin.test_rules_pages import SignIn, admin, as_it_stands
from tests.clock import StandingClock
from tests.desk.walk_ins import registered
from tests.house import OLA, WANG, House
from tests.shared.test_working_days import ANNOUNCED

__all__ = ["admin"]

_CHANGED = "This was changed since you opened the page"


def told(page: str) -> list[str]:
    """Return the changes that a page's history tells."""
    history = page.partition('<ol class="changes">')[2].partition("</ol>")[0]
    return [_words(each) for each in history.split("<li>")[1:]]


def _words(part: str) -> str:
    return unescape(" ".join("".join(piece.rpartition(">")[2] for piece in part.split("<")).split()))


def test_a_standard_is_told_figure_by_figure(house: House, admin: Clerk) -> None:
    """R3: who, when, before and after of what is other than before, and nothing of what is not."""
    sent = as_it_stands(admin.reads("/rules/grades/A"))
    most, unit = "and at most (0: guests pay it themselves)", "in the house's currency, a person"
    page = admin.does("/rules/grades/A", sent | {"gift": "瓷器", "meal_to": "180", "reason": "on trial"})
    assert sorted(told(page)) == [
        "Standard of the reception: Gift Before: nothing → Since then: 瓷器 today 09:00 · 吴楠 · on trial",
        f"Standard of the reception: {most} Before: 150 {unit} → Since then: 180 {unit} today 09:00 · 吴楠 · on trial",
    ]


def test_a_table_is_told_line_by_line(admin: Clerk) -> None:
    sent = as_it_stands(admin.reads("/rules/proposal"))
    page = admin.does("/rules/proposal", sent | {"grade-6": "B", "reason": "guests in buses"})
    assert told(page) == [
        "The table Before: C: Group → Since then: B: Group today 09:00 · 吴楠 · guests in buses",
    ]


def test_every_change_can_be_read_however_many_there_were(house: House, admin: Clerk) -> None:
    with house.node.transaction() as rows:
        grade = rows.get_one(Grade, "B")
        for number in range(1, 121):
            wanted, at = {"early_minutes": number}, house.node.now() + timedelta(seconds=number)
            change_grade(rows, grade, wanted, f"no {number}", house.boss.id, at)
    path, read = "/rules/grades/B", []
    while path:
        page = admin.reads(path)
        read += told(page)
        assert ("The latest changes" in page) is ("earlier=" in path)
        path = page.partition(">Earlier changes<")[0].rpartition('href="')[2].partition('"')[0].replace("&amp;", "&")
        path = path if "Earlier changes" in page else ""
    assert [each.rpartition("no ")[2] for each in read] == [str(number) for number in range(120, 0, -1)]
    assert len(told(admin.reads("/rules/grades/B?earlier=nonsense"))) == CHANGES_SHOWN


def test_a_changed_standard_is_read_by_whoever_prepares_a_visit_that_is_booked(
    house: House, admin: Clerk, clerk: SignIn
) -> None:
    """R3, R20: at once, as the page says; what the grade lays down is never less than what the kind offers."""
    booking = ahead(house, kind=VisitKind.ORDINARY)
    path = f"/bookings/{booking.id}/reception"
    page = clerk(house.receptionist).reads(path)
    for words in ("Standard of grade A", "the general manager", "130 to 150", "Offered: Coffee, pastries, fruit"):
        assert words in page
    sent = as_it_stands(admin.reads("/rules/grades/A"))
    other = {"gift": "瓷器", "refreshments": "tea", "has_car": "yes", "meal_to": "0", "meal_from": "0"}
    admin.does("/rules/grades/A", sent | other)
    page = clerk(house.receptionist).reads(path)
    for words in ("瓷器", "A car and driver", "guests pay it themselves", "Offered: Tea"):
        assert words in page


def test_beside_each_figure_stands_what_a_change_does_for_how_many_visits(house: House, admin: Clerk) -> None:
    page = admin.reads("/rules/grades/B")
    assert "Booked ahead now: 0." in page
    assert "Visits that are booked already" not in page
    for guests in ([WANG], [OLA]):
        house.booked(house.wish(*guests, grade="B"))
    house.approved(house.wish(grade="C"))
    page = admin.reads("/rules/grades/B")
    for words in (
        "Holds at once, also for what is booked already. Booked ahead now: 2.",
        "Holds from the next arrival on, whenever it was booked. Booked ahead now: 2.",
        "Holds for whoever is asked to decide from now on. Waiting now: 2.",
        "Holds for what is booked or changed from now on. Visits that are booked stay as they are: 2.",
        "Holds for badges that are printed from then on. Booked ahead now: 2.",
        "王晓琳",
        "Ola Nordmann",
    ):
        assert words in page
    assert "Waiting now: 0." in admin.reads("/rules/grades/C")
    assert "Visits that are booked stay as they are." in admin.reads("/rules/lead-times/key")


def test_who_decides_on_each_grade_stands_at_a_glance(admin: Clerk) -> None:
    """R6."""
    page = admin.reads("/rules")
    for words in (
        "Customer service reviews → The general manager → The chairman, with the itinerary",
        "The host alone",
    ):
        assert words in page


def test_visits_ahead_are_counted_at_every_site_but_only_so_far(house: House) -> None:
    """Those that wait or are approved; of how many nobody needs to know more than that it is many."""
    waiting = [house.booked(by=house.receptionist) for _number in range(4)]
    house.decided(waiting.pop().id, Decision.REJECT, house.host, "not today")
    later = house.node.now() + timedelta(days=9)
    approved = house.booked(house.wish(starts_at=later, ends_at=later + timedelta(hours=1)))
    elsewhere = {"site_id": house.other_site, "host_id": str(house.other_host.employee_id)}
    house.booked(house.wish(**elsewhere), house.other_host)
    sites = [house.site, house.other_site]
    with house.node.reading() as rows:
        every = ahead_with_grade(rows, sites, "D", house.node.now(), 9)
        some = ahead_with_grade(rows, sites, "D", house.node.now(), 2, most=3)
    assert (every.waiting, every.approved, every.are_more, len(every.soonest)) == (3, 2, False, 5)
    assert every.soonest[-1].id == approved.id
    assert (some.all, some.are_more, len(some.soonest)) == (3, True, 2)


@pytest.mark.parametrize(
    ("calendar", "words"),
    [("CN", "No weekend day is known yet on which China works in"), ("LK", "No public holiday of"), ("DE", "")],
)
def test_a_site_s_page_says_what_nobody_knows_yet(
    house: House, clerk: SignIn, clock: StandingClock, calendar: str, words: str
) -> None:
    """R5: lead times count days that a country has not announced as if there were none."""
    clock.moves_to(datetime(ANNOUNCED + 1, 6, 1, tzinfo=UTC))
    with house.node.transaction() as rows:
        rows.get_one(Site, house.site).calendar = calendar
    page = clerk(someone(house, Role.ADMIN, None)).reads(f"/rules/sites/{house.site}")
    assert ('class="note state-attend"' in page) is bool(words)
    assert words in page


def test_what_visitors_may_be_asked_about_is_told_in_words(admin: Clerk) -> None:
    page = admin.does("/rules/feedback/words", {"zh-new": "停车", "en-new": "Parking"} | as_it_stands_in_words(admin))
    changes = [each.partition(" today")[0] for each in told(page)]
    assert sorted(changes) == [
        "What may be asked about, in Chinese Before: nothing → Since then: 停车",
        "What may be asked about, in English Before: nothing → Since then: Parking",
    ]


def as_it_stands_in_words(admin: Clerk) -> dict[str, str]:
    """Return what visitors are asked about now, as its form would send it."""
    form = admin.reads("/rules/feedback").partition("Save the words")[0]
    return {name: words for name, words in as_it_stands(form).items() if words}


def test_a_site_says_of_which_grade_are_those_who_come_without_a_booking(house: House, admin: Clerk) -> None:
    """R3, R13: from the next one on."""
    path = f"/rules/sites/{house.site}"
    page = admin.does(path, as_it_stands(admin.reads(path)) | {"walk_in_grade": "C"})
    assert [each.partition(" today")[0] for each in told(page)] == [
        "The lobby: Grade of who comes without a booking Before: D → Since then: C"
    ]
    came = registered(house)
    assert isinstance(came, Asking)
    with house.node.reading() as rows:
        assert rows.get_one(Visit, came.visit).booking.grade_letter == "C"


@pytest.mark.parametrize(
    ("path", "figure", "theirs", "mine"),
    [
        ("/rules/grades/B", "waiting_limit_minutes", "7", "9"),
        ("/rules/grades/D/door", "badge-HQ", "at_once", ""),
        ("/rules/lead-times/key", "lead_days", "5", "6"),
        ("/rules/proposal", "grade-6", "B", "A"),
        ("/rules/tiers", "gold-from", "300000", "400000"),
        ("/rules/reception", "remind_minutes", "30", "45"),
        ("/rules/feedback/A", "low_score", "3", "1"),
        ("/rules/reception/B", "line-0-number", "4", "5"),
        ("/badges/80/B", "disclaimer_en", "Wear it.", "Keep it."),
    ],
)
def test_what_somebody_else_changed_meanwhile_is_not_taken_back_unseen(
    house: House, admin: Clerk, clerk: SignIn, path: str, figure: str, theirs: str, mine: str
) -> None:
    """Two who have a page open: who saves last reads what the other did, and then decides."""
    opened = as_it_stands(admin.reads(path))
    clerk(someone(house, Role.ADMIN, None)).does(path, opened | {figure: theirs})
    late = admin.sends(path, opened | {figure: mine})
    assert late.status_code == 422
    assert _CHANGED in late.text
    assert len(told(late.text)) == 1
    typed = as_it_stands(late.text)
    assert typed.get(figure, "") == mine
    assert _CHANGED not in admin.does(path, typed)
    assert len(told(admin.reads(path))) == 2


def test_who_presses_twice_is_not_told_of_their_own_change_but_an_old_window_is(
    admin: Clerk, clock: StandingClock
) -> None:
    path = "/rules/lead-times/key"
    opened = as_it_stands(admin.reads(path))
    assert "Saved" in admin.does(path, opened | {"lead_days": "5"})
    assert "Nothing was changed." in admin.does(path, opened | {"lead_days": "5"})
    clock.passes(minutes=1)
    assert _CHANGED in admin.sends(path, opened | {"lead_minutes": "30"}).text


def test_figures_of_feedback_are_not_taken_back_unseen(admin: Clerk, clock: StandingClock) -> None:
    opened = as_it_stands(admin.reads("/rules/feedback"))
    admin.does("/rules/feedback/figures", opened | {"target_percent": "91"})
    clock.passes(minutes=1)
    late = admin.sends("/rules/feedback/figures", opened | {"target_percent": "92"})
    assert (late.status_code, _CHANGED in late.text) == (422, True)
    assert admin.sends("/rules/feedback/figures", as_it_stands(late.text)).status_code == 302


def test_a_refused_form_leads_to_earlier_changes_wherever_it_was_sent(admin: Clerk) -> None:
    """What visitors may be asked about is sent to an address that nobody can open."""
    for number in range(CHANGES_SHOWN + 1):
        figures = as_it_stands(admin.reads("/rules/feedback")) | {"target_percent": str(50 + number % 50)}
        admin.sends("/rules/feedback/figures", figures)
    refused = admin.sends("/rules/feedback/figures", figures | {"target_percent": "none"})
    assert refused.status_code == 422
    earlier = unescape(refused.text.partition("Earlier changes")[0].rpartition('href="')[2].partition('"')[0])
    assert len(told(admin.reads(earlier.partition("#")[0]))) == 1
