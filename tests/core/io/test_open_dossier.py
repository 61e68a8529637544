import gzip
import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from frontviewer.core.io.bundle.write import write_bundle
from frontviewer.core.io.open_dossier import open_dossier, watched_files
from frontviewer.core.pages.page_builder import NO_LOCATION, build_page
from frontviewer.core.problems import Problem, UnusableFileError

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Writes a file; what is no text becomes JSON."""

    def write(name: str, content: Any) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=2)
        file.write_text(text, encoding="utf-8")
        return file

    return write


def features(*ids: str | None, **members: Any) -> dict[str, Any]:
    made = [
        {
            "type": "Feature",
            **({"id": known} if known else {}),
            "properties": {"geom_basis": "text"},
            "geometry": {"type": "Point", "coordinates": [37.2, 48.3]},
        }
        for known in ids
    ]
    return {"type": "FeatureCollection", "features": made, **members}


def claim(claim_id: str, *about: str, **members: Any) -> dict[str, Any]:
    return {
        "id": claim_id,
        "text_exact": "The road is cut.",
        "speech": "direct",
        "speaker": "A1",
        "about": [{"feature": feature} for feature in about],
        "target": {"source": "S0", "quote": {"exact": "The road is cut."}},
        **members,
    }


AGENTS = [{"id": "A1", "name": "Ann"}]
SOURCES = [{"id": "S0", "title": "A report"}]
EVIDENCE = {"agents": AGENTS, "sources": SOURCES}


def refusal(*paths: Path) -> tuple[Problem, ...]:
    with pytest.raises(UnusableFileError) as caught:
        open_dossier(paths)
    for problem in caught.value.problems:
        assert problem.file
        assert problem.message.endswith((".", "!"))
        assert problem.remedy
    assert caught.value.problems
    return caught.value.problems


# Folders -------------------------------------------------------------------------------------


def test_a_folder_with_one_bad_layer_shows_the_others_and_reports_the_bad_one(
    put: Put, tmp_path: Path
):
    put("good.geojson", features("a"))
    put("page.geojson", "<!doctype html><title>404</title>")
    put("roads.GeoJSON", features("b"))
    put("notes.txt", "no layer")

    dossier = open_dossier([tmp_path])

    assert [layer.name for layer in dossier.layers] == ["good", "roads"]
    assert [Path(problem.file).name for problem in dossier.problems] == ["page.geojson"]
    assert "web page" in dossier.problems[0].message
    assert dossier.title == tmp_path.name


def test_what_is_repaired_or_added_is_noticed(put: Put, tmp_path: Path):
    good = put("good.geojson", features("a"))
    bad = put("bad.geojson", "<html>")
    evidence = put("evidence.json", EVIDENCE)

    watched = watched_files(open_dossier([tmp_path]))

    missing = tmp_path / "dossier.json", tmp_path / "briefing.json"
    assert sorted(watched) == sorted([tmp_path, good, bad, evidence, *missing])


def test_a_dossier_says_order_title_group_and_looks(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("b.geojson", features("b"))
    put("left_out.geojson", features("c"))
    entries = [
        {"file": "b.geojson", "title": "Roads", "group": "Ways", "visible": False, "opacity": 9},
        {"file": "a.geojson"},
    ]
    header = {"title": "T", "as_of": "2025-10", "layers": entries, "view": [36, 48, 38, 49]}
    put("dossier.json", {"format": "frontviewer/1", **header, "later": 1})

    dossier = open_dossier([tmp_path])

    roads, other = dossier.layer_states
    assert (roads.title, roads.group, roads.visible, roads.opacity) == ("Roads", "Ways", False, 1)
    assert (other.name, other.title, other.visible) == ("a", "a", True)
    assert (dossier.title, dossier.as_of, dossier.view) == ("T", "2025-10", (36, 48, 38, 49))
    assert dossier.members["later"] == 1


@pytest.mark.parametrize("name", ["dossier.json", "evidence.json", "briefing.json"])
def test_a_file_of_a_dossier_opens_its_folder(put: Put, tmp_path: Path, name: str):
    put("a.geojson", features("a"))
    put("dossier.json", {"title": "T", "layers": [{"file": "a.geojson"}]})
    put("evidence.json", EVIDENCE)
    put("briefing.json", {"steps": []})

    assert open_dossier([tmp_path / name]).title == "T"


def test_a_dossier_with_a_missing_layer_shows_the_others(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("dossier.json", {"layers": [{"file": "gone.geojson"}, {"file": "a.geojson"}]})

    dossier = open_dossier([tmp_path])

    assert [layer.name for layer in dossier.layers] == ["a"]
    assert "no such file" in dossier.problems[0].message
    assert dossier.problems[0].file.endswith("gone.geojson")


def test_a_broken_evidence_file_leaves_the_map(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("evidence.json", '{"claims": [\n  oops]}')

    dossier = open_dossier([tmp_path])

    assert len(dossier.layers) == 1
    assert [(Path(p.file).name, p.line) for p in dossier.problems] == [("evidence.json", 2)]


# What cannot be opened -----------------------------------------------------------------------


def test_a_folder_without_layers_is_refused(put: Put, tmp_path: Path):
    put("notes.txt", "nothing here")

    assert "no layer" in refusal(tmp_path)[0].message


def test_a_dossier_without_layers_is_refused(put: Put, tmp_path: Path):
    put("dossier.json", {"title": "Empty", "layers": []})

    assert "names no layer" in refusal(tmp_path)[0].message


@pytest.mark.parametrize("name", ["gone", "x" * 5000, "nul\0"])
def test_a_path_that_is_not_there_is_refused(tmp_path: Path, name: str):
    refusal(tmp_path / name)


def test_a_file_that_is_no_geojson_is_refused(put: Put):
    (problem,) = refusal(put("style.json", {"version": 8, "sources": {}, "layers": []}))

    assert problem.file.endswith("style.json")
    assert "map style" in problem.message


def test_every_reason_is_told_when_nothing_can_be_opened(put: Put, tmp_path: Path):
    problems = refusal(tmp_path / "gone", put("a.geojson", "<html>"))

    assert len(problems) == 2


# Bundles -------------------------------------------------------------------------------------


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "shelf"


@pytest.fixture
def road(put: Put) -> Path:
    """A dossier's folder: a layer, a claim about it with a picture, and a briefing."""
    picture = {"id": "M1", "kind": "image", "path": "media/фото.jpg", "about": [{"feature": "a"}]}
    put("road/layers/a.geojson", features("a"))
    put("road/media/фото.jpg", "a picture")
    put("road/evidence.json", EVIDENCE | {"claims": [claim("C1", "a")], "media": [picture]})
    put("road/briefing.json", {"steps": [{"id": "1", "title": "The road", "select": ["a"]}]})
    return put("road/dossier.json", {"layers": [{"file": "layers/a.geojson"}]}).parent


def test_the_bundled_dossier_opens_from_a_bundle_as_from_its_folder(
    repository: Path, tmp_path: Path, shelf: Path
):
    bundle = tmp_path / "Покровськ 1.FVZ"
    write_bundle(repository / "layers", bundle)

    dossier = open_dossier([bundle], shelf=shelf)

    folder = open_dossier([repository / "layers"])
    for member in ("title", "view", "as_of", "layer_states", "evidence", "briefing", "unsourced"):
        assert getattr(dossier, member) == getattr(folder, member), member
    assert dossier.problems == folder.problems == ()
    assert dossier.opened == (bundle,)
    keys = [feature.key for layer in folder.layers for feature in layer.features()]
    for key in (*keys, NO_LOCATION):
        assert build_page(dossier, key) == build_page(folder, key)


def test_a_bundle_shows_the_pictures_in_it_and_is_called_as_its_file(
    road: Path, tmp_path: Path, shelf: Path
):
    write_bundle(road, tmp_path / "talk.v2.fvz")

    dossier = open_dossier([tmp_path / "talk.v2.fvz"], shelf=shelf)

    (media,) = build_page(dossier, dossier.keys_with_id("a")[0]).media
    assert Path(media.file).read_text("utf-8") == "a picture"
    assert dossier.title == "talk.v2"
    assert [step.title for step in dossier.briefing.steps] == ["The road"]


def test_what_is_wrong_in_a_bundle_is_told_by_its_place_there(
    put: Put, road: Path, tmp_path: Path, shelf: Path
):
    layer = features("a", frontviewer={"claims": [claim("C2", "a", speaker="A8")]})
    layer["features"][0]["geometry"]["coordinates"] = [37.2, 480]
    put("road/layers/a.geojson", layer)
    evidence = put("road/evidence.json", EVIDENCE | {"claims": [claim("C1", "a", speaker="A9")]})
    bundle = tmp_path / "talk.fvz"
    write_bundle(road, bundle)

    dossier = open_dossier([bundle], shelf=shelf)

    places = {(problem.file, problem.line) for problem in dossier.problems}
    lines = evidence.read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "A9" in text)
    assert (str(bundle / "evidence.json"), line) in places
    files = ("evidence.json", "briefing.json", "layers/a.geojson")
    assert {file for file, _ in places} == {str(bundle / file) for file in files}
    assert dossier.layers[0].path == bundle / "layers" / "a.geojson"
    assert {problem.file for problem in dossier.layers[0].problems} == {
        str(bundle / "layers" / "a.geojson")
    }


def test_a_file_that_was_changed_in_a_bundle_is_told_once_and_the_rest_is_shown(
    put: Put, road: Path, tmp_path: Path, shelf: Path
):
    layers = [{"file": "layers/a.geojson"}, {"file": "layers/b.geojson"}]
    put("road/dossier.json", {"layers": layers})
    put("road/layers/b.geojson", features("b"))
    bundle = tmp_path / "talk.fvz"
    write_bundle(road, bundle)
    forge(bundle, "layers/b.geojson", b'{"type": "FeatureCollection", "features": []}')

    dossier = open_dossier([bundle], shelf=shelf)

    assert [layer.name for layer in dossier.layers] == ["a"]
    (problem,) = dossier.problems
    assert problem.file == str(bundle / "layers" / "b.geojson")


def test_a_bundle_of_which_nothing_is_left_says_why(road: Path, tmp_path: Path, shelf: Path):
    bundle = tmp_path / "talk.fvz"
    write_bundle(road, bundle)
    forge(bundle, "layers/a.geojson", b"forged")

    with pytest.raises(UnusableFileError) as refused:
        open_dossier([bundle], shelf=shelf)

    (problem,) = refused.value.problems
    assert problem.file == str(bundle / "layers" / "a.geojson")


def test_bundles_folders_and_layers_open_together_each_once(
    put: Put, road: Path, tmp_path: Path, shelf: Path
):
    bundle, copy, broken = (tmp_path / name for name in ("a.fvz", "b.fvz", "c.fvz"))
    write_bundle(road, bundle)
    copy.write_bytes(bundle.read_bytes())
    broken.write_bytes(b"PK\3\4")
    put("more/d.geojson", features("d"))
    alone = put("e.geojson", features("e"))

    dossier = open_dossier([tmp_path / "more", bundle, alone, copy, broken], shelf=shelf)

    assert [layer.name for layer in dossier.layers] == ["d", "a", "e"]
    assert len(dossier.evidence.claims) == 1
    assert dossier.title == "more"
    assert [problem.file for problem in dossier.problems] == [str(broken)]


def test_opening_a_bundle_lets_go_of_what_nobody_opened_for_a_year(
    road: Path, tmp_path: Path, shelf: Path
):
    forgotten = shelf / ("0" * 64)
    forgotten.mkdir(parents=True)
    os.utime(forgotten, (0, 0))
    write_bundle(road, tmp_path / "talk.fvz")

    open_dossier([tmp_path / "talk.fvz"], shelf=shelf)

    assert not forgotten.exists()


def test_of_a_bundle_the_file_is_watched_and_not_what_was_unpacked(
    put: Put, road: Path, tmp_path: Path, shelf: Path
):
    put("road/evidence.json", EVIDENCE | {"claims": [claim("C1", "a", speaker="A9")]})
    bundle = tmp_path / "talk.fvz"
    write_bundle(road, bundle)

    dossier = open_dossier([bundle], shelf=shelf)

    assert dossier.problems
    assert watched_files(dossier) == (bundle,)


def test_opening_a_bundle_can_be_stopped_before_anything_is_read(
    road: Path, tmp_path: Path, shelf: Path
):
    write_bundle(road, tmp_path / "talk.fvz")
    told: list[tuple[float, str]] = []

    open_dossier(
        [tmp_path / "talk.fvz"], lambda share, file: told.append((share, file)), shelf=shelf
    )

    assert told[0] == (0.0, "talk.fvz")
    assert told[-1] == (1.0, "a.geojson")


def forge(bundle: Path, name: str, data: bytes) -> None:
    """Put another file into a bundle, as somebody would who does not know of the list."""
    with ZipFile(bundle) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    with ZipFile(bundle, "w") as archive:
        for known, content in (files | {name: data}).items():
            archive.writestr(known, content)


# Several together ----------------------------------------------------------------------------


def test_several_files_open_together(put: Put):
    dossier = open_dossier([put("roads.geojson", features("a")), put("rail.json", features("b"))])

    assert [layer.name for layer in dossier.layers] == ["roads", "rail"]
    assert dossier.title == "roads and 1 more"
    assert dossier.path is None


def test_two_files_with_the_same_stem_get_different_names(put: Put, tmp_path: Path):
    packed = tmp_path / "roads.geojson.gz"
    packed.write_bytes(gzip.compress(json.dumps(features("c")).encode()))
    first = put("1/roads.geojson", features("a"))
    second = put("2/roads.geojson", features("a", "b"))

    dossier = open_dossier([first, second, packed])

    assert [state.name for state in dossier.layer_states] == ["roads", "roads-2", "roads-3"]
    assert [state.title for state in dossier.layer_states] == ["roads", "roads-2", "roads-3"]
    assert [key.layer for key in dossier.keys_with_id("a")] == ["roads", "roads-2"]


def test_a_layer_named_twice_is_opened_once(
    put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    layer = put("a.geojson", features("a"))
    put("evidence.json", EVIDENCE | {"claims": [claim("C1", "a")]})
    monkeypatch.chdir(tmp_path)

    dossier = open_dossier([Path(), tmp_path, layer, Path("a.geojson")])

    assert len(dossier.layers) == 1
    assert len(dossier.evidence.claims) == 1


def test_two_dossiers_with_the_same_claim_id_report_the_second(put: Put, tmp_path: Path):
    for number, words in enumerate(["one", "two"]):
        put(f"{number}/a.geojson", features("a"))
        put(f"{number}/evidence.json", EVIDENCE | {"claims": [claim("C1", "a", text_note=words)]})

    dossier = open_dossier([tmp_path / "0", tmp_path / "1"])

    assert [claim.text_note for claim in dossier.evidence.claims] == ["one"]
    (problem,) = dossier.problems  # the same agents and sources in both are no fault
    assert problem.file == str(tmp_path / "1" / "evidence.json")
    assert problem.path == "claims[0].id"
    assert "“C1”" in problem.message


# Plain GeoJSON -------------------------------------------------------------------------------


def test_plain_geojson_opens_as_it_is(put: Put):
    layer = features(None, None)
    for number, feature in enumerate(layer["features"]):
        feature["properties"] = {"lanes": number, "surface": "gravel", "kind": "bridge"}

    dossier = open_dossier([put("roads.geojson", layer)])

    assert dossier.layers[0].ids == ("1", "2")
    page = build_page(dossier, dossier.keys_with_id("2")[0])
    assert page.name == "roads 2"
    assert page.properties == (("lanes", "1"), ("surface", "gravel"))
    assert ("Kind", "bridge") in page.facts
    assert dossier.unsourced == 2
    assert dossier.problems == ()


def test_a_single_file_may_carry_its_evidence(put: Put):
    evidence = EVIDENCE | {"claims": [claim("C1", "a"), claim("C2", "b")]}
    file = put("one.geojson", features("a", frontviewer=evidence))

    dossier = open_dossier([file])

    (card,) = build_page(dossier, dossier.keys_with_id("a")[0]).cards
    assert (card.claim_id, card.words, card.speaker) == ("C1", "“The road is cut.”", "Ann")
    (problem,) = dossier.problems
    line = file.read_text().splitlines()[problem.line - 1]
    assert '"b"' in line
    assert "“b”" in problem.message


def test_evidence_in_a_file_that_is_no_object_is_reported(put: Put):
    dossier = open_dossier([put("one.geojson", features("a", frontviewer=[1]))])

    assert [problem.path for problem in dossier.problems] == ["frontviewer"]


def test_only_shapes_without_a_source_are_counted(put: Put):
    layer = features("a", "b", "c")
    layer["features"][0]["properties"] = {}
    layer["features"][1] |= {"properties": {}, "geometry": None}

    assert open_dossier([put("a.geojson", layer)]).unsourced == 1


# References, quotations, progress ------------------------------------------------------------


def test_broken_references_are_reported_with_file_and_line(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    evidence = put("evidence.json", EVIDENCE | {"claims": [claim("C1", "a", speaker="A9")]})
    briefing = put("briefing.json", {"steps": [{"id": "1", "title": "t", "layers": {"z": True}}]})

    told = {Path(p.file): p for p in open_dossier([tmp_path]).problems}

    assert told.keys() == {evidence, briefing}
    for file, name in [(evidence, "A9"), (briefing, "z")]:
        assert name in file.read_text().splitlines()[told[file].line - 1]
        assert name in told[file].message


def test_a_source_text_can_be_given_to_check_quotations(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("evidence.json", EVIDENCE | {"claims": [claim("C1", "a")]})
    sound, wrong = put("s.txt", "Ann: The road is cut."), put("w.txt", "Ann: The road is open.")

    assert open_dossier([tmp_path]).verification == {}
    assert open_dossier([tmp_path], source_texts={"S0": sound}).verification == {"C1": "found once"}
    unsealed = open_dossier([tmp_path], source_texts={"S0": wrong})
    assert unsealed.verification == {"C1": "not found in source"}
    assert [p.path for p in unsealed.problems if p.severity == "error"] == ["claims[0].text_exact"]


def test_progress_names_each_file_and_runs_to_the_end(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("b.geojson", features("b"))
    told: list[tuple[float, str]] = []

    open_dossier([tmp_path], lambda share, file: told.append((share, file)))

    shares = [share for share, _ in told]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {file for _, file in told} == {"a.geojson", "b.geojson"}


def test_raising_from_progress_stops_the_opening(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))

    def stop(share: float, file: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        open_dossier([tmp_path], stop)


# What changes on disk ------------------------------------------------------------------------


def test_every_folder_that_is_open_is_watched(put: Put, tmp_path: Path):
    put("1/a.geojson", features("a"))
    put("2/b.geojson", features("b"))
    put("2/dossier.json", {"layers": [{"file": "b.geojson"}, {"file": "gone.geojson"}]})
    alone = put("3/c.geojson", features("c"))

    watched = watched_files(open_dossier([tmp_path / "1", tmp_path / "2" / "dossier.json", alone]))

    names = ("dossier.json", "evidence.json", "briefing.json")
    assert {tmp_path / number / name for number in "12" for name in names} <= set(watched)
    assert {tmp_path / "1", tmp_path / "2" / "gone.geojson", alone} <= set(watched)
    assert not {tmp_path / "2", tmp_path / "3"} & set(watched)


# What people do to files ---------------------------------------------------------------------


def test_features_without_properties_and_with_one_name_are_no_problem(put: Put):
    layer = features("a", "b", "c", "d")
    for feature, properties in zip(
        layer["features"], [{}, None, {"name": "Road"}, {"name": "Road"}], strict=True
    ):
        feature["properties"] = properties

    assert open_dossier([put("a.geojson", layer)]).problems == ()


def test_the_snapshot_of_a_second_dossier_is_looked_into(put: Put, tmp_path: Path):
    text = "Ann: The road is cut."
    seal = {"path": "s.txt", "sha256": hashlib.sha256(text.encode()).hexdigest()}
    put("1/a.geojson", features("a"))
    put("2/b.geojson", features("b"))
    put("2/s.txt", text)
    sources = [{"id": "S0", "snapshot": seal}]
    put("2/evidence.json", {"agents": AGENTS, "sources": sources, "claims": [claim("C1", "b")]})

    dossier = open_dossier([tmp_path / "1", tmp_path / "2"])

    assert dossier.verification == {"C1": "found once"}
    assert dossier.problems == ()
