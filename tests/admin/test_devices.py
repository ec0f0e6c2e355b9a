"""The device page: kiosks, printers and prints, what can be done about them, and what all that costs."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest

from shared.desk.outcomes import Admitted
from shared.desk.watched import find_the_silent, station_says
from shared.devices.actions import station_starts
from shared.devices.models import Printer, Station
from shared.devices.queries import printer_named
from shared.devices.rules import Saying
from shared.kernel.logbook import Kind, lines_after
from shared.printing.actions import done, sending, unknown
from shared.printing.models import PrintJob
from shared.printing.rules import TEST, PrintState, Reason
from tests.admin.clerk import Clerk, counted
from tests.clock import StandingClock
from tests.house import OLA, WANG, House

SignIn = Callable[..., Clerk]
LEASE = timedelta(seconds=30)
NAME = "tcp:10.0.0.7:9100"
READY = Saying(NAME, "ready", heard=True, place="at the left door", model="TM-T88VII", firmware="21.03 ESC/POS")
# Who asks (3), the sites (1), the newest line (1), stations (1), printers (1), jobs waiting (1), last jobs (1),
# jobs to settle (1), the latest (1), and for whom they are (1).
STATEMENTS = 12


def opened(house: House, *sayings: Saying, code: str = "lobby") -> Station:
    """Start a kiosk that says how its printers are."""
    now = house.node.now()
    with house.node.transaction() as rows:
        station = station_starts(rows, house.site, code, [saying.name for saying in sayings], now)
        station_says(rows, station, sayings, now)
        return station


def says(house: House, station: Station, *sayings: Saying) -> None:
    with house.node.transaction() as rows:
        station_says(rows, station, sayings, house.node.now())


def printed(house: House, outcome: PrintState = PrintState.DONE, guest: object = WANG) -> PrintJob:
    """Let somebody in and let the badge come to an end."""
    came = house.scanned(house.pass_of(house.approved(house.wish(guest))))  # type: ignore[arg-type]
    assert isinstance(came, Admitted)
    with house.node.transaction() as rows:
        job = rows.query(PrintJob).filter_by(subject_id=came.badge).one()
        now = house.node.now()
        assert sending(rows, job, NAME, now, LEASE)
        if outcome is PrintState.DONE:
            assert done(rows, job, now + timedelta(seconds=3))
        else:
            assert unknown(rows, job, Reason.NO_REPLY, now)
        return job


def part(page: str, name: str) -> str:
    """Return one part of the page as a person reads it."""
    html = page.split(f'data-part="{name}">')[1].split("data-part=")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<.*?>", " ", html))).strip()


def printer_id(house: House, name: str = NAME) -> str:
    with house.node.reading() as rows:
        found = printer_named(rows, house.site, name)
        assert found is not None
        return found.id


def test_a_house_without_kiosks_says_so(house: House, clerk: SignIn) -> None:
    page = clerk(house.receptionist).reads("/devices")
    assert "No kiosk has started here yet." in page
    assert "No printer has been heard of yet." in page


def test_a_kiosk_and_its_printer_with_state_since_when_paper_make_and_last_print(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    station = opened(house, READY)
    clock.passes(minutes=1)
    job = printed(house)
    with house.node.transaction() as rows:
        rows.query(Printer).one().last_job_id, rows.query(Printer).one().last_job_at = job.id, house.node.now()
    says(house, station, READY)
    page = clerk(house.guard).reads("/devices")
    assert part(page, "kiosks").startswith("lobby Works since 09:00 at the left door nothing waiting")
    assert part(page, "printers").startswith(
        f"at the left door {NAME} · TM-T88VII · 21.03 ESC/POS "
        "Ready since 09:00 Paper enough Last print 09:01 Printed Test print"
    )
    assert part(page, "troubles").startswith("Kiosks")  # nothing before the next heading
    assert part(page, "latest").startswith("09:01 王晓琳 at the left door Printed 3.0 s Print again")


@pytest.mark.parametrize(
    ("saying", "state", "paper"),
    [
        (replace(READY, state="paper_out"), "out of paper, since 09:05", "none"),
        (replace(READY, state="cover_open"), "the cover is open, since 09:05", "enough"),
        (replace(READY, state="no_answer", heard=False), "the printer does not answer, since 09:05", "not known"),
        (replace(READY, near_end=True), "Ready since 09:00", "ends soon"),
        (replace(READY, can_confirm=False), "Takes jobs since 09:00, can't say how it is", "it can't say"),
        (replace(READY, state="from_tomorrow"), "from_tomorrow, since 09:05", "enough"),
    ],
)
def test_a_printer_is_as_it_says_and_no_better(
    house: House, clerk: SignIn, clock: StandingClock, saying: Saying, state: str, paper: str
) -> None:
    station = opened(house, READY)
    clock.passes(minutes=5)
    says(house, station, saying)
    assert f"{state} Paper {paper} " in part(clerk(house.guard).reads("/devices"), "printers")


def test_what_stopped_stands_on_top_and_goes_when_it_is_over(house: House, clerk: SignIn, clock: StandingClock) -> None:
    station = opened(house, READY)
    browser = clerk(house.receptionist)
    says(house, station, replace(READY, state="paper_out"))
    top = part(browser.reads("/devices/parts"), "troubles")
    assert top.startswith("Printer at the left door out of paper, since 09:00")
    says(house, station, replace(READY, near_end=True))
    assert part(browser.reads("/devices/parts"), "troubles").startswith("Printer at the left door its paper ends soon")
    says(house, station, READY)
    assert part(browser.reads("/devices/parts"), "troubles").startswith("Kiosks")


def test_a_silent_kiosk_is_said_to_be_silent_and_its_printers_are_not_known(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    station = opened(house, READY)
    clock.passes(seconds=12)
    page = clerk(house.guard).reads("/devices")
    assert part(page, "troubles").startswith("Kiosk lobby Silent since 09:00")
    assert "Nobody asks it just now Paper not known" in part(page, "printers")
    assert "Test print" not in part(page, "printers")
    says(house, station, READY)
    assert part(clerk(house.guard).reads("/devices"), "kiosks").startswith("lobby Works since 09:00")


def test_the_watch_tells_of_silence_and_of_its_end_once(house: House, clock: StandingClock) -> None:
    station = opened(house, READY)
    clock.passes(seconds=12)
    for _ in range(3):
        with house.node.transaction() as rows:
            find_the_silent(rows, house.node.now())
    says(house, station, READY)
    says(house, station, READY)
    with house.node.reading() as rows:
        kinds = [line.kind for line in lines_after(rows, 0) if line.kind in (Kind.KioskSilent, Kind.KioskHeard)]
    assert kinds == [Kind.KioskSilent, Kind.KioskHeard]


def test_a_print_that_nobody_is_sure_of_is_settled_by_a_person(house: House, clerk: SignIn) -> None:
    opened(house, READY)
    first, second = printed(house, PrintState.UNKNOWN), printed(house, PrintState.UNKNOWN, OLA)
    browser = clerk(house.receptionist)
    assert "Not confirmed: the printer did not confirm" in part(browser.reads("/devices"), "unsure")
    browser.does(f"/devices/prints/{first.id}/came-out")
    page = browser.does(f"/devices/prints/{second.id}/again")
    assert "the one before no longer counts" in page
    assert part(page, "unsure").startswith("Every print is settled.")
    assert "Ola Nordmann copy 2 Waiting" in part(page, "latest")
    assert "Void: replaced by a new copy" in part(page, "latest")


def test_a_badge_is_printed_again_while_its_visitor_is_inside(house: House, clerk: SignIn) -> None:
    opened(house, READY)
    job = printed(house)
    browser = clerk(house.receptionist)
    assert "Print again" in part(browser.reads("/devices"), "latest")
    with house.node.reading() as rows:
        visit = str(rows.get_one(PrintJob, job.id).about["visit"])
    browser.sends(f"/gate/visits/{visit}/departure")
    assert "Print again" not in part(browser.reads("/devices"), "latest")
    assert browser.sends(f"/devices/prints/{job.id}/again").status_code == 409


def test_a_test_print_is_a_row_that_the_kiosk_beside_the_printer_carries_out(house: House, clerk: SignIn) -> None:
    opened(house, READY, Saying("usb:04b8:0e32", "ready", heard=True))
    page = clerk(house.receptionist).does(f"/devices/printers/{printer_id(house, 'usb:04b8:0e32')}/test")
    assert "A test print was asked for." in page
    assert "Test print usb:04b8:0e32 Waiting" in part(page, "latest")
    with house.node.reading() as rows:
        job = rows.query(PrintJob).one()
    assert (job.subject_kind, job.station, job.printer) == (TEST, "lobby", "usb:04b8:0e32")


def test_no_test_is_printed_for_nobody(house: House, clerk: SignIn, clock: StandingClock) -> None:
    opened(house, READY)
    clock.passes(seconds=12)
    answer = clerk(house.receptionist).sends(f"/devices/printers/{printer_id(house)}/test")
    assert answer.status_code == 409
    assert "No kiosk that prints there can be heard just now." in answer.text


def test_another_sites_devices_are_not_there(house: House, clerk: SignIn) -> None:
    opened(house, READY)
    job = printed(house)
    stranger = clerk(house.other_host)
    assert stranger.opens("/devices").status_code == 403
    assert stranger.sends(f"/devices/prints/{job.id}/again").status_code == 403
    assert stranger.sends(f"/devices/printers/{printer_id(house)}/test").status_code == 403
    assert clerk(house.receptionist).sends(f"/devices/printers/{'x' * 26}/test").status_code == 403


def test_earlier_prints_come_page_by_page(house: House, clerk: SignIn, clock: StandingClock) -> None:
    opened(house, READY)
    with house.node.transaction() as rows:
        now = house.node.now()
        rows.add_all(
            PrintJob(
                site_id=house.site, station="lobby", about={}, subject_kind="badge", subject_id=f"{n:026}", copy=1,
                state="done", asked_at=now - timedelta(minutes=n // 3), settled_at=now, printed_at=now, printer=f"p{n}",
            )
            for n in range(120)
        )  # fmt: skip
    browser = clerk(house.guard)
    seen: list[str] = []
    address = "/devices/prints?kiosk=lobby"
    while address:
        page = browser.reads(address)
        seen += re.findall(r">(p\d+)<", page)
        found = re.search(r'rel="next" href="([^"]+)"', page)
        address = found[1].replace("&amp;", "&") if found else ""
    assert len(seen) == len(set(seen)) == 120
    assert browser.opens("/devices/prints?kiosk=lobby&at=nonsense").status_code == 404
    assert browser.opens("/devices/prints?kiosk=elsewhere").status_code == 404


@pytest.mark.parametrize("many", [1, 6])
def test_the_page_costs_as_many_queries_whatever_there_is(house: House, clerk: SignIn, many: int) -> None:
    for number in range(many):
        opened(house, READY, Saying(f"tcp:10.0.0.{number}:9100", "ready", heard=True), code=f"lobby-{number}")
    for _ in range(many):
        job = printed(house, PrintState.UNKNOWN)
        printed(house)
    with house.node.transaction() as rows:
        for printer in rows.query(Printer):
            printer.last_job_id, printer.last_job_at = job.id, house.node.now()
    browser = clerk(house.guard)
    browser.reads("/devices")
    for path in ("/devices", "/devices/parts"):
        with counted(house.node) as said:
            browser.opens(path)
        assert len(said) == STATEMENTS, "\n".join(said)


def test_the_page_is_in_chinese_too(house: House, clerk: SignIn) -> None:
    opened(house, replace(READY, state="paper_out"))
    page = clerk(house.receptionist, "zh-CN").reads("/devices")
    assert "没纸了，自 09:00 起" in part(page, "printers")
    assert "Test print" not in page


def test_reception_has_a_line_on_every_page_while_a_device_needs_a_hand(
    house: House, clerk: SignIn, clock: StandingClock
) -> None:
    """Hosts have none: they could do nothing about it."""
    station = opened(house, READY)
    browser = clerk(house.receptionist)
    assert 'data-alarm="/devices/alarm"' in browser.reads("/bookings")
    assert "data-alarm" not in browser.reads("/devices")
    assert "data-alarm" not in clerk(house.host).reads("/bookings")
    assert "note" not in browser.reads("/devices/alarm")
    says(house, station, replace(READY, state="cover_open"))
    line = browser.reads("/devices/alarm")
    assert re.sub(r"\s+", " ", re.sub(r"<.*?>", " ", line)).strip() == (
        "Printer at the left door the cover is open, since 09:00 Look"
    )
    assert clerk(house.host).opens("/devices/alarm").status_code == 403
