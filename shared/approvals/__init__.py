"""The way of a booking through those who decide on it, and what is filled in and filed with it (R5, R6)."""
