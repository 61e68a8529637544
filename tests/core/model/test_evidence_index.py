from pathlib import Path

import pytest

from frontviewer.core.io.geojson.reader import read_layer_text
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.evidence import (
    About,
    Agent,
    Claim,
    Evidence,
    Media,
    Quote,
    Relation,
    Target,
)
from frontviewer.core.model.evidence_index import EvidenceIndex, build_index
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer


def layer(name: str, *ids: str) -> Layer:
    features = ",".join(
        f'{{"type": "Feature", "id": "{feature_id}", "properties": {{}}, "geometry": null}}'
        for feature_id in ids
    )
    text = f'{{"type": "FeatureCollection", "features": [{features}]}}'
    return read_layer_text(text.encode(), path=Path(name), name=name)


def claim(claim_id: str, *about: str, **members: object) -> Claim:
    target = Target(source="S0", quote=Quote(exact="x"))
    features = tuple(About(feature=feature) for feature in about)
    values = {"text_exact": "x", "speech": "own", "speaker": "A1", "target": target, **members}
    return Claim(id=claim_id, about=features, **values)


@pytest.fixture
def index() -> EvidenceIndex:
    evidence = Evidence(
        agents=(Agent(id="A1", name="Ann"),),
        claims=(
            claim("C1", "a", "b"),
            claim("C2", "a", "a"),
            claim("C3", relations=(Relation(type="doubts", claim="C1", basis="analyst"),)),
        ),
        media=(Media(id="I1", kind="image", about=(About(feature="b"),)),),
    )
    return build_index(evidence)


def test_records_are_found_by_id(index: EvidenceIndex):
    assert index.agents["A1"].name == "Ann"
    assert index.claims["C2"].id == "C2"
    assert index.media["I1"].kind == "image"


def test_an_id_finds_the_features_of_all_layers():
    dossier = Dossier(layers=(layer("one", "a", "b"), layer("two", "a")))

    assert dossier.keys_with_id("a") == (FeatureKey("one", "a"), FeatureKey("two", "a"))
    assert dossier.keys_with_id("c") == ()
    assert dossier.locate_feature(FeatureKey("one", "b")) == (dossier.layers[0], 1)
    assert dossier.locate_feature(FeatureKey("two", "b")) is None
    assert dossier.locate_feature(FeatureKey("three", "b")) is None
    assert dossier.locate_feature(None) is None


def test_records_about_a_feature_are_listed_once_in_file_order(index: EvidenceIndex):
    assert [claim.id for claim in index.claims_about["a"]] == ["C1", "C2"]
    assert [media.id for media in index.media_about["b"]] == ["I1"]


def test_links_exist_in_both_directions(index: EvidenceIndex):
    assert [(link.phrase, link.claim) for link in index.links["C3"]] == [("Doubts", "C1")]
    assert [(link.phrase, link.claim) for link in index.links["C1"]] == [("Doubted by", "C3")]
