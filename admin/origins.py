"""Whose pages may send us orders: our own, under the public address or the name that was asked for.

A browser says where a page is from. That is held against our own address, not only against the Host of the request:
a proxy that passes another Host on must not make every form of the office look foreign.
"""

from flask import Flask, request
from flask_wtf.csrf import CSRFError

from shared.kernel.settings import Settings

# Browsers leave a scheme's own port out of Origin.
_UNSAID_PORT = {"http": ":80", "https": ":443"}
_THIS_MACHINE = ("127.0.0.1", "localhost", "[::1]")
_READING = ("GET", "HEAD", "OPTIONS")


def own_origins(settings: Settings) -> list[str]:
    """Return the origins of our own pages: the public address, and all names of this machine if it is one."""
    scheme, _, rest = settings.public_url.lower().partition("://")
    rest = rest.removesuffix(_UNSAID_PORT[scheme])
    name = next((name for name in _THIS_MACHINE if rest == name or rest.startswith(f"{name}:")), None)
    if name is None:
        return [f"{scheme}://{rest}"]
    return [f"{scheme}://{other}{rest.removeprefix(name)}" for other in _THIS_MACHINE]


def refuse_foreign_orders(app: Flask, settings: Settings) -> None:
    """Refuse what a page from elsewhere sends, beside the token that every form carries."""
    own = frozenset(own_origins(settings))
    app.config["WTF_CSRF_SSL_STRICT"] = False  # it knows no public address

    @app.before_request
    def refuse() -> None:
        origin = request.headers.get("Origin", "").lower()
        here = (f"http://{request.host}", f"https://{request.host}")
        if origin and request.method not in _READING and origin not in own and origin not in here:
            raise CSRFError("The form is another page's.")
