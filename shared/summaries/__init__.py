"""Summaries: what was said and how long was waited, added up as it happens, so that reading them counts nothing."""
