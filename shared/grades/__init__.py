"""Visit grades A to D and the standard that each carries (R3)."""
