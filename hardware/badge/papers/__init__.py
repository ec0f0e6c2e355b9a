"""The papers that badges are laid out for."""

from hardware.badge.papers.label_62 import LABEL_696
from hardware.badge.papers.roll_58 import ROLL_384, ROLL_512
from hardware.badge.papers.roll_80 import ROLL_576

PAPERS = (ROLL_384, ROLL_512, ROLL_576, LABEL_696)
"""The narrowest first."""

__all__ = ["LABEL_696", "PAPERS", "ROLL_384", "ROLL_512", "ROLL_576"]
