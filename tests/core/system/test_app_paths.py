import sys
from pathlib import Path

import platformdirs
import pytest

from frontviewer.core.system import app_paths

FOLDERS = (app_paths.settings_folder, app_paths.cache_folder, app_paths.log_folder)


def test_written_files_go_to_the_system_folders(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FRONTVIEWER_HOME", raising=False)

    assert app_paths.settings_folder() == platformdirs.user_config_path("frontviewer", False)
    assert app_paths.cache_folder() == platformdirs.user_cache_path("frontviewer", False)
    assert app_paths.log_folder() == platformdirs.user_log_path("frontviewer", False)


def make_portable(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "portable.txt").touch()
    return folder / "portable-data"


def freeze(monkeypatch: pytest.MonkeyPatch, executable: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(executable))


def test_portable_program_writes_next_to_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    data = make_portable(tmp_path / "stick")
    freeze(monkeypatch, tmp_path / "stick" / "frontviewer")

    assert len({folder() for folder in FOLDERS}) == 3
    assert {folder().parent for folder in FOLDERS} == {data}
    assert app_paths.is_portable()
    assert not data.exists()  # created when it is first needed

    (tmp_path / "stick" / "portable.txt").unlink()
    assert not app_paths.is_portable()
    assert data not in {folder().parent for folder in FOLDERS}


def test_portable_macos_application_writes_next_to_itself_not_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = make_portable(tmp_path / "stick")
    program = tmp_path / "stick" / "frontviewer.app" / "Contents" / "MacOS" / "frontviewer"
    freeze(monkeypatch, program)

    assert {folder().parent for folder in FOLDERS} == {data}


def test_launcher_sets_the_program_folder_by_environment_variable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = make_portable(tmp_path / "Програми")
    monkeypatch.setenv("FRONTVIEWER_HOME", str(tmp_path / "Програми"))

    assert {folder().parent for folder in FOLDERS} == {data}


def test_portable_marker_next_to_an_installed_python_is_ignored(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = make_portable(tmp_path / "bin")
    monkeypatch.delenv("FRONTVIEWER_HOME", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))

    assert data not in {folder().parent for folder in FOLDERS}
