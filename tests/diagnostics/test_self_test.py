"""`frontviewer --self-test`, run by itself as an installer's test runs it."""

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
    """Run the program, or one that starts it; what lies in the folder `path` goes first."""
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


def failed(answer: tuple[int, str, str]) -> list[str]:
    """Return the reasons; each is a sentence in one line, and there is no traceback beside."""
    status, told, complaints = answer
    assert (status, complaints) == (1, "")
    reasons: list[str] = json.loads(told)["failed"]
    assert reasons
    assert not [reason for reason in reasons if "\n" in reason or "Traceback" in reason]
    return reasons


def test_it_opens_a_dossier_reads_a_feature_and_makes_a_picture(tmp_path: Path):
    picture = tmp_path / "window.png"

    status, told, complaints = run("--self-test", "--platform", "offscreen", "--picture", picture)

    found: dict[str, Any] = json.loads(told)
    assert (status, complaints, found["failed"]) == (0, "", [])
    assert found["version"] == __version__
    assert found["title"] == "Pokrovsk: who claims what"
    assert found["feature"] == "F-POK"
    assert "Pokrovsk already surrounded?" in found["claims"]
    assert Path(found["proj_db"]).is_file()
    assert found["platform"] == "offscreen"
    assert (found["network_enabled"], found["requests"]) == (False, 0)
    assert QImage(str(picture)).size().toTuple() == tuple(found["picture"])


def test_a_program_without_a_terminal_tells_its_log(tmp_path: Path):
    file, log = tmp_path / "карта 1.geojson", tmp_path / "self test.json"
    file.write_text(FIELD, encoding="utf-8")
    program = (
        "import sys; from frontviewer.cli.main import main; sys.stdout = sys.stderr = None;"
        "sys.exit(main(['--self-test', '--log', *sys.argv[1:]]))"
    )

    answer = run(log, file, program=program)

    assert answer == (0, "", "")
    found = json.loads(log.read_text("utf-8"))
    assert found["file"] == [str(file)]
    assert found["window"] == "карта 1.geojson – frontviewer"
    assert found["features"] == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is always a display")
def test_qt_that_would_end_the_program_fails_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DISPLAY", ":987")

    (reason,) = failed(run("--self-test", "--platform", "xcb"))

    assert reason.startswith("Qt")


@pytest.fixture
def copied(tmp_path: Path, repository: Path) -> Path:
    """The folder of a copy of the program, packed as in a wheel."""
    package = tmp_path / "site" / "frontviewer"
    shutil.copytree(repository / "src" / "frontviewer", package)
    for name in ("layers", "resources"):
        shutil.copytree(repository / name, package / "_data" / name)
    return tmp_path / "site"


def test_a_copy_that_lacks_files_says_which(copied: Path):
    data = copied / "frontviewer" / "_data"
    shutil.rmtree(data / "layers")
    (data / "resources" / "schemas" / "evidence.schema.json").unlink()
    missing = copied / "frontviewer" / "diagnostics" / "input_simulator.py"
    missing.rename(missing.with_suffix(".txt"))

    (reason,) = failed(run("--self-test", path=copied))
    assert "frontviewer.diagnostics.input_simulator" in reason

    missing.with_suffix(".txt").rename(missing)
    reasons = failed(run("--self-test", path=copied))
    assert len(reasons) == 3
    assert "NOTICE" in reasons[0]
    assert "evidence.schema.json" in reasons[1]
    assert "layers: error: There is no such file or folder." in reasons[2]


@pytest.mark.parametrize("name", ["numpy", "pyproj", "PySide6"])
def test_a_copy_that_lacks_a_library_says_which(tmp_path: Path, name: str):
    (tmp_path / f"{name}.py").write_text("raise ImportError('DLL load failed')")

    (reason,) = failed(run("--self-test", path=tmp_path))

    assert "DLL load failed" in reason
