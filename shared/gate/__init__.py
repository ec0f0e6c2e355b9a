"""The gate: its word on a guest, vehicles, notes to reception, and who comes by the green lane (R11, R12)."""
