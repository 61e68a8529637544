"""What the basemap promises: the right borders, the right names, and a moderate size."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

NEAR_POKROVSK = {"Pokrovsk", "Myrnohrad", "Hryshyne", "Rodynske", "Dobropillia", "Shakhove"}


@pytest.fixture(scope="module")
def folder(repository: Path) -> Path:
    return repository / "resources" / "basemap"


@pytest.fixture(scope="module")
def basemap(folder: Path) -> dict[str, list[dict[str, Any]]]:
    return {
        path.stem: json.loads(path.read_text("utf-8"))["features"]
        for path in folder.glob("*.geojson")
    }


@pytest.fixture(scope="module")
def borders(basemap: dict[str, list[dict[str, Any]]]) -> dict[str, shapely.Geometry]:
    return {"-".join(b["properties"]["between"]): shape(b["geometry"]) for b in basemap["borders"]}


@pytest.fixture(scope="module")
def oblasts(basemap: dict[str, list[dict[str, Any]]]) -> dict[str, shapely.Geometry]:
    return {oblast["id"]: shape(oblast["geometry"]) for oblast in basemap["oblasts"]}


@pytest.fixture(scope="module")
def transliteration(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("tl", folder / "transliteration.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_ukraine_has_27_parts_and_crimea_is_one(oblasts: dict[str, shapely.Geometry]) -> None:
    assert len(oblasts) == 27
    assert {"UA-14", "UA-12", "UA-43", "UA-40"} <= oblasts.keys()
    assert shapely.coverage_is_valid(list(oblasts.values()))


def test_no_border_runs_between_crimea_and_the_mainland(
    oblasts: dict[str, shapely.Geometry],
    borders: dict[str, shapely.Geometry],
    basemap: dict[str, list[dict[str, Any]]],
) -> None:
    isthmus = oblasts["UA-43"].intersection(oblasts["UA-65"])
    assert isthmus.length > 0.5
    # Russia's nearest land border with Ukraine begins on the Sea of Azov, east of Mariupol.
    assert min(border.distance(isthmus) for border in borders.values()) > 2
    inner = [line for line in basemap["oblast_lines"] if line["properties"]["country"] == "UA"]
    assert shape(inner[0]["geometry"]).buffer(1e-6).contains(isthmus)


def test_every_neighbour_of_ukraine_has_a_border_with_it(
    borders: dict[str, shapely.Geometry],
) -> None:
    with_ukraine = {pair for pair in borders if "UA" in pair.split("-")}
    neighbors = {"BY-UA", "HU-UA", "MD-UA", "PL-UA", "RO-UA", "RU-UA", "SK-UA"}
    assert with_ukraine == neighbors


def test_sea_is_sea_and_land_is_land(basemap: dict[str, list[dict[str, Any]]]) -> None:
    land = shapely.union_all([shape(part["geometry"]) for part in basemap["land"]])
    for name, place in {
        "Pokrovsk": (37.177, 48.28),
        "Crimea": (34.1, 45.2),
        "Rome": (12.5, 41.9),
    }.items():
        assert land.contains(shapely.Point(place)), name
    for name, place in {
        "Black Sea": (32, 43.8),
        "Sea of Azov": (36.5, 46),
        "Atlantic": (-30, 30),
    }.items():
        assert not land.contains(shapely.Point(place)), name


def test_towns_come_greatest_first_and_villages_near_pokrovsk_are_there(
    basemap: dict[str, list[dict[str, Any]]],
) -> None:
    towns = [town["properties"] for town in basemap["towns"]]
    people = [town["population"] for town in towns]
    assert people == sorted(people, reverse=True)
    assert towns[0]["name"] == "Kyiv"
    assert {town["name"] for town in towns} >= NEAR_POKROVSK
    assert {town["rank"] for town in towns} == set(range(1, 8))


def test_towns_of_the_article_have_their_ukrainian_names(
    basemap: dict[str, list[dict[str, Any]]],
) -> None:
    names = {town["properties"]["geonames"]: town["properties"] for town in basemap["towns"]}
    wanted = {704422: "Покровськ", 710035: "Мирноград", 713174: "Бахмут", 709717: "Донецьк"}
    assert {number: names[number]["name_uk"] for number in wanted} == wanted
    assert names[703656]["name"] == "Kupiansk"


@pytest.mark.parametrize(
    ("latin", "others", "expected"),
    [
        ("Pokrovsk", ["Покровск", "Покровськ"], ("Pokrovsk", "Покровськ")),
        ("Kryvyy Rih", ["Кривой Рог", "Кривий Ріг"], ("Kryvyi Rih", "Кривий Ріг")),
        ("Slovyansk", ["Славянск", "Слов'янськ"], ("Sloviansk", "Слов'янськ")),
        ("Simferopol", ["Симферополь", "Сімферополь"], ("Simferopol", "Сімферополь")),
        ("Zghurivka", ["Згурівка"], ("Zghurivka", "Згурівка")),
        ("Yahotyn", ["Яготин"], ("Yahotyn", "Яготин")),
        ("Saki", ["Саки", "Saky"], ("Saki", None)),
    ],
)
def test_the_ukrainian_name_is_told_from_the_russian_one(
    transliteration: ModuleType, latin: str, others: list[str], expected: tuple[str, str | None]
) -> None:
    assert transliteration.ukrainian_names(latin, others) == expected


def test_the_basemap_is_small_and_credits_its_sources(folder: Path) -> None:
    files = list(folder.glob("*.geojson"))
    assert sum(path.stat().st_size for path in files) < 3_000_000
    for path in files:
        credit = json.loads(path.read_text("utf-8"))["attribution"]
        assert credit == ("GeoNames, CC BY 4.0" if path.stem == "towns" else "Natural Earth")
