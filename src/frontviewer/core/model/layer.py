"""A layer: one GeoJSON file as columns, and the Feature that somebody looks at.

Geometry lies in GeoArrow's layout, so that a million vertices are four arrays and
not a million objects: coordinates run into *rings* (a point, a line, or one ring of
an area), rings into *parts* (Point, LineString or Polygon), parts into *features*.
Properties stay the bytes of the file until somebody asks for a Feature; its geometry's text,
three quarters of most files, is not kept.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from frontviewer.core.geometry.arrays import GeometryArrays, Offsets
from frontviewer.core.model.feature import Feature, FeatureKey, basis_in
from frontviewer.core.model.property_json import properties_of
from frontviewer.core.problems import Problem

EVIDENCE_MEMBER = "frontviewer"
"""The foreign member of a FeatureCollection that holds evidence."""


@dataclass(frozen=True, eq=False)
class Layer:
    """One GeoJSON file, read and checked.

    Attributes
    ----------
    name
        Names the layer among those open: the file's stem, made unique.
    title
        For people.
    path
        The file, or None for a layer made in memory.
    columns
        The geometry.
    ids
        (features,) unique in the layer. A feature without `id` has its number, from 1.
    properties
        The JSON of every feature's properties, one after the other, UTF-8. Where it is not quite
        JSON, it is read as far as it goes.
    property_offsets
        Into `properties`; the run of a feature without any is empty.
    looks
        The distinct combinations of the properties that decide how a feature is drawn: those of
        `style_table.STYLE_MEMBERS` that are there, as in the file.
    look_of
        (features,) int32, which of `style_table` each feature has.
    crossing
        The features, ascending, with an area that is not simple: an outline crosses or touches
        itself or another of its area. What is inside of such an area is a matter of the rule.
    members
        Foreign members of the FeatureCollection, such as `frontviewer`.
    problems
        What was left out, converted or doubted on reading.
    style
        Looks of all its features, keys as in simplestyle-spec; a feature's own go before them.
    document
        The whole text, UTF-8, where `members` hold evidence, whose lines problems name; else b"".
    digest
        Digest of the file's bytes from `LayerCache.digest`, if the file may be cached; else "".
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

    def feature(self, index: int) -> "Feature":
        """Return the feature at a position, from 0."""
        first, end = self.geometry.feature_offsets[index : index + 2].tolist()
        return Feature(
            key=FeatureKey(self.name, self.ids[index]),
            index=index,
            properties=properties_of(self.property_text(index)),
            located=end > first,
            layer_title=self.title,
        )

    def features(self) -> Iterator["Feature"]:
        """Yield every feature in the order of the file."""
        return (self.feature(index) for index in range(len(self)))

    def property_text(self, index: int) -> bytes:
        """Return the properties of the feature at a position, from 0, as the file has them."""
        start, end = self.property_offsets[index : index + 2].tolist()
        return self.properties[start:end]

    @cached_property
    def positions(self) -> Mapping[str, int]:
        """From feature id to its position."""
        return {feature_id: position for position, feature_id in enumerate(self.ids)}

    @property
    def unsourced(self) -> int:
        """How many shapes it has of which nobody says how they are known."""
        unsaid = np.array([not basis_in(look) for look in self.style_table], dtype=np.bool_)
        located = np.diff(self.geometry.feature_offsets) > 0
        return int(np.count_nonzero(unsaid[self.style_index] & located))
