"""The project's own files, as git would take them, whether or not git is there."""

import ast
import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("kiosk", "admin", "hardware", "shared")
FRONT_DOORS = ("kiosk_app.py", "admin_app.py")
NOT_OURS = {
    ".git",
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    ".import_linter_cache",
    ".schemathesis",
    "__pycache__",
    "build",
    "dist",
    "node_modules",
    "test-output",
}


def files() -> Iterator[Path]:
    """Yield every file that belongs to the project, vendored ones included."""
    for where, folders, names in os.walk(ROOT):
        folder = Path(where)
        folders[:] = [name for name in folders if name not in NOT_OURS and folder / name != ROOT / "data"]
        yield from (folder / name for name in names if not name.endswith((".mo", ".pyc")))


def python_files() -> Iterator[Path]:
    """Yield the Python files of the rooms, the heart and the front doors."""
    for room in ROOMS:
        yield from sorted((ROOT / room).rglob("*.py"))
    yield from (ROOT / name for name in FRONT_DOORS if (ROOT / name).exists())


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function and method of a Python file."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node
