"""How large words can be in their box, and where they break. A name is shrunk and broken, never clipped."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from hardware.badge import fonts
from hardware.badge.scripts import is_joined, is_mark, is_wide

_DOTS = "·•・‧"
_MORE = "…"
_HYPHEN = "-"
_LEFT_OVER = 3
"""Letters that a hyphen leaves on either side, at least."""
_WHOLE_WORDS_COST = 0.7
"""How much smaller a name may become so that none of its words is broken."""
_THAI_FIRST = "เแโใไເແໂໃໄ"
"""Vowels that stand before the consonant they follow in speech: a Thai or Lao syllable begins with them."""
_TIBETAN_LAST = "་"
"""The dot that ends a Tibetan syllable."""


@dataclass(frozen=True)
class Fitted:
    """Lines of one size in dots."""

    size: int
    lines: tuple[str, ...]


def fit_line(text: str, face: Path, sizes: range, width: int) -> Fitted:
    """Return one line in the largest of the sizes that fits; cut with … if none does."""
    size = _largest(sizes, lambda size: fonts.width(face, size, text) <= width)
    if size is not None:
        return Fitted(size, (text,))
    return Fitted(sizes[-1], (_cut(text, face, sizes[-1], width),))


def fit_whole_line(text: str, face: Path, sizes: range, width: int, height: int) -> Fitted | None:
    """Return one line in the largest of the sizes that fits the box, or None."""
    return _fit_whole((text,), face, sizes, width, height)


def fit_two_lines(text: str, face: Path, sizes: range, width: int, height: int) -> Fitted | None:
    """Return two lines in the largest of the sizes that fits the box, or None; one line if nothing may be broken."""
    halves = min(_halves(text), key=lambda pair: _widest(pair, face, sizes[0]), default=(text,))
    return _fit_whole(halves, face, sizes, width, height)


def fit_lines(text: str, face: Path, sizes: range, width: int, lines: int, height: int) -> Fitted:
    """Return at most so many lines in the largest of the sizes that fits the box; cut with … if none does.

    Words stay whole if that costs less than a third of the size.
    """
    large = [size for size in sizes if size >= _WHOLE_WORDS_COST * sizes[0]]
    for size, dense in [*((size, False) for size in large), *((size, True) for size in sizes)]:
        filled, rest = _filled(text, face, size, width, lines, dense)
        if not rest and lines_height(filled, face, size) <= height:
            return Fitted(size, filled)
    return Fitted(sizes[-1], _fill_and_cut(text, face, sizes[-1], width, lines))


def fill_lines(text: str, face: Path, size: int, width: int, lines: int) -> Fitted:
    """Return at most so many lines of one size: whole words first, words broken if that saves a letter, then …."""
    return Fitted(size, _fill_whole(text, face, size, width, lines) or _fill_and_cut(text, face, size, width, lines))


def step(lines: tuple[str, ...], face: Path, size: int) -> int:
    """Return the rows from one baseline to the next; more than usual where marks would meet."""
    inks = [fonts.ink(face, size, line) for line in lines]
    return max(round(1.14 * size), *(upper[1] - lower[0] for upper, lower in pairwise(inks)), 0)


def lines_height(lines: tuple[str, ...], face: Path, size: int) -> int:
    """Return the rows from the first line's highest dot to the last one's lowest."""
    top = fonts.ink(face, size, lines[0])[0]
    bottom = fonts.ink(face, size, lines[-1])[1]
    return bottom + step(lines, face, size) * (len(lines) - 1) - top


def _largest(sizes: range, fits: Callable[[int], bool]) -> int | None:
    return next((size for size in sizes if fits(size)), None)


def _fit_whole(lines: tuple[str, ...], face: Path, sizes: range, width: int, height: int) -> Fitted | None:
    def fits(size: int) -> bool:
        return _widest(lines, face, size) <= width and lines_height(lines, face, size) <= height

    size = _largest(sizes, fits)
    return None if size is None else Fitted(size, lines)


def _widest(lines: tuple[str, ...], face: Path, size: int) -> int:
    return max(fonts.width(face, size, line) for line in lines)


def _fill_whole(text: str, face: Path, size: int, width: int, lines: int) -> tuple[str, ...] | None:
    """Return the lines that hold all of the text, or None."""
    for dense in (False, True):
        filled, rest = _filled(text, face, size, width, lines, dense)
        if not rest:
            return filled
    return None


def _fill_and_cut(text: str, face: Path, size: int, width: int, lines: int) -> tuple[str, ...]:
    filled, rest = _filled(text, face, size, width, lines, dense=True)
    last = filled[-1].removesuffix(_HYPHEN) if len(filled) == lines else ""
    return (*filled[: lines - 1], _cut(last + rest, face, size, width))


def _filled(text: str, face: Path, size: int, width: int, lines: int, dense: bool) -> tuple[tuple[str, ...], str]:
    """Return full lines, at most so many, and what is left over."""
    filled: list[str] = []
    rest = text
    while rest and len(filled) < lines:
        at = _break_place(rest, face, size, width, dense)
        if at is None:
            break
        place, hyphen = at
        filled.append(rest[:place].rstrip() + hyphen)
        rest = rest[place:].lstrip()
    return tuple(filled), rest


def _halves(text: str) -> Sequence[tuple[str, ...]]:
    """Return the ways to break in two: at spaces and dots; else between Han characters; else by a hyphen."""
    at_words = [(text[:at].rstrip(), text[at:].lstrip()) for at in _word_ends(text)]
    if at_words:
        return at_words
    if between := [(text[:at], text[at:]) for at in _between_letters(text)]:
        return between
    return [(text[:at] + _HYPHEN, text[at:]) for at in _syllables(text)]


def _word_ends(text: str) -> Iterator[int]:
    """Give the places before which a line may end: after a space, a dot between names, or a hyphen."""
    return (at for at in range(1, len(text)) if text[at - 1] == " " or text[at - 1] in _DOTS + _HYPHEN)


def _between_letters(text: str) -> list[int]:
    """Return the places where a line may end without a hyphen, though no word does."""

    def may_end(at: int) -> bool:
        before, after = text[at - 1], text[at]
        return (is_wide(before) and is_wide(after)) or after in _THAI_FIRST or before == _TIBETAN_LAST

    return [at for at in range(1, len(text)) if may_end(at)]


def _syllables(word: str) -> list[int]:
    """Return the places for a hyphen: where a consonant begins a new syllable; else anywhere.

    None in scripts whose letters join or carry marks: a hyphen would make them other letters.
    """
    if any(is_joined(character) for character in word):
        return []
    inside = [
        at for at in range(_LEFT_OVER, len(word) - _LEFT_OVER + 1) if word[at - 1].isalpha() and word[at].isalpha()
    ]
    good = [at for at in inside if word[at].lower() not in "aeiouy" and word[at + 1].lower() in "aeiouy"]
    return good or inside


def _break_place(text: str, face: Path, size: int, width: int, dense: bool) -> tuple[int, str] | None:
    """Return where a full line ends, and its hyphen if it needs one; None if not even a part of it fits.

    Whole words if one fits, else (or if `dense`) broken ones.
    """

    def fits(line: str) -> bool:
        return fonts.width(face, size, line) <= width

    if fits(text):
        return len(text), ""
    words = [at for at in _word_ends(text) if fits(text[:at].rstrip())]
    inside = [at for at in _between_letters(text) if fits(text[:at])]
    if words and (not dense or words[-1] >= max(inside, default=0)):
        return words[-1], ""
    if inside:
        return inside[-1], ""
    at = _hyphen_place(text.split(" ", 1)[0], fits)
    return None if at is None else (at, _HYPHEN)


def _hyphen_place(word: str, fits: Callable[[str], bool]) -> int | None:
    """Return how many letters of a word stand before the hyphen at the end of a line."""
    places = [at for at in _syllables(word) if fits(word[:at] + _HYPHEN)]
    if places or any(is_joined(character) for character in word):
        return places[-1] if places else None
    return max((at for at in range(1, len(word)) if fits(word[:at] + _HYPHEN)), default=None)


def _cut(text: str, face: Path, size: int, width: int) -> str:
    """Return as much of the text as fits before a …, no letter without its marks."""
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fonts.width(face, size, text[:middle].rstrip() + _MORE) <= width:
            low = middle
        else:
            high = middle - 1
    while 0 < low < len(text) and is_mark(text[low]):
        low -= 1
    return text[:low].rstrip() + _MORE
