import os
import time
from pathlib import Path

from frontviewer.core.io.bundle.unpack_cache import prune

DAY = 24 * 3600


def add_bundle(unpack_folder: Path, letter: str, size: int, days_ago: float = 0) -> Path:
    folder = unpack_folder / (letter * 64)
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "a.png").write_bytes(bytes(size))
    last_used = time.time() - days_ago * DAY
    os.utime(folder, (last_used, last_used))
    return folder


def test_least_recently_opened_bundles_beyond_the_limit_are_removed(tmp_path: Path):
    ages = [("a", 3), ("b", 2), ("c", 1)]
    oldest, older, newest = (add_bundle(tmp_path, name, 1000, days) for name, days in ages)

    assert prune(tmp_path, 2000) == 1000
    assert not oldest.exists()
    assert older.exists()
    assert newest.exists()


def test_bundles_not_opened_for_a_month_are_removed(tmp_path: Path):
    stale, recent = add_bundle(tmp_path, "a", 10, 31), add_bundle(tmp_path, "b", 10, 29)

    prune(tmp_path)

    assert not stale.exists()
    assert recent.exists()


def test_bundles_in_use_are_not_removed(tmp_path: Path):
    in_use, other = add_bundle(tmp_path, "a", 10, 40), add_bundle(tmp_path, "b", 10)

    assert prune(tmp_path, 0, in_use=[in_use / "media" / "a.png"]) == 10
    assert in_use.exists()
    assert not other.exists()


def test_foreign_files_are_not_touched(tmp_path: Path):
    (tmp_path / "notes.txt").write_bytes(b"mine")
    (tmp_path / "holidays").mkdir()
    add_bundle(tmp_path, "a", 10)

    assert prune(tmp_path, 0) == 10
    assert sorted(path.name for path in tmp_path.iterdir()) == ["holidays", "notes.txt"]


def test_pruning_a_missing_folder_frees_nothing(tmp_path: Path):
    assert prune(tmp_path / "none") == 0
