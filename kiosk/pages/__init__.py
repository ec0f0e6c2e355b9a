"""The journey of a visitor, one step a file."""
