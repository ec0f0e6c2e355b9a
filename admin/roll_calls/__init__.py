"""The roll call: turning an evacuation on, marking people from many devices, and what came of it."""
