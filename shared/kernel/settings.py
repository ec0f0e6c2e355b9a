"""Settings: read once from the environment, and complaining all at once."""

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, ValidationError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

_GOOD = {
    "data_dir": "a folder, such as ./data or /var/lib/usher",
    "database_url": "sqlite:///data/usher.db or postgresql+psycopg://user:password@host:5432/usher",
    "kiosk_bind": "host:port, such as 127.0.0.1:8001",
    "admin_bind": "host:port, such as 127.0.0.1:8002",
    "public_url": "the address that people open, such as https://usher.example.com",
    "trusted_proxies": "addresses or networks with commas between them, such as 10.0.0.5,192.168.7.0/24",
    "printer": "virtual:, tcp://host:9100?width=576, usb://04b8:0e32, serial:///dev/ttyUSB0?baudrate=115200"
    ", file:///dev/usb/lp0, brother://host:9100?model=QL-820NWB or brother-usb://04f9:209d?model=QL-820NWB,"
    " several with commas between them",
    "scanner": "serial:///dev/serial/by-id/…",
    "site": "the code of a site, such as HQ",
    "station": "the name of a station, such as lobby",
    "smtp_url": "smtp://user:password@host:587?starttls=1",
    "secret_key_file": "a file with at least 32 secret bytes",
    "demo": "1 or 0",
}


class SettingsTrouble(ValueError):
    """Some settings are wrong; the text has a line for each, with what a good value looks like."""


@dataclass(frozen=True)
class Address:
    """Where an app listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @classmethod
    def parse(cls, text: Any) -> "Address":
        """Read `host:port` or `[::1]:port`."""
        if isinstance(text, cls):
            return text
        match = re.fullmatch(r"(?:\[(?P<six>[0-9a-fA-F:]+)\]|(?P<host>[^\s:/]+)):(?P<port>\d{1,5})", str(text).strip())
        if not match or int(match["port"]) > 65535:
            raise ValueError("not host:port")
        return cls(match["six"] or match["host"], int(match["port"]))


def _matching(pattern: str, words: str) -> Callable[[Any], Any]:
    def check(value: Any) -> Any:
        if value is not None and not re.fullmatch(pattern, str(value)):
            raise ValueError(words)
        return value

    return check


def _list(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(",") if part.strip()) if isinstance(value, str) else value


def _proxies(value: Any) -> Any:
    proxies = _list(value)
    for each in proxies:
        ip_network(each, strict=False)
    return proxies


_PRINTER = re.compile(
    r"virtual:\S*|(tcp|brother)://[^\s/:]+(:\d+)?(\?\S*)?|(brother-)?usb://[0-9a-fA-F]{4}:[0-9a-fA-F]{4}\S*|(serial|file):///\S+"
)


def _printers(value: Any) -> Any:
    printers = _list(value)
    if not printers or not all(_PRINTER.fullmatch(printer) for printer in printers):
        raise ValueError("not a printer's address")
    return printers


_Bind = Annotated[Address, NoDecode, BeforeValidator(Address.parse)]
_Proxies = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_proxies)]
_Printers = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_printers)]
_Database = Annotated[
    str, BeforeValidator(_matching(r"(sqlite:///|postgresql\+psycopg://)\S+", "not a database that Usher knows"))
]
_Web = Annotated[str, BeforeValidator(_matching(r"https?://[^\s/?#]+/?", "not the root of a web address"))]
_Smtp = Annotated[str, BeforeValidator(_matching(r"smtps?://\S+", "not a mail server's address"))]
_Scanner = Annotated[str, BeforeValidator(_matching(r"serial:///\S+", "not a scanner's address"))]
_Word = Annotated[str, BeforeValidator(_matching(r"[\w .-]{1,60}", "has characters that a name may not have"))]


class _Environment(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="USHER_", extra="ignore", env_ignore_empty=True)

    data_dir: Path = Path("data")
    database_url: _Database | None = None
    kiosk_bind: _Bind = Address("127.0.0.1", 8001)
    admin_bind: _Bind = Address("127.0.0.1", 8002)
    public_url: _Web | None = None
    trusted_proxies: _Proxies = ()
    printer: _Printers = ("virtual:",)
    scanner: _Scanner | None = None
    site: _Word | None = None
    station: _Word = "lobby"
    smtp_url: _Smtp | None = None
    secret_key_file: Path | None = None
    demo: bool = Field(default=True, validation_alias="DEMO")


@dataclass(frozen=True)
class Settings:
    """What the environment says, with every default filled in."""

    data_dir: Path
    database_url: str
    kiosk_bind: Address
    admin_bind: Address
    public_url: str
    """Without a slash at the end."""
    trusted_proxies: tuple[str, ...]
    printers: tuple[str, ...]
    scanner: str | None
    site: str | None
    station: str
    smtp_url: str | None
    secret_key_file: Path
    demo: bool

    @classmethod
    def read(cls, checks: Mapping[str, Callable[[str], object]] | None = None) -> "Settings":
        """Read the environment; raise SettingsTrouble with a line for every wrong setting.

        `checks` are what a front door knows beyond shapes: for a setting's name, what raises ValueError on
        a value that is wrong.
        """
        wrong = _wrong_by(checks or {})
        try:
            said = _Environment()
        except ValidationError as trouble:
            wrong = {_name(error): _complaint(error) for error in trouble.errors()} | wrong
        if wrong:
            raise SettingsTrouble("\n".join(wrong.values()))
        folder = said.data_dir.absolute()
        return cls(
            data_dir=folder,
            database_url=said.database_url or f"sqlite:///{folder / 'usher.db'}",
            kiosk_bind=said.kiosk_bind,
            admin_bind=said.admin_bind,
            public_url=(said.public_url or f"http://{said.admin_bind}").rstrip("/"),
            trusted_proxies=said.trusted_proxies,
            printers=said.printer,
            scanner=said.scanner,
            site=said.site,
            station=said.station,
            smtp_url=said.smtp_url,
            secret_key_file=said.secret_key_file or folder / "secret.key",
            demo=said.demo,
        )

    @property
    def is_https(self) -> bool:
        """Say whether people reach the office by https, so that cookies must be Secure."""
        return self.public_url.startswith("https://")


def _wrong_by(checks: Mapping[str, Callable[[str], object]]) -> dict[str, str]:
    """Return a complaint by setting for those that a front door's checks refuse."""
    wrong: dict[str, str] = {}
    for name, check in checks.items():
        try:
            if value := os.environ.get(name):
                check(value)
        except ValueError as trouble:
            wrong[name] = f"{name}: {trouble}"
    return wrong


def _name(error: Any) -> str:
    field = str(error["loc"][0])
    return "DEMO" if field in ("demo", "DEMO") else f"USHER_{field.upper()}"


def _complaint(error: Any) -> str:
    field = str(error["loc"][0]).lower()
    why = error["msg"].removeprefix("Value error, ")
    return f"{_name(error)}: {why}. A good value: {_GOOD[field]}."
