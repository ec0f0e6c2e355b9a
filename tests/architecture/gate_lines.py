"""A day at the gate, for the test of what the logbook's lines hold."""

import uuid
from dataclasses import replace
from datetime import timedelta

from shared.desk.gate_book import bring_in_anyway, note_vehicle, say_needs_help, take_note_of, tell_reception
from shared.desk.gate_items import note_item
from shared.desk.gate_word import Why, keep_guest_out, lift
from shared.desk.green_lane import OnTheWay, admit_officials, register_guest
from shared.desk.outcomes import Admitted
from shared.desk.roll_call import call_roll, end_roll_call, mark_people, print_roll_call
from shared.devices.actions import station_starts
from shared.gate.rules import Identification, Stop, StopReason
from shared.printing.actions import done, sending
from shared.roll_calls.actions import Press
from shared.roll_calls.rules import Said
from tests.house import OLA, WANG, House

LEASE = timedelta(seconds=30)


def the_gate_says_and_writes(house: House) -> None:
    """Hold, refuse and think better of it; a vehicle, a note, a need of help; the green lane and officials."""
    guest = house.approved().guests[0].id
    unapproved = house.booked(house.wish(OLA, grade="A")).guests[0].id
    now, guard = house.node.now(), house.guard
    coming = OnTheWay(house.wish(WANG, grade="A", starts_at=now), "gate")
    with house.node.transaction() as session:
        station_starts(session, house.site, "gate", ["virtual:"], now)
        for said in (Stop.HELD, Stop.REFUSED):
            keep_guest_out(session, guest, said, Why(StopReason.IDENTITY, "王"), guard, now)
        lift(session, guest, guard, now)
        note_vehicle(session, guest, "苏E7K219", "P2", guard, now)
        say_needs_help(session, guest, True, guard, now)
        written = tell_reception(session, house.site, guest, "王女士", guard, now)
        assert written is not None
        take_note_of(session, written.id, house.receptionist, now)
        bring_in_anyway(session, unapproved, str(house.host.employee_id), "gate", guard, now)
        note_item(session, unapproved, "示波器", "2", guard, now)
        register_guest(session, coming, house.host, now)
        officials = replace(coming, wish=house.wish(OLA, grade="C", starts_at=now))
        admit_officials(session, officials, Identification.FIRE, house.door, guard, now)


def the_roll_is_called(house: House) -> None:
    """From the press that turns it on to its end, with a list on paper."""
    came = house.scanned(house.pass_of(house.approved()))
    assert isinstance(came, Admitted)
    now, guard = house.node.now(), house.guard
    with house.node.transaction() as session:
        station_starts(session, house.site, "gate", ["virtual:"], now)
        call = call_roll(session, house.site, is_drill=True, point="南广场", by=guard, now=now)
        mark_people(session, house.site, [Press(str(uuid.uuid4()), came.visit, Said.SAFE, now)], "phone", guard, now)
        job = print_roll_call(session, call.id, "gate", guard, now)
        session.flush()
        assert sending(session, job, "virtual:", now, LEASE)
        done(session, job, now)
        end_roll_call(session, call.id, guard, now)
