from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QPushButton

from frontviewer.core.pages.page import MediaCard
from frontviewer.ui.widgets.media_view import ImageView, MediaView
from frontviewer.ui.widgets.text_label import TextLabel

RED = QColor("#c01020")


@pytest.fixture
def file(tmp_path: Path) -> str:
    image = QImage(120, 60, QImage.Format.Format_RGB32)
    image.fill(RED)
    path = str(tmp_path / "ruins.png")
    image.save(path)
    return path


def show_media(qtbot, media: MediaCard, width: int = 300) -> MediaView:
    view = MediaView(media, 8)
    qtbot.addWidget(view)
    view.resize(width, view.heightForWidth(width))
    view.show()
    return view


def center_color(image_view: ImageView) -> QColor:
    return image_view.grab().toImage().pixelColor(30, 15)


def test_missing_image_shows_placeholder_caption_credit_and_date(qtbot, media: MediaCard):
    view = show_media(qtbot, media)

    texts = {label.text() for label in view.findChildren(TextLabel)}
    assert texts == {"Image not included", media.caption, "Image: Anadolu · about October 2025"}


def test_attach_button_emits_chosen_file(qtbot, monkeypatch, media: MediaCard):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/photos/ruins.jpg", ""))
    view = show_media(qtbot, media)

    with qtbot.waitSignal(view.file_chosen) as signal:
        qtbot.mouseClick(view.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert signal.args == ["I02", "/photos/ruins.jpg"]


def test_cancelled_dialog_emits_nothing(qtbot, monkeypatch, media: MediaCard):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    view = show_media(qtbot, media)

    with qtbot.assertNotEmitted(view.file_chosen):
        qtbot.mouseClick(view.findChild(QPushButton), Qt.MouseButton.LeftButton)


def test_image_is_scaled_down_but_never_enlarged(qtbot, media: MediaCard, file: str):
    view = show_media(qtbot, replace(media, file=file))
    image_view = view.findChild(ImageView)

    assert image_view.heightForWidth(600) == 60
    assert image_view.heightForWidth(60) == 30
    assert center_color(image_view) == RED


def test_sensitive_image_is_covered_and_button_toggles_cover(qtbot, media, file):
    view = show_media(qtbot, replace(media, file=file, sensitive=True))
    image_view, button = view.findChild(ImageView), view.findChild(QPushButton)
    assert image_view.covered
    assert center_color(image_view) != RED
    assert button.text() == "Show sensitive image"

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert center_color(image_view) == RED
    assert button.text() == "Hide image"

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert image_view.covered


def test_unreadable_image_file_is_named_with_reason(qtbot, media, tmp_path: Path):
    path = tmp_path / "notes.jpg"
    path.write_text("not a picture")

    view = show_media(qtbot, replace(media, file=str(path)))

    texts = [label.text() for label in view.findChildren(TextLabel)]
    assert any(text.startswith("notes.jpg: ") for text in texts)


def test_existing_video_is_named_with_its_size(qtbot, media, tmp_path: Path):
    path = tmp_path / "drone.mp4"
    path.write_bytes(bytes(2_000_000))

    view = show_media(qtbot, replace(media, kind="video", file=str(path)))

    text = view.findChildren(TextLabel)[0].text()
    assert text.startswith("drone.mp4 · 2")
    assert "Video playback is not supported." in text
    assert view.findChild(QPushButton) is None


def test_missing_video_file_is_named_with_reason(qtbot, media, tmp_path: Path):
    view = show_media(qtbot, replace(media, kind="video", file=str(tmp_path / "gone.mp4")))

    assert view.findChildren(TextLabel)[0].text().startswith("gone.mp4: ")


@pytest.mark.parametrize(("kind", "expected"), [("image", "png"), ("video", "mp4")])
def test_dialog_offers_files_of_the_media_kind_only(
    qtbot, monkeypatch, media, kind: str, expected: str
):
    dialogs: list[tuple[str, str]] = []

    def record_dialog(parent, title: str, folder: str, file_filter: str) -> tuple[str, str]:
        dialogs.append((title, file_filter))
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", record_dialog)
    view = show_media(qtbot, replace(media, kind=kind))

    button = view.findChild(QPushButton)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    (title, file_filter) = dialogs[0]
    assert (button.text(), title) == (f"Attach {kind}…", f"Choose {kind}")
    assert [suffix for suffix in ("png", "mp4") if f"*.{suffix}" in file_filter] == [expected]
    assert file_filter.endswith(";;All files (*)")
