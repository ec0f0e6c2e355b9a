"""A badge's layout: a paper, and what an administrator chose for it."""

from dataclasses import dataclass

from hardware.badge.paper import Paper
from hardware.badge.papers import PAPERS
from shared.badges.rules import DEFAULT_LAYOUTS, BadgeLayout, roll_of


@dataclass(frozen=True)
class Layout:
    """Where what stands."""

    paper: Paper
    chosen: BadgeLayout
    logo: bytes | None
    """The picture that `chosen.logo` names."""

    @property
    def width(self) -> int:
        """Return the dots in a row."""
        return self.paper.width


def layout_for(width_dots: int, chosen: BadgeLayout | None = None, logo: bytes | None = None) -> Layout:
    """Return the layout for a printer with so many dots in a row, on the widest paper that fits it.

    80 mm paper has 576 dots, 58 mm paper 384 (some printers 512), a 62 mm label 696. Other printers get a badge that
    leaves white at the right. Raises ValueError if the printer is too narrow for any.
    """
    fitting = [paper for paper in PAPERS if paper.width <= width_dots]
    if not fitting:
        narrowest = PAPERS[0].width
        raise ValueError(f"a badge needs {narrowest} dots in a row, not {width_dots}: width={narrowest} on 58 mm paper")
    return Layout(fitting[-1], chosen or DEFAULT_LAYOUTS[roll_of(width_dots)], logo)


DEFAULT = layout_for(576)
