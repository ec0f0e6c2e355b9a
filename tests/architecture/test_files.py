"""What may stand in no file, and how long files and functions may grow."""

import re

from tests.architecture.tree import ROOT, files, functions, python_files

LINES_A_FILE = 300
LINES_A_FUNCTION = 40
# Written in pieces, so that this file does not hold what it forbids.
REGISTRIES = (
    "registry" + ".npmjs",
    "registry" + ".yarnpkg",
    "pypi" + ".org",
    "python" + "hosted.org",
    "deb.debian" + ".org",
)
HOMES = ("wo" + "rk", "ro" + "ot", "fa" + "rm")
MACHINE_PATH = re.compile(rf"(?<![\w.$}})-])/({'|'.join(HOMES)})/".encode())


def test_no_file_names_a_package_registry() -> None:
    """Where packages come from is the machine's business, in pip's and npm's own settings."""
    named = [
        f"{file.relative_to(ROOT)}: {registry}"
        for file in files()
        for registry in REGISTRIES
        if registry.encode() in file.read_bytes()
    ]
    assert named == []


def test_no_file_holds_a_path_of_somebodys_machine() -> None:
    """A path of one machine is wrong on all others."""
    holding = [str(file.relative_to(ROOT)) for file in files() if MACHINE_PATH.search(file.read_bytes())]
    assert holding == []


def test_no_file_is_longer_than_a_sitting() -> None:
    """A longer file becomes a folder of the same name, one verb or table a file. Migrations are exempt."""
    own_scripts = (ROOT / "static" / "js").rglob("*.js")
    long = {
        str(file.relative_to(ROOT)): length
        for file in [*python_files(), *own_scripts]
        if "migrations" not in file.parts
        and (length := len(file.read_text(encoding="utf-8").splitlines())) > LINES_A_FILE
    }
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    """About 20 lines is the aim; 40 with its docstring is the end. Migrations are lists, and exempt."""
    long = {
        f"{file.relative_to(ROOT)}:{function.name}": length
        for file in python_files()
        if "migrations" not in file.parts
        for function in functions(file)
        if (length := (function.end_lineno or 0) - function.lineno + 1) > LINES_A_FUNCTION
    }
    assert long == {}
