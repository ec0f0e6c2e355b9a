"""Declarations: what a visitor leaves, signs and declares on the way in, visit by visit."""
