"""Parses the member `crs` of GeoJSON 2008, and converts coordinates to WGS 84.

PROJ is loaded for the first file that needs it: loading takes 50 ms, and most files are in WGS 84.
"""

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from frontviewer.core.geometry.arrays import Coordinates
from frontviewer.core.text.translation import tr

if TYPE_CHECKING:
    from pyproj import CRS

_NAME = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/(?:def/crs/|gml/srs/))?"
    r"(?P<authority>EPSG|OGC|ESRI)(?:\.xml#|[:/]+(?:v?[\d.]+[:/])?)(?P<code>\w+)",
    re.IGNORECASE,
)
_WGS84_CODES = {("OGC", "CRS84"), ("OGC", "CRS84H"), ("EPSG", "4326"), ("EPSG", "4979")}
_MAX_NAME_LENGTH = 80


class UnknownCrsError(ValueError):
    """A coordinate system that cannot be converted to WGS 84.

    Attributes
    ----------
    remedy
        What the user can do, as a translated sentence.
    """

    def __init__(self, message: str) -> None:
        self.remedy = tr("Export the layer again as GeoJSON (RFC 7946) in WGS 84, EPSG:4326.")
        super().__init__(message)


class Crs(NamedTuple):
    """A coordinate system with its display name, such as "EPSG:32637 (WGS 84 / UTM zone 37N)"."""

    name: str
    system: "CRS"


def parse_crs(member: Any) -> Crs | None:
    """Return the coordinate system that a member `crs` names; None for WGS 84 in degrees.

    Raises
    ------
    UnknownCrsError
        If the system is a link, unknown, or neither geographic nor projected.
    """
    if member is None:
        return None
    authority, code = _parse_authority_and_code(member)
    if (authority, code.upper()) in _WGS84_CODES:
        return None
    from pyproj import CRS  # noqa: PLC0415
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    label = f"{authority}:{code}"
    try:
        system = CRS.from_authority(authority, code)
    except CRSError:
        raise _unknown_name_error(label) from None
    horizontal = system.to_2d() if system.is_geographic or system.is_projected else system
    if not (horizontal.is_geographic or horizontal.is_projected):
        message = tr("The coordinate system “{name}” is neither geographic nor projected.")
        raise UnknownCrsError(message.format(name=label))
    return Crs(f"{label} ({horizontal.name})", horizontal)


def _unknown_name_error(name: str) -> UnknownCrsError:
    return UnknownCrsError(tr("Unknown coordinate system “{name}”.").format(name=name))


def _parse_authority_and_code(member: Any) -> tuple[str, str]:
    kind = member.get("type") if isinstance(member, dict) else None
    properties = member.get("properties") if isinstance(member, dict) else None
    if not isinstance(properties, dict):
        raise UnknownCrsError(tr("The member “crs” does not name a coordinate system."))
    if kind == "link" or "href" in properties:
        message = tr("The coordinate system is given as a link; links are never followed.")
        raise UnknownCrsError(message)
    if isinstance(kind, str) and kind.upper() == "EPSG":
        return "EPSG", str(properties.get("code"))[:_MAX_NAME_LENGTH]
    name = str(properties.get("name"))[:_MAX_NAME_LENGTH]
    match = _NAME.fullmatch(name.strip())
    if not match:
        raise _unknown_name_error(name)
    return match["authority"].upper(), match["code"]


def to_wgs84(coords: Coordinates, crs: Crs) -> Coordinates:
    """Convert (n, 2) x, y to (n, 2) longitude, latitude; infinite where it is not possible."""
    from pyproj import Transformer, network  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    # With PROJ_NETWORK=ON in the environment, PROJ would download grids.
    network.set_network_enabled(active=False)
    try:
        transformer = Transformer.from_crs(crs.system, "OGC:CRS84", always_xy=True)
    except ProjError:
        return np.full_like(coords, np.inf)
    return np.column_stack(transformer.transform(coords[:, 0], coords[:, 1]))
