"""The gate's board."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from hardware.porter import Porter
from shared.badges.models import Badge
from shared.desk.outcomes import Admitted
from shared.desk.watched import station_says
from shared.devices.actions import station_starts
from shared.devices.rules import Saying
from shared.kernel.logbook import About, Kind, LogLine, note
from shared.printing.actions import sending, stuck, unknown
from shared.printing.models import PrintJob
from shared.printing.rules import Reason, Trouble
from tests.admin.clerk import Clerk, counted
from tests.clock import StandingClock
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
LEASE = timedelta(seconds=30)
# Who asks (2), the sites (1), the newest line (1), who is inside and the grades (2), who is due (1),
# badges to settle (1), alerts: lines, newest line, their bookings in four (6), counts (1), stations,
# printers and the jobs of each station (3), who
# waits (1), comes by the green lane, is held (2) and why (1), vehicles, items,
# holds (2), notes, roll call (7), who was not satisfied (1).
STATEMENTS = 30


def part(page: str, name: str) -> str:
    """Return one part of the board."""
    return page.split(f'data-part="{name}"')[1].split("data-part=")[0]


def admitted(house: House, booking: object = None) -> str:
    """Let a guest in and return the visit."""
    outcome = house.scanned(house.pass_of(booking or house.approved()))  # type: ignore[arg-type]
    assert isinstance(outcome, Admitted)
    return outcome.visit


def job_of(house: House) -> PrintJob:
    """Return the newest badge's job."""
    with house.node.reading() as rows:
        return rows.query(PrintJob).order_by(PrintJob.asked_at.desc(), PrintJob.copy.desc()).first() or PrintJob()


def unsure(house: House) -> PrintJob:
    """Send a badge off as a spooler would, to a printer that then says nothing."""
    job = job_of(house)
    with house.node.transaction() as rows:
        row, now = rows.get_one(PrintJob, job.id), house.node.now()
        assert sending(rows, row, "virtual", now, LEASE)
        assert unknown(rows, row, Reason.NO_REPLY, now)
    return job


def test_an_empty_board_says_so_calmly(house: House, clerk: SignIn) -> None:
    """With the door open, and what will happen."""
    page = clerk(house.guard).reads("/gate")
    assert "Nobody waits for you" in page
    assert "nobody else is due today" in page
    assert "act-lamp" not in page


def test_who_is_due_and_who_is_inside(house: House, clerk: SignIn) -> None:
    """A group is one line until all have come, with how many are here."""
    group = house.approved(house.wish(WANG, OLA))
    browser = clerk(house.guard)
    assert "王晓琳, group of 2" in part(browser.reads("/gate"), "next")
    house.scanned(house.pass_of(group))
    page = browser.reads("/gate")
    assert "1 of 2 here" in part(page, "next")
    assert "王晓琳" in part(page, "inside")
    assert re.sub(r"<.*?>", " ", part(page, "counts")).split()[1:9] == [
        "1",
        "on",
        "site",
        "0",
        "waiting",
        "0",
        "left",
        "1",
    ]


@pytest.mark.parametrize(("language", "began"), [("en", "yesterday"), ("zh-CN", "昨天")])
def test_hours_of_another_day_have_its_name(
    house: House, clerk: SignIn, clock: StandingClock, language: str, began: str
) -> None:
    """Who is due, who is on site, and since when something needs a person."""
    ends = house.node.now() + timedelta(days=1, hours=8)
    booking = house.approved(house.wish(WANG, ends_at=ends))
    house.scanned(house.pass_of(booking))
    house.approved(house.wish(OLA, ends_at=ends))
    assert began not in clerk(house.guard, language).reads("/gate")
    clock.passes(hours=14, minutes=50)
    house.scanned("nonsense")
    clock.passes(minutes=20)
    page = clerk(house.guard, language).reads("/gate")
    assert f"<small>{began}</small> 09:30</td>" in part(page, "next")
    assert f'<span class="num">{began} 09:00</span>' in part(page, "inside")
    assert f"<small>{began} 23:50</small>" in part(page, "needs")


def test_a_refusal_asks_for_a_person_until_one_takes_note(house: House, clerk: SignIn) -> None:
    """Then every board of the site puts it away, and the logbook says who."""
    house.approved()
    booking = house.approved(
        house.wish(OLA, starts_at=house.node.now() + timedelta(hours=5), ends_at=house.node.now() + timedelta(hours=6))
    )
    house.scanned(house.pass_of(booking))
    browser, second = clerk(house.guard), clerk(house.receptionist)
    needs = part(browser.reads("/gate"), "needs")
    assert "Ola Nordmann" in needs
    assert "Too early, sent to reception" in needs
    assert needs.count("act-lamp") == 1
    address = re.search(r'action="(/gate/alerts/\d+/note)"', needs)
    assert address is not None
    assert "Nobody waits for you" in browser.does(address[1])
    assert "Nobody waits for you" in second.reads("/gate")
    assert "Kai Zhou took note" in second.reads(f"/bookings/{booking.id}")


def test_a_code_of_no_booking_names_nobody(house: House, clerk: SignIn) -> None:
    """What is known is the station and the reason, no more."""
    house.scanned("USH" + "A" * 47)
    needs = part(clerk(house.guard).reads("/gate"), "needs")
    assert "Somebody at lobby" in needs
    assert "The signature does not match" in needs


def test_a_refusal_is_over_once_the_guest_was_let_in(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """Or after half an hour."""
    booking = house.approved(
        house.wish(starts_at=house.node.now() + timedelta(minutes=90), ends_at=house.node.now() + timedelta(hours=3))
    )
    house.scanned(house.pass_of(booking))
    browser = clerk(house.guard)
    assert "Too early" in browser.reads("/gate")
    clock.passes(minutes=31)
    assert "Too early" not in browser.reads("/gate")
    house.scanned("USH" + "A" * 47)
    assert "signature" in browser.reads("/gate")
    clock.passes(minutes=31)
    assert "signature" not in browser.reads("/gate")


def test_a_refused_guest_who_comes_in_after_all_needs_nobody(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """Within the half hour."""
    booking = house.approved(
        house.wish(starts_at=house.node.now() + timedelta(minutes=70), ends_at=house.node.now() + timedelta(hours=3))
    )
    house.scanned(house.pass_of(booking))
    clock.passes(minutes=15)
    house.scanned(house.pass_of(booking))
    assert "Too early" not in clerk(house.guard).reads("/gate")


def test_a_note_of_something_else_or_at_another_site_is_refused(house: House, clerk: SignIn) -> None:
    """Only alerts, and only one's own gate's."""
    with house.node.transaction() as rows:
        note(rows, Kind.ArrivalRefused, About(house.other_site), at=house.node.now(), by="lobby", reason="forged")
    house.approved()
    browser = clerk(house.guard)
    with house.node.reading() as rows:
        lines = {line.n: line.kind for line in rows.query(LogLine)}
    for number in (*lines, 999_999):
        assert browser.sends(f"/gate/alerts/{number}/note").status_code == 403


def test_a_silent_host_comes_up_when_it_is_reception_s_turn(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """It is so after five minutes for most (R13); one card for a party, and none once somebody answered."""
    group = house.approved(house.wish(WANG, OLA))
    visits = [house.scanned(house.pass_of(group, index)).visit for index in (0, 1)]  # type: ignore[union-attr]
    browser = clerk(house.guard)
    clock.passes(minutes=4)
    assert "has not answered" not in browser.reads("/gate")
    clock.passes(minutes=2)
    needs = part(browser.reads("/gate"), "needs")
    assert needs.count("Wei Li has not answered yet") == 2, "once for eyes, once for ears"
    assert "王晓琳, group of 2" in needs
    assert "act-lamp" not in needs, "there is nothing to press here but to look"
    clerk(house.host).does("/host/answer", {"said": "coming", "visit": visits})
    assert "has not answered" not in browser.reads("/gate")


def test_a_visitor_whose_host_declines_is_somebody_else_s_to_see_to(house: House, clerk: SignIn) -> None:
    """Until the host thinks better of it (R13)."""
    came = house.scanned(house.pass_of(house.approved()))
    assert isinstance(came, Admitted)
    host, board = clerk(house.host), clerk(house.guard)
    host.sends("/host/answer", {"visit": came.visit, "said": "not_now"})
    assert "Wei Li cannot receive them" in board.reads("/gate")
    host.sends("/host/answer", {"visit": came.visit, "said": "coming"})
    assert "cannot receive them" not in board.reads("/gate")


def test_who_stays_beyond_the_end_is_listed_and_let_out(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """R22: never closed silently, only by a person."""
    visit = admitted(house)
    clock.passes(hours=2, minutes=40)
    browser = clerk(house.guard)
    overdue = part(browser.reads("/gate"), "overdue")
    assert "王晓琳" in overdue
    assert "10 min over" in overdue
    page = browser.does(f"/gate/visits/{visit}/departure")
    assert "王晓琳" not in part(page, "overdue")
    assert browser.sends(f"/gate/visits/{visit}/departure").status_code == 409
    assert browser.sends(f"/gate/visits/{'0' * 26}/departure").status_code == 404


def test_a_badge_nobody_is_sure_of_is_settled_at_the_gate(house: House, clerk: SignIn) -> None:
    """The printer didn't say; a person does."""
    admitted(house)
    job = unsure(house)
    browser = clerk(house.guard)
    needs = part(browser.reads("/gate"), "needs")
    assert "Did the badge come out?" in needs
    assert "act-lamp" in needs
    assert "Nobody waits for you" in browser.does(f"/gate/prints/{job.id}/came-out")
    with house.node.reading() as rows:
        assert rows.get_one(PrintJob, job.id).state == "done"


def test_a_badge_that_did_not_come_out_is_printed_as_the_next_copy(house: House, clerk: SignIn) -> None:
    """The old code is void from then on; two presses make one copy."""
    admitted(house)
    job = unsure(house)
    browser = clerk(house.guard)
    for _ in range(2):
        assert "Nobody waits for you" in browser.does(f"/gate/prints/{job.id}/again")
    with house.node.reading() as rows:
        jobs = {(each.copy, each.state) for each in rows.query(PrintJob)}
        badges = {(each.copy, each.voided_at is None) for each in rows.query(Badge)}
    assert jobs == {(1, "replaced"), (2, "waiting")}
    assert badges == {(1, False), (2, True)}


def test_badges_of_another_site_are_settled_by_nobody_here(house: House, clerk: SignIn) -> None:
    """Nor those that are not there."""
    admitted(house)
    job = unsure(house)
    for who, number in ((house.other_host, job.id), (house.host, job.id), (house.guard, "0" * 26)):
        for deed in ("came-out", "again"):
            assert clerk(who).sends(f"/gate/prints/{number}/{deed}").status_code == 403
    assert job_of(house).state == "unknown"


def test_a_stuck_printer_says_why_and_how_many_wait(house: House, clerk: SignIn) -> None:
    """In the words that a person can act on."""
    with house.node.transaction() as rows:
        station_starts(rows, house.site, "lobby", ["virtual:"], house.node.now())
    admitted(house)
    browser = clerk(house.guard)
    assert "1 badge waiting" in part(browser.reads("/gate"), "devices")
    with house.node.transaction() as rows:
        now, trouble = house.node.now(), Trouble(Reason.PAPER_OUT, nothing_sent=True)
        assert stuck(rows, rows.get_one(PrintJob, job_of(house).id), trouble, now + LEASE, now)
    page = browser.reads("/gate")
    assert "out of paper, 1 waiting" in part(page, "devices")
    assert "Badge printer, lobby" in part(page, "needs")
    assert "act-lamp" not in part(page, "needs"), "paper is put in at the printer, not here"


def test_the_board_says_who_was_shown_an_arrival(house: House, clerk: SignIn) -> None:
    """Only a page that is open in front of somebody tells the logbook so; others' visits count for nothing."""
    visit = admitted(house)
    browser = clerk(house.guard)
    assert f'data-seen="{visit}"' in browser.reads("/gate")
    assert tell_seen(clerk(house.other_host), visit) == 204
    assert told(house) == 0
    assert tell_seen(browser, visit) == 204
    assert tell_seen(browser, visit) == 204
    assert told(house) == 1
    assert tell_seen(browser, 17) == 204


def tell_seen(browser: Clerk, visit: object) -> int:
    """Report as the page's script does."""
    headers = {"X-CSRFToken": browser.token(), "Accept": "application/json"}
    return browser._client.post("/visits/seen", json={"visits": [visit]}, headers=headers).status_code


def told(house: House) -> int:
    """Return how often the gate was told."""
    with house.node.reading() as rows:
        return rows.query(LogLine).filter(LogLine.kind == Kind.NoticeSent).count()


def test_the_parts_are_the_board_without_its_frame(house: House, clerk: SignIn) -> None:
    """What the page fetches when something happened."""
    admitted(house)
    browser = clerk(house.guard)
    parts = browser.reads("/gate/parts")
    assert "<html" not in parts
    assert re.findall(r'data-part="([\w-]+)"', parts) == re.findall(r'data-part="([\w-]+)"', browser.reads("/gate"))


def test_the_board_costs_the_same_number_of_statements_on_a_busy_day(house: House, clerk: SignIn) -> None:
    """Stated here, so that one more is seen."""
    with house.node.transaction() as rows:
        station_starts(rows, house.site, "lobby", ["virtual:"], house.node.now())
    browser = clerk(house.guard)
    later = {"starts_at": house.node.now() + timedelta(hours=5), "ends_at": house.node.now() + timedelta(hours=6)}
    for _ in range(2):
        admitted(house)
        house.scanned(house.pass_of(house.approved(house.wish(OLA, **later))))
    with counted(house.node) as few:
        browser.reads("/gate")
    for _ in range(6):
        admitted(house)
        house.scanned(house.pass_of(house.approved(house.wish(OLA, **later))))
    with counted(house.node) as many:
        browser.reads("/gate")
    assert len(many) == len(few) <= STATEMENTS, "\n".join(many)


def test_devices_that_need_a_person_have_a_card_and_a_line(house: House, clerk: SignIn, clock: StandingClock) -> None:
    """A roll that ends, a printer that stopped, a kiosk that nobody hears: each once, until it is over."""
    fine = Saying("tcp:10.0.0.7:9100", "ready", heard=True, place="at the left door")
    with house.node.transaction() as rows:
        station = station_starts(rows, house.site, "lobby", [fine.name], house.node.now())
        station_says(rows, station, [fine], house.node.now())
    browser = clerk(house.guard)
    assert "Nobody waits for you" in browser.reads("/gate")
    for saying, words in (
        (replace(fine, near_end=True), "its paper ends soon"),
        (replace(fine, state="cover_open"), "the cover is open"),
    ):
        with house.node.transaction() as rows:
            station_says(rows, station, [saying], house.node.now())
        page = browser.reads("/gate")
        assert f"Printer at the left door: {words}" in part(page, "needs")
        assert words in part(page, "devices")
        assert part(page, "needs").count("<article") == 1
        assert "act-lamp" not in part(page, "needs")
    clock.passes(seconds=12)
    page = browser.reads("/gate")
    assert "Kiosk lobby: Silent since 09:00" in part(page, "needs")
    assert "Silent since 09:00" in part(page, "devices")
    assert part(page, "needs").count("<article") == 1, "of its printer nothing is known any more"


def test_who_stays_too_long_comes_up_once_the_host_was_reminded(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """One card however many they are: who stands at the door must not be pushed out (R22)."""
    starts = house.node.now()
    texts = []
    for guest in (WANG, OLA):
        booking = house.booked(house.wish(guest, starts_at=starts, ends_at=starts + timedelta(hours=1)))
        texts.append(house.pass_of(booking))
        house.scanned(texts[-1])
    clock.passes(hours=1, minutes=44)
    Porter(house.node).walk()
    browser = clerk(house.guard)
    assert "Should have left at" not in browser.reads("/gate")
    clock.passes(minutes=1)
    Porter(house.node).walk()
    needs = part(browser.reads("/gate"), "needs")
    assert "Should have left at 10:00; the host was reminded. Please find out" in needs
    assert needs.count("<article") == 1
    assert "and of 1 more" in needs
    house.left(texts[0])
    assert "and of 1 more" not in part(browser.reads("/gate"), "needs")
    house.left(texts[1])
    assert "Should have left at" not in browser.reads("/gate")


def test_equal_alerts_of_a_kiosk_are_one_card_that_one_word_puts_away(house: House, clerk: SignIn) -> None:
    """Eighty wrong look-ups hide nobody who waits for an answer; a call for help stays a card of its own."""
    with house.node.transaction() as rows:
        for _ in range(80):
            note(rows, Kind.ArrivalRefused, About(house.site), at=house.node.now(), by="lobby", reason="not_found")
        for _ in range(2):
            note(rows, Kind.HelpAsked, About(house.site), at=house.node.now(), by="lobby")
    browser = clerk(house.guard)
    needs = part(browser.reads("/gate"), "needs")
    assert needs.count("<article") == 3
    assert "80 times, last at 09:00" in needs
    assert needs.index("Asks for help") < needs.index("80 times"), "who needs an answer stands first"
    address = re.findall(r'action="(/gate/alerts/\d+/note)"', needs)[-1]
    left = part(browser.does(address), "needs")
    assert "times" not in left
    assert left.count("<article") == 2, "the calls stand"


def test_more_cards_than_fit_are_a_way_to_all_of_them(house: House, clerk: SignIn) -> None:
    """The whole list costs as many statements as the board."""
    with house.node.transaction() as rows:
        for _ in range(9):
            note(rows, Kind.HelpAsked, About(house.site), at=house.node.now(), by="lobby")
    browser = clerk(house.guard)
    with counted(house.node) as few:
        page = browser.reads("/gate")
    assert part(page, "needs").count("<article") == 4
    way = re.search(r'<a [^>]*href="([^"#]*)#needs">and 5 more</a>', page)
    assert way is not None
    with counted(house.node) as many:
        whole = browser.reads(way[1].replace("&amp;", "&"))
    assert part(whole, "needs").count("<article") == 9
    assert "Back to the board" in whole
    assert "all=1" in whole.split('data-board="')[1].split('"')[0], "what is fetched anew is the whole list, too"
    assert len(many) == len(few)
