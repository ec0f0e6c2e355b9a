"""A visitor who does not exist, to try a layout on."""

from datetime import datetime
from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw

from shared.badges.rules import BadgeContent
from shared.grades.models import Grade
from shared.sites.models import Site

NAMES = (
    "王晓琳",
    "阿卜杜拉·买买提江·吐尔逊",
    "Wolfeschlegelsteinhausenbergerdorff",
    "محمد بن سلمان",
    "สมชาย ใจดี",
    "Łukasz Żółć",
)
"""To try: a common name, and some that need more room or other letters."""

_CODE = "USHSAMPLE".ljust(50, "2")
"""As long as a real one, so that the picture is as dense; no door knows it."""
_SURVEY = "https://visitors.example.com/surveys/" + "0" * 26 + ".1800000000." + "0" * 32
"""As long as a real one; it leads nowhere."""
_CLOSING_HOUR = 18


def sample_badge(grade: Grade, site: Site | None, now: datetime, name: str, *, with_photo: bool) -> BadgeContent:
    """Return what stands on a badge of a grade, if this were its visitor."""
    today = now.astimezone(site.tz) if site else now
    return BadgeContent(
        name=name,
        company="启航精密技术(苏州)有限公司",
        host="李伟 采购部",
        area="3F · 302",
        purpose="签约洽谈",
        grade=grade.letter,
        grade_word=grade.word,
        permit="XK26-1123-042",
        valid_until=today.replace(hour=_CLOSING_HOUR, minute=0),
        code=_CODE,
        escort=grade.is_escorted,
        photo=_face() if with_photo else None,
        survey=_SURVEY,
    )


@cache
def _face() -> bytes:
    """Return a PNG of head and shoulders before a bright wall."""
    picture = Image.linear_gradient("L").resize((240, 320)).point([190 + value // 6 for value in range(256)])
    pen = ImageDraw.Draw(picture)
    pen.ellipse((36, 214, 204, 420), fill=70)
    pen.polygon([(100, 208), (140, 208), (152, 320), (88, 320)], fill=245)
    pen.ellipse((58, 34, 182, 226), fill=45)
    pen.ellipse((70, 58, 170, 216), fill=205)
    pen.ellipse((93, 120, 107, 130), fill=35)
    pen.ellipse((133, 120, 147, 130), fill=35)
    pen.arc((100, 150, 140, 186), 20, 160, fill=90, width=3)
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
