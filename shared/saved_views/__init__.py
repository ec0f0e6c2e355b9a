"""A list's filter that somebody keeps under a name."""
