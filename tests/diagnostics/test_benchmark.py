"""That the measuring works. What it measures is no assertion: see tests/bench."""

import json
from pathlib import Path

import pytest
from shapely import Point, box
from shapely.geometry import mapping

from frontviewer.cli.main import main
from frontviewer.diagnostics import benchmark, input_simulator

DONE, PROBLEMS = 0, 1
Captured = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def short_script(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hand that moves little: all of it takes half a minute."""
    monkeypatch.setattr(benchmark, "_PLACES", 1)
    monkeypatch.setattr(benchmark, "_MOVES", 4)
    monkeypatch.setattr(benchmark, "_STREET", 500_000.0)
    monkeypatch.setattr(benchmark, "_PICK_SCALES", (1, 4))
    monkeypatch.setattr(benchmark, "_PICKS_A_SCALE", 5)
    monkeypatch.setattr(input_simulator, "_AT_EASE_S", 0.3)


@pytest.fixture
def fields(tmp_path: Path) -> Path:
    shapes = [box(37, 48, 37.2, 48.1), Point(37.1, 48.3), None]
    features = [
        {"type": "Feature", "properties": {}, "geometry": shape and mapping(shape)}
        for shape in shapes
    ]
    file = tmp_path / "fields.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return file


def test_the_figures_of_a_file_come_as_one_object(fields: Path, capsys: Captured, tmp_path: Path):
    assert main(["bench", str(fields), "--json"]) == DONE

    told = json.loads(capsys.readouterr().out)
    assert (told["file"], told["features"], told["vertices"]) == ("fields.geojson", 3, 6)
    assert told["open_s"] == pytest.approx(sum(told["phases"].values()), abs=0.001)
    for spread in (told["frame_ms"], told["settle_ms"], told["pick_ms"]):
        assert 0 < spread["p50"] <= spread["p95"] <= spread["max"]
    assert told["above_empty_mb"] <= told["peak_above_empty_mb"] < told["rss_mb"]
    assert list(tmp_path.iterdir()) == [fields]  # nothing is left behind


def test_the_figures_are_told_in_words(fields: Path, capsys: Captured):
    assert main(["bench", str(fields)]) == DONE

    head, *rows = capsys.readouterr().out.splitlines()
    assert head == "fields.geojson: 3 features, 6 vertices"
    assert [row.split()[0] for row in rows] == [
        "open",
        "reopen",
        "frame",
        "settle",
        "pick",
        "memory",
    ]


def test_a_layer_without_a_shape_can_be_measured(tmp_path: Path, capsys: Captured):
    file = tmp_path / "empty.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}')

    assert main(["bench", str(file), "--json"]) == DONE

    assert json.loads(capsys.readouterr().out)["vertices"] == 0


def test_a_file_that_cannot_be_opened_is_told_as_everywhere(tmp_path: Path, capsys: Captured):
    assert main(["bench", str(tmp_path / "none.geojson")]) == PROBLEMS

    told = capsys.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert "There is no such file or folder." in told.err
