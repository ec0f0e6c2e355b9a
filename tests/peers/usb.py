"""A printer at USB, where a test machine has none: what stands in for libusb, under pyusb itself.

It does what libusb does for one device: descriptors, claims, bulk transfers with their time-outs and errors.
"""

import errno
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import usb.backend
import usb.core
import usb.util

from tests.peers.escpos import Faults, Mind
from tests.peers.mishaps import Mishaps

VENDOR, PRODUCT = 0x04B8, 0x0E28
_OUT, _IN = 0x01, 0x82
_PRINTER_INTERFACE = 1
"""Not the first one: makes differ."""


class UsbPrinter(usb.backend.IBackend):  # type: ignore[misc]
    """A receipt printer, and the bus that it is plugged into."""

    def __init__(self) -> None:
        self.mind = Mind(reply=self._reply)
        self.mishaps = Mishaps()
        self.is_plugged_in = True
        self.claimed_by_other = False
        self.kernel_has_it = True
        self.looks = 0
        """How often the bus was looked through."""
        self.takes_at_once = 4096
        """How many bytes fit into one transfer before its time is up."""
        self._said = bytearray()
        self._has_said = threading.Condition()

    @property
    def faults(self) -> Faults:
        """What is wrong with it; set the fields."""
        return self.mind.faults

    @property
    def address(self) -> str:
        """The address as settings write it."""
        return f"usb://{VENDOR:04x}:{PRODUCT:04x}"

    def pull_plug(self) -> None:
        """Pull the plug."""
        self.is_plugged_in = False
        self.mind.hears_nothing_more()

    def plug_in(self) -> None:
        """Plug it in again: the kernel's own driver takes it first."""
        self.is_plugged_in = self.kernel_has_it = True

    def enumerate_devices(self) -> Iterator[Any]:
        """Look through the bus."""
        self.looks += 1
        yield from ["the printer"] if self.is_plugged_in else []

    def get_device_descriptor(self, _device: Any) -> Any:
        """Describe the printer."""
        return _described(idVendor=VENDOR, idProduct=PRODUCT, bNumConfigurations=1, bus=1, address=4, port_number=1)

    def get_configuration_descriptor(self, _device: Any, number: int) -> Any:
        """Describe its only configuration."""
        if number:
            raise IndexError
        return _described(bNumInterfaces=2, bConfigurationValue=1)

    def get_interface_descriptor(self, _device: Any, number: int, other: int, _configuration: int) -> Any:
        """Describe its interfaces: one that is nothing to us, then the printer's."""
        if number > _PRINTER_INTERFACE or other:
            raise IndexError
        is_printer = number == _PRINTER_INTERFACE
        return _described(
            bInterfaceNumber=number, bNumEndpoints=2 * is_printer, bInterfaceClass=7 if is_printer else 0xFF
        )

    def get_endpoint_descriptor(self, _device: Any, number: int, *_where: int) -> Any:
        """Describe an end point."""
        return _described(bEndpointAddress=(_OUT, _IN)[number], bmAttributes=usb.util.ENDPOINT_TYPE_BULK)

    def open_device(self, device: Any) -> Any:
        """Open."""
        self._must_be_there()
        return device

    def close_device(self, _handle: Any) -> None:
        """Close."""

    def get_configuration(self, _handle: Any) -> int:
        """Say which configuration is set."""
        self._must_be_there()
        return 1

    def claim_interface(self, _handle: Any, number: int) -> None:
        """Claim the printer's interface, if nobody else has."""
        self._must_be_there()
        assert number == _PRINTER_INTERFACE, "claimed what is no printer"
        if self.claimed_by_other or self.kernel_has_it:
            raise usb.core.USBError("Resource busy", -6, errno.EBUSY)

    def release_interface(self, _handle: Any, _number: int) -> None:
        """Release it."""
        self._must_be_there()

    def is_kernel_driver_active(self, _handle: Any, _number: int) -> bool:
        """Say whether the kernel's own driver has it."""
        return self.kernel_has_it

    def detach_kernel_driver(self, _handle: Any, _number: int) -> None:
        """Take it from the kernel's own driver."""
        self.kernel_has_it = False

    def reset_device(self, _handle: Any) -> None:
        """Nobody may do that: a job that is held for paper would be lost."""
        raise AssertionError("the printer was reset")

    def bulk_write(self, _handle: Any, _point: int, _number: int, data: Any, _timeout: int) -> int:
        """Take bytes, as many as fit."""
        self._must_be_there()
        taken = bytes(data)[: self.takes_at_once]
        if self.mind.is_question(taken):
            self.mishaps.job_is_over()
        for part in self.mishaps.parts(taken):
            self._must_be_there()
            self.mind.takes(part)
        self._must_be_there()
        return len(taken)

    def bulk_read(self, _handle: Any, _point: int, _number: int, buffer: Any, timeout: int) -> int:
        """Give what it has said, or time out."""
        self._must_be_there()
        with self._has_said:
            if not self._has_said.wait_for(lambda: self._said, timeout / 1000):
                raise usb.core.USBTimeoutError("Operation timed out", -7, errno.ETIMEDOUT)
            said = self._said[: len(buffer)]
            del self._said[: len(said)]
        buffer[: len(said)] = type(buffer)("B", said)
        return len(said)

    def _reply(self, reply: bytes) -> None:
        with self._has_said:
            self._said += reply
            self._has_said.notify_all()

    def _must_be_there(self) -> None:
        if not self.is_plugged_in:
            raise usb.core.USBError("No such device (it may have been disconnected)", -4, errno.ENODEV)


class _Zeroes(SimpleNamespace):
    """A descriptor whose other fields are zero."""

    def __getattr__(self, name: str) -> Any:
        if name == "extra_descriptors":
            return []
        if name.startswith("_"):
            raise AttributeError(name)
        return 0


def _described(**fields: int) -> Any:
    return _Zeroes(**fields)
