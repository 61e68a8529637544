"""The screen on which the briefing is shown."""

import json
import os
import subprocess
import sys
from pathlib import Path

PROGRAM = """
from frontviewer.app import create_application, build_main_window
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.system.data_files import data_folder

application = create_application()
controller = build_main_window(None, lambda: 0)
controller.session.show_dossier(open_dossier([data_folder("layers")]))
controller.window.showNormal()
controller.window.resize(1200, 700)
for x in (50, 1450):
    controller.window.move(x, 20)
    application.processEvents()
    audience = controller.present()
    application.processEvents()
    print(controller.window.screen().name(), audience.screen().name(), *audience.size().toTuple())
    audience.close()
    application.sendPostedEvents()
    application.processEvents()
controller.close_and_delete()
"""


def screen(name: str, x: int, width: int, height: int) -> dict[str, object]:
    geometry = {"x": x, "y": 0, "width": width, "height": height}
    return {"name": name, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1, **geometry}


def test_briefing_fills_the_second_screen(tmp_path: Path):
    screens = [screen("laptop", 0, 1366, 768), screen("projector", 1366, 1920, 1080)]
    (tmp_path / "screens.json").write_text(json.dumps({"screens": screens}), encoding="utf-8")
    platform = f"offscreen:configfile={tmp_path / 'screens.json'}"

    process = subprocess.run(  # noqa: S603 - runs this interpreter
        [sys.executable, "-c", PROGRAM],
        env=os.environ | {"QT_QPA_PLATFORM": platform},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )

    assert process.stdout.splitlines() == [
        "laptop projector 1920 1080",
        "projector laptop 1366 768",
    ]
