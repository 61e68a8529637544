"""A dossier: layers, evidence and a briefing that belong together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from frontviewer.core.model.briefing import Briefing
from frontviewer.core.model.evidence import Evidence
from frontviewer.core.model.evidence_index import EvidenceIndex
from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.core.problems import Problem

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees, WGS 84."""


@dataclass(frozen=True, slots=True)
class LayerState:
    """How one layer is shown now.

    Attributes
    ----------
    name
        Of the layer, as in `FeatureKey.layer`.
    opacity
        From 0 to 1.
    """

    name: str
    title: str
    group: str = ""
    visible: bool = True
    opacity: float = 1.0


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is open. Nothing in it changes; opening something else makes another.

    Attributes
    ----------
    path
        The folder or bundle that names it, the first one of several; None for files alone.
    opened
        What it was opened from: folders, bundles, and layer files named one by one.
    layers
        Topmost first.
    states
        How each layer is shown at first, in the order of `layers`.
    view
        The part of the map to show at first; None means all of it.
    as_of
        EDTF date up to which the dossier knows.
    problems
        Of every file in it, and of what should have joined them and does not.
    members
        Of dossier.json, those this version does not know.
    seals
        Claim id to whether its words stand in the source's text; only where the text is at hand.
    unsourced
        How many shapes there are of which nobody says how they are known.
    index
        Look-ups into the evidence by id.
    """

    title: str = ""
    path: Path | None = None
    opened: tuple[Path, ...] = ()
    layers: tuple[Layer, ...] = ()
    layer_states: tuple[LayerState, ...] = ()
    view: Bounds | None = None
    as_of: str = ""
    summary: str = ""
    licence: str = ""
    evidence: Evidence = Evidence()
    briefing: Briefing = Briefing()
    problems: tuple[Problem, ...] = ()
    members: Mapping[str, Any] = field(default_factory=dict)
    verification: Mapping[str, str] = field(default_factory=dict)
    unsourced: int = 0
    index: EvidenceIndex = field(default_factory=EvidenceIndex)

    def feature(self, key: FeatureKey) -> Feature | None:
        """Return a feature, or None where the key names none."""
        place = self.locate_feature(key)
        return place[0].feature(place[1]) if place else None

    def locate_feature(self, key: FeatureKey | None) -> tuple[Layer, int] | None:
        """Return a feature's layer and its position there, or None where the key names none."""
        layer = next((layer for layer in self.layers if key and layer.name == key.layer), None)
        position = layer.positions.get(key.id) if layer and key else None
        return (layer, position) if layer and position is not None else None

    def keys_with_id(self, feature_id: str) -> tuple[FeatureKey, ...]:
        """Return the features that bear an id; more than one when files share ids."""
        return tuple(
            FeatureKey(layer.name, feature_id)
            for layer in self.layers
            if feature_id in layer.positions
        )
