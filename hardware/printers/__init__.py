"""Printers behind one Protocol. They print pictures and know no visits."""

from hardware.printers.addresses import PrinterAddress, open_printer
from hardware.printers.printer import Confirmation, Identity, Job, Printer, PrinterStatus, PrinterTrouble

__all__ = [
    "Confirmation",
    "Identity",
    "Job",
    "Printer",
    "PrinterAddress",
    "PrinterStatus",
    "PrinterTrouble",
    "open_printer",
]
