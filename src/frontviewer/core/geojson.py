"""Reads GeoJSON layers."""

import json
from pathlib import Path

import numpy as np
import shapely

from frontviewer.core.columns import columns_of
from frontviewer.core.layer import Layer


def read_layer(path: Path, *, name: str = "", title: str = "") -> Layer:
    """Read one layer file (walking version)."""
    features = json.loads(path.read_text("utf-8-sig"))["features"]
    raw = [json.dumps(f).encode() for f in features]
    ends = np.cumsum([len(r) for r in raw])
    shapes = [f["geometry"] and shapely.geometry.shape(f["geometry"]) for f in features]
    return Layer(
        name=name or path.stem,
        title=title or path.stem,
        path=path,
        columns=columns_of(shapes),
        ids=tuple(str(f.get("id", n)) for n, f in enumerate(features, 1)),
        text=b"".join(raw),
        spans=np.column_stack([ends - [len(r) for r in raw], ends]),
    )
