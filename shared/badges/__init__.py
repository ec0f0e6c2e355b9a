"""Badges: what a visitor wears, one row a copy."""
