"""Rooms, cars and equipment: chosen with a visit, kept as a list, cars given out by the dispatcher (R34)."""
