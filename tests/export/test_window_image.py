from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from frontviewer.core.problems import UnusableFileError
from frontviewer.export.window_image import save_picture


@pytest.fixture
def label(qtbot: QtBot) -> QLabel:
    label = QLabel("Покровськ")
    qtbot.addWidget(label)
    label.resize(120, 40)
    return label


def test_a_picture_has_the_size_of_the_widget(label: QLabel, tmp_path: Path):
    file = tmp_path / "new" / "x.png"

    save_picture(label, file)

    picture = QImage(str(file))
    assert (picture.width(), picture.height()) == (120, 40)


def test_a_picture_that_cannot_be_made_leaves_the_old_file(
    label: QLabel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "x.png"
    file.write_bytes(b"old")
    monkeypatch.setattr(label, "grab", QPixmap)  # what Qt returns when memory is short

    with pytest.raises(UnusableFileError, match="cannot be made"):
        save_picture(label, file)

    assert file.read_bytes() == b"old"


def test_a_place_that_cannot_be_written_is_told(label: QLabel, tmp_path: Path):
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(UnusableFileError, match="cannot be written"):
        save_picture(label, tmp_path / "file" / "x.png")
