import json
import os
import subprocess
import sys
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from frontviewer import __version__
from frontviewer.cli.main import main
from frontviewer.core.io import open_dossier

SOURCE = Path(__file__).parents[2] / "src"
DONE, PROBLEMS, USAGE, FAILED = 0, 1, 2, 3
Captured = pytest.CaptureFixture[str]


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a process of its own, without a display."""
    overrides = {"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "", **environment}
    displays = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    inherited = {name: value for name, value in os.environ.items() if name not in displays}
    return subprocess.run(  # noqa: S603 - our own program
        [sys.executable, *arguments],
        env=inherited | overrides,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


def layer(path: Path, *ids: str, **properties: Any) -> Path:
    features = [
        {"type": "Feature", "id": feature_id, "properties": properties, "geometry": None}
        for feature_id in ids
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features})
    path.write_text(text, encoding="utf-8")
    return path


def one_line(text: str) -> str:
    assert text.count("\n") == 1
    assert text.endswith("\n")
    return text.rstrip()


# show ----------------------------------------------------------------------------------------


def test_show_prints_the_evidence_of_a_feature(capsys: Captured):
    assert main(["show", "F-COR"]) == DONE

    printed = capsys.readouterr()
    assert printed.out.startswith("Supply corridor")
    assert printed.err == ""


def test_show_json_has_the_exact_text_of_the_claims(capsys: Captured, seed: Path):
    inventory = json.loads((seed / "inventory.json").read_text("utf-8"))
    exact = {entry["id"]: entry["exact"] for entry in inventory["claims"]}

    assert main(["show", "F-COR", "--json"]) == DONE

    claims = json.loads(capsys.readouterr().out)["claims"]
    assert {claim["id"] for claim in claims} == {"C18", "C10", "Q04"}
    assert all(claim["text_exact"] == exact[claim["id"]] for claim in claims)


def test_show_without_a_feature_lists_all_features(capsys: Captured, tmp_path: Path):
    assert main(["show"]) == DONE
    assert "F-POK " in capsys.readouterr().out

    assert main(["show", str(layer(tmp_path / "x.geojson", "a", "b"))]) == DONE
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == ["a", "b"]


def test_show_prints_claims_without_a_location(capsys: Captured):
    assert main(["show", "-"]) == DONE

    assert "Gerasimov is talking nonsense" in capsys.readouterr().out


def test_show_prints_all_features_with_the_id(capsys: Captured, tmp_path: Path):
    paths = [str(layer(tmp_path / f"{name}.geojson", "a", name=name)) for name in ("one", "two")]

    assert main(["show", "a", *paths]) == DONE
    printed = capsys.readouterr().out
    assert printed.startswith("one\na\n")
    assert "\n\ntwo\na\n" in printed

    assert main(["show", "a", *paths, "--json"]) == DONE
    assert [page["name"] for page in json.loads(capsys.readouterr().out)] == ["one", "two"]


def test_feature_of_the_bundled_dossier_precedes_a_file_of_that_name(
    capsys: Captured, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    layer(Path("F-COR"), "a")
    layer(Path("roads.geojson"), "b")

    assert main(["show", "F-COR"]) == DONE
    assert capsys.readouterr().out.startswith("Supply corridor")
    assert main(["show", "./F-COR"]) == DONE
    assert capsys.readouterr().out.startswith("a ")
    assert main(["show", "F-COR", "roads.geojson"]) == DONE
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_show_of_an_unknown_feature_suggests_the_list(capsys: Captured, tmp_path: Path):
    file = layer(tmp_path / "x.geojson", "a")

    assert main(["show", "F-XXX", str(file)]) == USAGE

    printed = capsys.readouterr()
    assert printed.out == ""
    assert f"`frontviewer show {file}`" in one_line(printed.err)


def test_show_reports_a_broken_file_and_prints_the_others(capsys: Captured, tmp_path: Path):
    layer(tmp_path / "good.geojson", "a")
    (tmp_path / "bad.geojson").write_text("<html>")

    assert main(["show", str(tmp_path)]) == DONE

    printed = capsys.readouterr()
    assert printed.out.startswith("a ")
    assert "bad.geojson: error:" in one_line(printed.err)


def test_show_of_a_missing_file_reports_the_problem(capsys: Captured, tmp_path: Path):
    assert main(["show", "a", str(tmp_path / "gone")]) == PROBLEMS

    assert "no such file" in one_line(capsys.readouterr().err)


# check ---------------------------------------------------------------------------------------


def test_check_of_the_bundled_dossier_is_clean(capsys: Captured):
    assert main(["check"]) == DONE
    assert capsys.readouterr() == ("", "")


def test_check_against_the_article_is_clean(capsys: Captured, seed: Path):
    assert main(["check", "--source", f"S0={seed / 'article.txt'}"]) == DONE
    assert capsys.readouterr().out == ""


def test_check_against_another_text_reports_problems(capsys: Captured, tmp_path: Path):
    other = tmp_path / "other.txt"
    other.write_text("None of the quotations.")

    assert main(["check", "--source", f"S0={other}"]) == PROBLEMS
    assert "other.txt" in capsys.readouterr().out


def test_check_prints_one_problem_per_line(capsys: Captured, tmp_path: Path):
    file = tmp_path / "bad.geojson"
    file.write_text('{"type": "FeatureCollection",\n "features": [{"type": "Feature",\n')

    assert main(["check", str(file)]) == PROBLEMS

    lines = capsys.readouterr().out.splitlines()
    assert lines
    assert all(line.startswith(f"{file}:") and ": error: " in line for line in lines)


def test_check_json_is_valid_json(capsys: Captured, tmp_path: Path):
    assert main(["check", str(tmp_path / "gone"), "--json"]) == PROBLEMS
    (problem,) = json.loads(capsys.readouterr().out)
    assert problem["severity"] == "error"

    assert main(["check", "--json"]) == DONE
    assert json.loads(capsys.readouterr().out) == []


def test_note_is_printed_with_exit_status_0(capsys: Captured, tmp_path: Path):
    assert main(["check", str(layer(tmp_path / "empty.geojson"))]) == DONE
    assert ": note: " in one_line(capsys.readouterr().out)


# Usage ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        ["snapshot"],
        ["snapshot", "-o", "x.png", "--size", "big"],
        ["snapshot", "-o", "x.png", "--size", "0x10"],
        ["snapshot", "-o", "x.png", "--size", "99999x99999"],
        ["snapshot", "-o", "x.png", "--view", "1,2,3"],
        ["snapshot", "-o", "x.png", "--view", "3,2,1,4"],
        ["snapshot", "-o", "x.png", "--view", "nan,0,1,1"],
        ["snapshot", "-o", "x.png", "--view", "0,0,inf,1"],
        ["snapshot", "-o", "x.png", "--theme", "pink"],
        ["present", "--step", "0"],
        ["check", "--source", "S0"],
        ["show", "--nonsense"],
    ],
)
def test_wrong_usage_is_reported_on_one_line(capsys: Captured, arguments: list[str]):
    assert main(arguments) == USAGE

    printed = capsys.readouterr()
    assert printed.out == ""
    assert one_line(printed.err).endswith("--help")


def test_version_and_help_are_printed(capsys: Captured):
    assert main(["--version"]) == DONE
    assert capsys.readouterr().out == f"frontviewer {__version__}\n"
    assert __version__ == version("frontviewer")

    assert main(["--help"]) == DONE
    assert "Exit status: 0 done" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize("before", [[], ["--debug"]])
def test_self_test_is_a_command_in_the_form_of_an_option(capsys: Captured, before: list[str]):
    assert main(["--help"]) == DONE
    assert "--self-test" in capsys.readouterr().out

    assert main([*before, "--self-test", "--help"]) == DONE

    assert capsys.readouterr().out.startswith("usage: frontviewer --self-test ")


@pytest.fixture
def bug(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise KeyError("a\nbug")

    monkeypatch.setattr(open_dossier, "open_dossier", fail)


@pytest.mark.usefixtures("bug")
def test_failure_of_the_program_is_reported_on_one_line(capsys: Captured):
    assert main(["show"]) == FAILED

    assert "KeyError" in one_line(capsys.readouterr().err)


@pytest.mark.usefixtures("bug")
@pytest.mark.parametrize("arguments", [["show", "--debug"], ["--debug", "show"]])
def test_debug_prints_the_traceback(capsys: Captured, arguments: list[str]):
    assert main(arguments) == FAILED

    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_prints_no_traceback(capsys: Captured, monkeypatch: pytest.MonkeyPatch):
    def interrupt(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(open_dossier, "open_dossier", interrupt)

    assert main(["show"]) == FAILED
    assert capsys.readouterr().err == "Cancelled.\n"


# Process -------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["show", "check"])
def test_show_and_check_import_no_qt(command: str):
    program = (
        "import sys; from frontviewer.cli.main import main; status = main([sys.argv[1]]);"
        "loaded = {name.partition('.')[0] for name in sys.modules};"
        "print(loaded & {'PySide6', 'shiboken6'}, file=sys.stderr); sys.exit(status)"
    )

    done = run("-c", program, command)

    assert (done.returncode, done.stderr) == (DONE, "set()\n")


def png_size(file: Path) -> tuple[int, int]:
    data = file.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


@pytest.mark.parametrize(
    "options",
    [
        ["--select", "F-COR", "--size", "1366x768"],
        ["--size", "800x600", "--map-only", "--theme", "night", "--view=36.9,48.1,37.4,48.4"],
    ],
)
def test_snapshot_has_the_requested_size_without_a_display(tmp_path: Path, options: list[str]):
    file = tmp_path / "x.png"

    done = run("-m", "frontviewer", "snapshot", "-o", str(file), *options)

    assert (done.returncode, done.stdout, done.stderr) == (DONE, "", "")
    width, _, height = options[options.index("--size") + 1].partition("x")
    assert png_size(file) == (int(width), int(height))


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a display")
@pytest.mark.parametrize("command", ["window", "present"])
def test_window_without_a_display_suggests_a_snapshot(command: str):
    done = run("-m", "frontviewer", command)

    assert done.returncode == FAILED
    assert "frontviewer snapshot" in one_line(done.stderr)


def test_unknown_qt_platform_is_wrong_usage():
    done = run("-m", "frontviewer", "--platform", "nonsense")

    assert done.returncode == USAGE
    assert "“nonsense”" in one_line(done.stderr)


def test_import_error_of_the_window_is_saved_as_a_crash_report(tmp_path: Path):
    (tmp_path / "shapely.py").write_text("raise ImportError('DLL load failed')")
    (tmp_path / "portable.txt").touch()
    program = (
        f"import sys; sys.path.insert(0, {str(tmp_path)!r}); from frontviewer.cli.main import main;"
    )
    open_window = "sys.exit(main(['--platform', 'offscreen']))"

    done = run("-c", program + open_window, FRONTVIEWER_HOME=str(tmp_path))

    assert done.returncode == FAILED
    assert "DLL load failed" in one_line(done.stderr)
    (report,) = (tmp_path / "portable-data" / "log").iterdir()
    assert report.read_text("utf-8").endswith("ImportError: DLL load failed\n")


def test_closed_pipe_is_no_failure():
    program = (
        "import os, sys; from frontviewer.cli.main import main; read, write = os.pipe();"
        "os.dup2(write, 1); os.close(write); os.close(read); sys.exit(main(['show']))"
    )

    done = run("-c", program)

    assert (done.returncode, done.stderr) == (DONE, "")


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], DONE),  # show
        (["--version"], DONE),
        (["--help"], DONE),
        (["--nonsense"], USAGE),
        (["show", "F-XXX"], USAGE),
        (["check", "gone.geojson"], PROBLEMS),
        (["present", "--platform", "nonsense"], USAGE),
    ],
)
def test_closed_streams_are_no_failure(arguments: list[str], status: int):
    program = (
        "import sys; from frontviewer.cli.main import main; sys.stdout = sys.stderr = None;"
        "sys.exit(main(sys.argv[1:] or ['show']))"
    )

    done = run("-c", program, *arguments)

    assert (done.returncode, done.stdout, done.stderr) == (status, "", "")


def test_help_imports_only_the_standard_library():
    program = (
        "import sys; from frontviewer.cli.main import main; main(['--help']);"
        "loaded = {name.partition('.')[0] for name in sys.modules} - sys.stdlib_module_names;"
        "print(sorted(loaded), file=sys.stderr)"
    )

    done = run("-I", "-S", "-c", f"import sys; sys.path.append({str(SOURCE)!r}); {program}")

    assert done.stderr == "['__main__', 'frontviewer']\n"


def test_unencodable_characters_are_escaped():
    environment: Mapping[str, str] = {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}

    done = run("-m", "frontviewer", "show", "F-COR", **environment)

    assert (done.returncode, done.stderr) == (DONE, "")
    assert "\\u201cIf that were really the case" in done.stdout
