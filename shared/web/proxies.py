"""Behind a proxy: whose word is taken for where a request came from."""

import ipaddress
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_FORWARDED = (
    "HTTP_FORWARDED",
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_FORWARDED_PORT",
    "HTTP_X_FORWARDED_PREFIX",
    "HTTP_X_FORWARDED_PROTO",
    "HTTP_X_FORWARDED_PROTOCOL",
    "HTTP_X_FORWARDED_SSL",
    "HTTP_X_REAL_IP",
)


class TrustedProxies:
    """Believes X-Forwarded-For, -Proto and -Host of the named proxies only; from all others they are struck out."""

    def __init__(self, app: "WSGIApplication", trusted: Sequence[str]) -> None:
        self._app = app
        self._networks = tuple(ipaddress.ip_network(each, strict=False) for each in trusted)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Correct the environment and call the app."""
        said = {name: environ.pop(name) for name in _FORWARDED if name in environ}
        if said and self._trusts(environ.get("REMOTE_ADDR", "")):
            environ.update(self._believed(said))
        return self._app(environ, start_response)

    def _believed(self, said: dict[str, str]) -> dict[str, Any]:
        """Return what changes; of a list, what the nearest proxy added stands last."""
        changes: dict[str, Any] = {}
        if client := self._client(_listed(said.get("HTTP_X_FORWARDED_FOR", ""))):
            changes["REMOTE_ADDR"] = client
        if (schemes := _listed(said.get("HTTP_X_FORWARDED_PROTO", ""))) and schemes[-1] in ("http", "https"):
            changes["wsgi.url_scheme"] = schemes[-1]
        if hosts := _listed(said.get("HTTP_X_FORWARDED_HOST", "")):
            changes["HTTP_HOST"] = hosts[-1]
        return changes

    def _client(self, hops: list[str]) -> str | None:
        """Return the nearest hop that is no proxy of ours; the farthest one if all are."""
        client = None
        for hop in reversed(hops):
            address = _address(hop)
            if address is None:
                break
            client = address
            if not self._trusts(address):
                break
        return client

    def _trusts(self, address: str) -> bool:
        try:
            known: Any = ipaddress.ip_address(address)
        except ValueError:
            return False
        mapped = getattr(known, "ipv4_mapped", None)
        return any((mapped or known) in network for network in self._networks)


def _listed(header: str) -> list[str]:
    return [part.strip() for part in header.split(",") if part.strip()]


def _address(hop: str) -> str | None:
    """Return the address of a hop such as `10.0.0.1`, `10.0.0.1:5000` or `[::1]:5000`; None for anything else."""
    text = hop[1:].split("]")[0] if hop.startswith("[") else hop
    if text.count(":") == 1:
        text = text.split(":")[0]
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
