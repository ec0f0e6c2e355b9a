"""Taking in a table of bookings: read, shown with every line that can't be booked, then booked on a word (R1)."""
