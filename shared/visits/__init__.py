"""Visits: what really happened, one person's from arrival to departure."""
