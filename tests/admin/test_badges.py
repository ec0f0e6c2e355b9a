"""An administrator says how badges look, sees it at once, and that is what is printed."""

from collections.abc import Callable
from dataclasses import fields
from io import BytesIO

import pytest
from apiflask import APIFlask
from PIL import Image, ImageDraw
from sqlalchemy import select
from werkzeug.test import TestResponse

from admin import create_admin
from admin.badges.samples import NAMES, sample_badge
from admin.badges.words import FACT, PART, ROLL
from hardware.badge import badge_png, render
from shared.access.rules import Role
from shared.badges.actions import history_of_badge
from shared.badges.models import BadgeLogo
from shared.badges.queries import layout_of, logo_picture
from shared.badges.rules import DEFAULT_LAYOUTS, BadgeLayout, Fact, Roll
from shared.grades.models import Grade
from shared.kernel.figures import changes_of
from shared.kernel.logbook import Kind, lines_after
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.sites.queries import every_site
from tests.admin.clerk import Clerk
from tests.admin.test_permissions import someone
from tests.house import House

FORM = {"fact-0": "host", "fact-1": "area", "fact-2": "purpose", "company": "yes", "permit": "yes", "photo": "yes"}


@pytest.fixture
def office(settings: Settings, node: Node) -> APIFlask:
    """The office app with the renderer that prints."""
    app = create_admin(settings, node, badge_png)
    app.testing = True
    return app


@pytest.fixture
def admin(clerk: Callable[..., Clerk], house: House) -> Clerk:
    """An administrator of the house."""
    return clerk(someone(house, Role.ADMIN, None))


def a_logo(ink: str = "black") -> tuple[BytesIO, str]:
    picture = Image.new("RGB", (300, 100), "white")
    ImageDraw.Draw(picture).ellipse((5, 5, 295, 95), fill=ink)
    out = BytesIO()
    picture.save(out, "PNG")
    out.seek(0)
    return out, "logo.png"


def layout_now(house: House, grade: str = "A", roll: Roll = Roll.WIDE) -> BadgeLayout:
    with house.node.reading() as session:
        return layout_of(session, grade, roll)


def picture_in(answer: TestResponse) -> Image.Image:
    assert answer.status_code == 200, answer.text
    assert answer.content_type == "image/png"
    return Image.open(BytesIO(answer.data))


def test_every_paper_and_line_has_words() -> None:
    assert (set(ROLL), set(FACT)) == (set(Roll), set(Fact))
    assert set(PART) == {field.name for field in fields(BadgeLayout)}


def test_the_list_shows_each_grade_on_each_paper(admin: Clerk) -> None:
    shown = admin.reads("/badges")
    for roll in Roll:
        for letter in "ABCD":
            assert f'href="/badges/{roll}/{letter}"' in shown
            assert picture_in(admin.opens(f"/badges/{roll}/{letter}/picture.png")).mode == "1"


@pytest.mark.parametrize(("roll", "width"), [("80", 576), ("58", 384), ("62", 696)])
def test_the_picture_is_as_wide_as_the_paper(admin: Clerk, roll: str, width: int) -> None:
    assert picture_in(admin.opens(f"/badges/{roll}/B/picture.png")).width == width


def test_what_is_saved_stands_in_the_order_of_the_form(admin: Clerk, house: House) -> None:
    form = {
        "fact-0": "permit",
        "fact-1": "",
        "fact-2": "host",
        "company": "yes",
        "survey": "yes",
        "disclaimer": "  请佩戴\n 胸卡 ",
        "logo": "none",
    }
    assert "Saved" in admin.does("/badges/80/A", form)
    expected = BadgeLayout((Fact.PERMIT, Fact.HOST), permit=False, photo=False, survey=True, disclaimer="请佩戴 胸卡")
    assert layout_now(house) == expected
    assert layout_now(house, "B") == DEFAULT_LAYOUTS[Roll.WIDE]
    assert "changed" in admin.reads("/badges")


def test_one_form_can_change_other_grades_and_papers_too(admin: Clerk, house: House) -> None:
    admin.does("/badges/80/A", FORM | {"disclaimer_en": "Hand it back.", "also-C": "yes", "on-58": "yes"})
    changed = {
        (grade, roll)
        for roll in Roll
        for grade in "ABCD"
        if layout_now(house, grade, roll).disclaimer_en == "Hand it back."
    }
    assert changed == {(grade, roll) for grade in "AC" for roll in (Roll.WIDE, Roll.NARROW)}


def test_a_change_is_a_line_in_the_logbook(admin: Clerk, house: House) -> None:
    admin.does("/badges/62/D", FORM)
    with house.node.reading() as session:
        line = next(line for line in lines_after(session, 0) if line.kind == Kind.BadgeLayoutChanged)
    assert line.facts == {"grade": "D", "paper": "62"}


def test_a_badge_can_look_as_in_a_new_house_again(admin: Clerk, house: House) -> None:
    admin.does("/badges/58/B", FORM | {"disclaimer": "短"})
    assert layout_now(house, "B", Roll.NARROW) != DEFAULT_LAYOUTS[Roll.NARROW]
    assert "standard look again" in admin.does("/badges/58/B/default")
    assert layout_now(house, "B", Roll.NARROW) == DEFAULT_LAYOUTS[Roll.NARROW]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"fact-1": "host"}, "The same line stands twice"),
        ({"disclaimer": "长" * 161}, "too long"),
        ({"disclaimer_en": "a\u202eb"}, "cannot be shown"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(
    admin: Clerk, house: House, wrong: dict[str, str], words: str
) -> None:
    for address in ("/badges/80/A", "/badges/80/A/preview"):
        answer = admin.sends(address, FORM | wrong)
        assert answer.status_code == 422
        assert words in answer.text
    assert layout_now(house) == DEFAULT_LAYOUTS[Roll.WIDE]


def test_the_preview_follows_the_form_and_keeps_nothing(admin: Clerk, house: House) -> None:
    usual = picture_in(admin.sends("/badges/80/A/preview", FORM | {"try_name": NAMES[0]}))
    longer = picture_in(
        admin.sends("/badges/80/A/preview", FORM | {"try_name": NAMES[0], "disclaimer": "请交还胸卡。"})
    )
    with_photo = picture_in(admin.sends("/badges/80/A/preview", FORM | {"try_name": NAMES[0], "try_photo": "yes"}))
    with house.node.reading() as session:
        grade = session.get_one(Grade, "A")
        sample = sample_badge(grade, every_site(session)[0], house.node.now(), NAMES[0], with_photo=False)
    assert usual.tobytes() == render(sample).tobytes()
    assert longer.height > usual.height
    assert with_photo.tobytes() != usual.tobytes()
    assert layout_now(house) == DEFAULT_LAYOUTS[Roll.WIDE]


@pytest.mark.parametrize("name", ["evil\u202egnp", "a\x1b@\x1dV", "", "😀", "x" * 500])
def test_any_name_can_be_tried_on(admin: Clerk, name: str) -> None:
    assert picture_in(admin.sends("/badges/58/C/preview", FORM | {"try_name": name})).width == 384


def test_an_uploaded_logo_is_shown_kept_and_forgotten_with_its_last_badge(admin: Clerk, house: House) -> None:
    without = picture_in(admin.sends("/badges/80/A/preview", FORM))
    shown = picture_in(admin.sends("/badges/80/A/preview", FORM | {"upload": a_logo()}))
    assert shown.height > without.height
    assert logos_of(house) == []
    admin.does("/badges/80/A", FORM | {"upload": a_logo()})
    (kept,) = logos_of(house)
    assert layout_now(house).logo == kept
    assert picture_in(admin.opens(f"/badges/logos/{kept}.png")).mode == "L"
    admin.does("/badges/80/B", FORM | {"logo": kept})
    admin.does("/badges/80/A", FORM | {"logo": "none"})
    assert logos_of(house) == [kept]
    admin.does("/badges/80/B/default")
    assert logos_of(house) == []


def logos_of(house: House) -> list[str]:
    with house.node.reading() as session:
        return list(session.scalars(select(BadgeLogo.id)))


def test_the_same_logo_is_kept_once(admin: Clerk, house: House) -> None:
    admin.does("/badges/80/A", FORM | {"upload": a_logo()})
    admin.does("/badges/80/B", FORM | {"upload": a_logo()})
    assert len(logos_of(house)) == 1
    with house.node.reading() as session:
        assert logo_picture(session, logos_of(house)[0]) is not None


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ((BytesIO(b"<svg/>"), "logo.svg"), "no picture that we can read"),
        ((BytesIO(bytes(1_000_100)), "large.png"), "too large"),
        (a_logo("white"), "nothing to print"),
    ],
)
def test_a_file_that_is_no_logo_is_refused_in_words(
    admin: Clerk, house: House, file: tuple[BytesIO, str], words: str
) -> None:
    answer = admin.sends("/badges/80/A", FORM | {"upload": file})
    assert (answer.status_code, words in answer.text) == (422, True)
    assert logos_of(house) == []
    assert layout_now(house) == DEFAULT_LAYOUTS[Roll.WIDE]


def test_a_logo_that_is_gone_meanwhile_is_none(admin: Clerk, house: House) -> None:
    admin.does("/badges/80/A", FORM | {"logo": "gone"})
    assert layout_now(house).logo is None


@pytest.mark.parametrize("path", ["/badges/80/E", "/badges/81/A", "/badges/80/E/picture.png", "/badges/logos/x.png"])
def test_what_is_not_there_is_not_found(admin: Clerk, path: str) -> None:
    assert admin.opens(path).status_code == 404


def test_an_administrator_of_one_site_cannot_change_the_houses_badges(
    clerk: Callable[..., Clerk], house: House
) -> None:
    browser = clerk(someone(house, Role.ADMIN, house.site))
    assert browser.opens("/badges").status_code == 403
    assert browser.sends("/badges/80/A", FORM).status_code == 403
    assert layout_now(house) == DEFAULT_LAYOUTS[Roll.WIDE]


def test_a_form_of_another_page_is_refused(admin: Clerk, house: House) -> None:
    assert admin.sends("/badges/80/A", FORM, token="forged").status_code == 400
    assert admin.sends("/badges/80/A/preview", FORM, token="forged").status_code == 400
    assert layout_now(house) == DEFAULT_LAYOUTS[Roll.WIDE]


def test_an_office_that_was_given_no_renderer_has_the_form_and_no_picture(settings: Settings, house: House) -> None:
    office = create_admin(settings, house.node)
    office.testing = True
    browser = Clerk(office, house.node, someone(house, Role.ADMIN, None))
    assert "data-picture" not in browser.reads("/badges/80/A")
    assert browser.opens("/badges/80/A/picture.png").status_code == 404
    browser.does("/badges/80/A", FORM | {"disclaimer": "短"})
    assert layout_now(house).disclaimer == "短"


def test_how_a_badge_looked_before_stays_in_its_history(admin: Clerk, house: House) -> None:
    """Each thing that is other than before, with who, when and why; the grade's page leads there."""
    assert 'href="/badges/80/A"' in admin.reads("/rules/grades/A")
    admin.sends("/badges/80/A", FORM | {"disclaimer_en": "Return this badge.", "reason": "asked by security"})
    admin.sends("/badges/80/A/default")
    with house.node.reading() as session:
        kept = changes_of(session, [history_of_badge("A", Roll.WIDE)]).items
    assert [(each.figure, each.before, each.after, each.reason) for each in kept] == [
        ("disclaimer_en", "Return this badge.", "", ""),
        ("disclaimer_en", "", "Return this badge.", "asked by security"),
    ]
    shown = admin.reads("/badges/80/A")
    assert "asked by security" in shown
    assert "Return this badge." in shown
