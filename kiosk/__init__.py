"""The screen at the door: visitors check themselves in and out."""

from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Flask, Response, redirect, request, url_for
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from kiosk.asked import LONGEST_BODY, Malformed
from kiosk.display import display
from kiosk.icons import drawn_icons
from kiosk.lobby import Lobby, furnish
from kiosk.pages import (
    alarm,
    arrive,
    badge,
    feedback,
    group,
    health,
    leave,
    look,
    scans,
    waiting,
    waiting_again,
    walk_in,
    walk_in_people,
    walk_in_programs,
    welcome,
)
from kiosk.pages import help as help_pages
from kiosk.scans import Scans
from shared.desk.outcomes import Door
from shared.desk.taps import OtherQuestion
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.web.addresses import compile_late
from shared.web.broken import log_routes
from shared.web.carried_words import item_words
from shared.web.compressed import compress_static
from shared.web.headers import add_security_headers
from shared.web.languages import KIOSK_WORDS, speak
from shared.web.problems import problem
from shared.web.unreadable import refuse_nul

_HERE = Path(__file__).resolve().parent
_SHARED_TEMPLATES = _HERE.parent / "shared" / "web" / "templates"
_NEWS_WAIT_S = 25.0
_CODES = {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 500: "broken"}
_LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")

_STEPS = (
    alarm,
    welcome,
    arrive,
    group,
    waiting,
    waiting_again,
    badge,
    leave,
    feedback,
    help_pages,
    health,
    look,
    scans,
    walk_in,
    walk_in_people,
    walk_in_programs,
)


def create_kiosk(
    settings: Settings,
    node: Node,
    *,
    door: Door,
    badge_picture: Callable[[Session, str], bytes | None],
    printer_states: Callable[[], Mapping[str, str]],
    serial_scans: Scans | None = None,
    news_wait_s: float = _NEWS_WAIT_S,
) -> Flask:
    """Build the kiosk's app.

    `door` is where its screen stands, `badge_picture` draws a badge as PNG (None if there is no such badge),
    `printer_states` says of each printer `ready` or a code, `serial_scans` is what a scanner at a serial port
    reads, where there is one, `news_wait_s` is how long a screen waits for news.
    """
    app = Flask(__name__, static_folder=str(_HERE.parent / "static"), static_url_path="/static")
    compile_late(app)
    app.jinja_loader = ChoiceLoader([FileSystemLoader(_HERE / "templates"), FileSystemLoader(_SHARED_TEMPLATES)])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    app.config["TRUSTED_HOSTS"] = _own_names(settings)
    furnish(app, Lobby(node, door, badge_picture, printer_states, news_wait_s, serial_scans))
    compress_static(app)
    add_security_headers(app, is_https=settings.is_https, camera=True)
    speak(app, lambda: display().lang, KIOSK_WORDS)
    app.add_template_filter(item_words)
    app.jinja_env.globals["drawn"] = drawn_icons(_HERE.parent / "static/icons/tabler.svg")
    for step in _STEPS:
        app.register_blueprint(step.pages)
    refuse_nul(app, lambda: problem(422, "malformed", "There is a NUL in the address."), forms_too=False)
    log_routes(app)
    _answer_mistakes(app)
    return app


def _own_names(settings: Settings) -> list[str] | None:
    """Return the host names that this kiosk goes by; None, any, once it is opened beyond this machine.

    A page from elsewhere whose name was made to point at loopback must not be taken for one of our own.
    """
    if settings.kiosk_bind.host not in _LOOPBACK or settings.trusted_proxies:
        return None
    return list(_LOOPBACK)


def _answer_mistakes(app: Flask) -> None:
    @app.errorhandler(Malformed)
    def malformed(wrong: Malformed) -> Response:
        return problem(422, "malformed", str(wrong))

    @app.errorhandler(OtherQuestion)
    def other_question(_: OtherQuestion) -> Response:
        return problem(422, "tap_used_otherwise", "This tap was sent before, with another body.")

    @app.errorhandler(413)
    def too_long(_: Exception) -> Response:
        return problem(413, "too_long", f"A body has at most {LONGEST_BODY} bytes.")

    @app.errorhandler(HTTPException)
    def failed(fault: HTTPException) -> AnyResponse | HTTPException:
        """Tell programs; the screen has words of its own for what it gets no page of.

        A browser that was sent to an address of nothing is brought to the first screen: it has no other way back.
        """
        status = fault.code or 500
        if status < 400:
            return fault
        if status in (404, 405) and request.headers.get("Sec-Fetch-Mode") == "navigate":
            return redirect(url_for("welcome.welcome"), 303)
        answer = problem(status, _CODES.get(status, "failed"))
        answer.headers.update([each for each in fault.get_headers() if each[0] in ("Allow", "Retry-After")])
        return answer
