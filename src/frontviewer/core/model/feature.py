"""A feature: the properties of one GeoJSON Feature, without its geometry."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeGuard

from frontviewer.core.text.shorten import shorten

_MAX_NAME_LENGTH = 200

_MAX_PRECISION_M = 1e7
"""A quarter of the Earth's circumference; a larger precision radius is meaningless."""


class FeatureKey(NamedTuple):
    """Unique identifier of a feature among all open layers; files may repeat feature ids."""

    layer: str
    id: str


@dataclass(frozen=True, slots=True)
class Feature:
    """Properties of one GeoJSON Feature, without its geometry.

    Attributes
    ----------
    key
        Unique identifier among all open features.
    index
        Position in its layer, from 0.
    properties
        As in the file. The accessors below treat a value of the wrong type as absent.
    located
        Whether it has a geometry.
    layer_title
        Used in the name of a feature without a name.
    """

    key: FeatureKey
    index: int
    properties: Mapping[str, Any]
    located: bool
    layer_title: str = ""

    @property
    def name(self) -> str:
        """Display name: `explicit_name`, else layer title and id."""
        fallback = f"{self.layer_title} {shorten(self.key.id, _MAX_NAME_LENGTH)}"
        return self.explicit_name or fallback.strip()

    @property
    def explicit_name(self) -> str:
        """The property `name` or `title`, cut to 200 characters; "" without either."""
        for member in ("name", "title"):
            value = self.properties.get(member)
            text = str(value) if is_finite_number(value) else value
            if isinstance(text, str) and text.strip():
                return shorten(text.strip(), _MAX_NAME_LENGTH)
        return ""

    @property
    def names(self) -> tuple[Mapping[str, Any], ...]:
        """Other names: mappings with `text`, optionally `lang` and `former`."""
        names = self.properties.get("names")
        if not isinstance(names, list):
            return ()
        return tuple(n for n in names if isinstance(n, dict) and isinstance(n.get("text"), str))

    @property
    def kind(self) -> str:
        """The property `kind`; "" without it.

        settlement, corridor, defence_line, area, route, point, vertical or not_located.
        """
        return self._text("kind")

    @property
    def feature_class(self) -> str:
        """The property `class`; "" without it.

        reported, claimed, assessed, historic or background.
        """
        return self._text("class")

    @property
    def basis(self) -> str:
        """The property `geom_basis`, the basis of the geometry; "" if not stated.

        text, image, dataset, official or analyst.
        """
        return geometry_basis(self.properties)

    @property
    def unsourced(self) -> bool:
        """Whether it has a geometry without a stated basis."""
        return self.located and not self.basis

    @property
    def schematic(self) -> bool:
        """Whether the geometry illustrates a description rather than a surveyed outline."""
        return self.properties.get("schematic") is True

    @property
    def precision_m(self) -> float | None:
        """Radius in meters that contains the true position; None if not stated."""
        value = self.properties.get("precision_m")
        return float(value) if is_finite_number(value) and 0 < value < _MAX_PRECISION_M else None

    @property
    def note(self) -> str:
        """Remark of the author of the geometry."""
        return self._text("note")

    def _text(self, member: str) -> str:
        value = self.properties.get(member)
        return value if isinstance(value, str) else ""


def geometry_basis(properties: Mapping[str, Any]) -> str:
    """Return the basis of a geometry from its properties or its style: see `Feature.basis`."""
    basis = properties.get("geom_basis")
    return basis if isinstance(basis, str) else ""


def is_finite_number(value: object) -> TypeGuard[int | float]:
    """Check for an int or float in the range of a float; booleans, NaN and infinity fail."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= sys.float_info.max
