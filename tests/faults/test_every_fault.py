"""Every fault at every moment of a print: the right end, the right words, and one badge in the visitor's hand."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from flask_babel import force_locale

from admin import create_admin
from admin.wording import PRINT_TROUBLE
from hardware.badge import render
from hardware.printers import open_printer
from hardware.pulse import Pulse
from hardware.spooler import Spooler
from kiosk import create_kiosk
from kiosk.visit_words import PRINT, PRINTER_SAYS
from shared.badges.queries import badges_of, content_of, job_of
from shared.desk.outcomes import Admitted
from shared.desk.reprint import badge_came_out, print_badge_again
from shared.devices.actions import station_starts
from shared.devices.queries import printer_named
from shared.kernel.node import Node
from shared.printing.rules import PrintState, Reason
from tests.admin.clerk import Clerk
from tests.clock import StandingClock
from tests.conftest import settings_in
from tests.faults.every_fault import FAULTS, PULLED, SILENCE, AnyPrinter, Fault, Moment, bytes_before, end_of
from tests.house import House, furnish
from tests.peers.patience import Patience
from tests.peers.printer import PtyPrinter, TcpPrinter

pytestmark = pytest.mark.fault
_numbers = count(1)


@dataclass
class Lobby:
    """A house with both apps, for all cases: each has a kiosk, a printer and a visitor of its own."""

    house: House
    kiosk: FlaskClient
    office: Clerk


@dataclass
class Desk:
    """A kiosk whose spooler does one thing at a time, when it is told to."""

    station: str
    house: House
    kiosk: FlaskClient
    office: Clerk
    spooler: Spooler
    pulse: Pulse
    printer: AnyPrinter
    came: Admitted
    patience: Patience

    @property
    def name(self) -> str:
        """Return what rows call the printer."""
        (name,) = self.spooler.printer_states()
        return name

    def badge(self) -> tuple[str, str | None]:
        """Return state and reason of the visitor's badge, as the kiosk tells programs."""
        told = self.kiosk.get(f"/badges/{self.came.badge}").get_json()
        return told["state"], told["reason"]

    def screen(self) -> str:
        """Return what the visitor's screen says."""
        return self.kiosk.get(f"/visits/{self.came.visit}?lang=en", headers={"Accept": "text/html"}).text

    def device_page(self) -> str:
        """Return what reception's device page says of printers and prints."""
        return self.office.reads(f"/devices?kiosk={self.station}")

    def printer_state(self) -> str:
        """Return how the printer is, as the device page reads it."""
        self.spooler.ask_printers()
        self.pulse.beat()
        with self.house.node.reading() as session:
            found = printer_named(session, self.house.site, self.name)
        assert found is not None
        return found.state

    def is_mended(self) -> None:
        """Put everything right at the printer, and let the spooler do what there is to do."""
        self.printer.mishaps.forget()
        self.printer.mind.repair()
        self.patience.is_long()
        self.spooler.ask_printers()
        self.goes_on()

    def goes_on(self) -> None:
        """Let the spooler do what there is to do."""
        while self.spooler.print_next():
            pass

    def reception_settles(self) -> None:
        """Say of an unknown badge whether it came out, as one who can see it."""
        with self.house.node.transaction() as session:
            job = job_of(session, self.came.badge)
            assert job is not None
            if self.printer.mind.sheets:
                badge_came_out(session, job.id, self.house.receptionist, self.house.node.now())
            else:
                print_badge_again(session, job.id, self.house.receptionist, self.house.node.now())
        self.goes_on()


MakeDesk = Callable[[AnyPrinter], Desk]


@pytest.fixture(scope="module")
def lobby(tmp_path_factory: pytest.TempPathFactory, migrated_sqlite: Path) -> Iterator[Lobby]:
    """The house, and who looks at its screens."""
    folder = tmp_path_factory.mktemp("lobby")
    shutil.copyfile(migrated_sqlite, folder / "usher.db")
    settings = settings_in(folder, f"sqlite:///{folder / 'usher.db'}")
    node = Node.open(settings, StandingClock())
    house = furnish(node)
    kiosk = create_kiosk(settings, node, door=house.door, badge_picture=lambda *_: None, printer_states=dict)
    yield Lobby(house, kiosk.test_client(), Clerk(create_admin(settings, node), node, house.receptionist))
    node.close()


@pytest.fixture
def desk_with(lobby: Lobby, tmp_path: Path, patience: Patience, monkeypatch: pytest.MonkeyPatch) -> Iterator[MakeDesk]:
    """Set up a kiosk with a printer, at which a visitor has just been let in."""
    monkeypatch.setattr("hardware.spooler._TROUBLE_IS_FRESH_S", 0.0)
    monkeypatch.setattr("hardware.printers.lines.BYE_TAKES_S", 0.0)
    made: list[Spooler] = []

    def make(printer: AnyPrinter) -> Desk:
        house, station = lobby.house, f"lobby-{next(_numbers)}"
        node = house.node
        came = house.scanned(house.pass_of(house.approved()), door=replace(house.door, station=station))
        assert isinstance(came, Admitted)
        opened = open_printer(printer.address, tmp_path)
        with node.transaction() as session:
            row = station_starts(session, house.site, station, [opened.name], node.now())

        def picture_of(session, job, _width):
            content = content_of(session, job.subject_id, node.keys.passes)
            return render(content) if content else None

        made.append(Spooler(node, house.site, [station], [opened], picture_of))
        pulse = Pulse(node, row, made[-1].sayings)
        return Desk(station, house, lobby.kiosk, lobby.office, made[-1], pulse, printer, came, patience)

    yield make
    for spooler in made:
        spooler.stop()


def bring_about(desk: Desk, fault: Fault, moment: Moment) -> None:
    """Arrange for a fault, and for no vain waiting."""

    def happens() -> None:
        if fault is SILENCE:
            desk.patience.ends_for_replies()
        fault.happens(desk.printer)

    if end_of(fault, moment).state == "unknown":
        desk.patience.ends_for_words()
    if moment is Moment.BEFORE:
        happens()
        return
    with desk.house.node.reading() as session:
        content = content_of(session, desk.came.badge, desk.house.node.keys.passes)
    assert content is not None
    desk.printer.mishaps.plan(bytes_before(moment, render(content)), happens)


def assert_screens_say_so(desk: Desk, state: str, reason: str | None, printer_reason: str) -> None:
    """The visitor's screen says how the badge is; reception's page says it, too, and how the printer is."""
    with desk.kiosk.application.test_request_context(), force_locale("en"):
        for_visitor = str(PRINTER_SAYS[Reason(reason)] if reason else PRINT[PrintState(state)].title)
        for_reception = [str(PRINT_TROUBLE[Reason(code)]) for code in (printer_reason, reason) if code]
    assert for_visitor.replace("'", "&#39;") in desk.screen()
    assert desk.printer_state() == printer_reason
    page = desk.device_page()
    assert [words for words in for_reception if words not in page] == []


def whole_story(desk: Desk, fault: Fault, moment: Moment, plug_in: Callable[[], None]) -> None:
    """Print while something goes wrong, look at all screens, mend it, and count the badges."""
    bring_about(desk, fault, moment)
    assert desk.spooler.print_next()
    end = end_of(fault, moment)
    assert desk.badge() == (end.state, end.reason)
    assert_screens_say_so(desk, end.state, end.reason, fault.before)

    if fault is PULLED:
        plug_in()
    desk.is_mended()
    assert desk.badge() == (("done", None) if end.state == "stuck" else (end.state, end.reason))
    assert desk.printer_state() == "ready"
    if end.state == "unknown":
        desk.reception_settles()
    assert_one_badge_that_counts(desk)


def assert_one_badge_that_counts(desk: Desk) -> None:
    """One sheet came out, and it is the copy that checks its visitor out."""
    node = desk.house.node
    with node.reading() as session:
        newest = badges_of(session, desk.came.visit)[-1]
        job = job_of(session, newest.id)
        content = content_of(session, newest.id, node.keys.passes)
    assert job is not None
    assert content is not None
    assert (job.state, newest.voided_at) == ("done", None)
    assert [sheet.tobytes() for sheet in desk.printer.mind.sheets] == [render(content).tobytes()]


@pytest.mark.parametrize("moment", Moment, ids=str)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_whatever_happens_in_the_network_one_badge_comes_out(
    desk_with: MakeDesk, tcp_printer: TcpPrinter, fault: Fault, moment: Moment
) -> None:
    whole_story(desk_with(tcp_printer), fault, moment, tcp_printer.plug_in)


@pytest.mark.parametrize("moment", Moment, ids=str)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_whatever_happens_at_a_serial_line_one_badge_comes_out(
    desk_with: MakeDesk, pty_printer: PtyPrinter, fault: Fault, moment: Moment
) -> None:
    whole_story(desk_with(pty_printer), fault, moment, pty_printer.plug_in)


def test_a_badge_that_another_printer_took_is_announced_where_it_is(
    lobby: Lobby, tmp_path: Path, tcp_printer: TcpPrinter
) -> None:
    tcp_printer.faults.paper_out = True
    house, node = lobby.house, lobby.house.node
    came = house.scanned(house.pass_of(house.approved()))
    assert isinstance(came, Admitted)
    printers = [open_printer(tcp_printer.address, tmp_path), open_printer("virtual:?place=Gate+2%2C+西门", tmp_path)]
    with node.transaction() as session:
        station = station_starts(session, house.site, "lobby", [printer.name for printer in printers], node.now())
        content = content_of(session, came.badge, node.keys.passes)
    assert content is not None
    spooler = Spooler(node, house.site, ["lobby"], printers, lambda *_: render(content))
    Pulse(node, station, spooler.sayings).beat()
    assert spooler.print_next()
    told = lobby.kiosk.get(f"/badges/{came.badge}").get_json()
    assert (told["state"], told["printer"], told["copy"]) == ("done", "virtual:", 1)
    screen = lobby.kiosk.get(f"/visits/{came.visit}?lang=en", headers={"Accept": "text/html"}).text
    assert "Your badge comes out at Gate 2, 西门" in screen
    assert "lower right" not in screen
    spooler.stop()
