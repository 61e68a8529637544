"""Dossiers to read: the bundled one, and small ones made on the spot."""

import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from frontviewer.core.geometry.arrays import GeometryArrays
from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.layer import Layer


@pytest.fixture(scope="session")
def differing() -> Callable[[Layer, Layer], list[str]]:
    """Names the fields in which two layers differ, to the type of each number."""
    own = [field.name for field in fields(Layer) if field.name != "geometry"]

    def differing(one: Layer, other: Layer) -> list[str]:
        a = {name: getattr(one, name) for name in own}
        b = {name: getattr(other, name) for name in own}
        a |= {name: getattr(one.geometry, name) for name in GeometryArrays.__slots__}
        b |= {name: getattr(other.geometry, name) for name in GeometryArrays.__slots__}
        return [name for name in a if not _same(a[name], b[name])]

    return differing


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray):
        kinds = one.dtype == other.dtype and one.flags.writeable == other.flags.writeable
        return kinds and np.array_equal(one, other, equal_nan=one.dtype.kind == "f")
    return type(one) is type(other) and repr(one) == repr(other)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Dossier]:
    """Makes a dossier of one feature, `a` in layer `x`: claims C1, C2 ... and properties."""

    def made(*claims: dict[str, Any], **properties: Any) -> Dossier:
        base = {"text_exact": "The road is cut.", "speech": "own", "speaker": "A1"}
        records = [
            {"id": f"C{number}", "about": [{"feature": "a"}], **base, **claim}
            for number, claim in enumerate(claims, 1)
        ]
        for record in records:
            record["target"] = {"source": "S0", "quote": {"exact": record["text_exact"]}}
        evidence = {
            "agents": [{"id": "A1", "name": "Ann", "role": "driver"}],
            "sources": [{"id": "S0", "title": "A report"}],
            "claims": records,
        }
        feature = {"type": "Feature", "id": "a", "properties": properties, "geometry": None}
        layer = {"type": "FeatureCollection", "features": [feature], "frontviewer": evidence}
        file = tmp_path / "x.geojson"
        file.write_text(json.dumps(layer), encoding="utf-8")
        return open_dossier([file])

    return made
