"""What is over is forgotten (R29): on both databases, in small portions, told by kind and number, and still counted."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from hardware.porter import Porter
from shared.bookings.models import Booking, BookingTerm, Guest, Pass
from shared.bookings.rules import GuestWish
from shared.companies.models import Visitor
from shared.companies.rules import Contact
from shared.desk import forgetting
from shared.desk.files import VISITOR, change_file, merge_files
from shared.desk.forgetting import forget_what_is_over
from shared.desk.gate_book import note_vehicle
from shared.desk.staff import employee_leaves
from shared.gate.models import Vehicle
from shared.kernel.database import Base, table_of
from shared.kernel.logbook import Kind, lines_after
from shared.people.models import Employee
from shared.visits.models import Visit
from tests.architecture.test_lines import everything_happens
from tests.clock import StandingClock
from tests.house import OLA, WANG, House
from tests.shared.tables import know_every_table

KEPT = timedelta(days=180)


def told(house: House) -> dict[str, int]:
    """Return how many of which kind were forgotten, as the logbook says it."""
    numbers: dict[str, int] = {}
    with house.node.reading() as rows:
        for line in lines_after(rows, 0, limit=2000):
            if line.kind == Kind.PersonalDataForgotten:
                numbers[line.facts["what"]] = numbers.get(line.facts["what"], 0) + line.facts["rows"]
    return numbers


def count(house: House, model: type[Base]) -> int:
    """Return how many rows a table has."""
    with house.node.reading() as rows:
        return rows.scalars(select(func.count()).select_from(table_of(model))).one()


def names(house: House) -> Sequence[str]:
    """Return the names of all visitors."""
    with house.node.reading() as rows:
        return rows.scalars(select(Visitor.name).order_by(Visitor.id)).all()


def test_half_a_year_after_the_last_visit_only_that_somebody_came_is_left(house: House, clock: StandingClock) -> None:
    """Neither name nor phone, plate, words or search term; but how many came, when and to whom."""
    booking = house.approved(house.wish(WANG, OLA))
    house.scanned(house.pass_of(booking))
    with house.node.transaction() as rows:
        note_vehicle(rows, booking.guests[0].id, "苏E7K219", "P2", house.guard, house.node.now())
        wang = rows.get_one(Visitor, booking.guests[0].visitor_id)
        change_file(rows, VISITOR, wang, {"preferences": "绿茶", "needs": "轮椅"}, house.boss.id, house.node.now())
    ends = booking.ends_at
    clock.moves_to(ends + KEPT - timedelta(days=1))
    Porter(house.node).walk()
    assert set(names(house)) == {"王晓琳", "Ola Nordmann"}
    clock.moves_to(ends + KEPT)
    Porter(house.node).walk()
    assert names(house) == ["", ""]
    assert {model: count(house, model) for model in (BookingTerm, Vehicle, Pass)} == {
        BookingTerm: 0,
        Vehicle: 0,
        Pass: 0,
    }
    assert {model: count(house, model) for model in (Booking, Guest, Visit)} == {Booking: 1, Guest: 2, Visit: 1}
    with house.node.reading() as rows:
        for person in rows.scalars(select(Visitor)):
            assert (person.phone, person.email, person.likeness, person.preferences, person.needs) == (
                None,
                None,
                [],
                "",
                "",
            )
            assert person.forgotten_at == clock.now()
        left = rows.scalars(select(Booking)).one()
        assert (left.purpose, left.starts_at, left.host_id, left.grade_letter) == (
            "",
            booking.starts_at,
            booking.host_id,
            "D",
        )
    assert told(house).items() >= {"bookings": 1, "visitors": 2}.items()


def test_who_comes_again_is_kept_for_the_later_visit(house: House, clock: StandingClock) -> None:
    """The visit that is over goes, the person stays."""
    first = house.approved()
    clock.passes(days=100)
    house.approved()
    clock.moves_to(first.ends_at + KEPT)
    Porter(house.node).walk()
    assert names(house) == ["王晓琳"]
    assert told(house)["bookings"] == 1
    with house.node.reading() as rows:
        assert sorted(each.purpose for each in rows.scalars(select(Booking))) == ["", "签约洽谈"]
        assert rows.scalars(select(func.count()).select_from(BookingTerm)).one() > 0


def test_a_file_that_became_part_of_another_leaves_no_term_behind(house: House, clock: StandingClock) -> None:
    """Though its booking was found by a name that no guest has any more."""
    kept, gone = (house.approved(house.wish(guest)).guests[0].visitor_id for guest in (WANG, OLA))
    with house.node.transaction() as rows:
        merge_files(rows, VISITOR, kept, gone, house.boss.id, house.node.now())
    clock.passes(days=200)
    Porter(house.node).walk()
    assert set(names(house)) == {""}
    with house.node.reading() as rows:
        assert not {"ola", "olanordm", "nordmann"} & set(rows.scalars(select(BookingTerm.term)))


def test_a_file_that_takes_in_one_of_a_forgotten_visit_writes_no_names_to_that(
    house: House, clock: StandingClock
) -> None:
    """R29: nobody would look there again to take them away."""
    first = house.approved()
    gone = first.guests[0].visitor_id
    clock.passes(days=100)
    again = house.approved(house.wish(OLA)).guests[0].visitor_id
    house.approved()
    clock.moves_to(first.ends_at + KEPT)
    Porter(house.node).walk()
    with house.node.transaction() as rows:
        merge_files(rows, VISITOR, again, gone, house.boss.id, house.node.now())
    with house.node.reading() as rows:
        assert first.id not in set(rows.scalars(select(BookingTerm.booking_id)))


def test_it_goes_by_small_portions_and_once_a_day(house: House, clock: StandingClock) -> None:
    """A booking at a time, of small things a handful; what is over later today waits for tomorrow."""
    for number in range(forgetting.AT_ONCE + 1):
        house.approved(house.wish(GuestWish(Contact(f"访客{number}", "启航", f"+86138123{number:05}", None))))
    clock.passes(days=200)
    with house.node.transaction() as rows:
        assert forget_what_is_over(rows, house.node.now())
    assert told(house) == {"bookings": 1}
    while set(told(house)) == {"bookings"}:
        with house.node.transaction() as rows:
            assert forget_what_is_over(rows, house.node.now())
    assert told(house) == {"bookings": forgetting.AT_ONCE + 1, "visitors": forgetting.AT_ONCE}
    Porter(house.node).walk()
    assert told(house)["bookings"] == forgetting.AT_ONCE + 1
    house.approved()
    with house.node.transaction() as rows:
        for each in rows.scalars(select(Booking)):
            each.forget_at = house.node.now()
    before = told(house)
    Porter(house.node).walk()
    assert told(house) == before
    clock.passes(days=1)
    Porter(house.node).walk()
    assert told(house)["bookings"] == before["bookings"] * 2 + 1


def test_who_left_the_company_is_forgotten_too(house: House, clock: StandingClock) -> None:
    """Whom visitors came to see was somebody; who, nobody needs to know for ever."""
    house.approved()
    with house.node.transaction() as rows:
        leaving = rows.get_one(Employee, str(house.host.employee_id))
        employee_leaves(rows, leaving, house.boss.id, house.node.now())
    clock.passes(days=2000)
    Porter(house.node).walk()
    with house.node.reading() as rows:
        gone = rows.get_one(Employee, str(house.host.employee_id))
        assert (gone.name, gone.name_en, gone.phone, gone.email) == ("", "", None, gone.id)
    assert told(house).items() >= {"employees": 1, "accounts": 1}.items()


def test_every_table_with_a_time_can_be_forgotten(house: House, clock: StandingClock) -> None:
    """Also one that was added since: rows that others point to are deleted with those, or emptied."""
    know_every_table()
    everything_happens(house)
    clock.passes(days=4000)
    with house.node.transaction() as rows:
        portions = 0
        while forget_what_is_over(rows, house.node.now()):
            portions += 1
            assert portions < 200
    with house.node.reading() as rows:
        for table in Base.metadata.sorted_tables:
            if "forget_at" in table.columns:
                left = select(func.count()).select_from(table).where(table.c.forget_at <= house.node.now())
                assert rows.scalars(left).one() == 0, table.name
