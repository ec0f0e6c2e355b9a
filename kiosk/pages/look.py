"""The kiosk's look: its sheet of style in the company's colours, the company's logo and picture."""

from flask import Blueprint, Response, make_response, request

from kiosk.lobby import lobby
from kiosk.sheets import compressed, sheet_of, version_of
from shared.looks.queries import look_now, look_picture
from shared.web.problems import problem

pages = Blueprint("look", __name__)

_FOREVER = "public, max-age=31536000, immutable"


@pages.get("/look/<version>.css")
def sheet(version: str) -> Response:
    """Return the whole style in the company's colours; the version in the address only tells old from new."""
    with lobby().node.reading() as session:
        look = look_now(session)
    words, takes_gzip = sheet_of(look), request.accept_encodings["gzip"]
    answer = make_response(compressed(words) if takes_gzip else words)
    answer.content_type = "text/css; charset=utf-8"
    answer.vary.add("Accept-Encoding")
    if takes_gzip:
        answer.headers["Content-Encoding"] = "gzip"
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
