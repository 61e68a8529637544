"""The About page."""

import re
import tomllib
from pathlib import Path

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from frontviewer import __version__
from frontviewer.ui.dialogs.about import build_about_page, find_library_versions


def test_every_dependency_is_listed(repository: Path):
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]

    dependencies = {re.split(r"[<>=]", requirement)[0] for requirement in project["dependencies"]}

    assert set(find_library_versions()) == dependencies


def test_page_has_the_versions_of_program_and_libraries(qtbot: QtBot):
    page = build_about_page(500)
    qtbot.addWidget(page)

    text = "\n".join(label.text() for label in page.findChildren(QLabel))
    assert f"Version {__version__}." in text
    versions = find_library_versions()
    assert all(f"{name} {versions[name]} – " in text and versions[name] for name in versions)
