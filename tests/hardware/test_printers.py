"""Printers on real lines: what they say is believed, what they don't say is not made up."""

import fcntl
import multiprocessing
import os
import threading
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest
from PIL import Image

from hardware.badge import render
from hardware.printers import Confirmation, Printer, PrinterTrouble, open_printer
from hardware.printers.owner import UsbBus
from hardware.printers.replies import BarrierWatch
from shared.printing.rules import Reason
from tests.hardware.badges import a_badge
from tests.peers.escpos import Faults, printed_from
from tests.peers.patience import Patience
from tests.peers.printer import PtyPrinter, TcpPrinter


def test_a_badge_comes_out_whole_and_once(printer: Printer, peer: TcpPrinter | PtyPrinter) -> None:
    badge = render(a_badge())
    assert printer.status().is_ready
    assert printer.print(printer.job(badge, "one")) is Confirmation.PRINTED
    (sheet,) = peer.mind.sheets
    assert sheet.tobytes() == badge.tobytes()
    printer.close()


def test_ten_badges_come_out_over_one_line(printer: Printer, peer: TcpPrinter | PtyPrinter) -> None:
    badge = Image.new("1", (576, 64), 0)
    for number in range(10):
        assert printer.status().is_ready
        assert printer.print(printer.job(badge, str(number))) is Confirmation.PRINTED
    assert len(peer.mind.sheets) == 10
    printer.close()


@pytest.mark.parametrize(
    ("faults", "reason"),
    [
        (Faults(paper_out=True), Reason.PAPER_OUT),
        (Faults(cover_open=True), Reason.COVER_OPEN),
        (Faults(cover_open=True, paper_out=True), Reason.COVER_OPEN),
        (Faults(cutter_jammed=True), Reason.CUTTER),
        (Faults(silent=True), Reason.NO_ANSWER),
        (Faults(near_end=True), None),
    ],
)
def test_status_names_what_a_person_can_mend(
    printer: Printer, peer: TcpPrinter | PtyPrinter, patience: Patience, faults: Faults, reason: Reason | None
) -> None:
    peer.mind.faults = faults
    if faults.silent:
        patience.ends_for_replies()
    status = printer.status()
    assert status.trouble == reason
    assert status.paper_near_end is (faults.near_end or faults.paper_out)
    printer.close()


def test_no_reply_after_the_last_row_is_no_confirmation(
    printer: Printer, peer: TcpPrinter | PtyPrinter, patience: Patience
) -> None:
    peer.faults.no_barrier = True
    patience.ends_for_words()
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(render(a_badge()), "mute"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.NO_REPLY, False)
    assert len(peer.mind.sheets) == 1
    printer.close()


def test_paper_that_ends_in_the_badge_is_named_and_the_badge_comes_later(
    printer: Printer, peer: TcpPrinter | PtyPrinter, patience: Patience
) -> None:
    patience.ends_for_words()
    peer.faults.paper_ends_after_rows = 300
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(render(a_badge()), "half"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.PAPER_OUT, False)
    assert not peer.mind.sheets
    printer.close()


def test_a_printer_that_is_not_there_gets_nothing(tcp_printer: TcpPrinter, tmp_path: Path) -> None:
    tcp_printer.unplug()
    printer = open_printer(tcp_printer.address, tmp_path)
    assert printer.status().trouble is Reason.NO_ANSWER
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(render(a_badge()), "refused"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.NO_ANSWER, True)
    printer.close()
    tcp_printer.plug_in()


def test_a_line_that_died_between_two_jobs_is_made_anew(tcp_printer: TcpPrinter, tmp_path: Path) -> None:
    printer = open_printer(tcp_printer.address, tmp_path)
    assert printer.status().is_ready
    tcp_printer.unplug()
    tcp_printer.plug_in()
    assert printer.status().is_ready
    assert printer.print(printer.job(render(a_badge()), "again")) is Confirmation.PRINTED
    assert tcp_printer.connections == 2
    printer.close()


def test_a_resting_printer_leaves_the_line_to_others(tcp_printer: TcpPrinter, tmp_path: Path) -> None:
    """Most network printers serve one connection at a time."""
    ours, theirs = (open_printer(tcp_printer.address, tmp_path / who) for who in ("ours", "theirs"))
    assert ours.status().is_ready
    ours.rest()
    assert theirs.status().is_ready
    ours.close()
    theirs.close()


def test_a_reply_to_an_earlier_job_confirms_nothing(
    pty_printer: PtyPrinter, tmp_path: Path, patience: Patience
) -> None:
    patience.ends_for_words()
    printer = open_printer(pty_printer.address, tmp_path)
    assert printer.status().is_ready
    pty_printer.mind.reply(b"\x00")
    pty_printer.faults.no_barrier = True
    with pytest.raises(PrinterTrouble):
        printer.print(printer.job(render(a_badge()), "late"))
    printer.close()


def test_unasked_status_bytes_are_no_confirmation() -> None:
    watch = BarrierWatch()
    assert not watch.hears(b"\x14\x00\x00\x0f")
    assert not watch.hears(b"\x11\x13\x12")
    assert watch.hears(b"\x14\x00\x00\x0f\x03")


def test_a_file_can_be_sent_to_and_says_so(tmp_path: Path) -> None:
    device = tmp_path / "lp0"
    device.touch()
    printer = open_printer(f"file://{device}", tmp_path)
    status = printer.status()
    assert (status.is_ready, status.can_tell) == (True, False)
    badge = render(a_badge())
    assert printer.print(printer.job(badge, "file")) is Confirmation.NOT_CONFIRMED
    printer.close()
    assert printed_from(device.read_bytes()).sheets[0].tobytes() == badge.tobytes()


def test_a_device_file_is_never_made(tmp_path: Path) -> None:
    printer = open_printer(f"file://{tmp_path / 'lp0'}", tmp_path)
    assert printer.status().trouble is Reason.NO_ANSWER
    assert not (tmp_path / "lp0").exists()


def test_a_device_that_takes_no_more_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full pipe stands for a printer that is switched off: a plain write would wait for ever."""
    monkeypatch.setattr("hardware.printers.lines.TIMEOUT_S", 0.2)
    pipe = tmp_path / "lp0"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDWR)
    printer = open_printer(f"file://{pipe}", tmp_path)
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(render(a_badge()), "full"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.CUT_OFF, False)
    printer.close()
    os.close(reader)


def test_the_virtual_printer_leaves_bytes_and_a_picture_of_what_they_print(tmp_path: Path) -> None:
    printer = open_printer("virtual:", tmp_path)
    badge = render(a_badge())
    assert printer.status().is_ready
    assert printer.print(printer.job(badge, "2026/11 ../王")) is Confirmation.PRINTED
    (name,) = {file.stem for file in (tmp_path / "prints").iterdir()}
    with Image.open(tmp_path / "prints" / f"{name}.png") as picture:
        assert picture.tobytes() == badge.tobytes()
    sheets = printed_from((tmp_path / "prints" / f"{name}.bin").read_bytes()).sheets
    assert [sheet.tobytes() for sheet in sheets] == [badge.tobytes()]
    printer.close()


def test_a_picture_wider_than_the_paper_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    printer = open_printer("tcp://127.0.0.1:9?width=384", tmp_path)
    with pytest.raises(PrinterTrouble) as trouble:
        printer.job(render(a_badge()), "wide")
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.BAD_PICTURE, True)


def _hold(address: str, folder: Path, held: Event, done: Event) -> None:
    printer = open_printer(address, folder)
    assert printer.status().is_ready
    held.set()
    done.wait(60)


def test_a_printer_that_refuses_for_a_moment_after_it_was_left_is_not_called_dead(
    tcp_printer: TcpPrinter, tmp_path: Path
) -> None:
    printer = open_printer(tcp_printer.address, tmp_path)
    assert printer.status().is_ready
    printer.rest()
    tcp_printer.unplug()
    back = threading.Timer(0.4, tcp_printer.plug_in)
    back.start()
    assert printer.status().is_ready
    back.join(5)
    printer.close()


def test_nobody_looks_at_usb_while_somebody_prints_there(tmp_path: Path) -> None:
    ours, theirs = UsbBus(tmp_path), UsbBus(tmp_path)
    with ours.printing(), theirs.printing():
        pass  # each on a printer of its own
    with ours.printing(), pytest.raises(PrinterTrouble) as trouble, theirs.looking():
        pass
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.IN_USE, True)
    with theirs.looking():
        pass


def test_a_device_that_another_program_has_locked_is_left_alone(pty_printer: PtyPrinter, tmp_path: Path) -> None:
    """Another program, that knows nothing of our locks but its own on the port itself."""
    with pty_printer.link.open("rb+", buffering=0) as port:
        fcntl.flock(port, fcntl.LOCK_EX)
        printer = open_printer(pty_printer.address, tmp_path)
        assert printer.status().trouble is Reason.IN_USE
    assert printer.status().is_ready
    printer.close()


def test_a_late_name_is_no_confirmation() -> None:
    watch = BarrierWatch()
    assert not watch.hears(b"_TM-T20")
    assert not watch.hears(b"AB\x00")
    assert watch.hears(b"\x00")


def test_a_second_process_respects_the_owner(tcp_printer: TcpPrinter, tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    held, done = context.Event(), context.Event()
    owner = context.Process(target=_hold, args=(tcp_printer.address, tmp_path, held, done))
    owner.start()
    assert held.wait(60)
    printer = open_printer(tcp_printer.address, tmp_path)
    assert printer.status().trouble is Reason.IN_USE
    with pytest.raises(PrinterTrouble) as trouble:
        printer.print(printer.job(render(a_badge()), "second"))
    assert (trouble.value.reason, trouble.value.nothing_sent) == (Reason.IN_USE, True)
    owner.kill()  # however the owner ends, the lock ends with it
    owner.join(60)
    assert printer.status().is_ready
    printer.close()
