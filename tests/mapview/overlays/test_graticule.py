from itertools import pairwise

import numpy as np
import pytest

from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.overlays.graticule import build_ticks


def tick_labels(resolution: float) -> set[str]:
    x, y = to_map(np.array([[37.2, 48.28]]))[0]
    return {tick.label for tick in build_ticks(Camera(float(x), float(y), resolution, 1000, 700))}


@pytest.mark.parametrize(
    ("resolution", "label"),
    [(8000, "40° E"), (100, "37°20′ E"), (1.0, "37°12′05″ E"), (1.0, "48°16′50″ N")],
)
def test_label_precision_follows_the_scale(resolution, label):
    assert label in tick_labels(resolution)


def test_lines_keep_a_minimum_spacing_at_every_zoom():
    for resolution in np.geomspace(0.2, 30_000, 40):
        lines = build_ticks(Camera(0, 0, resolution, 1000, 700))
        x = sorted(tick.position for tick in lines if tick.is_meridian)
        assert not [a for a, b in pairwise(x) if b - a < 100]


def test_no_parallel_is_labeled_beyond_the_edge_of_the_map():
    edge = Camera(0, 20_037_508.0, 1400, 1000, 3000)

    assert [tick.label for tick in build_ticks(edge) if not tick.is_meridian][-1] == "84° N"
