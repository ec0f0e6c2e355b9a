"""Roll calls: who is counted when a site is evacuated, and who was found (R22)."""
