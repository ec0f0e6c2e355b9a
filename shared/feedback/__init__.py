"""Feedback: what visitors think of how they were received (R23)."""
