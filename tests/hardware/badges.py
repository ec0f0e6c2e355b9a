"""Badges to test with, and names that are hard to print."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from sqlalchemy.orm import Session

from hardware.badge import render
from shared.badges.queries import content_of
from shared.badges.rules import BadgeContent

CODE = "USHAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAIBAEAQCAI"
SHANGHAI = ZoneInfo("Asia/Shanghai")

WIDTHS = (384, 512, 576, 696)
"""Dots in a row of the papers that badges are laid out for."""

HARD_NAMES = (
    "王晓琳",
    "李",
    "欧阳娜娜",
    "阿卜杜拉·买买提江·吐尔逊",
    "阿卜杜拉·买买提江·吐尔逊·艾合麦提",
    "古丽巴哈尔•阿不都热依木•阿卜杜外力•买买提吐尔逊",
    "迪丽热巴・迪力木拉提",
    "𠮷野家太郎",
    "㐂田㛃",
    "䶮刘",
    "Wolfeschlegelsteinhausenbergerdorff",
    "Hubert Wolfeschlegelsteinhausenbergerdorff",
    "Karl-Theodor Maria Nikolaus Johann Jacob Philipp Franz Joseph Sylvester",
    "Papadimitrakopoulos",
    "Al-Mu'tasim Billah",
    "Ng",
    "O'Connor-Smith",
    "Łukasz Żółć",
    "Şükrü Gürağaç",
    "Ñandú Íñiguez",
    "Nguyễn Thị Ánh Nguyệt",
    "Ångström Øyvind Ærø",
    "Đorđe Čović",
    "Zoë Müller-Lüdenscheidt",
    "Иван Сергеевич Тургенев",
    "Αλέξανδρος Παπαδόπουλος",
    "Олександр Ґжицький",
    "محمد بن سلمان",
    "עוזי לנדאו",
    "สมชาย ใจดี",
    "김철수",
    "山田 太郎",
    "やまだ はなこ",
    "नरेन्द्र मोदी",
    "ვახტანგ კიკაბიძე",
    "Արամ Խաչատրյան",
    "Anna 😀🎉 Schmidt",
    "evil\u202egnp.exe",
    "a\x1b@\x1dV\x00b\x10\x04\x01c",
    "Zal\u0334\u0311go\u0336 Te\u0301xt\u200b\ufeff",
    "ئابدۇللا تۇرسۇن",
    "محمد Ali (2) الحسن",
    "عبد الرحمن بن محمد بن عبد الله آل سعود",
    "שָׁלוֹם",
    "กฤษฎิ์ ปิ่นทอง",
    "สมเด็จพระเจ้าอยู่หัวมหาวชิราลงกรณ",
    "दुर्योधन श्रीनिवासन क्षत्रिय",
    "남궁민수",
    "髙橋﨑",
    "প্রীতম রায়",
    "தமிழ்ச்செல்வி",
    "નરેન્દ્ર પટેલ",
    "ਗੁਰਪ੍ਰੀਤ ਸਿੰਘ",
    "ರಾಜಕುಮಾರ್",
    "ലക്ഷ്മി നായർ",
    "ସୁଭାଷ ଚନ୍ଦ୍ର",
    "తెలుగు రాజు",
    "සුනිල් පෙරේරා",
    "ສົມພອນ",
    "ពៅ សុខា",
    "အောင်ဆန်း",
    "བསོད་ནམས",
    "አበበ በቂላ",
)


def a_badge(**changes: Any) -> BadgeContent:
    """Return a badge on which only what matters to the test is said."""
    content: dict[str, Any] = {
        "name": "王晓琳",
        "company": "启航精密技术(苏州)有限公司",
        "host": "李伟 采购部",
        "area": "3F · 302",
        "purpose": "签约洽谈",
        "grade": "A",
        "grade_word": "贵宾",
        "permit": "XK26-1123-042",
        "valid_until": datetime(2026, 11, 23, 18, 0, tzinfo=SHANGHAI),
        "code": CODE,
        "escort": True,
    }
    return BadgeContent(**{**content, **changes})


def a_photo(seed: int = 1, size: tuple[int, int] = (480, 640)) -> bytes:
    """Return a PNG of soft random greys: as many different dots as a face has, and more."""
    grey = np.random.default_rng(seed).integers(0, 256, (size[1] // 40, size[0] // 40), dtype=np.uint8)
    out = BytesIO()
    Image.fromarray(grey).resize(size, Image.Resampling.BICUBIC).save(out, "PNG")
    return out.getvalue()


def black(picture: Image.Image) -> NDArray[np.bool_]:
    """Return rows of dots, True where there is ink."""
    return ~np.asarray(picture)


def ink_within(picture: Image.Image, box: tuple[int, int, int, int]) -> NDArray[np.bool_]:
    """Return the dots of a box whose last column and row count."""
    x0, y0, x1, y1 = box
    return black(picture)[y0 : y1 + 1, x0 : x1 + 1]


def badge_picture(pass_key: bytes, session: Session, badge_id: str) -> bytes | None:
    """Return a badge as a PNG, as a kiosk shows it; None if there is no such badge."""
    content = content_of(session, badge_id, pass_key)
    if content is None:
        return None
    out = BytesIO()
    render(content).save(out, "PNG")
    return out.getvalue()
