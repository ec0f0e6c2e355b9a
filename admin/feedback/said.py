"""How figures of feedback are said: never more exactly than they are known."""

from admin.speech import _


def few() -> str:
    """Return what stands where a percentage would mislead."""
    return _("too few")


def whole_percent(share: float) -> str:
    """Return a share of a hundred without decimals, and never a hundred where somebody was not."""
    return str(99 if 99 < share < 100 else round(share))


def tenth(average: float) -> str:
    """Return an average with one decimal."""
    return f"{average:.1f}"
