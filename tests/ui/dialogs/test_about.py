import re
import tomllib
from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from frontviewer import __version__
from frontviewer.ui.dialogs.about import about_page, library_versions


def test_every_library_that_we_ask_for_is_named(repository: Path):
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]

    wanted = {re.split(r"[<>=]", named)[0] for named in project["dependencies"]}

    assert set(library_versions()) == wanted


def test_it_names_the_versions_of_the_program_and_of_every_library(qtbot: QtBot):
    page = about_page()
    qtbot.addWidget(page)

    words = "\n".join(label.text() for label in page.findChildren(QLabel))
    assert f"Version {__version__}." in words
    versions = library_versions()
    assert all(f"{name} {versions[name]} – " in words and versions[name] for name in versions)
