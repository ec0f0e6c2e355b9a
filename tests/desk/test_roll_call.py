"""Calling the roll: who is counted, how sure that is, and which word on them holds."""

import threading
import uuid
from datetime import timedelta

import pytest

from shared.access.rules import Person
from shared.bookings.models import Guest
from shared.desk.answer import answer
from shared.desk.depart import let_out
from shared.desk.outcomes import Admitted, NotAllowed, OutOfTurn
from shared.desk.roll_call import call_roll, end_roll_call, mark_people, sheet_to_print
from shared.kernel.logbook import Kind, LogLine
from shared.roll_calls.actions import Press
from shared.roll_calls.models import RollCall, RollMark
from shared.roll_calls.queries import open_roll_call, standing_of
from shared.roll_calls.rules import Said, Sureness, Why
from shared.visits.models import Visit
from shared.visits.rules import Answer
from tests.clock import StandingClock
from tests.house import OLA, WANG, House


def comes(house: House, *, minutes: int = 120) -> str:
    """Let somebody in whose window lasts so long; return the visit."""
    starts = house.node.now()
    wish = house.wish(WANG, starts_at=starts, ends_at=starts + timedelta(minutes=minutes))
    came = house.scanned(house.pass_of(house.approved(wish)))
    assert isinstance(came, Admitted)
    return came.visit


def begins(house: House, *, drill: bool = False, by: Person | None = None) -> str:
    """Turn the evacuation on."""
    with house.node.transaction() as session:
        who, now = by or house.guard, house.node.now()
        return call_roll(session, house.site, is_drill=drill, point="南广场", by=who, now=now).id


def says(house: House, visit: str, said: Said, *, by: Person | None = None, undoes: str | None = None) -> str:
    """Press once on a device of this person's; return the press."""
    press = Press(str(uuid.uuid4()), visit, said, house.node.now(), undoes)
    with house.node.transaction() as session:
        who = by or house.guard
        mark_people(session, house.site, [press], f"of {who.name}", who, house.node.now())
    return press.id


def missing(house: House) -> list[str]:
    """Return whom nobody has found."""
    with house.node.reading() as session:
        call = session.query(RollCall).order_by(RollCall.started_at.desc()).first()
        assert call is not None
        return [person.visit.id for person in standing_of(session, call).missing]


def test_everybody_inside_is_counted_who_needs_help_first_and_who_has_probably_gone_apart(
    house: House, clock: StandingClock
) -> None:
    """Beyond the window for hours, sent away, signed out by the host, or inside at closing time: counted, but apart."""
    long_over = comes(house, minutes=30)
    clock.passes(hours=1)
    sent_away, closed = comes(house, minutes=400), comes(house, minutes=400)
    with house.node.transaction() as session:
        answer(session, sent_away, Answer.NOT_NOW, house.host, house.node.now())
        session.get_one(Visit, closed).state = "expired"
    clock.passes(hours=2)
    sure, in_a_wheelchair = comes(house), comes(house)
    with house.node.transaction() as session:
        session.get_one(Guest, session.get_one(Visit, in_a_wheelchair).guest_id).needs_help = True
    said_gone, seen_gone = comes(house), comes(house)
    with house.node.transaction() as session:
        let_out(session, said_gone, house.host, house.node.now())
        let_out(session, seen_gone, house.guard, house.node.now())
    begins(house)
    with house.node.reading() as session:
        call = open_roll_call(session, house.site)
        assert call is not None
        found = [(each.visit.id, each.counted.sureness, each.counted.why) for each in standing_of(session, call).people]
    assert found == [
        (in_a_wheelchair, Sureness.SURE, Why.SIGNED_IN),
        (sure, Sureness.SURE, Why.SIGNED_IN),
        (long_over, Sureness.DOUBTFUL, Why.WINDOW_OVER),
        (sent_away, Sureness.DOUBTFUL, Why.NOT_RECEIVED),
        (closed, Sureness.DOUBTFUL, Why.CLOSED),
        (said_gone, Sureness.DOUBTFUL, Why.HOST_SAID),
    ]


def test_who_has_left_is_not_counted_and_who_comes_meanwhile_is(house: House) -> None:
    """Nobody may be missing from the list."""
    booking = house.approved()
    house.scanned(house.pass_of(booking))
    house.left(house.pass_of(booking))
    begins(house)
    assert missing(house) == []
    late = comes(house)
    assert missing(house) == [late]


def test_each_press_is_kept_and_the_latest_holds(house: House, clock: StandingClock) -> None:
    """Two people mark one visitor; taking one's own press back uncovers the other's."""
    visit = comes(house)
    begins(house)
    says(house, visit, Said.SAFE)
    clock.passes(seconds=5)
    mine = says(house, visit, Said.MISSING, by=house.receptionist)
    assert missing(house) == [visit]
    says(house, visit, Said.SAFE, by=house.receptionist, undoes=mine)
    assert missing(house) == []
    with house.node.reading() as session:
        assert session.query(RollMark).count() == 3
        lines = [line.facts["said"] for line in session.query(LogLine).filter(LogLine.kind == Kind.RollCallMarked)]
    assert lines == ["safe", "missing", "undone"]


def test_a_press_that_was_heard_late_stands_at_its_own_time(house: House, clock: StandingClock) -> None:
    """A device without connection sends what it was told before somebody else said otherwise; sent twice it is one."""
    visit = comes(house)
    begins(house)
    pressed = house.node.now()
    clock.passes(minutes=3)
    says(house, visit, Said.MISSING)
    late = Press(str(uuid.uuid4()), visit, Said.SAFE, pressed)
    for _ in range(2):
        with house.node.transaction() as session:
            mark_people(session, house.site, [late], "phone", house.receptionist, house.node.now())
    assert missing(house) == [visit]
    with house.node.reading() as session:
        assert session.query(RollMark).count() == 2


def test_two_who_turn_it_on_at_once_count_in_one_list(house: House) -> None:
    """Whichever database; the second joins the first, also when one of them says that it is a drill."""
    comes(house)
    ids: list[str] = []
    at_once = threading.Barrier(2)

    def press(drill: bool) -> None:
        at_once.wait(10)
        ids.append(begins(house, drill=drill))

    both = [threading.Thread(target=press, args=(drill,)) for drill in (True, False)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join(20)
    assert len(ids) == 2
    assert len(set(ids)) == 1
    with house.node.reading() as session:
        assert session.query(LogLine).filter(LogLine.kind == Kind.RollCallStarted).count() == 1


def test_many_devices_mark_at_once_and_nothing_is_lost(house: House) -> None:
    """Eight devices, the same people."""
    visits = [comes(house) for _ in range(5)]
    begins(house)
    crowd = [threading.Thread(target=lambda: [says(house, visit, Said.SAFE) for visit in visits]) for _ in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(30)
    assert missing(house) == []
    with house.node.reading() as session:
        assert session.query(RollMark).count() == 40


def test_it_ends_once_and_a_new_one_can_begin(house: House) -> None:
    """After the end no press counts, and no paper is printed."""
    visit = comes(house)
    first = begins(house, drill=True)
    with house.node.reading() as session:
        sheet = sheet_to_print(session, f"{first}.one", house.node.now())
    assert sheet is not None
    assert (sheet.is_drill, sheet.point, [line.name for line in sheet.lines]) == (True, "南广场", ["王晓琳"])
    for _ in range(2):
        with house.node.transaction() as session:
            end_roll_call(session, first, house.receptionist, house.node.now())
    with pytest.raises(OutOfTurn, match="no_roll_call"):
        says(house, visit, Said.SAFE)
    with house.node.reading() as session:
        (ended,) = session.query(LogLine).filter(LogLine.kind == Kind.RollCallEnded)
        assert (ended.facts["missing"], ended.by) == (1, house.receptionist.id)
        assert sheet_to_print(session, f"{first}.one", house.node.now()) is None
    assert begins(house) != first


def test_only_who_may_call_the_roll_at_this_site_does(house: House) -> None:
    """Not a host; not a visitor of another site."""
    first = begins(house)
    for who in (house.host, house.other_host):
        with pytest.raises(NotAllowed):
            begins(house, by=who)
        with pytest.raises(NotAllowed), house.node.transaction() as session:
            end_roll_call(session, first, who, house.node.now())
    came = house.scanned(house.pass_of(house.approved(house.wish(OLA, site_id=house.site))))
    assert isinstance(came, Admitted)
    with pytest.raises(NotAllowed):
        says(house, came.visit, Said.SAFE, by=house.other_host)
