import importlib.util
import json
from types import ModuleType

import numpy as np
import pytest

from frontviewer.core.geometry.arrays import GeometryArrays
from frontviewer.mapview.painters.basemap import load_basemap

STEMS = ("land", "rivers", "oblast_lines", "borders", "towns")


@pytest.fixture(scope="module")
def basemap_folder(repository):
    return repository / "resources" / "basemap"


@pytest.fixture(scope="module")
def pack(basemap_folder) -> ModuleType:
    spec = importlib.util.spec_from_file_location("pack", basemap_folder / "pack.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def make_basemap(tmp_path, pack):
    """`make_basemap(*towns, stem=attribution, ...)`: a basemap packed from GeoJSON files."""

    def make(*towns, **attribution):
        for stem in STEMS:
            features = towns if stem == "towns" else ()
            document = {"type": "FeatureCollection", "features": features}
            document |= {"attribution": attribution[stem]} if stem in attribution else {}
            (tmp_path / f"{stem}.geojson").write_text(json.dumps(document), encoding="utf-8")
        np.savez(tmp_path / "ground.npz", **pack.build_arrays(tmp_path))
        return load_basemap(tmp_path)

    return make


def town(name, population, lon):
    return {
        "type": "Feature",
        "properties": {"name": name, "population": population},
        "geometry": {"type": "Point", "coordinates": [lon, 48.0]},
    }


def test_towns_are_sorted_by_population_and_attributions_are_kept(make_basemap):
    basemap = make_basemap(
        town("Small", 10, 37), town("Велике", 9000, 38), towns="GeoNames", rivers="Natural Earth"
    )

    assert basemap.towns.names == ("Велике", "Small")
    assert basemap.towns.populations.tolist() == [9000, 10]
    assert set(basemap.attribution) == {"GeoNames", "Natural Earth"}


def test_missing_folder_gives_an_empty_basemap(tmp_path):
    basemap = load_basemap(tmp_path / "nothing")

    assert not basemap.towns.names
    assert not basemap.shapes


def test_packed_basemap_is_up_to_date_with_its_geojson(basemap_folder, pack):
    expected, basemap = pack.build_arrays(basemap_folder), load_basemap(basemap_folder)

    hint = "run resources/basemap/pack.py"
    for stem, shapes in basemap.shapes.items():
        for name in GeometryArrays.__slots__:
            # To a millimeter: processors differ in the last digit.
            array = getattr(shapes.full.geometry, name)
            np.testing.assert_allclose(array, expected[f"{stem}.{name}"], atol=1e-3, err_msg=hint)
    np.testing.assert_allclose(basemap.towns.coords, expected["towns.coords"], atol=1e-3)
    assert "\n".join(basemap.towns.names).encode() == expected["towns.names"].tobytes(), hint
    assert basemap.towns.populations.tolist() == expected["towns.people"].tolist(), hint
    assert any("GeoNames" in credit for credit in basemap.attribution)
