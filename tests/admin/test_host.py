"""The host's page."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from shared.bookings.rules import GuestWish
from shared.companies.rules import Contact
from shared.desk.closing import close_day
from shared.notices.actions import claim_next_notice, notice_told
from shared.sites.models import Site
from shared.visits.models import Visit
from tests.admin.clerk import Clerk, counted
from tests.asking import stay_of, walks_in
from tests.clock import MONDAY_AT_NINE, StandingClock
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
# Who asks (3), the newest line, the sites, own visits, today's bookings (4), visits asked of, the notices and the
# people asked of all parties (2), who works beside the host, messages.
STATEMENTS = 15


def arrived(house: House, *guests: object) -> list[str]:
    """Let a party in and return its visits."""
    booking = house.approved(house.wish(*(guests or (WANG,))))  # type: ignore[arg-type]
    outcomes = [house.scanned(house.pass_of(booking, index)) for index in range(len(booking.guests))]
    return [outcome.visit for outcome in outcomes]  # type: ignore[union-attr]


def visit(house: House, visit_id: str) -> Visit:
    """Return a visit as it stands."""
    with house.node.reading() as rows:
        return rows.get_one(Visit, visit_id)


def test_nobody_here_is_said_calmly(house: House, clerk: SignIn) -> None:
    """With today's list below, or what to do about an empty one."""
    page = clerk(house.host).reads("/host")
    assert "Nobody waits for you" in page
    assert "Nobody is booked with you today" in page


def test_a_visitor_who_arrived_is_shown_with_one_lamp(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """Who, since when, why; and what the visitor reads meanwhile."""
    arrived(house)
    clock.passes(minutes=3)
    page = clerk(house.host).reads("/host")
    assert "王晓琳 is here" in page
    assert "启航精密技术（苏州）有限公司" in page
    assert re.search(r"Waiting for you at Head office, <span data-since=[^>]+>3 min</span>", page)
    assert page.count("answer-lamp") == 1
    assert "“We are telling Wei Li that you are here”" in page
    assert "Without an answer by 09:03 the department Purchasing is asked" in page


def test_the_page_claims_that_the_host_was_told_only_once_it_is_true(house: House, clerk: SignIn) -> None:
    """A channel has to confirm it."""
    arrived(house)
    with house.node.transaction() as rows:
        notice = claim_next_notice(rows, house.node.now())
        while notice is not None and notice.topic != "arrival":
            notice = claim_next_notice(rows, house.node.now())
        assert notice is not None
        notice_told(rows, notice, "mail", house.node.now())
    assert "“We have told Wei Li; please take a seat”" in clerk(house.host).reads("/host")


@pytest.mark.parametrize(
    ("fields", "kept", "screen"),
    [
        ({"said": "coming"}, ("coming", None, None), "is coming down"),
        ({"said": "minutes", "minutes": "10"}, ("minutes", 10, None), "comes in 10 minutes"),
        ({"said": "send_to", "place": " 三楼 302 "}, ("send_to", None, "三楼 302"), "please go to 三楼 302"),
        ({"said": "not_now"}, ("not_now", None, None), "cannot receive you now; reception will help you"),
        ({"said": "another_day"}, ("another_day", None, None), "asks for another day; reception will help you"),
    ],
)
def test_an_answer_is_kept_and_shown_as_the_visitor_reads_it(
    house: House, clerk: SignIn, fields: dict[str, str], kept: tuple[object, ...], screen: str
) -> None:
    """And may be changed afterwards; the lamp goes out."""
    (visit_id,) = arrived(house)
    page = clerk(house.host).does("/host/answer", fields | {"visit": visit_id})
    stay = visit(house, visit_id)
    assert (stay.answer, stay.answer_minutes, stay.answer_place) == kept
    assert screen in page
    assert "answer-lamp" not in page
    assert "Answer differently" in page


def test_one_answer_is_for_the_whole_party(house: House, clerk: SignIn) -> None:
    """Six who came together are one card and one press."""
    visits = arrived(house, WANG, OLA)
    browser = clerk(house.host)
    page = browser.reads("/host")
    assert page.count("is here</h2>") == 1
    assert "a party of 2" in page
    browser.does("/host/answer", {"said": "coming", "visit": visits})
    assert [visit(house, each).answer for each in visits] == ["coming", "coming"]


def test_an_answer_without_its_minutes_or_place_changes_nothing(house: House, clerk: SignIn) -> None:
    """Nor does one that nobody offers."""
    (visit_id,) = arrived(house)
    browser = clerk(house.host)
    assert "Write where the visitor should go" in browser.does("/host/answer", {"said": "send_to", "visit": visit_id})
    browser.sends("/host/answer", {"said": "minutes", "minutes": "9999", "visit": visit_id})
    assert browser.sends("/host/answer", {"said": "decline", "visit": visit_id}).status_code == 404
    assert visit(house, visit_id).answer is None


def test_nobody_answers_for_somebody_else_s_visitor(house: House, clerk: SignIn) -> None:
    """Reception may, at its own site; one stranger's visit in a party stops the whole answer."""
    (mine,) = arrived(house)
    (others,) = arrived_at_boss(house)
    host = clerk(house.host)
    assert host.sends("/host/answer", {"said": "coming", "visit": [mine, others]}).status_code == 403
    assert visit(house, mine).answer is None
    assert clerk(house.other_host).sends("/host/answer", {"said": "coming", "visit": mine}).status_code == 403
    clerk(house.receptionist).does("/host/answer", {"said": "coming", "visit": mine})
    assert visit(house, mine).answered_by == house.receptionist.id


def arrived_at_boss(house: House) -> list[str]:
    """Let a visitor of somebody else in."""
    booking = house.booked(house.wish(OLA, host_id=str(house.boss.employee_id)), by=house.boss)
    return [house.scanned(house.pass_of(booking)).visit]  # type: ignore[union-attr]


def test_an_answer_after_the_visitor_left_is_told_so(house: House, clerk: SignIn) -> None:
    """Nothing is changed."""
    (visit_id,) = arrived(house)
    clerk(house.guard).does(f"/gate/visits/{visit_id}/departure")
    answer = clerk(house.host).sends("/host/answer", {"said": "coming", "visit": visit_id})
    assert answer.status_code == 409
    assert "already left" in answer.text


def test_who_was_met_without_an_answer_lights_no_lamp_for_hours(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """The list below still shows them."""
    arrived(house)
    clock.passes(hours=2, minutes=1)
    page = clerk(house.host).reads("/host")
    assert "Nobody waits for you" in page
    assert "On site since 09:00" in page


def test_who_came_before_midnight_is_still_there_after_it(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """And who waits then still does; of who came early and has left it isn't said that they never came."""
    clock.moves_to(MONDAY_AT_NINE.replace(hour=23, minute=30))
    (inside,) = arrived(house)
    gone = house.approved(house.wish(OLA))
    house.scanned(house.pass_of(gone))
    house.left(house.pass_of(gone))
    waits = walks_in(house, GuestWish(Contact("林巧", "江州理工大学", "+8613812340006", None)))
    clock.passes(hours=1)
    page = clerk(house.host).reads("/host")
    assert "林巧 is here" in page
    assert "王晓琳 has left" in page
    assert "Left yesterday 23:30" in page
    assert "Not arrived" not in page
    clerk(house.host).does("/host/departures", {"visit": inside})
    assert "王晓琳 has left" not in clerk(house.host).reads("/host")
    assert visit(house, waits).state == "asking"


def test_who_came_for_a_visit_that_begins_after_midnight_can_leave_before(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """The booking is tomorrow's, its guest is here tonight."""
    clock.moves_to(MONDAY_AT_NINE.replace(hour=23, minute=45))
    (inside,) = arrived(house)
    assert "王晓琳 has left" in clerk(house.host).reads("/host")
    clerk(house.host).does("/host/departures", {"visit": inside})
    assert visit(house, inside).state == "left"


def test_the_button_says_that_a_visitor_went_and_not_that_they_gave_notice(house: House, clerk: SignIn) -> None:
    """In English both have left."""
    arrived(house)
    page = clerk(house.host, "zh-CN").reads("/host")
    assert "已离开</button>" in page
    assert "离职" not in page


def test_a_visit_of_two_days_stands_on_the_second_too(house: House, clerk: SignIn, clock: StandingClock) -> None:
    starts = house.node.now()
    house.approved(house.wish(starts_at=starts, ends_at=starts + timedelta(days=1, hours=8)))
    clock.passes(days=1)
    assert "王晓琳" in clerk(house.host).reads("/host")
    clock.passes(days=1)
    assert "王晓琳" not in clerk(house.host).reads("/host")


@pytest.mark.parametrize(
    ("language", "stays", "again", "left", "began"),
    [
        (
            "en",
            "On site since yesterday 09:00",
            "Not here yet today; left yesterday 17:00",
            "Left yesterday 17:00",
            "yesterday",
        ),
        ("zh-CN", "昨天 09:00 起在场", "今天未到；昨天 17:00 离开", "昨天 17:00 离开", "昨天"),
    ],
)
def test_on_the_second_day_hours_of_the_first_have_its_name_and_who_is_due_again_is_not_merely_gone(
    house: House, clerk: SignIn, clock: StandingClock, language: str, stays: str, again: str, left: str, began: str
) -> None:
    starts = house.node.now()
    window = {"starts_at": starts, "ends_at": starts + timedelta(days=1, hours=8)}
    here, gone = (house.approved(house.wish(guest, **window)) for guest in (OLA, WANG))
    for booking in (here, gone):
        house.scanned(house.pass_of(booking))
    clock.passes(hours=8)
    house.left(house.pass_of(gone))
    assert again not in clerk(house.host, language).reads("/host")
    clock.passes(hours=15)
    page = clerk(house.host, language).reads("/host")
    assert stays in page
    assert again in page
    assert page.count(f">{began}</span> 09:00<span") == 2
    people = clerk(house.guard, language).reads("/gate/people")
    assert f"<small>{began}</small> 09:00</td>" in people
    assert f">{began} 09:00</dd>" in clerk(house.guard, language).reads(f"/gate/guests/{here.leader.id}")
    clock.passes(hours=10)
    assert again not in clerk(house.host, language).reads("/host")
    assert left in clerk(house.host, language).reads("/host")


def test_who_came_back_on_the_second_day_is_here_or_left_then(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    starts = house.node.now()
    booking = house.approved(house.wish(starts_at=starts, ends_at=starts + timedelta(days=1, hours=8)))
    house.scanned(house.pass_of(booking))
    house.left(house.pass_of(booking))
    clock.passes(days=1)
    house.scanned(house.pass_of(booking))
    assert "On site since 09:00" in clerk(house.host).reads("/host")
    house.left(house.pass_of(booking))
    assert "Left at 09:00" in clerk(house.host).reads("/host")


def test_whom_closing_time_found_inside_is_not_called_approved(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """They have not signed out; of a visit of several days they come again."""
    starts = house.node.now()
    house.scanned(house.pass_of(house.approved()))
    house.scanned(house.pass_of(house.approved(house.wish(OLA, ends_at=starts + timedelta(days=1, hours=8)))))
    clock.moves_to(MONDAY_AT_NINE.replace(hour=20))
    with house.node.transaction() as rows:
        close_day(rows, rows.get_one(Site, house.site), house.node.now())
    assert clerk(house.host).reads("/host").count("Not signed out") == 2
    clock.passes(hours=12)
    assert "Not here yet today" in clerk(house.host).reads("/host")


def test_the_page_costs_the_same_number_of_statements_however_many_wait(house: House, clerk: SignIn) -> None:
    """What is known of all parties is read at once."""
    browser = clerk(house.host)
    arrived(house)
    with counted(house.node) as one:
        browser.reads("/host")
    arrived(house, OLA)
    with counted(house.node) as two:
        browser.reads("/host")
    assert len(one) <= STATEMENTS, "\n".join(one)
    assert len(two) == len(one)


def test_asking_somebody_to_wait_lets_nobody_in_and_saying_when_one_comes_does(house: House, clerk: SignIn) -> None:
    """The one is a button of its own, which the visitor reads; the other says that the host is coming."""
    visit_id = walks_in(house)
    browser = clerk(house.host)
    page = browser.reads("/host")
    in_sight = re.sub(r"<details.*?</details>", "", page, flags=re.DOTALL)
    assert re.search(r'value="wait">.*?Ask the visitor to wait</button>', in_sight)
    assert re.search(r"<p>I am coming in</p>.*?5 min</button>", in_sight)
    assert "Asks to come in" in page
    assert "asks you to wait a moment" in browser.does("/host/answer", {"said": "wait", "visit": visit_id})
    assert stay_of(house, visit_id).state == "asking"
    seen = str(stay_of(house, visit_id).answered_at)
    browser.does("/host/answer", {"said": "minutes", "minutes": "5", "visit": visit_id, "seen": seen})
    assert stay_of(house, visit_id).state == "inside"
