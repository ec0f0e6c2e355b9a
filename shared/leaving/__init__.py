"""Leaving: what goes out with a visitor, who stays too long, and the end of a site's day (R22)."""
