import os
import time
from pathlib import Path

from frontviewer.core.io.bundle.unpack_cache import tidy

DAY = 24 * 3600


def put(shelf: Path, letter: str, size: int, days_ago: float = 0) -> Path:
    folder = shelf / (letter * 64)
    (folder / "media").mkdir(parents=True)
    (folder / "media" / "a.png").write_bytes(bytes(size))
    used = time.time() - days_ago * DAY
    os.utime(folder, (used, used))
    return folder


def test_what_was_opened_last_stays_when_there_is_too_much(tmp_path: Path):
    older, old, new = (put(tmp_path, x, 1000, ago) for x, ago in [("a", 3), ("b", 2), ("c", 1)])

    assert tidy(tmp_path, 2000) == 1000
    assert not older.exists()
    assert old.exists()
    assert new.exists()


def test_what_nobody_opened_for_a_month_goes(tmp_path: Path):
    forgotten, known = put(tmp_path, "a", 10, 31), put(tmp_path, "b", 10, 29)

    tidy(tmp_path)

    assert not forgotten.exists()
    assert known.exists()


def test_a_bundle_whose_pictures_are_on_show_stays(tmp_path: Path):
    shown, other = put(tmp_path, "a", 10, 40), put(tmp_path, "b", 10)

    assert tidy(tmp_path, 0, in_use=[shown / "media" / "a.png"]) == 10
    assert shown.exists()
    assert not other.exists()


def test_nothing_but_our_own_is_touched(tmp_path: Path):
    (tmp_path / "notes.txt").write_bytes(b"mine")
    (tmp_path / "holidays").mkdir()
    put(tmp_path, "a", 10)

    assert tidy(tmp_path, 0) == 10
    assert sorted(path.name for path in tmp_path.iterdir()) == ["holidays", "notes.txt"]


def test_a_shelf_that_is_not_there_is_tidy(tmp_path: Path):
    assert tidy(tmp_path / "none") == 0
