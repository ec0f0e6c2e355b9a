"""The screen at the door: visitors check themselves in and out."""

from collections.abc import Callable, Mapping
from pathlib import Path

from flask import Flask, Response
from jinja2 import ChoiceLoader, FileSystemLoader
from sqlalchemy.orm import Session

from kiosk.asked import LONGEST_BODY, Malformed
from kiosk.display import display
from kiosk.lobby import Lobby, furnish
from kiosk.pages import arrive, badge, health, help, leave, waiting, welcome
from shared.desk.outcomes import Door
from shared.desk.taps import OtherQuestion
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.web.headers import add_security_headers
from shared.web.languages import speak
from shared.web.problems import problem

_HERE = Path(__file__).resolve().parent
_SHARED_TEMPLATES = _HERE.parent / "shared" / "web" / "templates"
_NEWS_WAIT_S = 25.0


def create_kiosk(
    settings: Settings,
    node: Node,
    *,
    badge_picture: Callable[[Session, str], bytes],
    printer_state: Callable[[], Mapping[str, str]],
    station: Door,
    news_wait_s: float = _NEWS_WAIT_S,
) -> Flask:
    """Build the kiosk's app.

    `badge_picture` draws a badge as PNG, `printer_state` says of each printer `ready` or a code, `station`
    is the door that this screen stands at, `news_wait_s` how long a screen waits for news of its visit.
    """
    app = Flask(__name__, static_folder=str(_HERE.parent / "static"), static_url_path="/static")
    app.jinja_loader = ChoiceLoader([FileSystemLoader(_HERE / "templates"), FileSystemLoader(_SHARED_TEMPLATES)])
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.config["MAX_CONTENT_LENGTH"] = LONGEST_BODY
    furnish(app, Lobby(node, station, badge_picture, printer_state, news_wait_s))
    add_security_headers(app, is_https=settings.is_https, camera=True)
    speak(app, lambda: display().lang)
    for step in (welcome, arrive, waiting, badge, leave, help, health):
        app.register_blueprint(step.pages)
    _answer_mistakes(app)
    return app


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
