"""Draw tabler.svg anew: the icons that icons.txt names, from the npm package @tabler/icons.

`python static/icons/sprite.py` needs npm. Tabler Icons are MIT licensed (LICENSE.tabler);
the door, the marks and the logo are our own and stand in shared/web/templates/signs.html.
"""

import re
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PACKAGE = "@tabler/icons@3.51.0"
_STROKES = re.compile(r'<(?:path|circle|rect|line|polyline)\b(?![^>]*stroke="none")[^>]*/>')


def main() -> int:
    """Fetch the package and write the sprite and the licence; exit status 1 when an icon isn't in it."""
    names = (HERE / "icons.txt").read_text(encoding="utf-8").split()
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as tar:
            symbols = [symbol(tar, name) for name in sorted(names)]
            (HERE / "LICENSE.tabler").write_text(text_of(tar, "LICENSE"), encoding="utf-8")
    drawn = "\n".join(symbols)
    (HERE / "tabler.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{drawn}\n</svg>\n', encoding="utf-8")
    return 0


def symbol(tar: tarfile.TarFile, name: str) -> str:
    """Return an icon's strokes under its name; KeyError when the package has no such outline icon."""
    drawing = text_of(tar, f"icons/outline/{name}.svg")
    strokes = "".join(re.sub(r"\s+", " ", stroke) for stroke in _STROKES.findall(drawing))
    return f'<symbol id="{name}" viewBox="0 0 24 24">{strokes}</symbol>'


def text_of(tar: tarfile.TarFile, path: str) -> str:
    """Return one text of the package."""
    found = tar.extractfile(f"package/{path}")
    assert found is not None
    return found.read().decode("utf-8")


if __name__ == "__main__":
    sys.exit(main())
