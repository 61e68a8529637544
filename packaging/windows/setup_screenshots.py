"""Take a screenshot of every page of the setup program, in English and in Ukrainian.

    PYTHONPATH=packaging python -m windows.setup_screenshots dist/windows

Writes into `dist/windows/test`. Ukrainian needs the locale uk_UA.UTF-8, from Debian's `locales`.
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
from windows.wine_session import default_folder
from wine import prefix
from wine.display import save_screenshot, virtual_display, wait_for_window
from wine.prefix import WinePrefix

_LOCALES = {"english": "C.UTF-8", "ukrainian": "uk_UA.UTF-8"}
_PAGES = ("welcome", "license", "users", "folder", "files", "finish")
_PAINT_S = 2
_INSTALL_S = 25


def main(folder: Path) -> None:
    """Run the setup once in each language."""
    output = folder / "test"
    output.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="frontviewer-wine-") as scratch:
        wine = prefix.create(Path(scratch) / "wine")
        for language, locale in _LOCALES.items():
            with virtual_display("800x600x24") as display:
                os.environ["DISPLAY"] = display
                localized = WinePrefix(wine.folder, {"LC_ALL": locale, "LANG": locale})
                take_screenshots(localized, folder / SETUP, output, language, display)


def take_screenshots(
    wine: WinePrefix, setup: Path, output: Path, language: str, display: str
) -> None:
    """Press Next on every page until the program is installed, then open the uninstaller."""
    process = wine.start(setup)
    wait_for_window(display, product.NAME)
    press_next = f"xdotool search --onlyvisible --name {product.NAME} windowfocus key Return"
    for number, page in enumerate(_PAGES):
        time.sleep(_INSTALL_S if page == "finish" else _PAINT_S)
        save_screenshot(display, output / f"setup-{language}-{number}-{page}.png")
        if page not in {"files", "finish"}:  # these need no input
            subprocess.run(press_next.split(), check=True, capture_output=True)
    wine.stop()
    process.communicate()
    process = wine.start(default_folder(wine) / "uninstall.exe")
    wait_for_window(display, product.NAME)
    time.sleep(_PAINT_S)
    save_screenshot(display, output / f"setup-{language}-6-removal.png")
    wine.stop()
    process.communicate()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
