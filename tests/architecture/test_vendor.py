"""The vendored files are what their authors published, licences included, and nothing else."""

import re
import runpy
from collections.abc import Callable
from typing import Any

from tests.architecture.tree import ROOT, files

VENDOR = ROOT / "static" / "vendor"
FETCH: dict[str, Any] = runpy.run_path(str(VENDOR / "fetch.py"))
verify: Callable[[], list[str]] = FETCH["verify"]
REFERENCE = re.compile(r"vendor/([\w.@-]+/\d[\w.-]*/[\w./-]+\.\w+)")


def test_every_vendored_file_has_its_pinned_sum_and_its_licence() -> None:
    """Also: no file lies there that vendor.toml does not name."""
    assert verify() == []


def test_a_changed_vendored_file_would_be_noticed() -> None:
    """The sums are taken over the bytes on disk."""
    package = FETCH["packages"]()[0]
    path, expected = next(iter(package.files.items()))
    content = (package.home / path).read_bytes()
    assert FETCH["sum_of_bytes"](content) == expected
    assert FETCH["sum_of_bytes"](content + b" ") != expected


def test_every_reference_to_a_vendored_file_finds_it() -> None:
    """The version is part of the address, so an update must reach every page that uses it."""
    lost = [
        f"{file.relative_to(ROOT)}: {path}"
        for file in files()
        if file.suffix in {".py", ".html", ".css", ".js", ".j2"} and not file.is_relative_to(VENDOR)
        for path in REFERENCE.findall(file.read_text(encoding="utf-8"))
        if not (VENDOR / path).exists()
    ]
    assert lost == []
