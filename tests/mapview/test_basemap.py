import json

from frontviewer.mapview.basemap import load_basemap


def write(folder, stem, *features, **members):
    document = {"type": "FeatureCollection", **members, "features": features}
    (folder / f"{stem}.geojson").write_text(json.dumps(document), encoding="utf-8")


def town(name, population, lon):
    return {
        "type": "Feature",
        "properties": {"name": name, "population": population},
        "geometry": {"type": "Point", "coordinates": [lon, 48.0]},
    }


def test_towns_come_by_population_and_credit_goes_to_whom_it_is_due(tmp_path):
    write(tmp_path, "towns", town("Small", 10, 37), town("Large", 9000, 38), attribution="GeoNames")
    write(tmp_path, "rivers", attribution="Natural Earth")

    basemap = load_basemap(tmp_path)

    assert basemap.towns.names == ("Large", "Small")
    assert set(basemap.attribution) == {"GeoNames", "Natural Earth"}


def test_a_missing_folder_is_a_map_without_ground(tmp_path):
    basemap = load_basemap(tmp_path / "nothing")

    assert not basemap.towns.names
    assert not basemap.shapes
