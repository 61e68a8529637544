from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QFileDialog, QPushButton

from frontviewer.core.pages.page import MediaCard
from frontviewer.ui.widgets.media_view import MediaView, Picture
from frontviewer.ui.widgets.text_label import TextLabel

RED = QColor("#c01020")


@pytest.fixture
def file(tmp_path: Path) -> str:
    image = QImage(120, 60, QImage.Format.Format_RGB32)
    image.fill(RED)
    path = str(tmp_path / "ruins.png")
    image.save(path)
    return path


def view(qtbot, media: MediaCard, width: int = 300) -> MediaView:
    shown = MediaView(media, 8)
    qtbot.addWidget(shown)
    shown.resize(width, shown.heightForWidth(width))
    shown.show()
    return shown


def middle(picture: Picture) -> QColor:
    return picture.grab().toImage().pixelColor(30, 15)


def test_what_is_not_bundled_is_said_with_caption_credit_and_date(qtbot, media: MediaCard):
    shown = view(qtbot, media)

    said = {text.text() for text in shown.findChildren(TextLabel)}
    assert said == {"not bundled", media.caption, "Image: Anadolu · about October 2025"}


def test_a_person_can_point_to_the_file(qtbot, monkeypatch, media: MediaCard):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/photos/ruins.jpg", ""))
    shown = view(qtbot, media)

    with qtbot.waitSignal(shown.pointed) as heard:
        qtbot.mouseClick(shown.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert heard.args == ["I02", "/photos/ruins.jpg"]


def test_closing_the_dialog_changes_nothing(qtbot, monkeypatch, media: MediaCard):
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("", ""))
    shown = view(qtbot, media)

    with qtbot.assertNotEmitted(shown.pointed):
        qtbot.mouseClick(shown.findChild(QPushButton), Qt.MouseButton.LeftButton)


def test_a_picture_is_narrowed_but_never_enlarged(qtbot, media: MediaCard, file: str):
    shown = view(qtbot, replace(media, file=file))
    picture = shown.findChild(Picture)

    assert picture.heightForWidth(600) == 60
    assert picture.heightForWidth(60) == 30
    assert middle(picture) == RED


def test_a_sensitive_picture_is_covered_until_asked_and_can_be_again(qtbot, media, file):
    shown = view(qtbot, replace(media, file=file, sensitive=True))
    picture, button = shown.findChild(Picture), shown.findChild(QPushButton)
    assert picture.covered
    assert middle(picture) != RED

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert middle(picture) == RED

    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert picture.covered


def test_a_file_that_is_no_picture_is_named_with_the_reason(qtbot, media, tmp_path: Path):
    path = tmp_path / "notes.jpg"
    path.write_text("not a picture")

    shown = view(qtbot, replace(media, file=str(path)))

    said = [text.text() for text in shown.findChildren(TextLabel)]
    assert any(words.startswith("notes.jpg: ") for words in said)


def test_a_video_that_somebody_holds_is_named_with_its_size(qtbot, media, tmp_path: Path):
    path = tmp_path / "drone.mp4"
    path.write_bytes(bytes(2048))

    shown = view(qtbot, replace(media, kind="video", file=str(path)))

    said = shown.findChildren(TextLabel)[0].text()
    assert said.startswith("drone.mp4 · 2")
    assert "Videos are not played here." in said
    assert shown.findChild(QPushButton) is None


def test_a_video_that_is_gone_is_named_with_the_reason(qtbot, media, tmp_path: Path):
    shown = view(qtbot, replace(media, kind="video", file=str(tmp_path / "gone.mp4")))

    assert shown.findChildren(TextLabel)[0].text().startswith("gone.mp4: ")


@pytest.mark.parametrize(("kind", "offered"), [("image", "png"), ("video", "mp4")])
def test_the_dialog_offers_only_what_is_of_use(qtbot, monkeypatch, media, kind: str, offered: str):
    asked: list[str] = []
    answer = lambda *given: asked.append(given[3]) or ("", "")  # noqa: E731 - a stand-in
    monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
    shown = view(qtbot, replace(media, kind=kind))

    qtbot.mouseClick(shown.findChild(QPushButton), Qt.MouseButton.LeftButton)

    assert [ending for ending in ("png", "mp4") if f"*.{ending}" in asked[0]] == [offered]
