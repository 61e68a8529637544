"""Fixtures: small dossiers, and a comparison of layers."""

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
def differing_fields() -> Callable[[Layer, Layer], list[str]]:
    """Return the names of fields that differ between two layers; types must be equal too."""
    names = [field.name for field in fields(Layer) if field.name != "geometry"]

    def differing_fields(first: Layer, second: Layer) -> list[str]:
        a = {name: getattr(first, name) for name in names}
        b = {name: getattr(second, name) for name in names}
        a |= {name: getattr(first.geometry, name) for name in GeometryArrays.__slots__}
        b |= {name: getattr(second.geometry, name) for name in GeometryArrays.__slots__}
        return [name for name in a if not _is_same(a[name], b[name])]

    return differing_fields


def _is_same(a: Any, b: Any) -> bool:
    if isinstance(a, np.ndarray):
        same_kind = a.dtype == b.dtype and a.flags.writeable == b.flags.writeable
        return same_kind and np.array_equal(a, b, equal_nan=a.dtype.kind == "f")
    return type(a) is type(b) and repr(a) == repr(b)


@pytest.fixture
def make_dossier(tmp_path: Path) -> Callable[..., Dossier]:
    """Create a dossier of one feature, `a` in layer `x`, with claims C1, C2 ... and properties."""

    def make_dossier(*claims: dict[str, Any], **properties: Any) -> Dossier:
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

    return make_dossier
