import sys
from pathlib import Path

import platformdirs
import pytest

from frontviewer.core.system import app_paths


@pytest.mark.parametrize("name", ["layers", "resources"])
def test_the_repository_has_its_data_at_the_top(repository: Path, name: str):
    assert app_paths.data_folder(name) == repository / name
    assert app_paths.data_folder(name).is_dir()


def test_a_wheel_or_installer_has_them_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = tmp_path / "site-packages" / "frontviewer"
    packed = package / "_data" / "layers"
    packed.mkdir(parents=True)
    monkeypatch.setattr(app_paths, "_PACKAGE", package)

    assert app_paths.data_folder("layers") == packed


FOLDERS = (app_paths.settings_folder, app_paths.cache_folder, app_paths.log_folder)


def test_what_is_written_goes_where_the_system_wants_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("FRONTVIEWER_HOME", raising=False)

    assert app_paths.settings_folder() == platformdirs.user_config_path("frontviewer", False)
    assert app_paths.cache_folder() == platformdirs.user_cache_path("frontviewer", False)
    assert app_paths.log_folder() == platformdirs.user_log_path("frontviewer", False)


def portable(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "portable.txt").touch()
    return folder / "portable-data"


def frozen(monkeypatch: pytest.MonkeyPatch, executable: Path) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(executable))


def test_a_portable_program_writes_beside_itself_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = portable(tmp_path / "stick")
    frozen(monkeypatch, tmp_path / "stick" / "frontviewer")

    assert len({folder() for folder in FOLDERS}) == 3
    assert {folder().parent for folder in FOLDERS} == {data}
    assert app_paths.is_portable()
    assert not data.exists()  # before there is anything to be kept

    (tmp_path / "stick" / "portable.txt").unlink()
    assert not app_paths.is_portable()
    assert data not in {folder().parent for folder in FOLDERS}


def test_a_portable_application_of_macos_writes_beside_itself_not_inside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = portable(tmp_path / "stick")
    program = tmp_path / "stick" / "frontviewer.app" / "Contents" / "MacOS" / "frontviewer"
    frozen(monkeypatch, program)

    assert {folder().parent for folder in FOLDERS} == {data}


def test_a_launcher_can_say_where_the_portable_program_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = portable(tmp_path / "Програми")
    monkeypatch.setenv("FRONTVIEWER_HOME", str(tmp_path / "Програми"))

    assert {folder().parent for folder in FOLDERS} == {data}


def test_the_mark_beside_a_python_that_was_installed_means_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    data = portable(tmp_path / "bin")
    monkeypatch.delenv("FRONTVIEWER_HOME", raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "bin" / "python"))

    assert data not in {folder().parent for folder in FOLDERS}
