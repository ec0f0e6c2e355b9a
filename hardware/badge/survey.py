"""The code for the visitor's own phone: it asks how it was (R23). Nobody may take it for the one that signs out.

It stands at the other edge, under a line, and the words beside it say what it is and what it is not.
"""

from PIL import Image, ImageDraw

from hardware.badge import fitting
from hardware.badge.code import QUIET
from hardware.badge.fonts import BOLD, MEDIUM
from hardware.badge.paper import Paper
from hardware.badge.pen import BLACK, put_from_top

_WORDS = (
    ("接待得怎么样？", BOLD),
    ("How was your visit?", BOLD),
    ("用自己的手机扫", MEDIUM),
    ("for your own phone", MEDIUM),
    ("不是签退码", MEDIUM),
    ("does not sign you out", MEDIUM),
)
_ROOM = 1.3


def put_survey(badge: Image.Image, paper: Paper, top: int, code: Image.Image) -> None:
    """Draw line, code and words from a row on."""
    pen = ImageDraw.Draw(badge)
    pen.rectangle((paper.left, top, paper.right, top + paper.frame - 1), fill=BLACK)
    quiet = QUIET * paper.survey_dots
    at = (paper.right + 1 - code.width - quiet, top + paper.frame + quiet)
    badge.paste(BLACK, at, code)
    _words(badge, paper, at[1], code.height, at[0] - quiet - paper.left)


def _words(badge: Image.Image, paper: Paper, top: int, height: int, width: int) -> None:
    """Write the six lines beside the code, of one size each, spread over its height."""
    step = height // len(_WORDS)
    largest = min(round(step / _ROOM), round(1.3 * paper.label_size))
    for number, (words, face) in enumerate(_WORDS):
        fitted = fitting.fit_line(words, face, range(largest, largest // 3, -1), width)
        put_from_top(badge, fitted.lines[0], face, fitted.size, (paper.left, top + number * step))
