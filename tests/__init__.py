"""Tests. A package, because a folder `tests/shared` would else hide `shared` itself."""
