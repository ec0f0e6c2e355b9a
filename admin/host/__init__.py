"""The host's page: who waits for me now, and what I answer."""
