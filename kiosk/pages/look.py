"""The kiosk's look and behaviour: its sheet of style in the company's colours, its scripts, the company's pictures."""

from pathlib import Path

from flask import Blueprint, Response, current_app, make_response, request

from kiosk.lobby import lobby
from kiosk.scripts import scripts_in, scripts_version
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
    return _small(sheet_of(look), "text/css", is_as_named=version == version_of(look))


@pages.get("/look/<version>/<name>.js")
def script(version: str, name: str) -> Response:
    """Return a script with all that it imports; the version in the address only tells old from new."""
    static = Path(str(current_app.static_folder))
    text = scripts_in(static).get(name)
    if text is None:
        return problem(404, "no_such_script")
    return _small(text, "text/javascript", is_as_named=version == scripts_version(static))


def _small(text: str, type_: str, *, is_as_named: bool) -> Response:
    """Answer with a text, compressed for who takes that, and kept for good by who asked for it as it is now."""
    takes_gzip = request.accept_encodings["gzip"]
    answer = make_response(compressed(text) if takes_gzip else text)
    answer.content_type = f"{type_}; charset=utf-8"
    answer.vary.add("Accept-Encoding")
    if takes_gzip:
        answer.headers["Content-Encoding"] = "gzip"
    if is_as_named:
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
