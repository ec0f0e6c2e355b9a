"""Settings complain all at once and say what a good value looks like."""

from pathlib import Path

import pytest

from shared.kernel.keys import KeyFileTrouble, Keys
from shared.kernel.settings import Address, Settings, SettingsTrouble


def test_without_any_setting_everything_has_its_default(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.read()
    assert settings.data_dir == tmp_path / "data"
    assert settings.database_url == f"sqlite:///{tmp_path}/data/usher.db"
    assert (str(settings.kiosk_bind), str(settings.admin_bind)) == ("127.0.0.1:8001", "127.0.0.1:8002")
    assert settings.public_url == "http://127.0.0.1:8002"
    assert settings.printers == ("virtual:",)
    assert settings.station == "lobby"
    assert settings.demo


def test_every_wrong_setting_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = {
        "USHER_DATABASE_URL": "mysql://x",
        "USHER_KIOSK_BIND": "8001",
        "USHER_ADMIN_BIND": "host:99999",
        "USHER_PUBLIC_URL": "usher.example.com",
        "USHER_TRUSTED_PROXIES": "proxy.example.com",
        "USHER_PRINTER": "tcp:/nowhere",
        "USHER_SCANNER": "usb",
        "USHER_SMTP_URL": "mail.example.com",
        "DEMO": "perhaps",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(SettingsTrouble) as trouble:
        Settings.read()
    lines = str(trouble.value).splitlines()
    assert {line.split(":")[0] for line in lines} == set(wrong)
    assert all("A good value: " in line for line in lines)


def test_several_printers_and_an_https_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("USHER_PRINTER", "tcp://10.0.0.9:9100?width=576, virtual:")
    monkeypatch.setenv("USHER_PUBLIC_URL", "https://usher.example.com/")
    monkeypatch.setenv("USHER_TRUSTED_PROXIES", "10.0.0.5, 10.0.0.6")
    monkeypatch.setenv("USHER_KIOSK_BIND", "[::1]:8001")
    settings = Settings.read()
    assert settings.printers == ("tcp://10.0.0.9:9100?width=576", "virtual:")
    assert (settings.public_url, settings.is_https) == ("https://usher.example.com", True)
    assert settings.trusted_proxies == ("10.0.0.5", "10.0.0.6")
    assert settings.kiosk_bind == Address("::1", 8001)


def test_the_secret_is_made_once_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    file = tmp_path / "data" / "secret.key"
    first = Keys.read_or_make(file)
    assert Keys.read_or_make(file) == first
    assert file.stat().st_mode & 0o777 == 0o600
    assert first.passes != first.cookies
    assert [each.name for each in file.parent.iterdir()] == ["secret.key"]


def test_a_short_secret_is_refused_with_words(tmp_path: Path) -> None:
    file = tmp_path / "secret.key"
    file.write_bytes(b"short")
    with pytest.raises(KeyFileTrouble, match="5 bytes"):
        Keys.read_or_make(file)
