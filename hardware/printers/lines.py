"""The wires: python-escpos' classes as transport, with time-outs of seconds and one kind of error.

A line sends bytes and receives what is there. What the bytes mean is none of its business.
"""

import fcntl
import os
import select
import socket
import termios
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any, Protocol

import serial

from hardware.printers.printer import PrinterTrouble
from hardware.printers.wires import DeviceNotFoundError, File, Network, Serial
from shared.printing.rules import Reason

TIMEOUT_S = 3.0
"""For one write and for one reply."""

_CALLING_TAKES_S = 1.5
"""A printer in the same building takes a call in milliseconds; one that is off must not hold up the others."""

BYE_TAKES_S = 1.5
"""How long a printer in the network may refuse to be called again after a good-bye."""

_KNOCK_AGAIN_AFTER_S = 0.1
_RECEIVE_AT_MOST = 64
_FILE_PIECE = 4096
_SERIAL_TROUBLE = (OSError, serial.SerialException, termios.error)
"""A plug that was pulled shows as any of these, whatever is being done at the time."""


class Line(Protocol):
    """A wire to a printer."""

    can_receive: bool
    may_rest: bool
    """True if the line should be given free between jobs, since others may want the printer."""

    @property
    def is_open(self) -> bool:
        """Whether it is connected."""

    def open(self) -> None:
        """Connect, if not connected. Raises PrinterTrouble."""

    def send(self, sent: bytes) -> None:
        """Send it all. Raises PrinterTrouble, which says whether it is certain that no byte left."""

    def receive(self, wait_s: float) -> bytes:
        """Return what arrives, at the latest after `wait_s` seconds; b"" if nothing did."""

    def sending_takes_s(self, length: int) -> float:
        """Return how many seconds the wire itself needs for so many bytes."""

    def undisturbed(self) -> AbstractContextManager[None]:
        """Keep away, while a job is on its way, what this kind of line can't bear."""

    def close(self) -> None:
        """Hang up."""


def lost(trouble: Exception, nothing_sent: bool) -> PrinterTrouble:
    reason = Reason.NO_ANSWER if nothing_sent else Reason.CUT_OFF
    return PrinterTrouble(reason, f"the line to the printer was lost: {trouble}", nothing_sent)


class _EscposLine:
    """What these lines share: opening and closing python-escpos' device."""

    can_receive = True
    may_rest = False

    def __init__(self, printer: Any) -> None:
        self._printer = printer
        self.is_open = False

    def open(self) -> None:
        """Connect, if not connected. Raises PrinterTrouble."""
        if self.is_open:
            return
        try:
            self._connect()
            self._make_it_ours()
        except (DeviceNotFoundError, *_SERIAL_TROUBLE) as trouble:
            self._hang_up()
            raise PrinterTrouble(Reason.NO_ANSWER, f"the printer can't be reached: {trouble}") from trouble
        except PrinterTrouble:
            self._hang_up()
            raise
        self.is_open = True

    def close(self) -> None:
        """Hang up, also on a printer that is gone."""
        if self.is_open:
            self.is_open = False
            self._hang_up()

    def undisturbed(self) -> AbstractContextManager[None]:
        """Nothing disturbs these."""
        return nullcontext()

    def _connect(self) -> None:
        self._printer.open()

    def _make_it_ours(self) -> None:
        """Nothing more to do, on most lines."""

    def _hang_up(self) -> None:
        try:
            self._printer.close()
        except _SERIAL_TROUBLE:
            self._printer.device = False  # the plug was pulled: there is nothing left to hang up

    def sending_takes_s(self, length: int) -> float:
        """Return how many seconds the wire itself needs: hardly any on most."""
        return length / 1_000_000


class NetworkLine(_EscposLine):
    """A printer that listens at a TCP port, as a rule 9100."""

    may_rest = True

    def __init__(self, host: str, port: int, *, can_receive: bool = True) -> None:
        super().__init__(Network(host, port, timeout=_CALLING_TAKES_S))
        self.can_receive = can_receive
        self._hung_up_at = -BYE_TAKES_S

    def _connect(self) -> None:
        """Connect; many printers refuse for a moment after they were left."""
        while True:
            try:
                return super()._connect()
            except DeviceNotFoundError as trouble:
                is_refused = isinstance(trouble.__context__, ConnectionRefusedError)
                if not is_refused or time.monotonic() - self._hung_up_at > BYE_TAKES_S:
                    raise
            time.sleep(_KNOCK_AGAIN_AFTER_S)

    def _make_it_ours(self) -> None:
        self._printer.device.settimeout(TIMEOUT_S)

    def _hang_up(self) -> None:
        super()._hang_up()
        self._hung_up_at = time.monotonic()

    def send(self, sent: bytes) -> None:
        """Send it all, counting what the system took, so that "nothing left" is known and not guessed."""
        link: socket.socket = self._printer.device
        rest = memoryview(sent)
        while rest:
            try:
                rest = rest[link.send(rest) :]
            except OSError as trouble:
                raise lost(trouble, nothing_sent=len(rest) == len(sent)) from trouble

    def receive(self, wait_s: float) -> bytes:
        """Return what arrives; a connection that the printer closed is trouble."""
        link: socket.socket = self._printer.device
        try:
            readable, _, _ = select.select([link], [], [], max(wait_s, 0))
            if not readable:
                return b""
            arrived = link.recv(_RECEIVE_AT_MOST)
        except (OSError, ValueError) as trouble:
            raise lost(trouble, nothing_sent=True) from trouble
        if not arrived:
            raise PrinterTrouble(Reason.NO_ANSWER, "the printer closed the connection")
        return arrived


class SerialLine(_EscposLine):
    """A printer at a serial port, or at a USB port that plays one."""

    def __init__(self, device: str, baudrate: int, handshake: str) -> None:
        super().__init__(
            Serial(device, baudrate=baudrate, timeout=0, xonxoff=handshake == "xonxoff", dsrdtr=handshake == "dsrdtr")
        )
        self._baudrate = baudrate

    def _make_it_ours(self) -> None:
        """Set a time-out for writing as well, and lock the port itself: another program may know nothing of ours."""
        self._printer.device.write_timeout = TIMEOUT_S
        _lock(self._printer.device.fileno())

    def send(self, sent: bytes) -> None:
        """Send it all, in pieces that fit the write time-out even on a slow line."""
        piece = max(256, self._baudrate // 10)
        for start in range(0, len(sent), piece):
            try:
                self._printer.device.write(sent[start : start + piece])
            except _SERIAL_TROUBLE as trouble:
                # The driver doesn't tell how much of the piece it took.
                raise lost(trouble, nothing_sent=False) from trouble

    def receive(self, wait_s: float) -> bytes:
        """Return what arrives."""
        link: serial.Serial = self._printer.device
        try:
            readable, _, _ = select.select([link.fileno()], [], [], max(wait_s, 0))
            arrived: bytes = link.read(_RECEIVE_AT_MOST) if readable else b""
            return arrived
        except _SERIAL_TROUBLE as trouble:
            raise lost(trouble, nothing_sent=True) from trouble

    def sending_takes_s(self, length: int) -> float:
        """Return the seconds for ten bits a byte: five for a badge at 115,200 baud."""
        return length * 10 / self._baudrate


class FileLine(_EscposLine):
    """A device file such as /dev/usb/lp0: it can only be written to."""

    can_receive = False
    may_rest = True

    def __init__(self, device: str) -> None:
        super().__init__(File(device))
        self._device = Path(device)

    def open(self) -> None:
        """Open the device file, if it is there: one must not be made in its place."""
        if not self._device.exists():
            raise PrinterTrouble(Reason.NO_ANSWER, f"there is no {self._device}")
        super().open()

    def _make_it_ours(self) -> None:
        _lock(self._printer.device.fileno())

    def send(self, sent: bytes) -> None:
        """Send it all, in pieces, each once the device has room: a printer that is off would block for good."""
        handle = self._printer.device.fileno()
        rest = memoryview(sent)
        while rest:
            try:
                _, writable, _ = select.select([], [handle], [], TIMEOUT_S)
                if not writable:
                    raise TimeoutError("the device takes no more")
                rest = rest[os.write(handle, rest[:_FILE_PIECE]) :]
            except OSError as trouble:
                raise lost(trouble, nothing_sent=len(rest) == len(sent)) from trouble

    def receive(self, wait_s: float) -> bytes:
        """Return nothing: this line can't be read."""
        return b""


def _lock(handle: int) -> None:
    """Lock the device itself. Raises PrinterTrouble(IN_USE) if another program has."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as trouble:
        raise PrinterTrouble(Reason.IN_USE, "another program has locked the device") from trouble
