from time import perf_counter

from PySide6.QtCore import Qt

from frontviewer.core.layer import FeatureKey
from frontviewer.core.reading import NO_PLACE
from frontviewer.look.plain import plain_tip
from frontviewer.panels.feature_list import UNDER, FeatureModel
from frontviewer.panels.feature_rows import FeatureRow, fold


def row(number: int, **changes) -> FeatureRow:
    name = f"Place {number}"
    values = {
        "key": FeatureKey("many", str(number)),
        "name": name,
        "layer_title": "Many",
        "kind": "defence_line",
        "located": True,
        "claims": 0,
        "folded": fold(name),
    }
    return FeatureRow(**(values | changes))


def under(line: FeatureRow) -> str:
    model = FeatureModel()
    model.add([line])
    return str(model.index(0).data(UNDER))


def test_the_second_line_says_claims_place_kind_and_layer(qapp):
    assert under(row(1, claims=1)) == "1 claim · defence line · Many"
    assert under(row(1, claims=1200, located=False, kind="not_located")) == (
        "1,200 claims · no place on the map · Many"
    )
    assert (
        under(row(1, key=NO_PLACE, located=False, claims=4, kind="", layer_title="")) == "4 claims"
    )


def test_100_000_features_are_found_as_fast_as_one_types(qapp):
    model = FeatureModel()
    model.add([row(number) for number in range(100_000)])

    start = perf_counter()
    for words in ("9", "99", "999", "9999"):
        model.filter(words)
    spent = perf_counter() - start

    assert model.rowCount() == 19
    assert spent < 0.5  # about 0.03 s; four keys on a slow machine

    model.filter("")
    assert model.rowCount() == 100_000


def test_what_comes_while_one_looks_is_looked_at_too(qapp):
    model = FeatureModel()
    model.filter("place 7")

    model.add([row(number) for number in range(10)])

    assert [model.index(n).data(Qt.ItemDataRole.DisplayRole) for n in range(model.rowCount())] == [
        "Place 7"
    ]
    assert model.index_of(FeatureKey("many", "7")).row() == 0
    assert not model.index_of(FeatureKey("many", "3")).isValid()


def test_a_tip_shows_markup_as_written(qapp):
    model = FeatureModel()
    model.add([row(1, name="<img src='x'>")])

    assert model.index(0).data(Qt.ItemDataRole.ToolTipRole) == plain_tip("<img src='x'>")
