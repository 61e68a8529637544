"""A feature: what people read of one GeoJSON Feature, its geometry left out."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeGuard

from frontviewer.core.text.shorten import shortened

_NAME_LENGTH = 200

_LARGEST_PRECISION_M = 1e7
"""A quarter of the way round the world: beyond it, a precision means nothing."""


class FeatureKey(NamedTuple):
    """Names one feature among all that are open; feature ids repeat between files."""

    layer: str
    id: str


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
    def feature_class(self) -> str:
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
