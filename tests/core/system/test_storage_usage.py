"""What the program says that it keeps is what lies there."""

from pathlib import Path

import pytest

from frontviewer.core.system.app_paths import cache_folder
from frontviewer.core.system.storage_usage import Folder, storage_usage


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "portable.txt").touch()
    monkeypatch.setenv("FRONTVIEWER_HOME", str(tmp_path))
    return tmp_path / "portable-data"


def test_at_the_first_start_there_is_nothing(data: Path):
    kept = storage_usage()

    assert kept.settings == Folder(data / "settings", False)
    assert kept.reports == Folder(data / "log", False)
    assert kept.cache == Folder(data / "cache", False)
    assert (kept.cache_bytes, kept.portable) == (0, True)
    assert not data.exists()


def test_the_cache_is_as_large_as_its_files_in_all_folders(data: Path):
    for place, size in (("layers/a.columns", 1000), ("bundles/0/picture.png", 20)):
        file = cache_folder() / place
        file.parent.mkdir(parents=True)
        file.write_bytes(bytes(size))

    kept = storage_usage()

    assert kept.cache == Folder(data / "cache", True)
    assert kept.cache_bytes == 1020


def test_what_the_cache_only_points_to_is_not_counted(data: Path, tmp_path: Path):
    (tmp_path / "large").write_bytes(bytes(10_000))
    cache_folder().mkdir(parents=True)
    (cache_folder() / "link").symlink_to(tmp_path / "large")

    assert storage_usage().cache_bytes < 10_000
