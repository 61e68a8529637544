import os
import stat
from pathlib import Path

import pytest

from frontviewer.core.problems import UnusableFileError
from frontviewer.core.system.atomic_files import write_atomic


def test_file_is_replaced_and_no_temporary_file_remains(tmp_path: Path):
    file = tmp_path / "evidence.json"
    file.write_bytes(b"old")

    write_atomic(file, b"new")

    assert file.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_old_content_stays_if_writing_fails(tmp_path: Path, monkeypatch, step: str):
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    file = tmp_path / "evidence.json"
    file.write_bytes(b"old")
    monkeypatch.setattr(*((os, "fsync") if step == "fsync" else (Path, "replace")), full_disk)

    with pytest.raises(UnusableFileError, match="No space left on device"):
        write_atomic(file, b"new")

    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_missing_folder_is_created_and_a_file_in_its_place_is_reported(tmp_path: Path):
    write_atomic(tmp_path / "new" / "a.json", b"a")

    with pytest.raises(UnusableFileError, match="cannot be written"):
        write_atomic(tmp_path / "new" / "a.json" / "b.json", b"b")

    assert (tmp_path / "new" / "a.json").read_bytes() == b"a"


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions and links")
def test_permissions_and_links_are_preserved(tmp_path: Path):
    file = tmp_path / "evidence.json"
    file.write_bytes(b"old")
    file.chmod(0o640)
    link = tmp_path / "link.json"
    link.symlink_to(file)

    write_atomic(link, b"new")

    assert link.is_symlink()
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o640
