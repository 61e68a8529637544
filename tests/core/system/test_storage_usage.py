"""Storage usage reports the actual folders and sizes."""

from pathlib import Path

import pytest

from frontviewer.core.system.app_paths import cache_folder
from frontviewer.core.system.storage_usage import FolderStatus, storage_usage


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "portable.txt").touch()
    monkeypatch.setenv("FRONTVIEWER_HOME", str(tmp_path))
    return tmp_path / "portable-data"


def test_folders_do_not_exist_at_first_start(data: Path):
    usage = storage_usage()

    assert usage.settings == FolderStatus(data / "settings", False)
    assert usage.reports == FolderStatus(data / "log", False)
    assert usage.cache == FolderStatus(data / "cache", False)
    assert (usage.cache_bytes, usage.portable) == (0, True)
    assert not data.exists()


def test_cache_size_includes_subfolders(data: Path):
    for name, size in (("layers/a.columns", 1000), ("bundles/0/picture.png", 20)):
        file = cache_folder() / name
        file.parent.mkdir(parents=True)
        file.write_bytes(bytes(size))

    usage = storage_usage()

    assert usage.cache == FolderStatus(data / "cache", True)
    assert usage.cache_bytes == 1020


def test_link_targets_are_not_counted(data: Path, tmp_path: Path):
    (tmp_path / "large").write_bytes(bytes(10_000))
    cache_folder().mkdir(parents=True)
    (cache_folder() / "link").symlink_to(tmp_path / "large")

    assert storage_usage().cache_bytes < 10_000
