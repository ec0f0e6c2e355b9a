"""Printers that things happen to."""

from tests.hardware.conftest import pty_printer, tcp_printer

__all__ = ["pty_printer", "tcp_printer"]
