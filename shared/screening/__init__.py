"""Screening: people whom the house watches for, whom they were found in, and what a person decided."""
