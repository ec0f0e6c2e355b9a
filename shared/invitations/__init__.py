"""Invitations: a host's link by which a visitor books the visit themselves, without an account (R1)."""
