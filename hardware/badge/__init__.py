"""What a badge looks like: content and layout in, 1-bit image out."""

from hardware.badge.layout import DEFAULT, Layout, layout_for
from hardware.badge.photo import BadPhoto
from hardware.badge.render import badge_png, render

__all__ = ["DEFAULT", "BadPhoto", "Layout", "badge_png", "layout_for", "render"]
