"""The page's behaviour as one file: each of thirty would come with a head of its own, and be compressed alone."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

_OWN = re.compile(r'^import \{ (\w+(?:, \w+)*) \} from "(\.{1,2}/\w+\.js)";\n', re.MULTILINE)
_OTHERS = re.compile(r'^import (?:\w+|\{ \w+(?:, \w+)* \}) from "\.\./\.\./[^"]+";\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async function|function|class|const) (\w+))", re.MULTILINE)
_UNKNOWN = re.compile(r"^(?:import|export) .*", re.MULTILINE)
_REMARK = re.compile(r"^ *(?://.*|/\*\*(?:.|\n)*?\*/)\n", re.MULTILINE)
_ABOVE = re.compile(r'(["`])\.\./\.\./')


@cache
def scripts_in(static: Path) -> Mapping[str, str]:
    """Return each module of the kiosk by its name, with those of ours that it imports before it; read once.

    What it imports when it is needed (`import("./keys.js")`) is found beside it, as another such file.
    Raises ValueError for a module that imports or exports in a form that is not known here.
    """
    return {file.stem: _joined(file) for file in sorted((static / "js/kiosk").glob("*.js"))}


@cache
def scripts_version(static: Path) -> str:
    """Return what tells the modules as they are from any that were before: every page names it."""
    return hashlib.sha256("".join(scripts_in(static).values()).encode()).hexdigest()[:16]


def _joined(file: Path) -> str:
    """Return the modules in the order in which they need each other, each in a scope of its own."""
    texts = {each: _REMARK.sub("", each.read_text(encoding="utf-8")) for each in _in_order(file, [])}
    borrowed = "".join(dict.fromkeys(line for text in texts.values() for line in _OTHERS.findall(text)))
    whole = borrowed + "".join(_scope(each, text) for each, text in texts.items())
    exports = ", ".join(_EXPORT.findall(texts[file]))
    said = f"export const {{ {exports} }} = of_{file.stem};\n" if exports else ""
    return _ABOVE.sub(r"\1../../static/", whole) + said


def _in_order(file: Path, known: list[Path]) -> list[Path]:
    """Return what is known already, then what a module imports, then the module."""
    if file in known:
        return known
    for needed in _needs(file):
        known = _in_order(needed, known)
    return [*known, file]


def _needs(file: Path) -> Iterator[Path]:
    for _, address in _OWN.findall(file.read_text(encoding="utf-8")):
        yield (file.parent / address).resolve()


def _scope(file: Path, text: str) -> str:
    exports = ", ".join(_EXPORT.findall(text))
    inner = _OWN.sub(lambda found: f"const {{ {found[1]} }} = of_{Path(found[2]).stem};\n", _OTHERS.sub("", text))
    bare = _EXPORT.sub("", inner)
    if unknown := _UNKNOWN.search(bare):
        raise ValueError(f"{file.name}: {unknown[0]}")
    return f"const of_{file.stem} = (() => {{\n{bare}return {{ {exports} }};\n}})();\n"
