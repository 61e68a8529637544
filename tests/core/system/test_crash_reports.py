import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from frontviewer.core.system.crash_reports import (
    collect_fatal_reports,
    crash_text,
    fatal_reports_enabled,
    keep_report,
)

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def failed(error: Exception) -> Exception:
    try:
        raise error
    except type(error) as raised:
        return raised


def test_a_report_tells_program_time_and_place():
    text = crash_text(failed(KeyError("F-POK")), "frontviewer 1.2\n", NOON)

    assert text.startswith("frontviewer 1.2\nFailed: 2026-11-23 12:00:00\n\nTraceback")
    assert f'{Path(__file__).name}", line' in text
    assert text.endswith("KeyError: 'F-POK'\n")


def test_a_report_names_no_home_and_quotes_no_more_than_a_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Path, "home", lambda: Path("/home/olena"))
    escaped = FileNotFoundError(2, "No such file", "/home/olena/карта.geojson")

    text = crash_text(failed(escaped), "", NOON) + crash_text(
        failed(ValueError("x" * 9999)), "", NOON
    )

    assert "olena" not in text
    assert "'~/карта.geojson'" in text
    assert max(map(len, text.splitlines())) < 500


def test_only_the_last_ten_reports_are_kept(tmp_path: Path):
    folder = tmp_path / "log"
    mine = tmp_path / "log" / "notes.txt"
    files = [keep_report("text", folder, NOON + timedelta(seconds=n)) for n in range(12)]
    mine.touch()

    assert sorted(folder.glob("crash-*")) == files[2:]
    assert mine.exists()


def test_a_folder_that_cannot_be_written_is_no_second_failure(tmp_path: Path):
    (tmp_path / "log").touch()

    assert keep_report("text", tmp_path / "log", NOON) is None
    with fatal_reports_enabled(tmp_path / "log", ""):
        pass


def crash_hard(folder: Path) -> None:
    program = (
        "import ctypes, sys; from pathlib import Path;"
        "from frontviewer.core.system.crash_reports import fatal_reports_enabled\n"
        "with fatal_reports_enabled(Path(sys.argv[1]), 'frontviewer 1.2\\n'): ctypes.string_at(0)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", program, folder], check=False
    )
    assert done.returncode != 0


def test_a_hard_crash_is_reported_by_the_next_start_and_once(tmp_path: Path):
    crash_hard(tmp_path)

    (report,) = collect_fatal_reports(tmp_path)

    text = report.read_text("utf-8")
    assert text.startswith("frontviewer 1.2\n")
    assert "string_at" in text
    assert collect_fatal_reports(tmp_path) == ()
    assert list(tmp_path.iterdir()) == [report]


def test_a_program_that_ends_as_it_should_leaves_nothing(tmp_path: Path):
    program = (
        "import sys; from pathlib import Path;"
        "from frontviewer.core.system.crash_reports import fatal_reports_enabled\n"
        "with fatal_reports_enabled(Path(sys.argv[1]), ''): raise SystemExit"
    )

    subprocess.run([sys.executable, "-c", program, tmp_path], check=True)  # noqa: S603 - ours

    assert not list(tmp_path.iterdir())


def test_one_that_was_killed_is_no_crash(tmp_path: Path):
    (tmp_path / "hard-999999999.txt").write_text("frontviewer 1.2\n\nWhat Python knows of it:\n")

    assert collect_fatal_reports(tmp_path) == ()
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(sys.platform == "win32", reason="there, nobody can take an open file")
def test_what_a_running_program_writes_is_left_to_it(tmp_path: Path):
    crash_hard(tmp_path)
    (left,) = tmp_path.iterdir()
    running = left.rename(tmp_path / f"hard-{os.getppid()}.txt")

    assert collect_fatal_reports(tmp_path) == ()
    assert running.exists()
