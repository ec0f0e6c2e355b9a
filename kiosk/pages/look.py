"""The company's look: its colours as a sheet of style, its logo and picture."""

from flask import Blueprint, Response, make_response

from kiosk.colours import style_of, version_of
from kiosk.lobby import lobby
from shared.looks.queries import look_now, look_picture
from shared.web.problems import problem

pages = Blueprint("look", __name__)

_FOREVER = "public, max-age=31536000, immutable"


@pages.get("/look/<version>.css")
def sheet(version: str) -> Response:
    """Return the colours that the company chose; the version in the address only tells old sheets from new ones."""
    with lobby().node.reading() as session:
        look = look_now(session)
    answer = make_response(style_of(look))
    answer.content_type = "text/css; charset=utf-8"
    if version == version_of(look):
        answer.headers["Cache-Control"] = _FOREVER
    return answer


@pages.get("/look/pictures/<picture_id>")
def picture(picture_id: str) -> Response:
    """Return the company's logo or picture."""
    with lobby().node.reading() as session:
        kept = look_picture(session, picture_id)
        if kept is None:
            return problem(404, "no_such_picture")
        answer = make_response(kept.picture)
        answer.content_type = kept.mime
    answer.headers["Cache-Control"] = _FOREVER
    return answer
