"""python-escpos' classes, without its book of printers.

When it is imported, the library reads a hundred printers' profiles, of which Usher needs none, with a reader for YAML:
that takes about a second of each start, and each start leaves a folder behind. The same book read as the JSON
that it is lies ready here for a moment, where the library looks for what it has read before.
"""

import json
import os
import pickle
import platform
import tempfile
from importlib.resources import files
from pathlib import Path

_BOOK = "ESCPOS_CAPABILITIES_PICKLE_DIR"

with tempfile.TemporaryDirectory(prefix="usher-") as _folder:
    _elsewhere, tempfile.tempdir = tempfile.tempdir, _folder  # for the folder that the library makes all the same
    os.environ[_BOOK] = _folder
    with Path(_folder, f"{platform.python_version()}.capabilities.pickle").open("wb") as _read:
        pickle.dump(json.loads(files("escpos").joinpath("capabilities.json").read_bytes()), _read)
    try:
        from escpos.exceptions import DeviceNotFoundError
        from escpos.printer import File, Network, Serial
    finally:
        tempfile.tempdir = _elsewhere
        del os.environ[_BOOK]

__all__ = ["DeviceNotFoundError", "File", "Network", "Serial"]
