"""What the lines of the logbook hold is what docs/INTERFACES.md promises, kind by kind."""

import re
import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from shared.access.actions import (
    disable_account,
    make_link,
    make_token,
    revoke_token,
    sign_in,
    sign_in_with_password,
    sign_out,
)
from shared.access.models import Account
from shared.access.queries import person_signed_in
from shared.access.rules import Role
from shared.agreements.actions import publish
from shared.agreements.rules import ALWAYS_IN, AgreementKind, Wording
from shared.badges.actions import choose_layout
from shared.badges.queries import job_of
from shared.badges.rules import BadgeLayout, Roll
from shared.bookings.rules import Decision
from shared.desk.answer import answer
from shared.desk.cancel import cancel
from shared.desk.change import as_wish, change
from shared.desk.directory import names_like
from shared.desk.extend import extend
from shared.desk.help import HELP_WAITS, ask_for_help, call_unanswered
from shared.desk.noted import take_note
from shared.desk.outcomes import Admitted, Asking
from shared.desk.reprint import badge_came_out, print_badge_again
from shared.desk.take_photo import take_photo
from shared.desk.try_printer import try_printer
from shared.desk.watched import find_the_silent, station_says
from shared.desk.watchlist import end, read_list
from shared.devices.actions import station_starts
from shared.devices.queries import printers_of
from shared.devices.rules import SILENT_AFTER, Saying
from shared.grades.door import AtTheDoor, DoorStep
from shared.grades.models import Grade
from shared.kernel.logbook import Kind, lines_after
from shared.kernel.node import Node
from shared.looks.actions import choose_look
from shared.looks.rules import Look
from shared.notices.actions import claim_next_notice, notice_not_told, notice_told
from shared.notices.models import Notice
from shared.notices.rules import ATTEMPTS
from shared.printing.actions import done, sending, stuck, unknown
from shared.printing.models import PrintJob
from shared.printing.rules import Reason, Trouble
from shared.screening.rules import HitState
from shared.sites.models import Site
from shared.visits.rules import Answer
from tests.architecture.approval_lines import visits_are_decided_on
from tests.architecture.confirming_lines import (
    a_guest_asks_for_something,
    an_itinerary_is_confirmed_and_a_promise_chased,
)
from tests.architecture.feedback_lines import visitors_are_invited_and_complain
from tests.architecture.gate_lines import the_gate_says_and_writes, the_roll_is_called
from tests.architecture.leaving_lines import visitors_leave_and_the_day_ends
from tests.architecture.office_lines import a_visit_is_prepared, somebody_is_hired_and_leaves, the_rules_change
from tests.architecture.planned_lines import what_is_planned_is_prepared
from tests.architecture.test_interfaces import CODE, table
from tests.architecture.visits_lines import all_is_forgotten_in_the_end, files_are_opened_and_lists_taken_away
from tests.asking import visitors_are_asked_for
from tests.desk.test_screening import decided, hits, proposed, watched_for
from tests.desk.walk_ins import registered
from tests.house import OLA, WANG, House, furnish

LEASE = timedelta(seconds=30)


@pytest.fixture
def house(node: Node) -> House:
    """A small company."""
    return furnish(node)


def job_behind(session: Session, came: Admitted) -> PrintJob:
    """Return the print job of the badge that somebody was given."""
    job = job_of(session, came.badge)
    assert job is not None
    return job


def bookings_live(house: House) -> None:
    """Let bookings be made, changed and decided on."""
    graded = house.wish(grade="C")
    house.decided(house.booked(graded).id, Decision.REJECT, house.boss, "no room")
    sent_back = house.booked(graded)
    house.decided(sent_back.id, Decision.SEND_BACK, house.boss)
    approved = house.approved(graded)
    with house.node.transaction() as session:
        wish = replace(as_wish(house.booking(approved.id)), purpose="other")
        change(session, approved.id, wish, house.host, house.node.now())
        cancel(session, approved.id, house.host, house.node.now())


def visitors_come_and_go(house: House) -> tuple[Admitted, Admitted]:
    """Let two in, one of them out again, and refuse what is to be refused."""
    came = [house.scanned(house.pass_of(house.approved(house.wish(guest)))) for guest in (WANG, OLA)]
    first, second = came
    assert isinstance(first, Admitted)
    assert isinstance(second, Admitted)
    house.scanned("nonsense")
    house.left("nonsense")
    with house.node.transaction() as session:
        refused = next(line for line in lines_after(session, 0) if line.kind == Kind.ArrivalRefused)
        take_note(session, refused.n, house.guard, house.node.now())
        answer(session, first.visit, Answer.MINUTES, house.host, house.node.now(), minutes=5)
        ask_for_help(session, str(uuid.uuid4()), house.door, house.node.now())
    with house.node.transaction() as session:
        waits = session.scalars(select(Notice).where(Notice.topic == HELP_WAITS)).one()
        call_unanswered(session, waits.id, house.node.now() + timedelta(minutes=3))
    return first, second


def walk_ins_come(house: House) -> None:
    """Register somebody without a booking, after a text was published, and look up a name too many."""
    with house.node.transaction() as session:
        wordings = {language: Wording("New words", "One") for language in ALWAYS_IN}
        publish(session, house.site, AgreementKind.CONSENT, wordings, house.boss.id, house.node.now())
        session.get_one(Site, house.site).names_an_hour = 0
        names_like(session, "liwei", "a search", house.door, house.node.now())
        session.get_one(Grade, "D").at_the_door = AtTheDoor((DoorStep.PHOTO,)).as_json()
    came = registered(house)
    assert isinstance(came, Asking)
    with house.node.transaction() as session:
        take_photo(session, came.visit, b"a photo", house.receptionist, house.node.now())


def paper_comes_out_or_not(house: House, first: Admitted, second: Admitted) -> None:
    """Print one badge at the second try, and let the other be settled by staff, then printed again."""
    now = house.node.now()
    with house.node.transaction() as session:
        job = job_behind(session, first)
        stuck(session, job, Trouble(Reason.PAPER_OUT, nothing_sent=True, printer="virtual:"), now, now)
        sending(session, job, "virtual:", now, LEASE)
        done(session, job, now)
    with house.node.transaction() as session:
        job = job_behind(session, second)
        sending(session, job, "virtual:", now, LEASE)
        unknown(session, job, Reason.NO_REPLY, now)
        badge_came_out(session, job.id, house.guard, now)
    with house.node.transaction() as session:
        print_badge_again(session, job_behind(session, second).id, house.guard, now)


def messages_leave_or_not(house: House) -> None:
    """Tell of one thing of each topic, and fail to tell of another."""
    house.scanned(house.pass_of(house.approved(house.wish(WANG))))
    house.scanned(house.pass_of(house.approved(house.wish(OLA))))
    told: set[str] = set()
    while True:
        with house.node.transaction() as session:
            notice = claim_next_notice(session, house.node.now())
            if notice is None:
                return
            if notice.topic in told:
                notice.attempts = ATTEMPTS
                notice_not_told(session, notice, "SMTPServerDisconnected", house.node.now())
            else:
                notice_told(session, notice, "mail", house.node.now())
            told.add(notice.topic)


def badges_look_otherwise(house: House) -> None:
    """Give one grade's badges a disclaimer."""
    with house.node.transaction() as session:
        choose_look(session, Look(wall="#0b3d91"), house.boss.id, house.node.now())
        layout = BadgeLayout(disclaimer_en="Please hand this badge back.")
        choose_layout(session, [("A", Roll.WIDE)], layout, house.boss.id, house.node.now())


def people_come_and_go(house: House) -> None:
    """Sign in and fail to, make a link and a token, and take access away."""
    now = house.node.now()
    with house.node.transaction() as session:
        account = session.get_one(Account, house.host.id)
        sign_in_with_password(session, account.email, None, address="127.0.0.1", browser="Firefox", now=now)
        make_link(session, account, now, "test")
        secret = sign_in(session, account, "Firefox", now, "link")
        session.flush()
        found = person_signed_in(session, secret, now)
        assert found is not None
        sign_out(session, found[1], now, "test")
        disable_account(session, account, now, "test")
        revoke_token(session, make_token(session, "program", Role.GATE, None, now, "test")[0], now, "test")


def devices_come_and_go(house: House) -> None:
    """Let a printer stop and start, its paper end and be refilled, and a kiosk fall silent and come back."""
    now, ready = house.node.now(), Saying("tcp:10.0.0.7:9100", "ready", heard=True)
    with house.node.transaction() as session:
        station = station_starts(session, house.site, "lobby", [ready.name], now)
        near_end = replace(ready, near_end=True)
        for saying in (ready, near_end, replace(near_end, state="paper_out"), ready):
            station_says(session, station, [saying], now)
        test_print = try_printer(session, printers_of(session, house.site)[0].id, house.guard, now)
        assert sending(session, test_print, ready.name, now, LEASE)
        done(session, test_print, now)
        find_the_silent(session, now + SILENT_AFTER * 2)
        station_says(session, station, [], now + SILENT_AFTER * 2)


def the_watchlist_lives(house: House) -> None:
    """Put somebody on the list, find them, decide, and end it; turn another proposal down; let a visit last longer."""
    booking = house.approved(house.wish(OLA))
    entry, other = watched_for(house, name="Ola Nordmann"), proposed(house)
    house.scanned(house.pass_of(booking))
    decided(house, hits(house)[0], HitState.CLEARED)
    with house.node.transaction() as session:
        now = house.node.now()
        read_list(session, house.boss, now, entry)
        end(session, entry, "over", house.boss, now)
        end(session, other, "nobody", house.boss, now)
        extend(session, booking.id, timedelta(hours=1), house.receptionist, now)


def promised() -> dict[str, set[str]]:
    """Return the data of each kind, as the page lists it."""
    return {CODE.findall(row[0])[0]: set(CODE.findall(row[2])) for row in table("Logbook", "kind")}


def everything_happens(house: House) -> None:
    """Let happen, at least once, whatever the logbook tells of; every noun then has rows."""
    bookings_live(house)
    first, second = visitors_come_and_go(house)
    visitors_are_invited_and_complain(house)
    walk_ins_come(house)
    paper_comes_out_or_not(house, first, second)
    house.left(house.pass_of(house.booking(booking_of(house, first))))
    messages_leave_or_not(house)
    people_come_and_go(house)
    devices_come_and_go(house)
    badges_look_otherwise(house)
    the_gate_says_and_writes(house)
    the_roll_is_called(house)
    the_watchlist_lives(house)
    visitors_are_asked_for(house)
    visitors_leave_and_the_day_ends(house)
    visits_are_decided_on(house)
    the_rules_change(house)
    somebody_is_hired_and_leaves(house)
    a_visit_is_prepared(house)
    an_itinerary_is_confirmed_and_a_promise_chased(house)
    a_guest_asks_for_something(house)
    what_is_planned_is_prepared(house)
    files_are_opened_and_lists_taken_away(house, first.visit)


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
def test_lines_hold_the_data_that_is_promised(house: House) -> None:
    """No more, since a line must never copy what is personal, and no less."""
    everything_happens(house)
    all_is_forgotten_in_the_end(house)
    with house.node.reading() as session:
        lines = lines_after(session, 0, limit=2000)
    held = {line.kind: set(line.facts) for line in lines}
    assert held.keys() == promised().keys()
    assert [(line.kind, set(line.facts)) for line in lines if set(line.facts) != promised()[line.kind]] == []
    assert re.search(r"@|\+\d{6}|王|Ola", str([line.facts for line in lines])) is None


def booking_of(house: House, came: Admitted) -> str:
    """Return the booking that somebody came for."""
    with house.node.reading() as session:
        return next(str(line.booking_id) for line in lines_after(session, 0) if line.visit_id == came.visit)
