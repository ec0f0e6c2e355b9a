"""Receiving visitors: the board of tasks, a visit's plan, its itinerary, and what was said."""
