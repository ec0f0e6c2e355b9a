"""The pages on which an administrator says how badges look."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from admin.asking import language, lost, me, node
from admin.badges.form import NO_LOGO, form_of, layout_typed, logo_uploaded, places_typed
from admin.badges.samples import NAMES, sample_badge
from admin.badges.words import FACT, ROLL, said_part
from admin.dates import moment_words
from admin.forms import Typed
from admin.rules.history import history, notice_other_changes, one_by_one, reason_typed
from admin.rules.pages import zone_of
from admin.speech import _
from shared.badges.actions import choose_layout, forget_layout, history_of_badge, keep_logo
from shared.badges.queries import chosen_layouts, every_logo, layout_of, logo_picture
from shared.badges.rules import LONGEST_DISCLAIMER, WIDTH_SHOWN, BadgeContent, BadgeLayout, Roll
from shared.grades.models import Grade
from shared.grades.queries import every_grade
from shared.grades.queries import grade as grade_with_letter
from shared.sites.queries import every_site
from shared.web.problems import problem

pages = Blueprint("badges", __name__)

DrawBadge = Callable[[BadgeContent, int, BadgeLayout, bytes | None], bytes]
"""Draws a badge for paper of so many dots, with a logo, as a PNG: the renderer that prints."""

_DOTS_A_MM = {Roll.WIDE: 8.0, Roll.NARROW: 8.0, Roll.LABEL: 11.8}

DRAW = "usher draw badge"
"""Where the app keeps it."""


@dataclass(frozen=True)
class Place:
    """A grade on a paper."""

    roll: Roll
    grade: Grade


@dataclass(frozen=True)
class Cell:
    """A grade on a paper, as the list shows it."""

    roll: Roll
    letter: str
    word: str
    changed: str | None
    """When somebody last changed it; None: it has its standard look."""


@pages.get("/badges")
def listing() -> str:
    """Show all layouts as pictures: a row a paper, a column a grade."""
    with node().reading() as rows:
        changed = {(row.grade, row.roll): row.changed_at for row in chosen_layouts(rows)}
        grades = every_grade(rows)
        zone = next((site.tz for site in every_site(rows)), UTC)
    now, said = node().now(), language()

    def cell(roll: Roll, grade: Grade) -> Cell:
        at = changed.get((grade.letter, roll))
        when = moment_words(at, zone, now) if at else None
        return Cell(roll, grade.letter, grade.named(said), when)

    papers = [(ROLL[roll], [cell(roll, grade) for grade in grades]) for roll in Roll]
    return render_template("badges/list.html", papers=papers)


@pages.get("/badges/<roll>/<letter>")
def page(roll: str, letter: str) -> str:
    """Show one layout, to change it."""
    with node().reading() as rows:
        place = _place(rows, roll, letter)
        layout = layout_of(rows, place.grade.letter, place.roll)
        return _page(rows, place, form_of(layout, NAMES[0]), layout, logo_picture(rows, layout.logo))


@pages.post("/badges/<roll>/<letter>")
def save(roll: str, letter: str) -> str | tuple[str, int] | Response:
    """Let badges look so from now on."""
    typed = Typed(request.form)
    uploaded = logo_uploaded(typed, request.files.get("upload"))
    with node().transaction() as rows:
        place = _place(rows, roll, letter)
        if uploaded is not None:
            typed["logo"] = keep_logo(rows, uploaded, node().now()).id
        logo = logo_picture(rows, typed["logo"])
        layout, reason = layout_typed(typed, typed["logo"] if logo else None), reason_typed(typed)
        notice_other_changes(rows, history_of_badge(letter, place.roll), typed)
        if typed.troubles:
            return _page(rows, place, typed, layout, logo), 422
        places = places_typed(typed, place.roll, letter, [grade.letter for grade in every_grade(rows)])
        choose_layout(rows, places, layout, me().id, node().now(), reason)
    flash(_("Saved. The next badges look like this."), "go")
    return redirect(url_for("badges.page", roll=roll, letter=letter))


@pages.post("/badges/<roll>/<letter>/default")
def forget(roll: str, letter: str) -> Response:
    """Give badges their standard look back."""
    with node().transaction() as rows:
        place = _place(rows, roll, letter)
        forget_layout(rows, letter, place.roll, me().id, node().now())
    flash(_("This badge has its standard look again."), "go")
    return redirect(url_for("badges.page", roll=roll, letter=letter))


@pages.get("/badges/<roll>/<letter>/picture.png")
def picture(roll: str, letter: str) -> Response:
    """Return a badge as it looks now."""
    with node().reading() as rows:
        place = _place(rows, roll, letter)
        layout = layout_of(rows, letter, place.roll)
        drawn = _drawn(rows, place, layout, logo_picture(rows, layout.logo), NAMES[0], with_photo=True)
    return _png(drawn or lost())


@pages.post("/badges/<roll>/<letter>/preview")
def preview(roll: str, letter: str) -> Response:
    """Return the badge that a form asks for, while it is being filled in; nothing is kept."""
    typed = Typed(request.form)
    uploaded = logo_uploaded(typed, request.files.get("upload"))
    with node().reading() as rows:
        place = _place(rows, roll, letter)
        logo = uploaded or logo_picture(rows, typed["logo"])
        layout = layout_typed(typed, typed["logo"])
        if typed.troubles:
            return problem(422, "invalid", " ".join(typed.troubles.values()))
        drawn = _drawn(rows, place, layout, logo, typed["try_name"], with_photo=bool(typed["try_photo"]))
    return _png(drawn or lost())


@pages.get("/badges/logos/<logo_id>.png")
def logo(logo_id: str) -> Response:
    """Return a logo as it is kept."""
    with node().reading() as rows:
        return _png(logo_picture(rows, logo_id) or lost())


def _place(rows: Session, roll: str, letter: str) -> Place:
    grade = grade_with_letter(rows, letter)
    if grade is None or roll not in {each.value for each in Roll}:
        lost()
    return Place(Roll(roll), grade)


def _page(rows: Session, place: Place, typed: Typed, layout: BadgeLayout, logo: bytes | None) -> str:
    drawn = _drawn(rows, place, layout, logo, typed["try_name"], with_photo=bool(typed["try_photo"]))
    return render_template(
        "badges/page.html",
        place=place,
        paper=ROLL[place.roll],
        grade_word=place.grade.named(language()),
        typed=typed,
        facts=[("", _("nothing"))] + [(fact.value, str(word)) for fact, word in FACT.items()],
        logos=[logo.id for logo in every_logo(rows)],
        no_logo=NO_LOGO,
        other_grades=[
            (grade.letter, grade.named(language())) for grade in every_grade(rows) if grade.letter != place.grade.letter
        ],
        other_papers=[(roll.value, str(word)) for roll, word in ROLL.items() if roll != place.roll],
        names=NAMES,
        longest=LONGEST_DISCLAIMER,
        is_changed=any((row.grade, row.roll) == (place.grade.letter, place.roll) for row in chosen_layouts(rows)),
        picture=f"data:image/png;base64,{b64encode(drawn).decode()}" if drawn else None,
        dots_a_mm=_DOTS_A_MM[place.roll],
        past=history(
            rows,
            history_of_badge(place.grade.letter, place.roll),
            one_by_one(said_part),
            zone_of(rows),
            node().now(),
        ),
    )


def _drawn(
    rows: Session, place: Place, layout: BadgeLayout, logo: bytes | None, name: str, *, with_photo: bool
) -> bytes | None:
    """Return the picture of a badge; None in an office that was given no renderer."""
    draw: DrawBadge | None = current_app.extensions.get(DRAW)
    if draw is None:
        return None
    site = next(iter(every_site(rows)), None)
    content = sample_badge(place.grade, site, node().now(), name or NAMES[0], with_photo=with_photo)
    return draw(content, WIDTH_SHOWN[place.roll], layout, logo)


def _png(picture: bytes) -> Response:
    return current_app.response_class(picture, content_type="image/png")
