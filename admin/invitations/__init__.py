"""Invitations: the host's pages, and the visitor's own page behind the link (R1)."""
