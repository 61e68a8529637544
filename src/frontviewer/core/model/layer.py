"""A layer: one GeoJSON file as arrays, from which single features are decoded on demand.

The geometry is stored in GeoArrow's layout, so that a million vertices are four arrays and not a
million objects: coordinates form *rings* (a point, a line, or one ring of a polygon), rings form
*parts* (Point, LineString or Polygon), parts form *features*. Properties stay encoded as in the
file until a Feature is requested. The text of the geometry, three quarters of most files, is
discarded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import GeometryArrays, Offsets
from frontviewer.core.model.feature import Feature, FeatureKey, geometry_basis
from frontviewer.core.model.property_json import decode_properties
from frontviewer.core.problems import Problem

EVIDENCE_MEMBER = "frontviewer"
"""Foreign member of a FeatureCollection that contains evidence."""


@dataclass(frozen=True, eq=False)
class Layer:
    """Content of one GeoJSON file, parsed and checked.

    Attributes
    ----------
    name
        Unique identifier among the open layers: the stem of the file, made unique.
    title
        Display title.
    path
        The file, or None for a layer built in memory.
    geometry
        Geometry of all features, as ragged arrays.
    ids
        (features,) unique within the layer. A feature without `id` has its number, from 1.
    properties
        JSON of the properties of all features, concatenated, UTF-8. Malformed JSON is decoded as
        far as possible.
    property_offsets
        Byte offsets into `properties`; the range of a feature without properties is empty.
    style_table
        Distinct combinations of the properties that affect drawing, `style_table.STYLE_MEMBERS`,
        with the values in the file.
    style_index
        (features,) int32, row of `style_table` of each feature.
    self_intersecting
        Indices, ascending, of the features with an invalid polygon: a ring crosses or touches
        itself or another ring of the polygon. Their interior depends on the fill rule.
    members
        Foreign members of the FeatureCollection, such as `frontviewer`.
    problems
        Problems found while reading: omitted, converted or doubtful content.
    style
        Default style of all features, keys as in simplestyle-spec; properties of a feature
        override it.
    document
        Whole text, UTF-8, if `members` contain evidence, so that problems can give line numbers;
        else b"".
    digest
        Digest of the file's bytes, from `LayerCache.compute_digest`, if it can be cached; else "".
    """

    name: str
    title: str
    path: Path | None
    geometry: GeometryArrays
    ids: tuple[str, ...]
    properties: bytes
    property_offsets: Offsets
    style_table: tuple[Mapping[str, Any], ...]
    style_index: npt.NDArray[np.int32]
    self_intersecting: npt.NDArray[np.int64] = field(default_factory=lambda: np.arange(0))
    members: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    style: Mapping[str, Any] = field(default_factory=dict)
    document: bytes = b""
    digest: str = ""

    def __len__(self) -> int:
        return len(self.ids)

    def feature(self, index: int) -> Feature:
        """Decode and return the feature at an index, from 0."""
        first, end = self.geometry.feature_offsets[index : index + 2].tolist()
        return Feature(
            key=FeatureKey(self.name, self.ids[index]),
            index=index,
            properties=decode_properties(self.property_text(index)),
            located=end > first,
            layer_title=self.title,
        )

    def features(self) -> Iterator[Feature]:
        """Yield all features in the order of the file."""
        return (self.feature(index) for index in range(len(self)))

    def property_text(self, index: int) -> bytes:
        """Return the JSON of the properties of the feature at an index, from 0."""
        start, end = self.property_offsets[index : index + 2].tolist()
        return self.properties[start:end]

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """Feature id to index."""
        return {feature_id: index for index, feature_id in enumerate(self.ids)}

    @property
    def unsourced_count(self) -> int:
        """Number of features with a geometry but without a stated basis."""
        unsourced = np.array([not geometry_basis(s) for s in self.style_table], dtype=np.bool_)
        located = np.diff(self.geometry.feature_offsets) > 0
        return int(np.count_nonzero(unsourced[self.style_index] & located))
