"""Takes a picture of every page of the setup wizard, in English and in Ukrainian, to look at.

    PYTHONPATH=packaging python -m windows.wizard dist/windows

Writes into `dist/windows/test`. Ukrainian needs that locale on this machine: Debian's `locales`.
"""

# ruff: noqa: S603 - it runs xdotool
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import product
from windows.build import SETUP
from windows.under_wine import default_folder
from wine import display, prefix
from wine.prefix import Wine

_LANGUAGES = {"english": "C.UTF-8", "ukrainian": "uk_UA.UTF-8"}
_PAGES = ("welcome", "licence", "for whom", "folder", "files", "finish")
_TO_DRAW_S = 2
_TO_INSTALL_S = 25


def main(folder: Path) -> None:
    """Go through the wizard once in each language."""
    papers = folder / "test"
    papers.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="frontviewer-wine-") as scratch:
        wine = prefix.make(Path(scratch) / "wine")
        for language, locale in _LANGUAGES.items():
            with display.screen("800x600x24") as name:
                os.environ["DISPLAY"] = name
                speaking = Wine(wine.folder, {"LC_ALL": locale, "LANG": locale})
                go_through(speaking, folder / SETUP, papers, language, name)


def go_through(wine: Wine, setup: Path, papers: Path, language: str, screen: str) -> None:
    """Press Next until all is installed, and look at how it would be removed."""
    wizard = wine.start(setup)
    display.wait_for_window(screen, product.NAME)
    press = f"xdotool search --onlyvisible --name {product.NAME} windowfocus key Return"
    for number, page in enumerate(_PAGES):
        time.sleep(_TO_INSTALL_S if page == "finish" else _TO_DRAW_S)
        display.save_picture(screen, papers / f"setup-{language}-{number}-{page}.png")
        if page not in {"files", "finish"}:  # which need nobody
            subprocess.run(press.split(), check=True, capture_output=True)
    wine.stop()
    wizard.communicate()
    goodbye = wine.start(default_folder(wine) / "uninstall.exe")
    display.wait_for_window(screen, product.NAME)
    time.sleep(_TO_DRAW_S)
    display.save_picture(screen, papers / f"setup-{language}-6-removal.png")
    wine.stop()
    goodbye.communicate()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
