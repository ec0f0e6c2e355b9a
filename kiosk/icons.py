"""Icons drawn into the page itself: a sprite beside it is one more file to read before anything is painted."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from markupsafe import Markup

_SYMBOL = re.compile(r'<symbol id="([^"]+)" viewBox="0 0 24 24">(.*?)</symbol>', re.DOTALL)


@cache
def drawn_icons(sprite: Path) -> Mapping[str, Markup]:
    """Return what each icon of a sprite is drawn with, by its name."""
    return {name: Markup(strokes) for name, strokes in _SYMBOL.findall(sprite.read_text(encoding="utf-8"))}
