"""A signed link from a letter: what it answers once something has happened to the visit, and for whom it never does."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from apiflask import APIFlask
from sqlalchemy import update

from shared.access.models import Account
from shared.access.rules import Person, Role
from shared.approvals.queries import every_step
from shared.approvals.rules import StepState
from shared.bookings.models import Booking
from shared.bookings.rules import Decision
from shared.desk.approval_links import APPROVALS
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.people.rules import Rank
from tests.admin.clerk import BOTH, Clerk
from tests.admin.test_approvals import goes_away, joins, link_in_letter, steps
from tests.clock import StandingClock
from tests.house import House

SignIn = Callable[..., Clerk]
pytestmark = BOTH
ANEW = "The visit was changed meanwhile. Whoever has to decide on it now gets a letter of its own."


def reviewed(house: House) -> Booking:
    """Return a C visit that waits for somebody who approves and reads English."""
    with house.node.transaction() as rows:
        rows.execute(update(Account).values(language="en"))
    booking = house.booked(house.wish(grade="C"))
    return house.decided(booking.id, Decision.APPROVE, house.receptionist)


def happens(house: House, booking: Booking, what: str) -> None:
    """Let something happen to a visit for which somebody holds a link."""
    if what in ("rejected", "approved", "sent_back"):
        decision = {"rejected": Decision.REJECT, "approved": Decision.APPROVE, "sent_back": Decision.SEND_BACK}[what]
        house.decided(booking.id, decision, house.boss, "no")
        return
    with house.node.transaction() as rows:
        if what == "cancelled":
            cancel(rows, booking.id, house.host, house.node.now())
        else:
            wish = as_wish(house.booking(booking.id))
            other = {"changed": {"ends_at": wish.ends_at + timedelta(minutes=1)}, "reworded": {"purpose": "签约"}}
            change(rows, booking.id, replace(wish, **other[what]), house.host, house.node.now())  # type: ignore[arg-type]


MEANWHILE = [  # what happened since the letter → what the link's page says, and what the answer does
    ("rejected", "This has been answered. Thank you.", "Somebody has decided meanwhile.", "rejected"),
    ("approved", "This has been answered. Thank you.", "Somebody has decided meanwhile.", "approved"),
    ("sent_back", "This has been answered. Thank you.", "Somebody has decided meanwhile.", "sent_back"),
    ("cancelled", "The booking has been cancelled meanwhile.", "The booking has been cancelled", "cancelled"),
    ("changed", ANEW, ANEW, "waiting"),
    ("reworded", "签约", "The booking was changed meanwhile. Look at it once more, then decide.", "waiting"),
]


@pytest.mark.parametrize(("what", "words", "after", "state"), MEANWHILE, ids=[row[0] for row in MEANWHILE])
def test_a_link_says_what_happened_meanwhile_and_decides_nothing_that_was_not_seen(
    house: House, office: APIFlask, clerk: SignIn, what: str, words: str, after: str, state: str
) -> None:
    booking = reviewed(house)
    path, browser = link_in_letter(office, house), clerk(None)
    browser.reads(path)
    token = browser.token()
    happens(house, booking, what)
    assert words in browser.reads(path)
    answer = browser.sends(path, {"decision": "approve", "seen": "0"}, token=token)
    assert answer.status_code == 302
    assert after in browser.reads(path)
    assert house.booking(booking.id).state == state


def test_a_link_that_is_pressed_twice_at_once_is_one_answer(house: House, clerk: SignIn) -> None:
    """R6: the second press says that somebody has decided, and does not answer for the next one."""
    joins(house, "chairman", [Role.MANAGER], Rank.CHAIRMAN)
    booking = house.booked(house.wish(grade="A"))
    house.decided(booking.id, Decision.APPROVE, house.receptionist)
    path, browsers = link_of(house, booking, house.boss), (clerk(None), clerk(None))
    for browser in browsers:
        browser.reads(path)
    with ThreadPoolExecutor(2) as both:
        answers = both.map(lambda browser: browser.sends(path, {"decision": "approve", "seen": "0"}), browsers)
        assert [answer.status_code for answer in answers] == [302, 302]
    assert steps(house, booking)[1:] == [("approve", "approved"), ("itinerary", "asked")]
    assert house.booking(booking.id).permit is None


def link_of(house: House, booking: Booking, who: Person) -> str:
    """Return the path of a link with which somebody would answer at the step that is asked."""
    with house.node.reading() as rows:
        step = next(step for step in every_step(rows, booking.id) if step.state == StepState.ASKED)
    return (
        f"/approvals/answers/{APPROVALS.sign(step.id, str(who.employee_id), house.node.now(), house.node.keys.answers)}"
    )


OWN = ["booked it", "receives it", "changed it", "booked it and stands in", "stood in until yesterday", "elsewhere"]


@pytest.mark.parametrize("who", OWN)
def test_no_link_lets_anybody_decide_who_may_not(house: House, clerk: SignIn, clock: StandingClock, who: str) -> None:
    """R6: neither on a request of their own, nor in somebody's place who has come back, nor at another site."""
    manager = joins(house, "manager", [Role.MANAGER, Role.RECEPTIONIST], Rank.MANAGER)
    deputy = joins(house, "deputy", [Role.RECEPTIONIST if "booked" in who else Role.HOST], Rank.STAFF)
    wish = house.wish(grade="C", ends_at=house.node.now() + timedelta(days=5))
    if who == "receives it":
        wish = replace(wish, host_id=str(manager.employee_id))
    booker = {"booked it": manager, "booked it and stands in": deputy, "receives it": house.receptionist}.get(who)
    booking = house.booked(wish, by=booker)
    if who == "changed it":
        with house.node.transaction() as rows:
            change(rows, booking.id, replace(wish, area="四楼"), manager, house.node.now())
    if who in ("booked it and stands in", "stood in until yesterday"):
        goes_away(house, manager, deputy)
    if who == "stood in until yesterday":
        clock.passes(days=2)
    holder = {"elsewhere": house.other_host}.get(who, deputy if "in" in who.split() else manager)
    path, browser = link_of(house, booking, holder), clerk(None)
    assert 'name="decision"' not in browser.reads(path)
    browser.sends(path, {"decision": "approve", "seen": str(house.booking(booking.id).changes)})
    browser.sends(path, {"decision": "reject", "reason": "no", "seen": str(house.booking(booking.id).changes)})
    with house.node.reading() as rows:
        assert [step.state for step in every_step(rows, booking.id) if step.decided_by] == []
    assert house.booking(booking.id).state == "waiting"


def test_a_reviewers_link_leads_to_where_content_area_and_route_are_filled_in(
    house: House, office: APIFlask, clerk: SignIn
) -> None:
    """R6: the link answers; what is filled in needs a sign-in."""
    booking = house.booked(house.wish(grade="C"))
    path, browser = link_in_letter(office, house), clerk(None)
    assert f'href="/bookings/{booking.id}#review"' in browser.reads(path)
    reviewed(house)
    assert "#review" not in browser.reads(link_in_letter(office, house))


def test_a_link_speaks_for_whom_the_letter_was_for_whoever_is_signed_in(
    house: House, office: APIFlask, clerk: SignIn
) -> None:
    """It is not signed in by it, and gives nobody more than this one decision."""
    booking = reviewed(house)
    path, browser = link_in_letter(office, house), clerk(house.host)
    assert "This page is for Hai Zheng and this one decision" in browser.reads(path)
    browser.does(path, {"decision": "approve", "seen": "0"})
    assert house.booking(booking.id).decided_by == house.boss.id
    assert browser.sends(f"/bookings/{booking.id}/decision", {"decision": "send_back"}).status_code == 403


BY_LINK = [  # R6: what somebody answers by a link → how it goes on
    ({"decision": "approve"}, "approved", "Approved. The passes are ready"),
    ({"decision": "reject", "reason": "没有会议室"}, "rejected", "Rejected. Your reason stands"),
    ({"decision": "send_back", "reason": "请改到下午"}, "sent_back", "Sent back. Whoever booked it"),
    ({"decision": "send_back"}, "sent_back", "Sent back. Whoever booked it"),
]


@pytest.mark.parametrize(("answer", "state", "words"), BY_LINK)
def test_each_answer_can_be_given_by_a_link(
    house: House, office: APIFlask, clerk: SignIn, answer: dict[str, str], state: str, words: str
) -> None:
    booking = reviewed(house)
    path, browser = link_in_letter(office, house), clerk(None)
    browser.reads(path)
    assert words in browser.does(path, answer | {"seen": "0"})
    found = house.booking(booking.id)
    assert (found.state, found.reason) == (state, answer.get("reason"))
