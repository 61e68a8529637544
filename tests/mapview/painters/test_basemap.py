import importlib.util
import json
from types import ModuleType

import numpy as np
import pytest

from frontviewer.core.geometry.arrays import GeometryArrays
from frontviewer.mapview.painters.basemap import load_basemap

STEMS = ("land", "rivers", "oblast_lines", "borders", "towns")


@pytest.fixture(scope="module")
def shipped(repository):
    return repository / "resources" / "basemap"


@pytest.fixture(scope="module")
def pack(shipped) -> ModuleType:
    spec = importlib.util.spec_from_file_location("pack", shipped / "pack.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def ground(tmp_path, pack):
    """Return what comes out of a folder with some features and members of its files."""

    def made(*towns, **attribution):
        for stem in STEMS:
            features = towns if stem == "towns" else ()
            document = {"type": "FeatureCollection", "features": features}
            document |= {"attribution": attribution[stem]} if stem in attribution else {}
            (tmp_path / f"{stem}.geojson").write_text(json.dumps(document), encoding="utf-8")
        np.savez(tmp_path / "ground.npz", **pack.packed(tmp_path))
        return load_basemap(tmp_path)

    return made


def town(name, population, lon):
    return {
        "type": "Feature",
        "properties": {"name": name, "population": population},
        "geometry": {"type": "Point", "coordinates": [lon, 48.0]},
    }


def test_towns_come_by_population_and_credit_goes_to_whom_it_is_due(ground):
    basemap = ground(
        town("Small", 10, 37), town("Велике", 9000, 38), towns="GeoNames", rivers="Natural Earth"
    )

    assert basemap.towns.names == ("Велике", "Small")
    assert basemap.towns.populations.tolist() == [9000, 10]
    assert set(basemap.attribution) == {"GeoNames", "Natural Earth"}


def test_a_missing_folder_is_a_map_without_ground(tmp_path):
    basemap = load_basemap(tmp_path / "nothing")

    assert not basemap.towns.names
    assert not basemap.shapes


def test_what_is_shipped_is_what_the_geojson_beside_it_says(shipped, pack):
    wanted, basemap = pack.packed(shipped), load_basemap(shipped)

    stale = "run resources/basemap/pack.py"
    for stem, shapes in basemap.shapes.items():
        for (
            name
        ) in GeometryArrays.__slots__:  # to a millimetre: processors differ in the last digit
            array = getattr(shapes.full.geometry, name)
            np.testing.assert_allclose(array, wanted[f"{stem}.{name}"], atol=1e-3, err_msg=stale)
    np.testing.assert_allclose(basemap.towns.coords, wanted["towns.coords"], atol=1e-3)
    assert "\n".join(basemap.towns.names).encode() == wanted["towns.names"].tobytes(), stale
    assert basemap.towns.populations.tolist() == wanted["towns.people"].tolist(), stale
    assert any("GeoNames" in credit for credit in basemap.attribution)
