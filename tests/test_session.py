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
    """Return a function that opens a dossier of layers a (two features), b and c (one each)."""

    def write(name: str, content: Any) -> None:
        (tmp_path / name).write_text(json.dumps(content), encoding="utf-8")

    def open_layers(steps: list[dict[str, Any]] = STEPS, **layers: list[str]) -> Dossier:
        layers = layers or {"a": ["1", "2"], "b": ["1"], "c": ["c1"]}
        for name, ids in layers.items():
            features = [
                {"type": "Feature", "id": feature_id, "properties": {}, "geometry": None}
                for feature_id in ids
            ]
            write(f"{name}.geojson", {"type": "FeatureCollection", "features": features})
        entries = [{"file": f"{name}.geojson", "title": name.upper()} for name in layers]
        write("dossier.json", {"layers": entries})
        claims = [claim("Q1", "1"), claim("Q2", "c1"), claim("Q3"), claim("Q4", "c1", "1")]
        write("evidence.json", {"claims": claims})
        write("briefing.json", {"steps": steps})
        return open_dossier([tmp_path])

    return open_layers


@pytest.fixture
def session(qapp: object, make: Make) -> Session:
    session = Session()
    session.show_dossier(make())
    return session


@pytest.fixture
def emitted(session: Session) -> list[tuple[str, Any]]:
    """Record every signal of the session with its first argument."""
    signals: list[tuple[str, Any]] = []

    def record(name: str) -> None:
        getattr(session, name).connect(lambda *values: signals.append((name, values[0])))

    for name in (
        *("dossier_changed", "layer_states_changed", "selection_changed", "hits_changed"),
        *("page_changed", "scroll_to_card_requested", "view_requested", "feature_zoom_requested"),
        *("step_changed", "media_files_changed"),
    ):
        record(name)
    return signals


def names(emitted: list[tuple[str, Any]]) -> list[str]:
    return [name for name, _ in emitted]


def visible_layers(session: Session) -> list[str]:
    return [state.name for state in session.state.layer_states if state.visible]


# Selection -----------------------------------------------------------------------------------


def test_repeated_clicks_select_the_next_feature_underneath(session: Session):
    hits = (A1, B1, C1)
    selected = []
    for _ in range(4):
        session.select_from_hits(hits)
        selected.append(session.state.selected)

    assert selected == [A1, B1, C1, A1]


def test_click_with_other_hits_selects_the_topmost(session: Session):
    session.select_from_hits((A1, B1))
    session.select_from_hits((A1, B1))
    session.select_from_hits((A1, B1, C1))

    assert session.state.selected == A1


def test_repeated_click_continues_from_a_selected_hit(session: Session):
    session.select_from_hits((A1, B1, C1))
    session.select(B1)
    assert session.state.hits == (A1, B1, C1)

    session.select_from_hits((A1, B1, C1))

    assert session.state.selected == C1


def test_click_on_nothing_clears_the_selection(session: Session):
    session.select_from_hits((A1,))
    session.select_from_hits(())

    assert (session.state.selected, session.state.hits) == (None, ())


def test_selection_emits_each_signal_once(session: Session, emitted: list[tuple[str, Any]]):
    session.select(B1)
    session.select(B1)

    assert names(emitted) == ["hits_changed", "selection_changed", "page_changed"]
    assert dict(emitted)["selection_changed"] == B1
    assert dict(emitted)["page_changed"].key == B1


def test_clearing_the_selection_emits_each_signal_once(
    session: Session, emitted: list[tuple[str, Any]]
):
    session.select(A1)
    emitted.clear()

    session.clear_selection()
    session.clear_selection()

    assert names(emitted) == ["hits_changed", "selection_changed", "page_changed"]
    assert dict(emitted)["page_changed"] is None


def test_missing_feature_cannot_be_selected(session: Session):
    session.select(FeatureKey("a", "missing"))

    assert session.state.selected is None


def test_select_next_wraps_around(session: Session):
    selected = []
    for _ in range(5):
        session.select_next(1)
        selected.append(session.state.selected)
    assert selected == [A1, A2, B1, C1, A1]

    session.select_next(-1)
    assert session.state.selected == C1


def test_select_previous_starts_at_the_end(session: Session):
    session.select_next(-1)

    assert session.state.selected == C1


def test_select_next_follows_the_order_of_visible_layers(session: Session):
    session.set_order(("c", "b", "a"))
    session.set_visible("b", False)
    selected = []
    for _ in range(4):
        session.select_next(1)
        selected.append(session.state.selected)

    assert selected == [C1, A1, A2, C1]


def test_select_next_without_visible_layers_selects_nothing(session: Session):
    for name in "abc":
        session.set_visible(name, False)

    session.select_next(1)

    assert session.state.selected is None


def test_select_next_skips_an_empty_layer(qapp: object, make: Make):
    session = Session()
    session.show_dossier(make(a=["1"], b=[], c=["c1"]))

    session.select_next(1)
    session.select_next(1)

    assert session.state.selected == C1


# Claims --------------------------------------------------------------------------------------


def test_following_a_claim_selects_its_feature(session: Session, emitted: list[tuple[str, Any]]):
    session.select(A2)
    session.follow_claim("Q2")

    assert session.state.selected == C1
    assert names(emitted)[-2:] == ["feature_zoom_requested", "scroll_to_card_requested"]
    assert emitted[-1] == ("scroll_to_card_requested", "Q2")


def test_following_a_claim_about_the_selected_feature_keeps_it(
    session: Session, emitted: list[tuple[str, Any]]
):
    session.select(B1)
    emitted.clear()

    session.follow_claim("Q4")

    assert session.state.selected == B1
    assert emitted == [("scroll_to_card_requested", "Q4")]


def test_following_a_claim_without_location_selects_no_location(session: Session):
    session.follow_claim("Q3")

    assert session.state.selected == NO_LOCATION


def test_following_an_unknown_claim_changes_nothing(
    session: Session, emitted: list[tuple[str, Any]]
):
    session.follow_claim("Q99")

    assert emitted == []


def test_media_files_are_retained_in_the_next_dossier(
    session: Session, emitted: list[tuple[str, Any]], make: Make
):
    session.set_media_file("I02", "/x.jpg")
    session.set_media_file("I02", "/x.jpg")
    session.show_dossier(make())

    assert names(emitted).count("media_files_changed") == 1
    assert session.state.media_files == {"I02": "/x.jpg"}


# Layers --------------------------------------------------------------------------------------


def test_layer_visibility_opacity_and_order_are_set(
    session: Session, emitted: list[tuple[str, Any]]
):
    session.set_visible("a", False)
    session.set_opacity("b", 7)
    session.set_order(("c", "a"))
    session.set_order(("c", "a", "b"))

    assert [(s.name, s.visible, s.opacity) for s in session.state.layer_states] == [
        ("c", True, 1.0),
        ("a", False, 1.0),
        ("b", True, 1.0),
    ]
    assert names(emitted) == ["layer_states_changed", "layer_states_changed"]  # b was opaque before


# Dossier -------------------------------------------------------------------------------------


def test_another_dossier_resets_layers_and_selection(
    session: Session, emitted: list[tuple[str, Any]], make: Make
):
    session.set_visible("a", False)
    session.select(B1)
    emitted.clear()

    session.show_dossier(make())

    assert session.state.selected is None
    assert visible_layers(session) == ["a", "b", "c"]
    assert names(emitted)[0] == "dossier_changed"


def test_refresh_retains_selection_order_and_visibility(session: Session, make: Make):
    session.set_visible("a", False)
    session.set_order(("c", "a", "b"))
    session.select(B1)

    session.refresh_dossier(make(n=["9"], a=["1", "2"], b=["1", "3"], c=["c1"]))

    assert session.state.selected == B1
    assert [state.name for state in session.state.layer_states] == ["n", "c", "a", "b"]
    assert visible_layers(session) == ["n", "c", "b"]
    assert len(session.state.dossier.layers[2]) == 2


def test_refresh_deselects_a_removed_feature(session: Session, make: Make):
    session.select(A2)
    session.refresh_dossier(make(a=["1"], b=["1"], c=["c1"]))
    assert session.state.selected is None

    session.select(NO_LOCATION)
    session.refresh_dossier(make())
    assert session.state.selected == NO_LOCATION


def test_refresh_retains_the_step_if_it_exists(
    session: Session, emitted: list[tuple[str, Any]], make: Make
):
    session.go_to_step(3)
    session.refresh_dossier(make())
    assert session.state.step == 3

    session.refresh_dossier(make(STEPS[:1]))

    assert session.state.step is None
    assert ("step_changed", None) in emitted


# Briefing ------------------------------------------------------------------------------------


def test_layer_visibility_at_a_step_is_independent_of_direction(session: Session):
    session.next_step(1)
    assert (session.state.step, visible_layers(session), session.state.selected) == (
        0,
        ["b", "c"],
        C1,
    )
    session.next_step(1)
    assert (session.state.step, visible_layers(session)) == (2, ["b"])
    session.next_step(1)
    assert (session.state.step, visible_layers(session), session.state.selected) == (
        3,
        ["a", "b"],
        A2,
    )
    session.next_step(-1)
    assert (session.state.step, visible_layers(session)) == (2, ["b"])
    session.next_step(-1)
    assert (session.state.step, visible_layers(session)) == (0, ["b", "c"])


def test_hidden_step_is_skipped_but_can_be_shown(session: Session):
    session.go_to_step(1)
    assert (session.state.step, visible_layers(session)) == (1, ["c"])

    session.next_step(1)
    assert (session.state.step, visible_layers(session)) == (2, ["b"])


def test_steps_are_clamped_to_the_briefing(session: Session, emitted: list[tuple[str, Any]]):
    session.go_to_step(99)
    assert session.state.step == 3
    emitted.clear()
    session.next_step(1)
    assert emitted == []

    session.go_to_step(-5)
    session.next_step(-1)
    assert session.state.step == 0


def test_next_step_moves_by_several_steps(session: Session):
    session.go_to_step(0)
    session.next_step(2)
    assert session.state.step == 3
    session.next_step(-9)
    assert session.state.step == 0


def test_step_emits_each_signal_once(session: Session, emitted: list[tuple[str, Any]]):
    session.next_step(1)

    assert sorted(names(emitted)) == sorted(set(names(emitted)))
    assert dict(emitted)["view_requested"] == (36, 48, 38, 49)
    assert dict(emitted)["step_changed"] == 0


def test_step_shows_its_claims(session: Session, emitted: list[tuple[str, Any]]):
    session.go_to_step(2)
    assert [card.claim_id for card in dict(emitted)["page_changed"].cards] == ["Q1"]

    session.go_to_step(3)
    assert dict(emitted)["page_changed"].key == A2


def test_dossier_without_briefing_has_no_steps(qapp: object, make: Make):
    session = Session()
    session.show_dossier(make([]))

    session.next_step(1)
    session.go_to_step(0)

    assert session.state.step is None
