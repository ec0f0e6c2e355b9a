"""Knowing every table: a model that nothing has imported yet is missing from the metadata."""

import importlib
import pkgutil

import shared


def know_every_table() -> None:
    """Import whatever in the heart may hold a table."""
    for module in pkgutil.walk_packages(shared.__path__, "shared."):
        if not module.name.startswith(("shared.kernel.migrations", "shared.web")):
            importlib.import_module(module.name)
