"""An administrator gives the kiosk colours, a logo, a picture and a greeting; what nobody could read is refused."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Browser, expect
from sqlalchemy import select

from shared.access.rules import Role
from shared.kernel.logbook import Kind, lines_after
from shared.kernel.node import Node
from shared.kernel.settings import Settings
from shared.looks.models import LookPicture
from shared.looks.queries import look_now
from shared.looks.rules import HOUSE_LAMP, HOUSE_WALL, READABLE, Look, contrast, shades_of_wall, trouble_with_wall
from tests.admin.clerk import Clerk
from tests.admin.pages import DESK, PHONE, Office, errors_of, faults_of
from tests.admin.test_permissions import someone
from tests.apps import ADMIN, KIOSK, running, with_free_ports
from tests.house import House, furnish

BLUE, YELLOW = "#0b3d91", "#ffd54a"
FORM = {"wall": HOUSE_WALL, "lamp": HOUSE_LAMP, "logo": "none", "picture": "none"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def admin(clerk: Callable[..., Clerk], house: House) -> Clerk:
    """An administrator of the house."""
    return clerk(someone(house, Role.ADMIN, None))


def a_picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), **more: object) -> bytes:
    picture = Image.new("RGBA" if kind == "PNG" else "RGB", size, (255, 255, 255, 0) if kind == "PNG" else "navy")
    ImageDraw.Draw(picture).ellipse((10, 10, size[0] - 10, size[1] - 10), fill="white")
    out = BytesIO()
    picture.save(out, kind, **more)
    return out.getvalue()


def look_of(house: House) -> Look:
    with house.node.reading() as rows:
        return look_now(rows)


@pytest.mark.parametrize("wall", ["#2f80ed", "#ffba3a", "#777777", "#ffffff", "#c0392b"])
def test_an_unreadable_wall_is_told_what_would_do(wall: str) -> None:
    trouble = trouble_with_wall(wall)
    assert trouble is not None
    assert trouble_with_wall(trouble.instead) is None
    shades = shades_of_wall(trouble.instead)
    assert min(contrast(shades[name], shades["pine"]) for name in ("on-pine", "on-pine-2")) >= READABLE


def test_what_is_chosen_is_kept_and_told(admin: Clerk, house: House) -> None:
    form = FORM | {"wall": BLUE.upper(), "lamp": YELLOW, "greeting-zh-CN": " 北禾  欢迎您 ", "greeting-en": "Hello"}
    assert "Saved" in admin.does("/kiosk-look", form)
    assert look_of(house) == Look(BLUE, YELLOW, greetings={"zh-CN": "北禾 欢迎您", "en": "Hello"})
    with house.node.reading() as rows:
        assert lines_after(rows, 0)[-1].kind == Kind.KioskLookChanged
    admin.does("/kiosk-look/default")
    assert look_of(house) == Look()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("wall", "#2f80ed", "3.5 : 1"),
        ("lamp", "#800000", "would do"),
        ("wall", "blue", "This is no colour"),
        ("greeting-en", "x" * 41, "At most 40 characters"),
        ("greeting-en", "Hi\u202eevil", "nobody can read"),
    ],
)
def test_what_cannot_be_read_is_refused_and_nothing_typed_is_lost(
    admin: Clerk, house: House, field: str, value: str, words: str
) -> None:
    answer = admin.sends("/kiosk-look", FORM | {"greeting-de": "Grüß Gott", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Grüß Gott" in answer.text
    assert look_of(house) == Look()


def test_pictures_are_made_anew_and_nothing_else_is_taken(admin: Clerk, house: House) -> None:
    photo = a_picture("JPEG", (3000, 1500), comment=b"taken at 31.23 N", quality=95)
    logo_file, picture_file = (BytesIO(a_picture()), "l.png"), (BytesIO(photo), "p.jpg")
    files: dict[str, Any] = {"logo-upload": logo_file, "picture-upload": picture_file}
    admin.does("/kiosk-look", FORM | files)
    look = look_of(house)
    logo, picture = (admin.opens(f"/kiosk-look/pictures/{each}") for each in (look.logo, look.picture))
    assert (logo.content_type, picture.content_type) == ("image/png", "image/jpeg")
    assert Image.open(BytesIO(picture.data)).size == (1400, 700)
    assert b"31.23" not in picture.data
    admin.does("/kiosk-look", FORM | {"logo": "keep", "wall": BLUE})
    assert (look_of(house).logo, look_of(house).picture) == (look.logo, None)
    with house.node.reading() as rows:
        assert rows.scalars(select(LookPicture.id)).all() == [look.logo]


@pytest.mark.parametrize("content", [SVG, b"", b"GIF89a", a_picture()[:60], b"\x89PNG\r\n\x1a\n" + b"\0" * 5_000_001])
def test_what_is_no_picture_is_refused(admin: Clerk, house: House, content: bytes) -> None:
    answer = admin.sends("/kiosk-look", FORM | {"picture-upload": (BytesIO(content), "picture.svg")})
    assert answer.status_code == 422
    assert "PNG, JPEG or WebP" in answer.text
    assert look_of(house) == Look()


def test_a_picture_as_large_as_a_house_is_not_even_opened(admin: Clerk, house: House) -> None:
    bomb = BytesIO()
    Image.new("1", (12_000, 12_000)).save(bomb, "PNG")
    answer = admin.sends("/kiosk-look", FORM | {"picture-upload": (BytesIO(bomb.getvalue()), "bomb.png")})
    assert answer.status_code == 422
    assert "too large" in answer.text


# ---- in a real browser


@pytest.fixture
def true_house(settings: Settings) -> Iterator[House]:
    """The small company, living in the true time."""
    node = Node.open(replace(with_free_ports(settings), site="HQ"))
    yield furnish(node)
    node.close()


@pytest.mark.browser
def test_the_kiosk_wears_what_the_office_tries_on(
    true_house: House, browser: Browser, screenshots: Path, tmp_path: Path
) -> None:
    """Colours are judged while they are chosen; what is saved is what a visitor sees, high contrast apart."""
    (tmp_path / "logo.png").write_bytes(a_picture())
    (tmp_path / "picture.jpg").write_bytes(a_picture("JPEG", (1200, 1600)))
    with running(true_house.node.settings, ADMIN, KIOSK) as (office, lobby):
        desk = Office(office.url, true_house.node, browser)
        with desk.someone(someone(true_house, Role.ADMIN, None)) as page:
            page.goto(f"{office.url}/kiosk-look")
            page.locator("#f-wall").fill("#2f80ed")
            expect(page.locator("[data-trouble=wall]")).to_contain_text("3.5 : 1")
            page.locator("#f-wall").fill(BLUE)
            page.locator("#f-lamp").fill(YELLOW)
            expect(page.locator("[data-trouble=wall]")).to_be_empty()
            page.locator("[name=logo-upload]").set_input_files(tmp_path / "logo.png")
            page.locator("[name=picture-upload]").set_input_files(tmp_path / "picture.jpg")
            page.locator("#f-greeting-en").fill("Welcome to Beihe Precision")
            expect(page.locator("[data-greets]")).to_have_text("Welcome to Beihe Precision")
            for size in (DESK, PHONE):
                page.set_viewport_size({"width": size[0], "height": size[1]})
                page.screenshot(path=screenshots / f"office-kiosk-look-{size[0]}.png", full_page=True)
                assert faults_of(page) == []
            page.get_by_role("button", name="Save this look").click()
            expect(page.get_by_text(re.compile("^Saved"))).to_be_visible()
            assert errors_of(page) == []
        kiosk = browser.new_page(viewport={"width": 1080, "height": 1920})
        for theme, wall in (("light", BLUE), ("dark", BLUE), ("contrast", "#000000")):
            kiosk.goto(f"{lobby.url}/?lang=en&theme={theme}")
            expect(kiosk.locator("h1")).to_have_text("Welcome to Beihe Precision")
            kiosk.wait_for_function("() => [...document.images].every((each) => each.naturalWidth)")
            kiosk.screenshot(path=screenshots / f"kiosk-look-{theme}.png")
            red, green, blue = (int(wall[i : i + 2], 16) for i in (1, 3, 5))
            expect(kiosk.locator(".wall").first).to_have_css("background-color", f"rgb({red}, {green}, {blue})")
        kiosk.close()
