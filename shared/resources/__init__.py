"""Rooms, cars with their drivers, equipment: what a visit books with it (R34)."""
