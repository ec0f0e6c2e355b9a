"""The walk-in's journey: what each step takes from its form, what it shows, and in which words."""
