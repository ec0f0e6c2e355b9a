"""Receiving visitors: who does what and when, the itinerary, what was confirmed and what was agreed (R9, R18–R21)."""
