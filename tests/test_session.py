import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from frontviewer.core.io.open_dossier import open_dossier
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.session import Session

A1, A2 = FeatureKey("a", "1"), FeatureKey("a", "2")
B1, C1 = FeatureKey("b", "1"), FeatureKey("c", "c1")
STEPS = [
    {"id": "s1", "title": "1", "layers": {"a": False}, "select": ["c1"], "view": [36, 48, 38, 49]},
    {"id": "s2", "title": "2", "layers": {"b": False}, "hidden": True},
    {"id": "s3", "title": "3", "layers": {"c": False}, "claims": ["Q1"]},
    {"id": "s4", "title": "4", "layers": {"a": True}, "select": ["gone", "2"]},
]

Make = Callable[..., Dossier]


def claim(claim_id: str, *about: str) -> dict[str, Any]:
    return {
        "id": claim_id,
        "text_exact": "x",
        "speech": "own",
        "speaker": "A1",
        "about": [{"feature": feature} for feature in about],
        "target": {"source": "S0", "quote": {"exact": "x"}},
    }


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Opens a dossier of three layers: a with two features, b and c with one each."""

    def write(name: str, content: Any) -> None:
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")

    def opened(steps: list[dict[str, Any]] = STEPS, **layers: list[str]) -> Dossier:
        layers = layers or {"a": ["1", "2"], "b": ["1"], "c": ["c1"]}
        for name, ids in layers.items():
            features = [
                {"type": "Feature", "id": known, "properties": {}, "geometry": None}
                for known in ids
            ]
            write(f"{name}.geojson", {"type": "FeatureCollection", "features": features})
        entries = [{"file": f"{name}.geojson", "title": name.upper()} for name in layers]
        write("dossier.json", {"layers": entries})
        claims = [claim("Q1", "1"), claim("Q2", "c1"), claim("Q3"), claim("Q4", "c1", "1")]
        write("evidence.json", {"claims": claims})
        write("briefing.json", {"steps": steps})
        return open_dossier([tmp_path])

    return opened


@pytest.fixture
def session(qapp: object, make: Make) -> Session:
    session = Session()
    session.show_dossier(make())
    return session


@pytest.fixture
def heard(session: Session) -> list[tuple[str, Any]]:
    """Everything the session says from now on."""
    said: list[tuple[str, Any]] = []

    def listen(name: str) -> None:
        getattr(session, name).connect(lambda *values: said.append((name, values[0])))

    for name in (
        *("dossier_changed", "layer_states_changed", "selection_changed", "hits_changed"),
        *(
            "page_changed",
            "scroll_to_card_requested",
            "view_requested",
            "feature_zoom_requested",
            "step_changed",
        ),
        "media_file_chosen",
    ):
        listen(name)
    return said


def names(heard: list[tuple[str, Any]]) -> list[str]:
    return [name for name, _ in heard]


def shown(session: Session) -> list[str]:
    return [state.name for state in session.state.layer_states if state.visible]


# Selecting -----------------------------------------------------------------------------------


def test_a_click_takes_the_topmost_and_the_next_at_the_place_what_lies_below(session: Session):
    hits = (A1, B1, C1)
    take_ranges = []
    for _ in range(4):
        session.select_from_hits(hits)
        take_ranges.append(session.state.selected)

    assert take_ranges == [A1, B1, C1, A1]


def test_a_click_elsewhere_begins_at_the_top_again(session: Session):
    session.select_from_hits((A1, B1))
    session.select_from_hits((A1, B1))
    session.select_from_hits((A1, B1, C1))

    assert session.state.selected == A1


def test_one_may_choose_among_the_hits_and_click_on_from_there(session: Session):
    session.select_from_hits((A1, B1, C1))
    session.select(B1)
    assert session.state.hits == (A1, B1, C1)

    session.select_from_hits((A1, B1, C1))

    assert session.state.selected == C1


def test_a_click_on_nothing_selects_nothing(session: Session):
    session.select_from_hits((A1,))
    session.select_from_hits(())

    assert (session.state.selected, session.state.hits) == (None, ())


def test_the_selection_is_told_once_to_everybody(session: Session, heard: list[tuple[str, Any]]):
    session.select(B1)
    session.select(B1)

    assert names(heard) == ["hits_changed", "selection_changed", "page_changed"]
    assert dict(heard)["selection_changed"] == B1
    assert dict(heard)["page_changed"].key == B1


def test_clearing_selects_nothing_and_says_so_once(session: Session, heard: list[tuple[str, Any]]):
    session.select(A1)
    heard.clear()

    session.clear()
    session.clear()

    assert names(heard) == ["hits_changed", "selection_changed", "page_changed"]
    assert dict(heard)["page_changed"] is None


def test_a_feature_that_is_not_there_cannot_be_selected(session: Session):
    session.select(FeatureKey("a", "nobody"))

    assert session.state.selected is None


def test_walking_goes_through_the_features_and_round(session: Session):
    walked = []
    for _ in range(5):
        session.select_next(1)
        walked.append(session.state.selected)
    assert walked == [A1, A2, B1, C1, A1]

    session.select_next(-1)
    assert session.state.selected == C1


def test_walking_back_begins_at_the_end(session: Session):
    session.select_next(-1)

    assert session.state.selected == C1


def test_walking_follows_the_order_of_the_layers_and_leaves_out_hidden_ones(session: Session):
    session.set_order(("c", "b", "a"))
    session.set_visible("b", False)
    walked = []
    for _ in range(4):
        session.select_next(1)
        walked.append(session.state.selected)

    assert walked == [C1, A1, A2, C1]


def test_walking_with_every_layer_hidden_goes_nowhere(session: Session):
    for name in "abc":
        session.set_visible(name, False)

    session.select_next(1)

    assert session.state.selected is None


def test_walking_passes_an_empty_layer(qapp: object, make: Make):
    session = Session()
    session.show_dossier(make(a=["1"], b=[], c=["c1"]))

    session.select_next(1)
    session.select_next(1)

    assert session.state.selected == C1


# Claims --------------------------------------------------------------------------------------


def test_following_a_claim_goes_to_its_feature(session: Session, heard: list[tuple[str, Any]]):
    session.select(A2)
    session.follow_claim("Q2")

    assert session.state.selected == C1
    assert names(heard)[-2:] == ["feature_zoom_requested", "scroll_to_card_requested"]
    assert heard[-1] == ("scroll_to_card_requested", "Q2")


def test_following_a_claim_about_this_feature_stays(session: Session, heard: list[tuple[str, Any]]):
    session.select(B1)
    heard.clear()

    session.follow_claim("Q4")

    assert session.state.selected == B1
    assert heard == [("scroll_to_card_requested", "Q4")]


def test_following_a_claim_about_no_place_shows_those_claims(session: Session):
    session.follow_claim("Q3")

    assert session.state.selected == NO_LOCATION


def test_an_unknown_claim_leads_nowhere(session: Session, heard: list[tuple[str, Any]]):
    session.follow_claim("Q99")

    assert heard == []


def test_a_file_pointed_to_is_remembered_over_dossiers(
    session: Session, heard: list[tuple[str, Any]], make: Make
):
    session.set_media_file("I02", "/x.jpg")
    session.set_media_file("I02", "/x.jpg")
    session.show_dossier(make())

    assert names(heard).count("media_file_chosen") == 1
    assert session.state.media_files == {"I02": "/x.jpg"}


# Layers --------------------------------------------------------------------------------------


def test_layers_are_hidden_dimmed_and_ordered(session: Session, heard: list[tuple[str, Any]]):
    session.set_visible("a", False)
    session.set_opacity("b", 7)
    session.set_order(("c", "a"))
    session.set_order(("c", "a", "b"))

    assert [(s.name, s.visible, s.opacity) for s in session.state.layer_states] == [
        ("c", True, 1.0),
        ("a", False, 1.0),
        ("b", True, 1.0),
    ]
    assert names(heard) == ["layer_states_changed", "layer_states_changed"]  # b was opaque already


# Opening -------------------------------------------------------------------------------------


def test_another_dossier_begins_afresh(session: Session, heard: list[tuple[str, Any]], make: Make):
    session.set_visible("a", False)
    session.select(B1)
    heard.clear()

    session.show_dossier(make())

    assert session.state.selected is None
    assert shown(session) == ["a", "b", "c"]
    assert names(heard)[0] == "dossier_changed"


def test_refreshing_keeps_selection_order_and_looks(session: Session, make: Make):
    session.set_visible("a", False)
    session.set_order(("c", "a", "b"))
    session.select(B1)

    session.refresh_dossier(make(n=["9"], a=["1", "2"], b=["1", "3"], c=["c1"]))

    assert session.state.selected == B1
    assert [state.name for state in session.state.layer_states] == ["n", "c", "a", "b"]
    assert shown(session) == ["n", "c", "b"]
    assert len(session.state.dossier.layers[2]) == 2


def test_refreshing_lets_go_of_what_has_gone(session: Session, make: Make):
    session.select(A2)
    session.refresh_dossier(make(a=["1"], b=["1"], c=["c1"]))
    assert session.state.selected is None

    session.select(NO_LOCATION)
    session.refresh_dossier(make())
    assert session.state.selected == NO_LOCATION


def test_refreshing_keeps_the_step_unless_it_has_gone(
    session: Session, heard: list[tuple[str, Any]], make: Make
):
    session.go_to_step(3)
    session.refresh_dossier(make())
    assert session.state.step == 3

    session.refresh_dossier(make(STEPS[:1]))

    assert session.state.step is None
    assert ("step_changed", None) in heard


# The briefing --------------------------------------------------------------------------------


def test_steps_set_layers_one_after_the_other_whichever_way_one_comes(session: Session):
    session.next_step(1)
    assert (session.state.step, shown(session), session.state.selected) == (0, ["b", "c"], C1)
    session.next_step(1)
    assert (session.state.step, shown(session)) == (2, ["b"])
    session.next_step(1)
    assert (session.state.step, shown(session), session.state.selected) == (3, ["a", "b"], A2)
    session.next_step(-1)
    assert (session.state.step, shown(session)) == (2, ["b"])
    session.next_step(-1)
    assert (session.state.step, shown(session)) == (0, ["b", "c"])


def test_a_hidden_step_is_skipped_but_can_be_gone_to(session: Session):
    session.go_to_step(1)
    assert (session.state.step, shown(session)) == (1, ["c"])

    session.next_step(1)
    assert (session.state.step, shown(session)) == (2, ["b"])


def test_the_briefing_ends_at_its_ends(session: Session, heard: list[tuple[str, Any]]):
    session.go_to_step(99)
    assert session.state.step == 3
    heard.clear()
    session.next_step(1)
    assert heard == []

    session.go_to_step(-5)
    session.next_step(-1)
    assert session.state.step == 0


def test_several_steps_at_once(session: Session):
    session.go_to_step(0)
    session.next_step(2)
    assert session.state.step == 3
    session.next_step(-9)
    assert session.state.step == 0


def test_a_step_is_told_once(session: Session, heard: list[tuple[str, Any]]):
    session.next_step(1)

    assert sorted(names(heard)) == sorted(set(names(heard)))
    assert dict(heard)["view_requested"] == (36, 48, 38, 49)
    assert dict(heard)["step_changed"] == 0


def test_the_claims_of_a_step_fill_the_panel(session: Session, heard: list[tuple[str, Any]]):
    session.go_to_step(2)
    assert [card.claim_id for card in dict(heard)["page_changed"].cards] == ["Q1"]

    session.go_to_step(3)
    assert dict(heard)["page_changed"].key == A2


def test_a_dossier_without_briefing_has_no_steps(qapp: object, make: Make):
    session = Session()
    session.show_dossier(make([]))

    session.next_step(1)
    session.go_to_step(0)

    assert session.state.step is None
