from itertools import pairwise

import numpy as np
import pytest

from frontviewer.core.geometry.web_mercator import to_map
from frontviewer.mapview.camera import Camera
from frontviewer.mapview.overlays.graticule import ticks


def names(resolution: float) -> set[str]:
    x, y = to_map(np.array([[37.2, 48.28]]))[0]
    return {tick.name for tick in ticks(Camera(float(x), float(y), resolution, 1000, 700))}


@pytest.mark.parametrize(
    ("resolution", "name"),
    [(8000, "40° E"), (100, "37°20′ E"), (1.0, "37°12′05″ E"), (1.0, "48°16′50″ N")],
)
def test_lines_are_named_as_finely_as_one_looks(resolution, name):
    assert name in names(resolution)


def test_lines_keep_their_distance_at_every_zoom():
    for resolution in np.geomspace(0.2, 30_000, 40):
        lines = ticks(Camera(0, 0, resolution, 1000, 700))
        x = sorted(tick.at for tick in lines if tick.meridian)
        assert not [a for a, b in pairwise(x) if b - a < 100]


def test_no_parallel_is_named_where_the_map_ends():
    edge = Camera(0, 20_037_508.0, 1400, 1000, 3000)

    assert [tick.name for tick in ticks(edge) if not tick.meridian][-1] == "84° N"
