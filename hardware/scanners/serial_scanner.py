"""A scanner at a serial port, or at a USB port that plays one (CDC). It may be pulled out and plugged in again."""

import select
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import serial
import structlog

from hardware.scanners.addresses import ScannerAddress
from hardware.scanners.codes import CodesInBytes
from hardware.scanners.scanner import NoScanner, Scanner

_TRY_AGAIN_S = 0.5
_LOOK_UP_EVERY_S = 0.5
"""How soon a stop is noticed."""
_PAUSE_S = 0.08
"""Between two bytes of a code: 80 ms are 76 bytes at 9600 baud, and no scanner's buffer stutters so long."""
_STOP_WITHIN_S = 2.0
_BY_ID = Path("/dev/serial/by-id")

log = structlog.get_logger()


def open_scanner(address: str | None, scanned: Callable[[str], object]) -> Scanner:
    """Return the scanner at an address, or a harmless twin for none; nothing is opened yet. Raises ValueError."""
    return SerialScanner(ScannerAddress.parse(address), scanned) if address else NoScanner()


class SerialScanner:
    """Reads one scanner in a thread of its own and hands on each code, once."""

    def __init__(self, address: ScannerAddress, scanned: Callable[[str], object]) -> None:
        """`scanned` is called with the text of each code, in the scanner's thread; it must not wait."""
        self._address = address
        self._scanned = scanned
        self._is_there = threading.Event()
        self._stopping = threading.Event()
        self._was_missed = False
        self._thread = threading.Thread(target=self._run, name="scanner", daemon=True)

    def start(self) -> None:
        """Begin to read; a scanner that is not there yet is read from when it comes."""
        self._thread.start()

    def stop(self) -> None:
        """Read no more, and give the port free."""
        self._stopping.set()
        self._thread.join(_STOP_WITHIN_S)

    def is_there(self, within_s: float = 0) -> bool:
        """Say whether its port is open, if need be after waiting so many seconds for it."""
        return self._is_there.wait(within_s)

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with closing(self._opened()) as port:
                    self._is_there.set()
                    self._was_missed = False
                    log.info("the scanner is there", device=self._address.device)
                    self._read(port)
            except (OSError, serial.SerialException) as trouble:
                self._miss(trouble)
            finally:
                self._is_there.clear()
            self._stopping.wait(_TRY_AGAIN_S)

    def _opened(self) -> serial.Serial:
        """Open the port. What it still held from before is thrown away: nobody waits for those codes any more."""
        return serial.Serial(
            self._address.device,
            baudrate=self._address.baudrate,
            bytesize=self._address.bits,
            parity=self._address.parity[0].upper(),
            timeout=0,
            exclusive=True,
        )

    def _read(self, port: serial.Serial) -> None:
        codes = CodesInBytes()
        while not self._stopping.is_set():
            wait_s = _PAUSE_S if codes.is_in_a_code else _LOOK_UP_EVERY_S
            readable, _, _ = select.select([port.fileno()], [], [], wait_s)
            for code in codes.arrive(port.read(port.in_waiting or 1)) if readable else codes.pause():
                self._scanned(code)

    def _miss(self, trouble: Exception) -> None:
        """Write down that the scanner is not there, once until it is back, and what is there instead."""
        if not self._was_missed:
            there = sorted(str(link) for link in _BY_ID.glob("*"))
            log.warning("the scanner can't be read", device=self._address.device, trouble=str(trouble), found=there)
        self._was_missed = True
