import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontviewer.core.system.crash_reports import (
    collect_fatal_reports,
    fatal_reports_enabled,
    format_crash_report,
    save_crash_report,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def raise_and_catch(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as raised:
        return raised


def test_report_has_program_time_and_position():
    text = format_crash_report(raise_and_catch(KeyError("F-POK")), "frontviewer 1.2\n", NOON)

    assert text.startswith("frontviewer 1.2\nFailed: 2026-11-23 12:00:00\n\nTraceback")
    assert f'{Path(__file__).name}", line' in text
    assert text.endswith("KeyError: 'F-POK'\n")


def test_home_folder_is_masked_and_long_messages_are_shortened(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/olena"))
    escaped = FileNotFoundError(2, "No such file", "/home/olena/карта.geojson")

    text = format_crash_report(raise_and_catch(escaped), "", NOON) + format_crash_report(
        raise_and_catch(ValueError("x" * 9999)), "", NOON
    )

    assert "olena" not in text
    assert "'~/карта.geojson'" in text
    assert max(map(len, text.splitlines())) < 500


def test_only_the_newest_ten_reports_are_kept(tmp_path: Path):
    folder = tmp_path / "log"
    foreign = tmp_path / "log" / "notes.txt"
    files = [save_crash_report("text", folder, NOON + timedelta(seconds=n)) for n in range(12)]
    foreign.touch()

    assert sorted(folder.glob("crash-*")) == files[2:]
    assert foreign.exists()


def test_unwritable_folder_is_ignored(tmp_path: Path):
    (tmp_path / "log").touch()

    assert save_crash_report("text", tmp_path / "log", NOON) is None
    with fatal_reports_enabled(tmp_path / "log", ""):
        pass


def crash_process(folder: Path) -> None:
    program = (
        "import ctypes, sys; from pathlib import Path;"
        "from frontviewer.core.system.crash_reports import fatal_reports_enabled\n"
        "with fatal_reports_enabled(Path(sys.argv[1]), 'frontviewer 1.2\\n'): ctypes.string_at(0)"
    )
    completed = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program, folder], check=False
    )
    assert completed.returncode != 0


def test_fatal_error_is_collected_once_at_the_next_start(tmp_path: Path):
    crash_process(tmp_path)

    (report,) = collect_fatal_reports(tmp_path)

    text = report.read_text("utf-8")
    assert text.startswith("frontviewer 1.2\n")
    assert "string_at" in text
    assert collect_fatal_reports(tmp_path) == ()
    assert list(tmp_path.iterdir()) == [report]


def test_normal_exit_leaves_no_file(tmp_path: Path):
    program = (
        "import sys; from pathlib import Path;"
        "from frontviewer.core.system.crash_reports import fatal_reports_enabled\n"
        "with fatal_reports_enabled(Path(sys.argv[1]), ''): raise SystemExit"
    )

    subprocess.run([sys.executable, "-c", program, tmp_path], check=True)  # noqa: S603 - ours

    assert not list(tmp_path.iterdir())


def test_killed_process_is_not_reported(tmp_path: Path):
    (tmp_path / "hard-999999999.txt").write_text(
        "frontviewer 1.2\n\nPython's fatal error report:\n"
    )

    assert collect_fatal_reports(tmp_path) == ()
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="open files cannot be deleted on Windows")
def test_file_of_a_running_process_is_not_collected(tmp_path: Path):
    crash_process(tmp_path)
    (file,) = tmp_path.iterdir()
    running = file.rename(tmp_path / f"hard-{os.getppid()}.txt")

    assert collect_fatal_reports(tmp_path) == ()
    assert running.exists()
