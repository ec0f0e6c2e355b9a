"""People: employees and their departments."""
