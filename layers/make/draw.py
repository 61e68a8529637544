"""Draw the shapes of the bundled layers: `.venv/bin/python layers/make/draw.py`.

Properties in `layers/*.geojson` are edited by hand; this script replaces only the geometry. A
feature without a shape here has no known location and gets a null geometry.
Input: `places.csv` in this folder (GeoNames) and the oblasts of the basemap (Natural Earth).
Coordinates are (longitude, latitude) in degrees, WGS 84; lengths are meters on the ground.
"""

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from frontviewer.core.geometry import geodesy
from frontviewer.core.geometry.geodesy import Point

HERE = Path(__file__).parent
LAYERS = HERE.parent
OBLASTS = LAYERS.parent / "resources" / "basemap" / "oblasts.geojson"

WEST, NORTHWEST, NORTH, EAST, SOUTH = 270.0, 315.0, 0.0, 90.0, 180.0
HALF_EIGHTH = 22.5
"""Half of an eighth of the compass rose, in degrees."""


def main() -> None:
    """Replace the geometry of all features in the bundled layers."""
    shapes = {**draw_from_text(read_places()), **select_areas(read_oblasts())}
    for path in sorted(LAYERS.glob("*.geojson")):
        document = json.loads(path.read_text("utf-8"))
        for feature in document["features"]:
            feature["geometry"] = to_geojson(shapes.pop(feature["id"], None))
        path.write_text(format_layer(document), "utf-8")
    if shapes:
        raise SystemExit(f"no layer has a feature {', '.join(shapes)}")


def draw_from_text(places: dict[str, Point]) -> dict[str, BaseGeometry]:
    """Return the schematic shapes of places and descriptions in the article, by feature id."""
    pokrovsk, myrnohrad = places["Pokrovsk"], places["Myrnohrad"]
    supply = shapely.LineString([geodesy.destination(pokrovsk, WEST, 12_000), pokrovsk, myrnohrad])
    return {
        "F-POK": rounded_outline(37.13, 48.25, 37.22, 48.305),
        "F-POK-C": geodesy.circle(pokrovsk, 800),
        "F-MYR": rounded_outline(37.23, 48.275, 37.31, 48.325),
        "F-COR": geodesy.corridor(supply, 3_000),
        "F-NWL": geodesy.sector(
            pokrovsk, NORTHWEST - HALF_EIGHTH, NORTHWEST + HALF_EIGHTH, 5_000, 15_000
        ),
        "F-NNW": geodesy.sector(pokrovsk, NORTHWEST - 10, NORTH + HALF_EIGHTH, 3_500, 12_000),
        "F-SOUTH": arrow(geodesy.destination(pokrovsk, SOUTH, 6_500), pokrovsk, 700),
        "F-KUP": shapely.Point(places["Kupiansk"]),
        "F-BAK": shapely.Point(places["Bakhmut"]),
        "F-KUR": shapely.Point(places["Kursk"]),
    }


def select_areas(oblasts: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """Return the shapes of administrative areas, by feature id."""
    crimea = [oblasts["UA-43"], oblasts["UA-40"]]
    return {
        "F-DON": oblasts["UA-14"],
        "F-DNI": oblasts["UA-12"],
        "F-CRI": shapely.coverage_union_all(crimea),
        "F-UKR": shapely.coverage_union_all(list(oblasts.values())),
    }


def rounded_outline(west: float, south: float, east: float, north: float) -> shapely.Polygon:
    """Return the superellipse of an extent, which does not look like a surveyed boundary."""
    angles = np.linspace(0, 2 * np.pi, 72, endpoint=False)
    across = np.sign(np.cos(angles)) * np.abs(np.cos(angles)) ** 0.8
    along = np.sign(np.sin(angles)) * np.abs(np.sin(angles)) ** 0.8
    return shapely.Polygon(
        np.column_stack(
            [
                (west + east) / 2 + across * (east - west) / 2,
                (south + north) / 2 + along * (north - south) / 2,
            ]
        )
    )


def arrow(tail: Point, tip: Point, width_m: float) -> shapely.Polygon:
    """Return an arrow with a shaft of `width_m` and a head three times as wide."""
    heading = geodesy.azimuth(tail, tip)
    neck = geodesy.destination(tip, heading + SOUTH, 2.5 * width_m)

    def beside(point: Point, meters: float) -> Point:
        return geodesy.destination(point, heading + EAST, meters)

    shaft, barb = width_m / 2, 1.5 * width_m
    left = [beside(tail, -shaft), beside(neck, -shaft), beside(neck, -barb)]
    right = [beside(neck, barb), beside(neck, shaft), beside(tail, shaft)]
    return shapely.Polygon([*left, tip, *right])


def read_places() -> dict[str, Point]:
    """Return the coordinates in `places.csv` by name."""
    with (HERE / "places.csv").open(encoding="utf-8") as table:
        return {
            row["name"]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(table)
        }


def read_oblasts() -> dict[str, BaseGeometry]:
    """Return the first-level administrative units of Ukraine by their ISO 3166-2 codes."""
    features = json.loads(OBLASTS.read_text("utf-8"))["features"]
    return {item["id"]: shapely.geometry.shape(item["geometry"]) for item in features}


def to_geojson(shape: BaseGeometry | None) -> dict[str, Any] | None:
    """Return a GeoJSON geometry with five decimals and the ring winding of RFC 7946."""
    if shape is None:
        return None
    rounded = shapely.transform(shape, lambda coords: coords.round(5))
    wound = shapely.orient_polygons(rounded) if "Polygon" in rounded.geom_type else rounded
    return dict(shapely.geometry.mapping(wound))


def format_layer(document: dict[str, Any]) -> str:
    """Format a layer as JSON: indented by two spaces, with each geometry on one line."""
    features = ",\n".join(format_feature(feature) for feature in document["features"])
    head = json.dumps({**document, "features": []}, ensure_ascii=False, indent=2)
    return head.replace('"features": []', f'"features": [\n{features}\n  ]') + "\n"


def format_feature(feature: dict[str, Any]) -> str:
    """Format a feature as JSON with its geometry on one line."""
    text = json.dumps({**feature, "geometry": None}, ensure_ascii=False, indent=2)
    shape = json.dumps(feature["geometry"], separators=(",", ":"))
    text = text.replace('"geometry": null', f'"geometry": {shape}')
    return "\n".join(f"    {line}" for line in text.splitlines())


if __name__ == "__main__":
    main()
