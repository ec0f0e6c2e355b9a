"""What became of the bookings: a day, a search, one visit with everything, and lists to take away."""
