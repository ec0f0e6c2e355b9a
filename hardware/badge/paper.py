"""Where things stand on each kind of paper. A badge is a stack of parts; in each part rows are counted from its top.

Boxes are (x0, y0, x1, y1), the last column and row included. 80 mm and 58 mm rolls have 8 dots to a millimetre,
62 mm labels have 11.8 (300 dpi).
"""

from dataclasses import dataclass

Box = tuple[int, int, int, int]
Point = tuple[int, int]


@dataclass(frozen=True, eq=False)
class GradeBlock:
    """The corner that tells a grade by its pattern, its letter and its word."""

    box: Box
    field: Box
    """The white field within the stripes of B and the checks of C."""
    outline: int
    stripes: int
    checks: int
    letter: Point
    letter_size: int
    letter_size_d: int
    word: Point
    word_d: Point
    word_sizes: range
    word_width: dict[str, int]


@dataclass(frozen=True, eq=False)
class Band:
    """The black top: what this is, in two languages, and the grade."""

    height: int
    words: tuple[tuple[str, int, int, int], ...]
    """Word, size, x, baseline."""
    grade: GradeBlock


@dataclass(frozen=True, eq=False)
class Name:
    """The name, and the company below it."""

    top: int
    one: range
    """Sizes of a name of one line, the largest first; the first is between 9 and 12 mm from foot to cap."""
    one_height: int
    two: range
    two_height: int
    three: range
    three_top: int
    three_height: int
    rule: tuple[int, int]
    """First and last row of the line under a name of one line."""
    company: range
    company_foot: int
    company_foot_under_three: int
    height: int
    height_without_company: int


@dataclass(frozen=True, eq=False)
class Facts:
    """The labelled facts, the photo beside them, and what R10 says of taking pictures."""

    photo: Box
    """The frame; the picture stands within it."""
    x_beside_photo: int
    width_beside_photo: int
    width: int
    top: int
    step: int
    below_label: int
    sizes: range
    rule_x: tuple[int, int]
    rule_height: int
    rule_sizes: tuple[int, int]
    rule_centres: tuple[int, int]
    rule_is_below_photo: bool
    gap: int
    """Rows between the facts and that rule."""
    foot: int


@dataclass(frozen=True, eq=False)
class Validity:
    """The QR code, and until when it counts."""

    code_at: Point
    code_dots: int
    """Dots a module: whole ones, never scaled."""
    x: int
    width: int
    label: str
    label_top: int
    time_top: int
    time_size: int
    date_top: int
    dates: range
    permit_top: int
    permits: range
    copy: Box
    copy_size: int
    height: int


@dataclass(frozen=True, eq=False)
class Bar:
    """The foot: whether its wearer may walk alone (R20)."""

    height: int
    sizes: range
    foot: int


@dataclass(frozen=True, eq=False)
class Paper:
    """All of a badge on one kind of paper."""

    width: int
    left: int
    right: int
    """The last column of lines and boxes."""
    text_width: int
    frame: int
    label_size: int
    band: Band
    logo_height: int
    name: Name
    facts: Facts
    validity: Validity
    small_size: int
    """The size of disclaimers."""
    survey_dots: int
    """Dots a module of the code for the visitor's phone: half a millimetre."""
    bar: Bar
