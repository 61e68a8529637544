"""The coordinate system of a document (the member `crs` of GeoJSON 2008), and the way to WGS 84.

PROJ is loaded for the first file that needs it: that takes 50 ms, and most files are in WGS 84.
"""

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from frontviewer.core.geometry.arrays import Coordinates

if TYPE_CHECKING:
    from pyproj import CRS

_NAME = re.compile(
    r"(?:urn:(?:x-)?ogc:def:crs:|https?://www\.opengis\.net/(?:def/crs/|gml/srs/))?"
    r"(?P<authority>EPSG|OGC|ESRI)(?:\.xml#|[:/]+(?:v?[\d.]+[:/])?)(?P<code>\w+)",
    re.IGNORECASE,
)
_LONGITUDE_LATITUDE = {("OGC", "CRS84"), ("OGC", "CRS84H"), ("EPSG", "4326"), ("EPSG", "4979")}
_NAME_LENGTH = 80
_REMEDY = "Export the layer again as GeoJSON (RFC 7946) in WGS 84, EPSG:4326."


class UnknownCrsError(ValueError):
    """A coordinate system that we cannot convert from. Carries two sentences."""

    def __init__(self, message: str, remedy: str = _REMEDY) -> None:
        self.remedy = remedy
        super().__init__(message)


class Crs(NamedTuple):
    """A coordinate system: its name for people, such as "EPSG:32637 (WGS 84 / UTM zone 37N)"."""

    name: str
    system: "CRS"


def crs_of(member: Any) -> Crs | None:
    """Return the system that a member `crs` names; None for WGS 84 in degrees.

    Raises
    ------
    UnknownCrsError
        If it is linked, unknown, or not a map's.
    """
    if member is None:
        return None
    authority, code = _authority_and_code(member)
    if (authority, code.upper()) in _LONGITUDE_LATITUDE:
        return None
    from pyproj import CRS  # noqa: PLC0415
    from pyproj.exceptions import CRSError  # noqa: PLC0415

    label = f"{authority}:{code}"
    try:
        system = CRS.from_authority(authority, code)
    except CRSError:
        raise UnknownCrsError(f"The coordinate system {label} is unknown.") from None
    flat = system.to_2d() if system.is_geographic or system.is_projected else system
    if not (flat.is_geographic or flat.is_projected):
        raise UnknownCrsError(f"The coordinate system {label} is not one of maps.")
    return Crs(f"{label} ({flat.name})", flat)


def _authority_and_code(member: Any) -> tuple[str, str]:
    kind = member.get("type") if isinstance(member, dict) else None
    properties = member.get("properties") if isinstance(member, dict) else None
    if not isinstance(properties, dict):
        raise UnknownCrsError("The member “crs” does not name a coordinate system.")
    if kind == "link" or "href" in properties:
        message = "The coordinate system is given as a link, which is never followed."
        raise UnknownCrsError(message)
    if isinstance(kind, str) and kind.upper() == "EPSG":
        return "EPSG", str(properties.get("code"))[:_NAME_LENGTH]
    name = str(properties.get("name"))[:_NAME_LENGTH]
    found = _NAME.fullmatch(name.strip())
    if not found:
        raise UnknownCrsError(f"The coordinate system “{name}” is unknown.")
    return found["authority"].upper(), found["code"]


def to_wgs84(coords: Coordinates, crs: Crs) -> Coordinates:
    """Return (n, 2) longitude, latitude of (n, 2) x, y; infinite where there is no such place."""
    from pyproj import Transformer, network  # noqa: PLC0415
    from pyproj.exceptions import ProjError  # noqa: PLC0415

    # With PROJ_NETWORK=ON in the environment, PROJ would fetch grids.
    network.set_network_enabled(active=False)
    try:
        way = Transformer.from_crs(crs.system, "OGC:CRS84", always_xy=True)
    except ProjError:
        return np.full_like(coords, np.inf)
    return np.column_stack(way.transform(coords[:, 0], coords[:, 1]))
