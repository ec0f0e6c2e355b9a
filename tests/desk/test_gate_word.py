"""The gate's word: hold, refuse, let in, what it writes down, and the green lane."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shared.access.rules import Person
from shared.badges.models import Badge
from shared.badges.queries import content_to_print, job_of
from shared.bookings.models import Guest
from shared.bookings.more import More
from shared.bookings.passes import Code, Read, read
from shared.bookings.rules import GuestWish, WishRefused
from shared.companies.rules import Contact
from shared.desk.change import change
from shared.desk.gate_book import bring_in_anyway, note_vehicle, say_needs_help, take_note_of, tell_reception
from shared.desk.gate_word import BadWords, Why, admit, keep_guest_out, lift
from shared.desk.green_lane import OnTheWay, admit_officials, register_guest
from shared.desk.outcomes import Admitted, NotAllowed, OutOfTurn, SeeReception
from shared.devices.actions import station_starts
from shared.gate.queries import lane_guest, open_notes, stop_of, vehicle_of
from shared.gate.rules import Identification, Stop, StopReason
from shared.kernel.logbook import Kind, LogLine
from shared.printing.models import PrintJob
from shared.visits.models import Visit
from tests.clock import StandingClock
from tests.desk.test_screening import watched_for
from tests.house import OLA, WANG, House

IDENTITY = Why(StopReason.IDENTITY, "证件照片不像")


def guest_of(house: House, **different: object) -> Guest:
    """Book and approve a visit; return its guest."""
    return house.approved(house.wish(WANG, **different)).guests[0]


def says(house: House, guest: str, said: Stop, why: Why = IDENTITY, by: Person | None = None) -> None:
    """Let the gate hold or refuse a guest."""
    with house.node.transaction() as session:
        keep_guest_out(session, guest, said, why, by or house.guard, house.node.now())


def lets_in(house: House, guest: str, by: Person | None = None) -> str | None:
    """Let the gate admit a guest."""
    with house.node.transaction() as session:
        return admit(session, guest, house.door, by or house.guard, house.node.now())


def kinds(house: House) -> list[str]:
    """Return what the logbook tells, in order."""
    with house.node.reading() as session:
        return [line.kind for line in session.query(LogLine).order_by(LogLine.n)]


@pytest.mark.parametrize("said", list(Stop))
def test_the_kiosk_keeps_out_whom_the_gate_holds_or_refuses(house: House, said: Stop) -> None:
    """The visitor is sent to reception, like anybody; once the word is taken back the pass opens."""
    booking = house.approved()
    says(house, booking.guests[0].id, said)
    assert isinstance(house.scanned(house.pass_of(booking)), SeeReception)
    assert isinstance(house.typed(str(booking.permit), "0001"), SeeReception)
    with house.node.transaction() as session:
        lift(session, booking.guests[0].id, house.guard, house.node.now())
        lift(session, booking.guests[0].id, house.guard, house.node.now())
    assert isinstance(house.scanned(house.pass_of(booking)), Admitted)
    told = [kind for kind in kinds(house) if kind in ("GuestHeld", "GuestRefused", "StopLifted")]
    assert told == ["GuestHeld" if said is Stop.HELD else "GuestRefused", "StopLifted"]


def test_the_latest_word_holds_and_who_is_inside_is_let_out_instead(house: House) -> None:
    """With the reason and the words of whoever said it."""
    booking = house.approved()
    guest = booking.guests[0].id
    says(house, guest, Stop.HELD)
    says(house, guest, Stop.REFUSED, Why(StopReason.SAFETY))
    with house.node.reading() as session:
        stop = stop_of(session, guest)
        assert stop is not None
        assert (stop.said, stop.reason, stop.words) == ("refused", "safety", "")
    assert lets_in(house, guest)
    with pytest.raises(OutOfTurn, match="visitor_inside"):
        says(house, guest, Stop.HELD)
    with pytest.raises(BadWords, match="too_long"):
        says(house, guest_of(house).id, Stop.HELD, Why(StopReason.OTHER, "x" * 301))


def test_the_gate_lets_in_early_and_late_but_nobody_without_an_approval(house: House, clock: StandingClock) -> None:
    """R7 has no exception here; hours are a person's to judge. Twice is once."""
    early = guest_of(
        house, starts_at=house.node.now() + timedelta(hours=5), ends_at=house.node.now() + timedelta(hours=6)
    )
    first = lets_in(house, early.id)
    assert first is not None
    assert lets_in(house, early.id) == first
    waiting = house.booked(house.wish(OLA, grade="A")).guests[0]
    with pytest.raises(OutOfTurn, match="not_approved"):
        lets_in(house, waiting.id)
    for who in (house.host, house.other_host):
        with pytest.raises(NotAllowed):
            lets_in(house, early.id, who)


def test_who_was_brought_in_without_approval_is_on_record_and_on_the_list(house: House) -> None:
    """R7: the employee's name stands in the logbook; no badge prints."""
    guest = house.booked(house.wish(OLA, grade="A")).guests[0]
    with house.node.transaction() as session:
        employee = str(house.host.employee_id)
        stay = bring_in_anyway(session, guest.id, employee, "lobby", house.guard, house.node.now())
    with house.node.reading() as session:
        assert session.get_one(Visit, stay.id).state == "inside"
        assert session.query(PrintJob).count() == 0
        (line,) = session.query(LogLine).filter(LogLine.kind == Kind.BroughtInAnyway)
        assert (line.visit_id, line.facts) == (stay.id, {"person": house.host.employee_id})
    with pytest.raises(OutOfTurn), house.node.transaction() as session:
        bring_in_anyway(session, guest.id, str(house.host.employee_id), "lobby", house.guard, house.node.now())


def test_the_gate_knows_a_booked_plate_as_long_as_it_is_the_booking_s(house: House) -> None:
    """It follows the booking, and a plate that the gate itself has read stays (R11)."""

    def changed(plate: str) -> str | None:
        with house.node.transaction() as session:
            change(session, booking.id, replace(house.wish(), more=More(plate=plate)), house.host, house.node.now())
        with house.node.reading() as session:
            found = vehicle_of(session, booking.guests[0].id)
        return found.plate if found else None

    booking = house.booked(replace(house.wish(), more=More(plate="苏e·7k 219")))
    assert changed("苏E7K219") == "苏E7K219", "as the gate writes it, too"
    assert changed("沪A 11111") == "沪A11111"
    assert changed("") is None
    assert changed("沪A11111") == "沪A11111"
    with house.node.transaction() as session:
        note_vehicle(session, booking.guests[0].id, "浙B22222", "P2", house.guard, house.node.now())
    assert changed("") == "浙B22222"


def test_vehicles_notes_and_who_needs_help_are_written_down(house: House) -> None:
    """A plate without its dots and blanks; a note until reception has read it."""
    guest = guest_of(house)
    with house.node.transaction() as session:
        now = house.node.now()
        note_vehicle(session, guest.id, "苏E·7k 219", "P2", house.guard, now)
        say_needs_help(session, guest.id, True, house.host, now)
        assert tell_reception(session, house.site, None, "  ", house.guard, now) is None
        written = tell_reception(session, house.site, guest.id, "王女士带了两箱样品", house.guard, now)
    assert written is not None
    with house.node.reading() as session:
        vehicle = vehicle_of(session, guest.id)
        assert vehicle is not None
        assert (vehicle.plate, vehicle.place) == ("苏E7K219", "P2")
        assert session.get_one(Guest, guest.id).needs_help
        assert [note.id for note in open_notes(session, [house.site])] == [written.id]
    with pytest.raises(NotAllowed), house.node.transaction() as session:
        take_note_of(session, written.id, house.other_host, house.node.now())
    for _ in range(2):
        with house.node.transaction() as session:
            take_note_of(session, written.id, house.receptionist, house.node.now())
    with house.node.reading() as session:
        assert open_notes(session, [house.site]) == []
    assert kinds(house).count("GateNoteSeen") == 1


@pytest.fixture
def station(house: House) -> str:
    """The kiosk beside the gate."""
    with house.node.transaction() as session:
        return station_starts(session, house.site, "gate", ["virtual:"], house.node.now()).code


def registers(house: House, station: str, by: Person, grade: str = "A") -> Guest:
    """Register somebody who is on the way in."""
    coming = OnTheWay(house.wish(WANG, grade=grade, starts_at=house.node.now()), station, "苏E 7K219")
    with house.node.transaction() as session:
        booking = register_guest(session, coming, by, house.node.now())
        return booking.guests[0]


def test_a_badge_lies_ready_before_its_guest_and_is_theirs_once_they_are_let_in(house: House, station: str) -> None:
    """One paper: the code on it signs them out; nothing else prints when the gate lets them in."""
    guest = registers(house, station, house.host)
    key = house.node.keys.passes
    with house.node.reading() as session:
        ready = lane_guest(session, guest.id)
        assert ready is not None
        content = content_to_print(session, ready.badge_id, key)
        assert content is not None
        assert (content.name, content.grade) == ("王晓琳", "A")
        job = job_of(session, ready.badge_id)
        assert job is not None
        assert job.station == "gate"
        assert house.booking(guest.booking_id).is_urgent
    visit = lets_in(house, guest.id)
    with house.node.reading() as session:
        badge = session.get_one(Badge, ready.badge_id)
        code = read(content.code, key)
        assert isinstance(code, Read)
        assert (badge.visit_id, badge.number, code.code) == (visit, code.number, Code.BADGE)
        assert session.query(PrintJob).count() == 1
        job = job_of(session, ready.badge_id)
        assert job is not None
        assert job.about["visit"] == visit
    house.left(content.code)
    with house.node.reading() as session:
        assert session.get_one(Visit, visit).state == "left"


def test_a_host_registers_only_a_and_b_and_only_their_own(house: House, station: str) -> None:
    """Reception registers anybody for anybody; the gate and another site's people nobody."""
    with pytest.raises(WishRefused, match="grade: not_one_of"):
        registers(house, station, house.host, grade="C")
    assert house.booking(registers(house, station, house.receptionist, grade="D").booking_id).state == "approved"
    for who in (house.guard, house.other_host):
        with pytest.raises(NotAllowed):
            registers(house, station, who)
    with pytest.raises(WishRefused, match="station: unknown"):
        registers(house, "nowhere", house.host)


def test_officials_come_in_with_security_s_leave_and_on_record(house: House, station: str) -> None:
    """What they have shown stands in the logbook; its number nowhere. Reception has to fetch security."""
    officer = GuestWish(Contact("赵警官", "苏州市消防支队", "+8613812340099", None))
    coming = OnTheWay(house.wish(officer, OLA, grade="C", purpose="消防检查", starts_at=house.node.now()), station)
    for who in (house.receptionist, house.host):
        with pytest.raises(NotAllowed), house.node.transaction() as session:
            admit_officials(session, coming, Identification.FIRE, house.door, who, house.node.now())
    with house.node.transaction() as session:
        booking = admit_officials(session, coming, Identification.FIRE, house.door, house.guard, house.node.now())
    with house.node.reading() as session:
        inside = session.query(Visit).filter(Visit.booking_id == booking.id, Visit.state == "inside").count()
        assert inside == 2
        (line,) = session.query(LogLine).filter(LogLine.kind == Kind.OfficialsAdmitted)
        assert (line.by, line.facts) == (house.guard.id, {"identification": "fire", "people": 2})


def test_a_lane_guest_at_the_kiosk_takes_the_badge_that_lies_ready(house: House, station: str) -> None:
    """One paper, whichever door they come in by; the gate's list does not wait for them any more."""
    guest = registers(house, station, house.host)
    came = house.scanned(house.pass_of(house.booking(guest.booking_id)))
    with house.node.reading() as session:
        ready = lane_guest(session, guest.id)
        assert ready is not None
        assert isinstance(came, Admitted)
        assert (came.badge, ready.came_at is not None) == (ready.badge_id, True)
        assert session.query(PrintJob).count() == 1
        assert session.get_one(Badge, came.badge).number == ready.number
        job = job_of(session, ready.badge_id)
        assert job is not None
        assert job.about["visit"] == came.visit


def test_officials_whom_the_list_holds_are_not_let_in(house: House, station: str) -> None:
    """No print, no permit, no line that says that they came in: security has to look first."""
    watched_for(house, name="赵警官")
    officer = GuestWish(Contact("赵警官", "苏州市消防支队", "+8613812340099", None))
    coming = OnTheWay(house.wish(officer, OLA, grade="C", purpose="消防检查", starts_at=house.node.now()), station)
    with house.node.transaction() as session:
        booking = admit_officials(session, coming, Identification.FIRE, house.door, house.guard, house.node.now())
    with house.node.reading() as session:
        kinds = {line.kind for line in session.query(LogLine)}
        assert (session.query(Visit).count(), session.query(PrintJob).count()) == (0, 0)
    assert house.booking(booking.id).state == "waiting"
    assert Kind.WatchHitFound in kinds
    assert Kind.OfficialsAdmitted not in kinds
