"""The benchmark runs and reports. Measured figures are not asserted: see tests/bench."""

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
def short_input(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shorten the simulated input, which takes half a minute in full."""
    monkeypatch.setattr(benchmark, "_POINT_COUNT", 1)
    monkeypatch.setattr(benchmark, "_DRAG_MOVES", 4)
    monkeypatch.setattr(benchmark, "_STREET_SCALE", 500_000.0)
    monkeypatch.setattr(benchmark, "_CLICK_ZOOMS", (1, 4))
    monkeypatch.setattr(benchmark, "_CLICKS_PER_ZOOM", 5)
    monkeypatch.setattr(input_simulator, "_IDLE_S", 0.3)


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


def test_result_is_printed_as_json(fields: Path, capsys: Captured, tmp_path: Path):
    assert main(["bench", str(fields), "--json"]) == DONE

    result = json.loads(capsys.readouterr().out)
    assert (result["file"], result["features"], result["vertices"]) == ("fields.geojson", 3, 6)
    assert result["open_s"] == pytest.approx(sum(result["phases"].values()), abs=0.001)
    for stats in (result["frame_ms"], result["settle_ms"], result["pick_ms"]):
        assert 0 < stats["p50"] <= stats["p95"] <= stats["max"]
    assert result["above_empty_mb"] <= result["peak_above_empty_mb"] < result["rss_mb"]
    assert list(tmp_path.iterdir()) == [fields]  # no temporary files are left


def test_result_is_printed_as_text(fields: Path, capsys: Captured):
    assert main(["bench", str(fields)]) == DONE

    heading, *rows = capsys.readouterr().out.splitlines()
    assert heading == "fields.geojson: 3 features, 6 vertices"
    assert [row.split()[0] for row in rows] == [
        "open",
        "reopen",
        "frame",
        "settle",
        "pick",
        "memory",
    ]


def test_empty_layer_can_be_measured(tmp_path: Path, capsys: Captured):
    file = tmp_path / "empty.geojson"
    file.write_text('{"type": "FeatureCollection", "features": []}')

    assert main(["bench", str(file), "--json"]) == DONE

    assert json.loads(capsys.readouterr().out)["vertices"] == 0


def test_file_that_cannot_be_opened_is_reported(tmp_path: Path, capsys: Captured):
    assert main(["bench", str(tmp_path / "none.geojson")]) == PROBLEMS

    output = capsys.readouterr()
    assert (output.out, output.err.count("\n")) == ("", 1)
    assert "There is no such file or folder." in output.err
