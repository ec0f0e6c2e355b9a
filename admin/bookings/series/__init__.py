"""Visits that recur: their dates before they are booked, and what is done to all that follow (R2)."""
