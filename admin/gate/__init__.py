"""The gate's board: what needs a person, who is due, who is inside."""
