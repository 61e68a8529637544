"""A layer: one GeoJSON file as columns, and the Feature that somebody looks at.

Geometry lies in GeoArrow's layout, so that a million vertices are four arrays and
not a million objects: coordinates run into *rings* (a point, a line, or one ring of
an area), rings into *parts* (Point, LineString or Polygon), parts into *features*.
Properties stay the bytes of the file until somebody asks for a Feature; its geometry's text,
three quarters of most files, is not kept.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

import numpy as np
import numpy.typing as npt

from frontviewer.core.model.property_json import properties_of
from frontviewer.core.problems import Problem
from frontviewer.core.text.shorten import shortened

_NAME_LENGTH = 200
_LARGEST_PRECISION_M = 1e7
"""A quarter of the way round the world: beyond it, a precision means nothing."""

EVIDENCE_MEMBER = "frontviewer"
"""The foreign member of a FeatureCollection that holds evidence."""
Coordinates = npt.NDArray[np.float64]
"""(n, 2) longitude, latitude in degrees, WGS 84."""
Offsets = npt.NDArray[np.int64]
"""(n + 1,) first index of each item in the level below, and the end."""


class PartKind(IntEnum):
    """What one part is."""

    POINT = 0
    LINE = 1
    AREA = 2


class FeatureKey(NamedTuple):
    """Names one feature among all that are open; feature ids repeat between files."""

    layer: str
    id: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The geometry of many features, in GeoArrow's layout.

    Attributes
    ----------
    coords
        (n, 2) longitude, latitude in degrees, WGS 84. Rings of areas are closed.
    ring_offsets
        Into `coords`.
    part_offsets
        Into rings; the first ring of an area is its outer one.
    part_kinds
        (parts,) uint8, a `PartKind` each.
    feature_offsets
        Into parts; a feature without geometry has none.
    bounds
        (features, 4) west, south, east, north in degrees; NaN without geometry.
    """

    coords: Coordinates
    ring_offsets: Offsets
    part_offsets: Offsets
    part_kinds: npt.NDArray[np.uint8]
    feature_offsets: Offsets
    bounds: npt.NDArray[np.float64]


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
        `looks.LOOK_MEMBERS` that are there, as in the file.
    look_of
        (features,) int32, which of `looks` each feature has.
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
        Names the bytes of the file, as `cache.Cache.digest` does, where it may be cached; else "".
    """

    name: str
    title: str
    path: Path | None
    columns: Columns
    ids: tuple[str, ...]
    properties: bytes
    property_offsets: Offsets
    looks: tuple[Mapping[str, Any], ...]
    look_of: npt.NDArray[np.int32]
    crossing: npt.NDArray[np.int64] = field(default_factory=lambda: np.arange(0))
    members: Mapping[str, Any] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    style: Mapping[str, Any] = field(default_factory=dict)
    document: bytes = b""
    digest: str = ""

    def __len__(self) -> int:
        return len(self.ids)

    def feature(self, index: int) -> "Feature":
        """Return the feature at a position, from 0."""
        first, end = self.columns.feature_offsets[index : index + 2].tolist()
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
        unsaid = np.array([not basis_in(look) for look in self.looks], dtype=np.bool_)
        located = np.diff(self.columns.feature_offsets) > 0
        return int(np.count_nonzero(unsaid[self.look_of] & located))


@dataclass(frozen=True, slots=True)
class Feature:
    """One GeoJSON Feature, without its geometry: what people read of it.

    Attributes
    ----------
    key
        Its name among all open features.
    index
        Position in its layer, from 0.
    properties
        As in the file. The properties below read them tolerantly: a value of the
        wrong type counts as absent.
    located
        Whether it has a geometry.
    layer_title
        Stands in for a missing name.
    """

    key: FeatureKey
    index: int
    properties: Mapping[str, Any]
    located: bool
    layer_title: str = ""

    @property
    def name(self) -> str:
        """The name for people; else the layer's title and the id."""
        unnamed = f"{self.layer_title} {shortened(self.key.id, _NAME_LENGTH)}"
        return self.own_name or unnamed.strip()

    @property
    def own_name(self) -> str:
        """The name that the file gives it, cut when very long, or ""."""
        for member in ("name", "title"):
            value = self.properties.get(member)
            text = str(value) if is_number(value) else value
            if isinstance(text, str) and text.strip():
                return shortened(text.strip(), _NAME_LENGTH)
        return ""

    @property
    def names(self) -> tuple[Mapping[str, Any], ...]:
        """Other names: mappings with `text`, and maybe `lang` and `former`."""
        names = self.properties.get("names")
        if not isinstance(names, list):
            return ()
        return tuple(n for n in names if isinstance(n, dict) and isinstance(n.get("text"), str))

    @property
    def kind(self) -> str:
        """settlement, corridor, defence_line, area, route, point, vertical, not_located or ""."""
        return self._text("kind")

    @property
    def standing(self) -> str:
        """The member `class`: reported, claimed, assessed, historic, background or ""."""
        return self._text("class")

    @property
    def basis(self) -> str:
        """How its shape is known, the member `geom_basis`.

        text, image, dataset, official, analyst, or "" for nobody says.
        """
        return basis_in(self.properties)

    @property
    def unsourced(self) -> bool:
        """Whether it is drawn without anybody saying how its shape is known."""
        return self.located and not self.basis

    @property
    def schematic(self) -> bool:
        """Whether the shape stands for words rather than for a surveyed outline."""
        return self.properties.get("schematic") is True

    @property
    def precision_m(self) -> float | None:
        """Radius in metres within which the true place lies; None where not given."""
        value = self.properties.get("precision_m")
        return float(value) if is_number(value) and 0 < value < _LARGEST_PRECISION_M else None

    @property
    def note(self) -> str:
        """The maker's remark on the shape."""
        return self._text("note")

    def _text(self, member: str) -> str:
        value = self.properties.get(member)
        return value if isinstance(value, str) else ""


def basis_in(properties: Mapping[str, Any]) -> str:
    """Return how a shape is known by its properties or its look: see `Feature.basis`."""
    basis = properties.get("geom_basis")
    return basis if isinstance(basis, str) else ""


def is_number(value: object) -> TypeGuard[int | float]:
    """Tell whether a value is a number to reckon with: neither true nor endless."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= sys.float_info.max
