"""A dossier: layers with the evidence and the briefing about them."""

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
    """Display settings of one layer.

    Attributes
    ----------
    name
        Name of the layer, as in `FeatureKey.layer`.
    title
        Title shown in the layer list.
    group
        Heading of the layer list under which the layer appears.
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
    """Immutable content of everything that was opened together.

    Attributes
    ----------
    path
        Folder or bundle that gives the dossier its title, the first of several; None if only
        layer files were opened.
    opened
        Paths that were opened: folders, bundles and single layer files.
    layers
        Topmost first.
    layer_states
        Initial display settings of the layers, in the order of `layers`.
    view
        Initial bounds of the map; None zooms to all layers.
    as_of
        EDTF information cut-off date.
    problems
        Problems of all files, and of references between them.
    members
        Members of `dossier.json` that this version has no field for.
    verification
        Claim id to the result of looking up its quotation in the text of its source; only for
        sources whose text is available.
    unsourced_count
        Number of features with a geometry but without a stated basis (`geom_basis`).
    index
        Lookup tables of the evidence by id.
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
    unsourced_count: int = 0
    index: EvidenceIndex = field(default_factory=EvidenceIndex)

    def feature(self, key: FeatureKey) -> Feature | None:
        """Return the feature with a key, or None if there is none."""
        location = self.locate_feature(key)
        return location[0].feature(location[1]) if location else None

    def locate_feature(self, key: FeatureKey | None) -> tuple[Layer, int] | None:
        """Return the layer of a feature and its index in it, or None if it does not exist."""
        layer = next((layer for layer in self.layers if key and layer.name == key.layer), None)
        index = layer.positions.get(key.id) if layer and key else None
        return (layer, index) if layer and index is not None else None

    def keys_with_id(self, feature_id: str) -> tuple[FeatureKey, ...]:
        """Return the keys of all features with an id, one for each layer that contains it."""
        return tuple(
            FeatureKey(layer.name, feature_id)
            for layer in self.layers
            if feature_id in layer.positions
        )
