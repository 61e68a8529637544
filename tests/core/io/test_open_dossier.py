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
from frontviewer.core.io.open_dossier import list_watched_files, open_dossier
from frontviewer.core.pages.page_builder import NO_LOCATION, build_page
from frontviewer.core.problems import Problem, UnusableFileError

Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a file; content that is not text is encoded as JSON."""

    def write(name: str, content: Any) -> Path:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, indent=2)
        file.write_text(text, encoding="utf-8")
        return file

    return write


def features(*ids: str | None, **members: Any) -> dict[str, Any]:
    features = [
        {
            "type": "Feature",
            **({"id": feature_id} if feature_id else {}),
            "properties": {"geom_basis": "text"},
            "geometry": {"type": "Point", "coordinates": [37.2, 48.3]},
        }
        for feature_id in ids
    ]
    return {"type": "FeatureCollection", "features": features, **members}


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


def open_problems(*paths: Path) -> tuple[Problem, ...]:
    with pytest.raises(UnusableFileError) as raised:
        open_dossier(paths)
    for problem in raised.value.problems:
        assert problem.file
        assert problem.message.endswith((".", "!"))
        assert problem.remedy
    assert raised.value.problems
    return raised.value.problems


# Folders -------------------------------------------------------------------------------------


def test_invalid_layer_in_a_folder_is_reported_and_the_others_are_opened(put: Put, tmp_path: Path):
    put("good.geojson", features("a"))
    put("page.geojson", "<!doctype html><title>404</title>")
    put("roads.GeoJSON", features("b"))
    put("notes.txt", "not a layer")

    dossier = open_dossier([tmp_path])

    assert [layer.name for layer in dossier.layers] == ["good", "roads"]
    assert [Path(problem.file).name for problem in dossier.problems] == ["page.geojson"]
    assert "web page" in dossier.problems[0].message
    assert dossier.title == tmp_path.name


def test_invalid_and_missing_files_of_a_folder_are_watched(put: Put, tmp_path: Path):
    valid = put("good.geojson", features("a"))
    invalid = put("bad.geojson", "<html>")
    evidence = put("evidence.json", EVIDENCE)

    watched = list_watched_files(open_dossier([tmp_path]))

    missing = tmp_path / "dossier.json", tmp_path / "briefing.json"
    assert sorted(watched) == sorted([tmp_path, valid, invalid, evidence, *missing])


def test_manifest_gives_order_title_group_and_display(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("b.geojson", features("b"))
    put("left_out.geojson", features("c"))
    entries = [
        {"file": "b.geojson", "title": "Roads", "group": "Ways", "visible": False, "opacity": 9},
        {"file": "a.geojson"},
    ]
    manifest = {"title": "T", "as_of": "2025-10", "layers": entries, "view": [36, 48, 38, 49]}
    put("dossier.json", {"format": "frontviewer/1", **manifest, "later": 1})

    dossier = open_dossier([tmp_path])

    roads, other = dossier.layer_states
    assert (roads.title, roads.group, roads.visible, roads.opacity) == ("Roads", "Ways", False, 1)
    assert (other.name, other.title, other.visible) == ("a", "a", True)
    assert (dossier.title, dossier.as_of, dossier.view) == ("T", "2025-10", (36, 48, 38, 49))
    assert dossier.members["later"] == 1


@pytest.mark.parametrize("name", ["dossier.json", "evidence.json", "briefing.json"])
def test_opening_a_file_of_a_dossier_opens_its_folder(put: Put, tmp_path: Path, name: str):
    put("a.geojson", features("a"))
    put("dossier.json", {"title": "T", "layers": [{"file": "a.geojson"}]})
    put("evidence.json", EVIDENCE)
    put("briefing.json", {"steps": []})

    assert open_dossier([tmp_path / name]).title == "T"


def test_missing_layer_is_reported_and_the_others_are_opened(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("dossier.json", {"layers": [{"file": "gone.geojson"}, {"file": "a.geojson"}]})

    dossier = open_dossier([tmp_path])

    assert [layer.name for layer in dossier.layers] == ["a"]
    assert "no such file" in dossier.problems[0].message
    assert dossier.problems[0].file.endswith("gone.geojson")


def test_invalid_evidence_file_is_reported_and_layers_are_opened(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("evidence.json", '{"claims": [\n  oops]}')

    dossier = open_dossier([tmp_path])

    assert len(dossier.layers) == 1
    assert [(Path(p.file).name, p.line) for p in dossier.problems] == [("evidence.json", 2)]


# Unusable input ------------------------------------------------------------------------------


def test_folder_without_layers_is_refused(put: Put, tmp_path: Path):
    put("notes.txt", "nothing here")

    assert "no layers" in open_problems(tmp_path)[0].message


def test_dossier_without_layers_is_refused(put: Put, tmp_path: Path):
    put("dossier.json", {"title": "Empty", "layers": []})

    assert "lists no layers" in open_problems(tmp_path)[0].message


@pytest.mark.parametrize("name", ["gone", "x" * 5000, "nul\0"])
def test_missing_path_is_refused(tmp_path: Path, name: str):
    open_problems(tmp_path / name)


def test_json_file_that_is_not_geojson_is_refused(put: Put):
    (problem,) = open_problems(put("style.json", {"version": 8, "sources": {}, "layers": []}))

    assert problem.file.endswith("style.json")
    assert "map style" in problem.message


def test_all_problems_are_reported_if_nothing_can_be_opened(put: Put, tmp_path: Path):
    problems = open_problems(tmp_path / "gone", put("a.geojson", "<html>"))

    assert len(problems) == 2


# Bundles -------------------------------------------------------------------------------------


@pytest.fixture
def unpack_folder(tmp_path: Path) -> Path:
    return tmp_path / "unpacked"


@pytest.fixture
def road(put: Put) -> Path:
    """Folder of a dossier: a layer, a claim and a picture about it, and a briefing."""
    picture = {"id": "M1", "kind": "image", "path": "media/фото.jpg", "about": [{"feature": "a"}]}
    put("road/layers/a.geojson", features("a"))
    put("road/media/фото.jpg", "a picture")
    put("road/evidence.json", EVIDENCE | {"claims": [claim("C1", "a")], "media": [picture]})
    put("road/briefing.json", {"steps": [{"id": "1", "title": "The road", "select": ["a"]}]})
    return put("road/dossier.json", {"layers": [{"file": "layers/a.geojson"}]}).parent


def test_bundle_opens_like_its_folder(repository: Path, tmp_path: Path, unpack_folder: Path):
    bundle = tmp_path / "Покровськ 1.FVZ"
    write_bundle(repository / "layers", bundle)

    dossier = open_dossier([bundle], unpack_folder=unpack_folder)

    folder = open_dossier([repository / "layers"])
    for member in (
        "title",
        "view",
        "as_of",
        "layer_states",
        "evidence",
        "briefing",
        "unsourced_count",
    ):
        assert getattr(dossier, member) == getattr(folder, member), member
    assert dossier.problems == folder.problems == ()
    assert dossier.opened == (bundle,)
    keys = [feature.key for layer in folder.layers for feature in layer.features()]
    for key in (*keys, NO_LOCATION):
        assert build_page(dossier, key) == build_page(folder, key)


def test_bundle_has_its_pictures_and_is_titled_by_its_file_name(
    road: Path, tmp_path: Path, unpack_folder: Path
):
    write_bundle(road, tmp_path / "talk.v2.fvz")

    dossier = open_dossier([tmp_path / "talk.v2.fvz"], unpack_folder=unpack_folder)

    (media,) = build_page(dossier, dossier.keys_with_id("a")[0]).media
    assert Path(media.file).read_text("utf-8") == "a picture"
    assert dossier.title == "talk.v2"
    assert [step.title for step in dossier.briefing.steps] == ["The road"]


def test_problems_have_their_paths_in_the_bundle(
    put: Put, road: Path, tmp_path: Path, unpack_folder: Path
):
    layer = features("a", frontviewer={"claims": [claim("C2", "a", speaker="A8")]})
    layer["features"][0]["geometry"]["coordinates"] = [37.2, 480]
    put("road/layers/a.geojson", layer)
    evidence = put("road/evidence.json", EVIDENCE | {"claims": [claim("C1", "a", speaker="A9")]})
    bundle = tmp_path / "talk.fvz"
    write_bundle(road, bundle)

    dossier = open_dossier([bundle], unpack_folder=unpack_folder)

    positions = {(problem.file, problem.line) for problem in dossier.problems}
    lines = evidence.read_text("utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if "A9" in text)
    assert (str(bundle / "evidence.json"), line) in positions
    files = ("evidence.json", "briefing.json", "layers/a.geojson")
    assert {file for file, _ in positions} == {str(bundle / file) for file in files}
    assert dossier.layers[0].path == bundle / "layers" / "a.geojson"
    assert {problem.file for problem in dossier.layers[0].problems} == {
        str(bundle / "layers" / "a.geojson")
    }


def test_tampered_file_in_a_bundle_is_reported_once_and_left_out(
    put: Put, road: Path, tmp_path: Path, unpack_folder: Path
):
    layers = [{"file": "layers/a.geojson"}, {"file": "layers/b.geojson"}]
    put("road/dossier.json", {"layers": layers})
    put("road/layers/b.geojson", features("b"))
    bundle = tmp_path / "talk.fvz"
    write_bundle(road, bundle)
    tamper(bundle, "layers/b.geojson", b'{"type": "FeatureCollection", "features": []}')

    dossier = open_dossier([bundle], unpack_folder=unpack_folder)

    assert [layer.name for layer in dossier.layers] == ["a"]
    (problem,) = dossier.problems
    assert problem.file == str(bundle / "layers" / "b.geojson")


def test_bundle_without_valid_layers_reports_the_reason(
    road: Path, tmp_path: Path, unpack_folder: Path
):
    bundle = tmp_path / "talk.fvz"
    write_bundle(road, bundle)
    tamper(bundle, "layers/a.geojson", b"tampered")

    with pytest.raises(UnusableFileError) as raised:
        open_dossier([bundle], unpack_folder=unpack_folder)

    (problem,) = raised.value.problems
    assert problem.file == str(bundle / "layers" / "a.geojson")


def test_bundles_folders_and_layers_are_opened_together_once_each(
    put: Put, road: Path, tmp_path: Path, unpack_folder: Path
):
    bundle, copy, damaged = (tmp_path / name for name in ("a.fvz", "b.fvz", "c.fvz"))
    write_bundle(road, bundle)
    copy.write_bytes(bundle.read_bytes())
    damaged.write_bytes(b"PK\3\4")
    put("more/d.geojson", features("d"))
    single = put("e.geojson", features("e"))

    dossier = open_dossier(
        [tmp_path / "more", bundle, single, copy, damaged], unpack_folder=unpack_folder
    )

    assert [layer.name for layer in dossier.layers] == ["d", "a", "e"]
    assert len(dossier.evidence.claims) == 1
    assert dossier.title == "more"
    assert [problem.file for problem in dossier.problems] == [str(damaged)]


def test_opening_a_bundle_prunes_the_unpack_cache(road: Path, tmp_path: Path, unpack_folder: Path):
    stale = unpack_folder / ("0" * 64)
    stale.mkdir(parents=True)
    os.utime(stale, (0, 0))
    write_bundle(road, tmp_path / "talk.fvz")

    open_dossier([tmp_path / "talk.fvz"], unpack_folder=unpack_folder)

    assert not stale.exists()


def test_bundle_is_watched_instead_of_its_unpacked_files(
    put: Put, road: Path, tmp_path: Path, unpack_folder: Path
):
    put("road/evidence.json", EVIDENCE | {"claims": [claim("C1", "a", speaker="A9")]})
    bundle = tmp_path / "talk.fvz"
    write_bundle(road, bundle)

    dossier = open_dossier([bundle], unpack_folder=unpack_folder)

    assert dossier.problems
    assert list_watched_files(dossier) == (bundle,)


def test_progress_is_reported_while_a_bundle_is_opened(
    road: Path, tmp_path: Path, unpack_folder: Path
):
    write_bundle(road, tmp_path / "talk.fvz")
    reports: list[tuple[float, str]] = []

    open_dossier(
        [tmp_path / "talk.fvz"],
        lambda share, file: reports.append((share, file)),
        unpack_folder=unpack_folder,
    )

    assert reports[0] == (0.0, "talk.fvz")
    assert reports[-1] == (1.0, "a.geojson")


def tamper(bundle: Path, name: str, data: bytes) -> None:
    """Replace a file in a bundle without updating its digest."""
    with ZipFile(bundle) as archive:
        files = {info.filename: archive.read(info) for info in archive.infolist()}
    with ZipFile(bundle, "w") as archive:
        for file, content in (files | {name: data}).items():
            archive.writestr(file, content)


# Several inputs -----------------------------------------------------------------------------


def test_several_files_are_opened_together(put: Put):
    dossier = open_dossier([put("roads.geojson", features("a")), put("rail.json", features("b"))])

    assert [layer.name for layer in dossier.layers] == ["roads", "rail"]
    assert dossier.title == "roads and 1 more"
    assert dossier.path is None


def test_files_with_the_same_stem_get_unique_names(put: Put, tmp_path: Path):
    packed = tmp_path / "roads.geojson.gz"
    packed.write_bytes(gzip.compress(json.dumps(features("c")).encode()))
    first = put("1/roads.geojson", features("a"))
    second = put("2/roads.geojson", features("a", "b"))

    dossier = open_dossier([first, second, packed])

    assert [state.name for state in dossier.layer_states] == ["roads", "roads-2", "roads-3"]
    assert [state.title for state in dossier.layer_states] == ["roads", "roads-2", "roads-3"]
    assert [key.layer for key in dossier.keys_with_id("a")] == ["roads", "roads-2"]


def test_layer_that_is_named_twice_is_opened_once(
    put: Put, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    layer = put("a.geojson", features("a"))
    put("evidence.json", EVIDENCE | {"claims": [claim("C1", "a")]})
    monkeypatch.chdir(tmp_path)

    dossier = open_dossier([Path(), tmp_path, layer, Path("a.geojson")])

    assert len(dossier.layers) == 1
    assert len(dossier.evidence.claims) == 1


def test_conflicting_claim_id_in_a_second_dossier_is_reported(put: Put, tmp_path: Path):
    for number, note in enumerate(["one", "two"]):
        put(f"{number}/a.geojson", features("a"))
        put(f"{number}/evidence.json", EVIDENCE | {"claims": [claim("C1", "a", text_note=note)]})

    dossier = open_dossier([tmp_path / "0", tmp_path / "1"])

    assert [claim.text_note for claim in dossier.evidence.claims] == ["one"]
    (problem,) = dossier.problems  # equal agents and sources are not a problem
    assert problem.file == str(tmp_path / "1" / "evidence.json")
    assert problem.path == "claims[0].id"
    assert "“C1”" in problem.message


# Plain GeoJSON -------------------------------------------------------------------------------


def test_plain_geojson_is_opened_unchanged(put: Put):
    layer = features(None, None)
    for number, feature in enumerate(layer["features"]):
        feature["properties"] = {"lanes": number, "surface": "gravel", "kind": "bridge"}

    dossier = open_dossier([put("roads.geojson", layer)])

    assert dossier.layers[0].ids == ("1", "2")
    page = build_page(dossier, dossier.keys_with_id("2")[0])
    assert page.name == "roads 2"
    assert page.properties == (("lanes", "1"), ("surface", "gravel"))
    assert ("Kind", "bridge") in page.facts
    assert dossier.unsourced_count == 2
    assert dossier.problems == ()


def test_evidence_inside_a_layer_file_is_read(put: Put):
    evidence = EVIDENCE | {"claims": [claim("C1", "a"), claim("C2", "b")]}
    file = put("one.geojson", features("a", frontviewer=evidence))

    dossier = open_dossier([file])

    (card,) = build_page(dossier, dossier.keys_with_id("a")[0]).cards
    assert (card.claim_id, card.text, card.speaker) == ("C1", "“The road is cut.”", "Ann")
    (problem,) = dossier.problems
    line = file.read_text().splitlines()[problem.line - 1]
    assert '"b"' in line
    assert "“b”" in problem.message


def test_evidence_member_that_is_not_an_object_is_reported(put: Put):
    dossier = open_dossier([put("one.geojson", features("a", frontviewer=[1]))])

    assert [problem.path for problem in dossier.problems] == ["frontviewer"]


def test_unsourced_features_with_geometry_are_counted(put: Put):
    layer = features("a", "b", "c")
    layer["features"][0]["properties"] = {}
    layer["features"][1] |= {"properties": {}, "geometry": None}

    assert open_dossier([put("a.geojson", layer)]).unsourced_count == 1


# References, quotations, progress ------------------------------------------------------------


def test_broken_references_are_reported_with_file_and_line(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    evidence = put("evidence.json", EVIDENCE | {"claims": [claim("C1", "a", speaker="A9")]})
    briefing = put("briefing.json", {"steps": [{"id": "1", "title": "t", "layers": {"z": True}}]})

    problems = {Path(p.file): p for p in open_dossier([tmp_path]).problems}

    assert problems.keys() == {evidence, briefing}
    for file, name in [(evidence, "A9"), (briefing, "z")]:
        assert name in file.read_text().splitlines()[problems[file].line - 1]
        assert name in problems[file].message


def test_quotations_are_verified_against_given_source_texts(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("evidence.json", EVIDENCE | {"claims": [claim("C1", "a")]})
    right, wrong = put("s.txt", "Ann: The road is cut."), put("w.txt", "Ann: The road is open.")

    assert open_dossier([tmp_path]).verification == {}
    assert open_dossier([tmp_path], source_texts={"S0": right}).verification == {"C1": "found once"}
    mismatched = open_dossier([tmp_path], source_texts={"S0": wrong})
    assert mismatched.verification == {"C1": "not found in source"}
    assert [p.path for p in mismatched.problems if p.severity == "error"] == [
        "claims[0].text_exact"
    ]


def test_progress_reports_each_file_and_ends_at_one(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))
    put("b.geojson", features("b"))
    reports: list[tuple[float, str]] = []

    open_dossier([tmp_path], lambda share, file: reports.append((share, file)))

    shares = [share for share, _ in reports]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert {file for _, file in reports} == {"a.geojson", "b.geojson"}


def test_exception_from_progress_cancels_opening(put: Put, tmp_path: Path):
    put("a.geojson", features("a"))

    def cancel(share: float, file: str) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        open_dossier([tmp_path], cancel)


# Watched files -------------------------------------------------------------------------------


def test_all_opened_folders_and_files_are_watched(put: Put, tmp_path: Path):
    put("1/a.geojson", features("a"))
    put("2/b.geojson", features("b"))
    put("2/dossier.json", {"layers": [{"file": "b.geojson"}, {"file": "gone.geojson"}]})
    single = put("3/c.geojson", features("c"))

    dossier = open_dossier([tmp_path / "1", tmp_path / "2" / "dossier.json", single])
    watched = list_watched_files(dossier)

    names = ("dossier.json", "evidence.json", "briefing.json")
    assert {tmp_path / number / name for number in "12" for name in names} <= set(watched)
    assert {tmp_path / "1", tmp_path / "2" / "gone.geojson", single} <= set(watched)
    assert not {tmp_path / "2", tmp_path / "3"} & set(watched)


# Further cases -------------------------------------------------------------------------------


def test_missing_properties_and_equal_names_are_not_problems(put: Put):
    layer = features("a", "b", "c", "d")
    for feature, properties in zip(
        layer["features"], [{}, None, {"name": "Road"}, {"name": "Road"}], strict=True
    ):
        feature["properties"] = properties

    assert open_dossier([put("a.geojson", layer)]).problems == ()


def test_quotations_are_verified_against_snapshots_of_a_second_dossier(put: Put, tmp_path: Path):
    text = "Ann: The road is cut."
    snapshot = {"path": "s.txt", "sha256": hashlib.sha256(text.encode()).hexdigest()}
    put("1/a.geojson", features("a"))
    put("2/b.geojson", features("b"))
    put("2/s.txt", text)
    sources = [{"id": "S0", "snapshot": snapshot}]
    put("2/evidence.json", {"agents": AGENTS, "sources": sources, "claims": [claim("C1", "b")]})

    dossier = open_dossier([tmp_path / "1", tmp_path / "2"])

    assert dossier.verification == {"C1": "found once"}
    assert dossier.problems == ()
