"""The wires: python-escpos' classes as transport, with time-outs of seconds and one kind of error.

A line sends bytes and receives what is there. What the bytes mean is none of its business.
"""

import os
import select
import socket
import time
from pathlib import Path
from typing import Any, Protocol

import serial
import usb.core
import usb.util
from escpos.exceptions import DeviceNotFoundError
from escpos.printer import File, Network, Serial, Usb

from hardware.printers.printer import PrinterTrouble
from shared.printing.rules import Reason

TIMEOUT_S = 3.0
"""For connecting, for one write and for one reply."""

_RECEIVE_AT_MOST = 64
_FILE_PIECE = 4096


class Line(Protocol):
    """A wire to a printer."""

    can_receive: bool
    may_rest: bool
    """True if the line should be given free between jobs, since others may want the printer."""

    is_open: bool

    def open(self) -> None:
        """Connect, if not connected. Raises PrinterTrouble."""

    def send(self, sent: bytes) -> None:
        """Send it all. Raises PrinterTrouble, which says whether it is certain that no byte left."""

    def receive(self, wait_s: float) -> bytes:
        """Return what arrives, at the latest after `wait_s` seconds; b"" if nothing did."""

    def sending_takes_s(self, length: int) -> float:
        """Return how many seconds the wire itself needs for so many bytes."""

    def close(self) -> None:
        """Hang up."""


def _lost(trouble: Exception, nothing_sent: bool) -> PrinterTrouble:
    reason = Reason.NO_ANSWER if nothing_sent else Reason.CUT_OFF
    return PrinterTrouble(reason, f"the line to the printer was lost: {trouble}", nothing_sent)


class _EscposLine:
    """What the lines share: opening and closing python-escpos' device."""

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
            self._printer.open()
        except (DeviceNotFoundError, OSError) as trouble:
            raise PrinterTrouble(Reason.NO_ANSWER, f"the printer can't be reached: {trouble}") from trouble
        self.is_open = True

    def close(self) -> None:
        """Hang up, also on a printer that is gone."""
        if not self.is_open:
            return
        self.is_open = False
        try:
            self._printer.close()
        except (OSError, serial.SerialException, usb.core.USBError):
            self._printer.device = False  # the plug was pulled: there is nothing left to hang up

    def sending_takes_s(self, length: int) -> float:
        """Return how many seconds the wire itself needs: hardly any on most."""
        return length / 1_000_000


class NetworkLine(_EscposLine):
    """A printer that listens at a TCP port, as a rule 9100."""

    may_rest = True

    def __init__(self, host: str, port: int) -> None:
        super().__init__(Network(host, port, timeout=TIMEOUT_S))

    def send(self, sent: bytes) -> None:
        """Send it all, counting what the system took, so that "nothing left" is known and not guessed."""
        link: socket.socket = self._printer.device
        rest = memoryview(sent)
        while rest:
            try:
                rest = rest[link.send(rest) :]
            except OSError as trouble:
                raise _lost(trouble, nothing_sent=len(rest) == len(sent)) from trouble

    def receive(self, wait_s: float) -> bytes:
        """Return what arrives; a connection that the printer closed is trouble."""
        link: socket.socket = self._printer.device
        try:
            readable, _, _ = select.select([link], [], [], max(wait_s, 0))
            if not readable:
                return b""
            arrived = link.recv(_RECEIVE_AT_MOST)
        except (OSError, ValueError) as trouble:
            raise _lost(trouble, nothing_sent=True) from trouble
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

    def open(self) -> None:
        """Connect, if not connected, with a time-out for writing as well."""
        was_open = self.is_open
        super().open()
        if not was_open:
            self._printer.device.write_timeout = TIMEOUT_S

    def send(self, sent: bytes) -> None:
        """Send it all, in pieces that fit the write time-out even on a slow line."""
        piece = max(256, self._baudrate // 10)
        for start in range(0, len(sent), piece):
            try:
                self._printer.device.write(sent[start : start + piece])
            except (OSError, serial.SerialException) as trouble:
                # The driver doesn't tell how much of the piece it took.
                raise _lost(trouble, nothing_sent=False) from trouble

    def receive(self, wait_s: float) -> bytes:
        """Return what arrives."""
        link: serial.Serial = self._printer.device
        try:
            readable, _, _ = select.select([link.fileno()], [], [], max(wait_s, 0))
            arrived: bytes = link.read(_RECEIVE_AT_MOST) if readable else b""
            return arrived
        except (OSError, serial.SerialException) as trouble:
            raise _lost(trouble, nothing_sent=True) from trouble

    def sending_takes_s(self, length: int) -> float:
        """Return the seconds for ten bits a byte: five for a badge at 115,200 baud."""
        return length * 10 / self._baudrate


class UsbLine(_EscposLine):
    """A printer at a USB port, by vendor and product number. Kept open: opening looks at the whole bus."""

    def __init__(self, vendor: int, product: int) -> None:
        super().__init__(Usb(vendor, product, timeout=int(TIMEOUT_S * 1000)))

    def open(self) -> None:
        """Connect, if not connected, and find the printer's own end points."""
        was_open = self.is_open
        try:
            super().open()
            if not was_open:
                self._find_end_points()
        except (usb.core.USBError, usb.core.NoBackendError) as trouble:
            self.close()
            raise PrinterTrouble(Reason.NO_ANSWER, f"the printer can't be reached: {trouble}") from trouble

    def send(self, sent: bytes) -> None:
        """Send it all."""
        try:
            self._printer.device.write(self._printer.out_ep, sent, int(TIMEOUT_S * 1000))
        except usb.core.USBError as trouble:
            raise _lost(trouble, nothing_sent=False) from trouble

    def receive(self, wait_s: float) -> bytes:
        """Return what arrives."""
        give_up_at = time.monotonic() + wait_s
        while (left_s := give_up_at - time.monotonic()) > 0:
            try:
                arrived = self._printer.device.read(self._printer.in_ep, _RECEIVE_AT_MOST, max(int(left_s * 1000), 1))
            except usb.core.USBTimeoutError:
                return b""
            except usb.core.USBError as trouble:
                raise _lost(trouble, nothing_sent=True) from trouble
            if len(arrived):  # some printers send empty packets while they are busy
                return bytes(arrived)
        return b""

    def _find_end_points(self) -> None:
        """Use the end points that the printer announces, which are not the same for all makes."""
        interface = self._printer.device.get_active_configuration()[(0, 0)]
        for point in interface:
            if usb.util.endpoint_direction(point.bEndpointAddress) == usb.util.ENDPOINT_IN:
                self._printer.in_ep = point.bEndpointAddress
            else:
                self._printer.out_ep = point.bEndpointAddress


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
                raise _lost(trouble, nothing_sent=len(rest) == len(sent)) from trouble

    def receive(self, wait_s: float) -> bytes:
        """Return nothing: this line can't be read."""
        return b""
