"""Files that hold names don't lie about for ever."""

import os
import time
from pathlib import Path

from hardware.keeping import KEPT, forget_old_files


def test_old_files_go_and_new_ones_stay(tmp_path: Path) -> None:
    old, new, folder = tmp_path / "old.eml", tmp_path / "new.eml", tmp_path / "folder"
    for file in (old, new):
        file.write_text("王晓琳")
    folder.mkdir()
    then = time.time() - KEPT.total_seconds() - 1
    os.utime(old, (then, then))
    assert forget_old_files(tmp_path) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["folder", "new.eml"]
