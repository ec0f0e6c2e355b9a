"""Scanners at a serial port. Those that type like a keyboard, and the camera, are read by the screen itself."""

from hardware.scanners.addresses import ScannerAddress
from hardware.scanners.scanner import NoScanner, Scanner
from hardware.scanners.serial_scanner import SerialScanner, open_scanner

__all__ = ["NoScanner", "Scanner", "ScannerAddress", "SerialScanner", "open_scanner"]
