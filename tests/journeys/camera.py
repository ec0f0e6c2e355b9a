"""A visitor's phone before the kiosk's camera, as a film for Chromium's fake camera."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageFilter
from playwright.sync_api import Browser, BrowserType

from shared.bookings.pictures import pass_picture
from tests.conftest import CHROMIUM, CHROMIUM_ARGUMENTS

_WIDTH, _HEIGHT = 1280, 720
_FRAMES, _PER_SECOND = 20, 10
_ROOM, _PHONE = 96, 235  # how bright wall and phone look


def write_film(file: Path, text: str, turned: float = 7, blur: float = 1.4) -> Path:
    """Film a phone that shows a pass: held by hand, so a little turned (degrees), moving, not quite sharp (dots)."""
    pass_ = Image.open(BytesIO(pass_picture(text))).convert("L").resize((300, 300), Image.Resampling.LANCZOS)
    with file.open("wb") as film:
        film.write(f"YUV4MPEG2 W{_WIDTH} H{_HEIGHT} F{_PER_SECOND}:1 Ip A1:1 C420jpeg\n".encode())
        for frame in range(_FRAMES):
            film.write(b"FRAME\n" + _bright(pass_, 2 * math.pi * frame / _FRAMES, turned, blur).tobytes() + _GREY)
    return file


_GREY = bytes([128]) * (_WIDTH * _HEIGHT // 2)
"""The colours of a frame: none."""


def _bright(pass_: Image.Image, phase: float, turn: float, blur: float) -> np.ndarray[Any, np.dtype[np.uint8]]:
    phone = Image.new("L", (380, 560), _PHONE)
    phone.paste(pass_, (40, 110))
    turned = phone.rotate(turn + 2 * math.sin(phase), Image.Resampling.BICUBIC, expand=True, fillcolor=_ROOM)
    room = Image.new("L", (_WIDTH, _HEIGHT), _ROOM)
    room.paste(turned, (400 + round(12 * math.sin(phase)), 50 + round(8 * math.cos(phase))))
    seen = np.asarray(room.filter(ImageFilter.GaussianBlur(blur)), dtype=np.int16)
    noise = np.random.default_rng(3).integers(-9, 10, seen.shape, dtype=np.int16)
    return np.clip(seen + noise, 16, 235).astype(np.uint8)


@contextmanager
def browser_with_camera(chromium: BrowserType, film: Path | None, count: int = 1) -> Iterator[Browser]:
    """Start a Chromium whose camera shows a film, again and again, and who lets pages use it.

    Without a film it has `count` cameras that show a test picture.
    """
    camera = [
        f"--use-fake-device-for-media-stream=device-count={count}",
        "--use-fake-ui-for-media-stream",
        *([f"--use-file-for-fake-video-capture={film}"] if film else []),
    ]
    browser = chromium.launch(executable_path=CHROMIUM, args=[*CHROMIUM_ARGUMENTS, *camera])
    try:
        yield browser
    finally:
        browser.close()


def kiosk_options(size: tuple[int, int]) -> Mapping[str, Any]:
    """Return the options of a browser context that is a kiosk's screen."""
    return {"viewport": {"width": size[0], "height": size[1]}, "reduced_motion": "reduce", "permissions": ["camera"]}
