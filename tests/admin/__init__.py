"""The office app, over a real database."""
