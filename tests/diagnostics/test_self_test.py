"""`frontviewer --self-test` in a separate process, as installer tests run it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QImage

from frontviewer import __version__

FIELD = (
    '{"type": "Feature", "id": "a", "properties": {"name": "Поле"}, '
    '"geometry": {"type": "Point", "coordinates": [37, 48]}}'
)


def run(*arguments: object, program: str = "", path: Path | None = None) -> tuple[int, str, str]:
    """Run frontviewer, or a Python `program`, with the folder `path` first on the import path."""
    start = ["-c", program] if program else ["-m", "frontviewer"]
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *start, *map(str, arguments)],
        env=os.environ | ({"PYTHONPATH": str(path)} if path else {}),
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def failures(result: tuple[int, str, str]) -> list[str]:
    """Return the failures of a failed self-test, one line each, without any traceback."""
    status, out, err = result
    assert (status, err) == (1, "")
    messages: list[str] = json.loads(out)["failed"]
    assert messages
    assert not [message for message in messages if "\n" in message or "Traceback" in message]
    return messages


def test_report_of_the_bundled_dossier(tmp_path: Path):
    picture = tmp_path / "window.png"

    status, out, err = run("--self-test", "--platform", "offscreen", "--picture", picture)

    report: dict[str, Any] = json.loads(out)
    assert (status, err, report["failed"]) == (0, "", [])
    assert report["version"] == __version__
    assert report["title"] == "Pokrovsk: who claims what"
    assert report["feature"] == "F-POK"
    assert "Pokrovsk already surrounded?" in report["claims"]
    assert Path(report["proj_db"]).is_file()
    assert report["platform"] == "offscreen"
    assert (report["network_enabled"], report["requests"]) == (False, 0)
    assert QImage(str(picture)).size().toTuple() == tuple(report["picture"])


def test_report_is_written_to_the_log_without_a_terminal(tmp_path: Path):
    file, log = tmp_path / "карта 1.geojson", tmp_path / "self test.json"
    file.write_text(FIELD, encoding="utf-8")
    program = (
        "import sys; from frontviewer.cli.main import main; sys.stdout = sys.stderr = None;"
        "sys.exit(main(['--self-test', '--log', *sys.argv[1:]]))"
    )

    result = run(log, file, program=program)

    assert result == (0, "", "")
    report = json.loads(log.read_text("utf-8"))
    assert report["file"] == [str(file)]
    assert report["window"] == "карта 1.geojson – frontviewer"
    assert report["features"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
def test_abort_by_qt_is_reported(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DISPLAY", ":987")

    (message,) = failures(run("--self-test", "--platform", "xcb"))

    assert message.startswith("Qt")


@pytest.fixture
def copied_package(tmp_path: Path, repository: Path) -> Path:
    """The import path of a copy of the program, laid out as in a wheel."""
    package = tmp_path / "site" / "frontviewer"
    shutil.copytree(repository / "src" / "frontviewer", package)
    for name in ("layers", "resources"):
        shutil.copytree(repository / name, package / "_data" / name)
    return tmp_path / "site"


def test_missing_files_are_named(copied_package: Path):
    data = copied_package / "frontviewer" / "_data"
    shutil.rmtree(data / "layers")
    (data / "resources" / "schemas" / "evidence.schema.json").unlink()
    missing = copied_package / "frontviewer" / "diagnostics" / "input_simulator.py"
    missing.rename(missing.with_suffix(".txt"))

    (message,) = failures(run("--self-test", path=copied_package))
    assert "frontviewer.diagnostics.input_simulator" in message

    missing.with_suffix(".txt").rename(missing)
    messages = failures(run("--self-test", path=copied_package))
    assert len(messages) == 3
    assert "NOTICE" in messages[0]
    assert "evidence.schema.json" in messages[1]
    assert "layers: error: There is no such file or folder." in messages[2]


@pytest.mark.parametrize("name", ["numpy", "pyproj", "PySide6"])
def test_missing_library_is_named(tmp_path: Path, name: str):
    (tmp_path / f"{name}.py").write_text("raise ImportError('DLL load failed')")

    (message,) = failures(run("--self-test", path=tmp_path))

    assert "DLL load failed" in message
