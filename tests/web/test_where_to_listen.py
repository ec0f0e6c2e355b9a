"""An app that can't listen where it should says so in words, with what to do, before it begins."""

import socket

import pytest

from shared.kernel.settings import SettingsTrouble
from shared.web.serving import check_free


def test_a_port_that_is_taken_is_named_with_its_setting() -> None:
    """As with a second `make run` beside a first."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        with pytest.raises(SettingsTrouble, match=rf"USHER_KIOSK_BIND: {taken}: Address already in use. A good value"):
            check_free("USHER_KIOSK_BIND", taken)
    check_free("USHER_KIOSK_BIND", taken)


def test_an_address_of_another_machine_is_named_too() -> None:
    """192.0.2.0/24 is nobody's (RFC 5737)."""
    with pytest.raises(SettingsTrouble, match=r"USHER_ADMIN_BIND: 192\.0\.2\.7:8002: .* an address of this machine"):
        check_free("USHER_ADMIN_BIND", "192.0.2.7:8002")
