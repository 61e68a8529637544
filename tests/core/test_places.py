from pathlib import Path

import pytest

from frontviewer.core import places


@pytest.mark.parametrize("name", ["layers", "resources"])
def test_the_repository_has_its_data_at_the_top(repository: Path, name: str):
    assert places.data_folder(name) == repository / name
    assert places.data_folder(name).is_dir()


def test_a_wheel_or_installer_has_them_in_the_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    package = tmp_path / "site-packages" / "frontviewer"
    packed = package / "_data" / "layers"
    packed.mkdir(parents=True)
    monkeypatch.setattr(places, "_PACKAGE", package)

    assert places.data_folder("layers") == packed
