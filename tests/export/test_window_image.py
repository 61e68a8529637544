from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from frontviewer.core.problems import UnusableFileError
from frontviewer.export.window_image import save_widget_image


@pytest.fixture
def label(qtbot: QtBot) -> QLabel:
    label = QLabel("Покровськ")
    qtbot.addWidget(label)
    label.resize(120, 40)
    return label


def test_image_has_the_size_of_the_widget(label: QLabel, tmp_path: Path):
    file = tmp_path / "new" / "x.png"

    save_widget_image(label, file)

    image = QImage(str(file))
    assert (image.width(), image.height()) == (120, 40)


def test_existing_file_is_kept_if_the_image_cannot_be_created(
    label: QLabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "x.png"
    file.write_bytes(b"old")
    monkeypatch.setattr(label, "grab", QPixmap)  # null, as Qt returns it when memory is short

    with pytest.raises(UnusableFileError, match="could not be created"):
        save_widget_image(label, file)

    assert file.read_bytes() == b"old"


def test_unwritable_path_raises(label: QLabel, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(UnusableFileError, match="cannot be written"):
        save_widget_image(label, tmp_path / "file" / "x.png")
