"""What goes beyond what an approver saw is approved anew: steps, passes, gate and letters follow (R6, R7, R8)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from shared.access.models import Account, Grant
from shared.access.queries import person_of
from shared.access.rules import Role
from shared.approvals.models import ApprovalStep
from shared.bookings.models import Booking
from shared.bookings.rules import Decision, GuestWish
from shared.companies.rules import Contact
from shared.desk.ask_approval import ASKED
from shared.desk.change import as_wish, change
from shared.desk.outcomes import Admitted, Refused
from shared.people.rules import Rank
from shared.visits.rules import Refusal
from tests.admin.clerk import BOTH, Clerk
from tests.admin.test_approvals import joins, letters, steps
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
pytestmark = BOTH
CHEN = GuestWish(Contact("陈静", "启航精密技术（苏州）有限公司", "+8613800000021", None))


def changed(house: House, booking: Booking, facts: dict[str, Any]) -> Booking:
    """Let the host change a visit: moments are given as minutes to move them by."""
    wish = as_wish(house.booking(booking.id))
    later = {
        name: getattr(wish, name) + timedelta(minutes=value) if isinstance(value, int) else value
        for name, value in facts.items()
    }
    with house.node.transaction() as rows:
        change(rows, booking.id, replace(wish, **later), house.host, house.node.now())
    return house.booking(booking.id)


BEYOND: list[tuple[str, dict[str, Any]]] = [
    ("begins earlier", {"starts_at": -5}),
    ("begins later", {"starts_at": 5}),
    ("ends earlier", {"ends_at": -1}),
    ("ends later", {"ends_at": 1}),
    ("a higher grade", {"grade": "B", "grade_reason": "总监来"}),
    ("one more guest", {"guests": (WANG, OLA, CHEN)}),
    ("one guest fewer", {"guests": (WANG,)}),
    ("another area", {"area": "四楼"}),
    ("no area", {"area": ""}),
]


@pytest.mark.parametrize(("case", "facts"), BEYOND, ids=[row[0] for row in BEYOND])
def test_a_visit_that_is_no_longer_what_was_approved_is_let_in_only_once_it_is_approved_anew(
    house: House, clerk: SignIn, case: str, facts: dict[str, Any]
) -> None:
    """R6, R7, R8: another round, the passes are void, and the gate no longer expects it until then."""
    booking = house.approved(house.wish(WANG, OLA, grade="C", area="三楼"))
    old, guard = house.pass_of(booking), clerk(house.guard)
    assert "王晓琳" in guard.reads("/gate"), case
    booking = changed(house, booking, facts)
    assert booking.state == "waiting"
    assert [state for _, state in steps(house, booking)] == ["approved", "approved", "asked", "ahead"]
    assert letters(house, ASKED)[-1] == ("林晓", "waiting")
    assert "王晓琳" not in guard.reads("/gate")
    assert house.scanned(old) == Refused(Refusal.NOT_APPROVED)
    booking = house.decided(booking.id, Decision.APPROVE, house.boss)
    assert "王晓琳" in guard.reads("/gate")
    assert house.scanned(old) == Refused(Refusal.CANCELLED)
    assert isinstance(house.scanned(house.pass_of(booking)), Admitted)


WITHIN: list[tuple[str, dict[str, Any]]] = [
    ("another purpose", {"purpose": "另一件事"}),
    ("a title", {"guests": (replace(WANG, title="总经理"), OLA)}),
    ("nothing", {}),
]


@pytest.mark.parametrize(("case", "facts"), WITHIN, ids=[row[0] for row in WITHIN])
def test_what_no_approver_decided_by_leaves_the_approval_as_it_is(
    house: House, case: str, facts: dict[str, Any]
) -> None:
    booking = house.approved(house.wish(WANG, OLA, grade="C"))
    old = house.pass_of(booking)
    booking = changed(house, booking, facts)
    assert (booking.state, len(steps(house, booking))) == ("approved", 2), case
    assert isinstance(house.scanned(old), Admitted)


def test_what_customer_service_fills_in_after_somebody_has_approved_is_asked_for_anew(
    house: House, clerk: SignIn
) -> None:
    """R6: the general manager said yes to another area. Who is told, and who receives, is not what was approved."""
    joins(house, "chairman", [Role.MANAGER], Rank.CHAIRMAN)
    booking = house.booked(house.wish(grade="A"))
    desk, path = clerk(house.receptionist), f"/bookings/{booking.id}/review"
    seen = {"content": "看样机", "area": "三楼", "route": "大厅"}
    hint = "Somebody has approved this as it stands"
    assert hint not in desk.does(path, seen | {"do": "approve"})
    house.decided(booking.id, Decision.APPROVE, house.boss)
    first = [("review", "approved"), ("approve", "approved")]
    assert hint in desk.does(path, seen | {"receiver": "zheng.hai@usher.example", "do": "save"})
    assert steps(house, booking) == [*first, ("itinerary", "asked")]
    page = desk.does(path, seen | {"area": "五楼", "do": "save"})
    asked = [("review", "asked"), ("approve", "ahead"), ("itinerary", "ahead")]
    assert steps(house, booking) == [*first, ("itinerary", "overtaken"), *asked]
    assert hint not in page
    desk.does(path, seen | {"area": "五楼", "do": "approve"})
    assert letters(house, ASKED)[-1] == ("郑海", "waiting")
    assert house.booking(booking.id).permit is None


def test_a_row_of_the_queue_says_all_that_its_tick_approves(house: House, clerk: SignIn) -> None:
    """R6: time, grade, head-count and area; a date of a series with another area stands by itself."""
    made = []
    for days, area in ((1, "三楼"), (2, "三楼"), (3, "机房")):
        starts = house.node.now() + timedelta(days=days)
        window = {"starts_at": starts, "ends_at": starts + timedelta(hours=1)}
        made.append(house.booked(house.wish(WANG, OLA, grade="C", area=area, **window)))
        house.decided(made[-1].id, Decision.APPROVE, house.receptionist)
    with house.node.transaction() as rows:
        rows.execute(update(Booking).where(Booking.id.in_([each.id for each in made])).values(series_id="weekly"))
    page = clerk(house.boss).reads("/approvals")
    _, first, second = page.split('name="booking"')
    for row, area, date in ((first, "三楼", "tomorrow 09:00 to 10:00"), (second, "机房", "26 Nov")):
        for words in ("王晓琳, group of 2", area, date):
            assert words in row
        assert "grade-C" in page
    assert ("1 further date" in first, "further date" in second) == (True, False)


def test_whoever_decides_at_several_sites_has_one_queue_and_one_press_for_all(house: House, clerk: SignIn) -> None:
    """Each result says which visit it is of; one's own request is refused there as everywhere."""
    with house.node.transaction() as rows:
        rows.execute(update(Grant).where(Grant.account_id == house.boss.id).values(site_id=None))
        boss = person_of(rows, rows.get_one(Account, house.boss.id))
    there = {"site_id": house.other_site, "host_id": str(house.other_host.employee_id)}
    here, other = house.booked(house.wish(WANG, grade="C")), house.booked(house.wish(OLA, grade="C", **there), by=boss)
    third = house.booked(house.wish(CHEN, grade="C", **there), by=house.other_host)
    with house.node.transaction() as rows:
        rows.execute(update(ApprovalStep).where(ApprovalStep.kind == "review").values(state="overtaken", asked_at=None))
        rows.execute(
            update(ApprovalStep).where(ApprovalStep.kind == "approve").values(state="asked", asked_at=house.node.now())
        )
    browser = clerk(boss)
    page = browser.reads("/approvals")
    for words in ("王晓琳", "陈静", "Head office", "Shanghai"):
        assert words in page
    assert "Ola Nordmann" not in page
    shanghai = browser.reads("/approvals?site=SH")
    assert ("王晓琳" in shanghai.split('<ul class="waiting">')[1], "陈静" in shanghai) == (False, True)
    page = browser.sends("/approvals", {"booking": [here.id, other.id, third.id]}).text
    results = page.split('class="results"')[1].split("</ul>")[0]
    for name, words in (("王晓琳", "Approved."), ("Ola", "request of their own"), ("陈静", "Approved.")):
        line = next(line for line in results.split("<li>") if name in line)
        assert words in line
        assert "today 09:30 to 11:30" in line
    assert [house.booking(each.id).state for each in (here, other, third)] == ["approved", "waiting", "approved"]
