"""How Usher is started and stopped."""
