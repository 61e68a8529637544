"""Where the briefing is shown."""

import json
import os
import subprocess
import sys
from pathlib import Path

PRESENTED = """
from frontviewer.app import create_application, build_main_window
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.system.app_paths import data_folder

program = create_application()
controller = build_main_window(None, lambda: 0)
controller.session.show_dossier(open_dossier([data_folder("layers")]))
controller.window.showNormal()
controller.window.resize(1200, 700)
for x in (50, 1450):
    controller.window.move(x, 20)
    program.processEvents()
    audience = controller.present()
    program.processEvents()
    print(controller.window.screen().name(), audience.screen().name(), *audience.size().toTuple())
    audience.close()
    program.sendPostedEvents()
    program.processEvents()
controller.close_and_delete()
"""


def screen(name: str, x: int, width: int, height: int) -> dict[str, object]:
    place = {"x": x, "y": 0, "width": width, "height": height}
    return {"name": name, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1, **place}


def test_a_briefing_fills_the_second_screen_if_there_is_one(tmp_path: Path):
    screens = [screen("laptop", 0, 1366, 768), screen("projector", 1366, 1920, 1080)]
    (tmp_path / "screens.json").write_text(json.dumps({"screens": screens}), encoding="utf-8")
    platform = f"offscreen:configfile={tmp_path / 'screens.json'}"

    told = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", PRESENTED],
        env=os.environ | {"QT_QPA_PLATFORM": platform},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert told.stdout.splitlines() == [
        "laptop projector 1920 1080",
        "projector laptop 1366 768",
    ]
