"""The page on which an administrator says how the kiosk looks and greets."""

from dataclasses import replace

from flask import Blueprint, current_app, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from admin.asking import lost, me, node
from admin.forms import Typed
from admin.kiosk_look.form import KEEP, NEW, NONE, form_of, look_typed, uploaded
from admin.speech import _
from shared.looks.actions import choose_look, keep_picture
from shared.looks.pictures import LARGEST_UPLOAD_BYTES, kept_logo, kept_picture
from shared.looks.queries import look_now, look_picture
from shared.looks.rules import (
    HOUSE_LAMP,
    HOUSE_WALL,
    LONGEST_GREETING,
    Look,
    shades_of_lamp,
    shades_of_wall,
)
from shared.web.languages import NAMES

pages = Blueprint("kiosk_look", __name__)

_FOREVER = "private, max-age=31536000, immutable"


def let_pictures_in() -> None:
    """Let this one form be as long as two pictures are; asked before its body is read."""
    if request.endpoint == "kiosk_look.save":
        request.max_content_length = 2 * LARGEST_UPLOAD_BYTES + 200_000


@pages.get("/kiosk-look")
def page() -> str:
    """Show how the kiosk looks, to change it."""
    with node().reading() as rows:
        look = look_now(rows)
    return _page(form_of(look), look)


@pages.post("/kiosk-look")
def save() -> str | tuple[str, int] | Response:
    """Let all kiosks look so from now on."""
    typed = Typed(request.form)
    logo = uploaded(typed, "logo", request.files.get("logo-upload"), kept_logo)
    picture = uploaded(typed, "picture", request.files.get("picture-upload"), kept_picture)
    with node().transaction() as rows:
        before = look_now(rows)
        look = look_typed(typed, before)
        if typed.troubles:
            return _page(typed, before), 422
        now = node().now()
        look = replace(
            look,
            logo=keep_picture(rows, logo, now) if logo else look.logo,
            picture=keep_picture(rows, picture, now) if picture else look.picture,
        )
        choose_look(rows, look, me().id, now)
    flash(_("Saved. The kiosks look like this within a minute."), "go")
    return redirect(url_for("kiosk_look.page"))


@pages.post("/kiosk-look/default")
def forget() -> Response:
    """Let all kiosks look as they came."""
    with node().transaction() as rows:
        choose_look(rows, Look(), me().id, node().now())
    flash(_("The kiosks look as they came, within a minute."), "go")
    return redirect(url_for("kiosk_look.page"))


@pages.post("/kiosk-look/check")
def check() -> Response:
    """Return the shades that colours bring along, and what is wrong with them, while they are being chosen."""
    typed = Typed(request.form)
    look = look_typed(typed, Look())
    shades = shades_of_wall(look.wall or HOUSE_WALL) if "wall" not in typed.troubles else {}
    shades |= shades_of_lamp(look.lamp or HOUSE_LAMP) if "lamp" not in typed.troubles else {}
    return jsonify({"shades": shades, "troubles": {name: typed.troubles.get(name, "") for name in ("wall", "lamp")}})


@pages.get("/kiosk-look/pictures/<picture_id>")
def picture(picture_id: str) -> Response:
    """Return a logo or a picture as it is kept."""
    with node().reading() as rows:
        kept = look_picture(rows, picture_id) or lost()
        answer = current_app.response_class(kept.picture, content_type=kept.mime)
    answer.headers["Cache-Control"] = _FOREVER
    return answer


def _page(typed: Typed, look: Look) -> str:
    return render_template(
        "kiosk_look/page.html",
        typed=typed,
        look=look,
        house={"wall": HOUSE_WALL, "lamp": HOUSE_LAMP},
        keep=KEEP,
        none=NONE,
        new=NEW,
        spoken=NAMES,
        longest=LONGEST_GREETING,
        is_chosen=look != Look(),
    )
