"""What a badge looks like: content in, 1-bit image out."""

from hardware.badge.layout import HEIGHT, WIDTH
from hardware.badge.photo import BadPhoto
from hardware.badge.render import render

__all__ = ["HEIGHT", "WIDTH", "BadPhoto", "render"]
