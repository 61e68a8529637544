from pathlib import Path

import pytest

from frontviewer.core.model.dossier import Dossier
from frontviewer.ui.messages import window_title


@pytest.mark.parametrize(
    ("title", "opened", "shown"),
    [
        ("", (), "frontviewer"),
        ("roads", ("roads.geojson",), "roads.geojson – frontviewer"),
        ("Дороги", ("карта 1.fvz",), "Дороги (карта 1.fvz) – frontviewer"),
        ("roads and 1 more", ("roads.geojson", "a.geojson"), "roads and 1 more – frontviewer"),
        ("Pokrovsk", (".",), "Pokrovsk – frontviewer"),  # a folder
    ],
)
def test_the_window_names_what_is_open_and_its_file(
    title: str, opened: tuple[str, ...], shown: str
):
    assert window_title(Dossier(title=title, opened=tuple(map(Path, opened)))) == shown
