"""The wire to a printer at USB, by pyusb: no reset, no more looking around than needed, and never during a job."""

import contextlib
import errno
import time
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import usb.core
import usb.util

from hardware.printers.lines import TIMEOUT_S, lost
from hardware.printers.owner import UsbBus
from hardware.printers.printer import PrinterTrouble
from shared.printing.rules import Reason

PRINTER_CLASS = 7

_RECEIVE_AT_MOST = 512
"""A whole packet of the fast kind: a smaller buffer would be an error when one comes."""
_PIECE = 4096
_EMPTY_PACKETS_EVERY_S = 0.01
_PLUGGED_IN = Path("/sys/bus/usb/devices")


class UsbLine:
    """A printer at a USB port, by vendor and product number. Kept open: opening looks at the whole bus."""

    can_receive = True
    may_rest = False

    def __init__(self, vendor: int, product: int, bus: UsbBus) -> None:
        self._numbers = (vendor, product)
        self._bus = bus
        self._device: Any = None
        self._interface: Any = None
        self._out: Any = None
        self._in: Any = None

    @property
    def is_open(self) -> bool:
        """Say whether it is connected."""
        return self._out is not None

    def open(self) -> None:
        """Connect, if not connected. Raises PrinterTrouble, also when another program has the printer."""
        if self.is_open:
            return
        if not is_plugged_in(*self._numbers):
            raise PrinterTrouble(Reason.NO_ANSWER, "the printer is not plugged in, or is switched off")
        try:
            with self._bus.looking():
                self._find()
            self._claim()
        except (usb.core.USBError, usb.core.NoBackendError) as trouble:
            self.close()
            is_busy = getattr(trouble, "errno", None) == errno.EBUSY
            reason = Reason.IN_USE if is_busy else Reason.NO_ANSWER
            raise PrinterTrouble(reason, f"the printer can't be reached: {trouble}") from trouble

    def send(self, sent: bytes) -> None:
        """Send it all, piece by piece: a slow printer takes the next one when it has room, within the time-out."""
        rest = memoryview(sent)
        while rest:
            try:
                rest = rest[self._out.write(bytes(rest[:_PIECE]), int(TIMEOUT_S * 1000)) :]
            except usb.core.USBError as trouble:
                # How much of the piece went over is not told.
                raise lost(trouble, nothing_sent=False) from trouble

    def receive(self, wait_s: float) -> bytes:
        """Return what arrives."""
        give_up_at = time.monotonic() + wait_s
        while True:
            left_s = give_up_at - time.monotonic()
            try:
                arrived = self._in.read(_RECEIVE_AT_MOST, max(int(left_s * 1000), 1))
            except usb.core.USBTimeoutError:
                return b""
            except usb.core.USBError as trouble:
                raise lost(trouble, nothing_sent=True) from trouble
            if len(arrived):
                return bytes(arrived)
            if left_s <= 0:
                return b""
            time.sleep(min(_EMPTY_PACKETS_EVERY_S, left_s))  # some send empty packets, at once, while they are busy

    def sending_takes_s(self, length: int) -> float:
        """Return how many seconds the wire itself needs: hardly any."""
        return length / 1_000_000

    def undisturbed(self) -> AbstractContextManager[None]:
        """Keep others from looking at the bus."""
        return self._bus.printing()

    def close(self) -> None:
        """Hang up, also on a printer that is gone."""
        device, interface = self._device, self._interface
        self._device = self._interface = self._out = self._in = None
        if device is None:
            return
        with contextlib.suppress(usb.core.USBError):  # the plug was pulled: there is nothing left to hang up
            if interface is not None:
                usb.util.release_interface(device, interface)
            usb.util.dispose_resources(device)

    def _find(self) -> None:
        vendor, product = self._numbers
        self._device = usb.core.find(idVendor=vendor, idProduct=product)
        if self._device is None:
            raise PrinterTrouble(Reason.NO_ANSWER, "the printer is not plugged in, or is switched off")

    def _claim(self) -> None:
        """Make the printer's interface ours, and use the end points that it announces: they differ by make."""
        interface = _printer_interface(self._device)
        with contextlib.suppress(NotImplementedError):
            if self._device.is_kernel_driver_active(interface.bInterfaceNumber):
                self._device.detach_kernel_driver(interface.bInterfaceNumber)
        usb.util.claim_interface(self._device, interface)
        self._interface = interface
        for point in interface:
            if usb.util.endpoint_direction(point.bEndpointAddress) == usb.util.ENDPOINT_IN:
                self._in = point
            else:
                self._out = point
        if self._in is None or self._out is None:
            self.close()
            raise PrinterTrouble(Reason.NO_ANSWER, "this USB device is no printer that can be talked with")


def is_plugged_in(vendor: int, product: int) -> bool:
    """Look it up in what the kernel knows, which disturbs no device; True where there is no such list."""
    if not _PLUGGED_IN.is_dir():
        return True
    wanted = (f"{vendor:04x}", f"{product:04x}")
    try:
        return any(
            (number.read_text().strip(), number.with_name("idProduct").read_text().strip()) == wanted
            for number in _PLUGGED_IN.glob("*/idVendor")
        )
    except OSError:  # something is being plugged or unplugged just now
        return True


def _printer_interface(device: Any) -> Any:
    """Return the interface of the printer class, or the first one of makes that say nothing of the sort."""
    try:
        configuration = device.get_active_configuration()
    except usb.core.USBError:  # it has just been plugged in, and nothing has set it up
        device.set_configuration()
        configuration = device.get_active_configuration()
    named = usb.util.find_descriptor(configuration, bInterfaceClass=PRINTER_CLASS)
    return named if named is not None else configuration[(0, 0)]
