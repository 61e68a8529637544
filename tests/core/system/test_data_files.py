from pathlib import Path

import pytest

from frontviewer.core.system import data_files


@pytest.mark.parametrize("name", ["layers", "resources"])
def test_data_folders_of_the_repository(repository: Path, name: str):
    assert data_files.data_folder(name) == repository / name
    assert data_files.data_folder(name).is_dir()


def test_data_folders_of_an_installation_are_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = tmp_path / "site-packages" / "frontviewer"
    packed = package / "_data" / "layers"
    packed.mkdir(parents=True)
    monkeypatch.setattr(data_files, "_PACKAGE", package)

    assert data_files.data_folder("layers") == packed
