"""The watchlist: who is on it, whom it was found in, and what a person decides."""
