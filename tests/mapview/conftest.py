"""Small layers made in memory, and a map that shows them."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from frontviewer.core.geometry.arrays import geometry_from_shapely
from frontviewer.core.io.geojson.style_table import build_style_table
from frontviewer.core.model.dossier import Bounds, Dossier, LayerState
from frontviewer.core.model.layer import Layer
from frontviewer.core.model.property_json import join_runs
from frontviewer.mapview.map_view import MapView
from frontviewer.mapview.painters.basemap import Basemap
from frontviewer.theme.theme import Theme, load_theme

Shown = Callable[..., MapView]


@pytest.fixture(scope="session")
def make_layer() -> Callable[..., Layer]:
    """`make_layer(name, id=(shape, properties), ...)`; shapes in degrees, sourced by default."""

    def make(name: str, **features: tuple[BaseGeometry | None, dict[str, Any]]) -> Layer:
        records = [
            {
                "type": "Feature",
                "id": id_,
                "properties": {"geom_basis": "text", **properties},
                "geometry": shape and mapping(shape),
            }
            for id_, (shape, properties) in features.items()
        ]
        properties, offsets = join_runs(json.dumps(r["properties"]).encode() for r in records)
        style_table, style_index = build_style_table(properties, offsets)
        return Layer(
            name=name,
            title=name,
            path=None,
            geometry=geometry_from_shapely([shape for shape, _ in features.values()]),
            ids=tuple(features),
            properties=properties,
            property_offsets=offsets,
            style_table=style_table,
            style_index=style_index,
        )

    return make


@pytest.fixture(scope="session")
def day() -> Theme:
    return load_theme("day")


@pytest.fixture
def show(qtbot: QtBot, day: Theme) -> Shown:
    """`show(*layers, view=...)`: a fully rendered map of 600 by 400 pixels, topmost layer first."""

    def show_layers(*layers: Layer, view: Bounds = (36.9, 47.94, 37.1, 48.06)) -> MapView:
        map_view = MapView(day, Basemap())
        qtbot.addWidget(map_view)
        map_view.resize(600, 400)
        map_view.show()
        layer_states = tuple(LayerState(layer.name, layer.title) for layer in layers)
        map_view.show_dossier(Dossier(layers=layers, layer_states=layer_states, view=view))
        map_view.show_initial_view()
        map_view.finish()
        return map_view

    return show_layers
