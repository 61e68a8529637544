"""The crash dialog."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.ui.crash_handler import Crash
from frontviewer.ui.dialogs.crash import CrashDialog

TEXT = "frontviewer 1.2\n\nTraceback ...\nKeyError: '<b>F-POK</b>'\n"


@pytest.fixture
def dialog(controller: MainController, tmp_path: Path) -> CrashDialog:
    dialog = CrashDialog(Crash(TEXT, tmp_path / "crash-1.txt"), controller.window)
    dialog.show()
    return dialog


def press(qtbot: QtBot, dialog: CrashDialog, name: str) -> None:
    (button,) = (b for b in dialog.findChildren(QPushButton) if b.text().replace("&", "") == name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def label_text(dialog: CrashDialog) -> str:
    return "\n".join(label.text() for label in dialog.findChildren(QLabel))


def test_dialog_shows_the_exception_and_the_report_file(dialog: CrashDialog, tmp_path: Path):
    assert "KeyError: '<b>F-POK</b>'" in label_text(dialog)
    assert str(tmp_path / "crash-1.txt") in label_text(dialog)
    labels = dialog.findChildren(QLabel)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_dialog_is_modeless_and_continues_unless_quit_is_chosen(qtbot: QtBot, dialog: CrashDialog):
    assert not dialog.isModal()

    with qtbot.assertNotEmitted(dialog.quit_requested):
        press(qtbot, dialog, "Continue")
        dialog.show()
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)

    assert not dialog.isVisible()


def test_quit_requests_to_quit(qtbot: QtBot, dialog: CrashDialog):
    with qtbot.waitSignal(dialog.quit_requested):
        press(qtbot, dialog, "Quit")


def test_report_can_be_copied_and_its_folder_opened(
    qtbot: QtBot, dialog: CrashDialog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    opened: list[Path] = []
    monkeypatch.setattr(
        QDesktopServices, "openUrl", lambda url: opened.append(Path(url.toLocalFile()))
    )

    press(qtbot, dialog, "Copy report")
    press(qtbot, dialog, "Show folder")

    assert QGuiApplication.clipboard().text() == TEXT
    assert opened == [tmp_path]


def test_without_a_window_there_is_no_continue_button(qtbot: QtBot):
    dialog = CrashDialog(Crash(TEXT, None))
    qtbot.addWidget(dialog)

    names = {button.text().replace("&", "") for button in dialog.findChildren(QPushButton)}
    assert names == {"Copy report", "Quit"}
    assert "could not start" in label_text(dialog)
    assert "could not be saved" in label_text(dialog)
