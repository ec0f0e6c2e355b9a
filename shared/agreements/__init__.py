"""Agreements: the texts that visitors agree to, each version in each language kept as it was shown."""
