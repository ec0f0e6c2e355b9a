"""Fetch the vendored files with npm, and hold what lies here to the sums in vendor.toml.

`fetch.py` takes each package at its pinned version, compares it with its pinned sum, and lays
out the files that we use. `fetch.py --verify` needs no network: it only compares.
Exit status 1, with a line for each difference, when anything is not as vendor.toml says.
"""

import base64
import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
OURS = {"vendor.toml", "fetch.py", "README.md"}
# Licence texts that a package itself forgot to bring.
LICENCES = "licences"


@dataclass(frozen=True)
class Package:
    """One package of vendor.toml."""

    name: str
    version: str
    folder: str
    licence: str
    licence_files: tuple[str, ...]
    integrity: str
    files: dict[str, str]
    """Path inside the package → its sum."""

    @property
    def home(self) -> Path:
        """Return the folder where its files lie."""
        return HERE / self.folder / self.version


def main(arguments: list[str]) -> int:
    """Fetch unless told only to verify, then verify."""
    troubles: list[str] = []
    if "--verify" not in arguments:
        troubles = [trouble for package in packages() for trouble in fetch(package)]
    troubles += verify()
    for trouble in troubles:
        print(trouble, file=sys.stderr)
    return 1 if troubles else 0


def packages(listing: Path = HERE / "vendor.toml") -> list[Package]:
    """Read vendor.toml."""
    tables = tomllib.loads(listing.read_text(encoding="utf-8"))["package"]
    return [Package(**{**table, "licence_files": tuple(table["licence_files"])}) for table in tables]


def fetch(package: Package) -> list[str]:
    """Replace a package's folder by what npm has under its version; return what differs from its sum."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = f"{package.name}@{package.version}"
        subprocess.run(["npm", "pack", "--silent", wanted], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        (archive,) = Path(folder).glob("*.tgz")
        found = sum_of(archive)
        if found != package.integrity:
            return [f"{wanted}: the package's sum is {found}, vendor.toml says {package.integrity}"]
        shutil.rmtree(HERE / package.folder, ignore_errors=True)
        unpack(package, archive)
    return []


def unpack(package: Package, archive: Path) -> None:
    """Write the files that we use into the package's folder; KeyError when one is not in the archive."""
    with tarfile.open(archive) as tar:
        for path in package.files:
            content = tar.extractfile(f"package/{path}")
            if content is None:
                raise KeyError(f"{path} in {archive.name} is no file")
            target = package.home / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content.read())


def verify() -> list[str]:
    """Return a line for each file that is missing, differs, or is not named in vendor.toml."""
    return [*wrong_files(), *stray_files()]


def wrong_files() -> Iterator[str]:
    """Yield what is wrong with the files that vendor.toml names."""
    for package in packages():
        for path, expected in package.files.items():
            file = package.home / path
            found = sum_of(file) if file.is_file() else "no file"
            if found != expected:
                yield f"{file.relative_to(HERE)}: {found}, vendor.toml says {expected}"
        for name in package.licence_files:
            if not (package.home / name).is_file() and not (HERE / LICENCES / name).is_file():
                yield f"{package.name}: its licence {name} is missing"


def stray_files() -> Iterator[str]:
    """Yield the files here that nothing names."""
    known = {package.home / path for package in packages() for path in package.files}
    known |= {HERE / LICENCES / name for package in packages() for name in package.licence_files}
    known |= {HERE / name for name in OURS}
    for file in sorted(HERE.rglob("*")):
        if file.is_file() and file not in known and "__pycache__" not in file.parts:
            yield f"{file.relative_to(HERE)}: vendor.toml does not name it"


def sum_of(file: Path) -> str:
    """Return a file's sum."""
    return sum_of_bytes(file.read_bytes())


def sum_of_bytes(content: bytes) -> str:
    """Return a sum as npm writes it: sha512, a hyphen, base64."""
    return f"sha512-{base64.b64encode(hashlib.sha512(content).digest()).decode()}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
