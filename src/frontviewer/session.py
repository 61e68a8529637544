"""The mutable state of the program: open dossier, layer display, selection, briefing step."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate

from PySide6.QtCore import QObject, Signal

from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page import Page
from frontviewer.core.pages.page_builder import NO_LOCATION, build_claims_page, build_page


@dataclass(frozen=True, slots=True)
class SessionState:
    """Immutable snapshot of a session.

    Attributes
    ----------
    layer_states
        Display settings of the layers, topmost first.
    hits
        All features under the last click, topmost first.
    step
        Index of the current briefing step, from 0; None outside a briefing.
    media_files
        Media id to a file chosen by the user.
    """

    dossier: Dossier = field(default_factory=Dossier)
    layer_states: tuple[LayerState, ...] = ()
    selected: FeatureKey | None = None
    hits: tuple[FeatureKey, ...] = ()
    step: int | None = None
    media_files: Mapping[str, str] = field(default_factory=dict)


class Session(QObject):
    """Holds the state of the program and emits a signal for each part of it that changes.

    The state changes only through methods. A call that changes nothing emits nothing. Widgets have
    no access to the session: `ui.connections` connects their signals to its methods and its
    signals to their setters.
    """

    dossier_changed = Signal(object)  # Dossier, another one or the same one reloaded
    dossier_opened = Signal()  # another dossier, after all signals about its content
    layer_states_changed = Signal(object)  # tuple[LayerState, ...]
    selection_changed = Signal(object)  # FeatureKey | None
    hits_changed = Signal(object, object)  # tuple[FeatureKey, ...], selected FeatureKey | None
    page_changed = Signal(object)  # Page | None
    scroll_to_card_requested = Signal(str)  # claim id
    view_requested = Signal(object, int)  # Bounds, duration of the move in milliseconds
    feature_zoom_requested = Signal(object)  # FeatureKey
    step_changed = Signal(object)  # index of the step, from 0 | None
    media_files_changed = Signal(object)  # Mapping of media id to file

    def __init__(
        self, media_files: Mapping[str, str] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state = SessionState(media_files=dict(media_files or {}))

    @property
    def state(self) -> SessionState:
        """The current state."""
        return self._state

    def _set_state(self, state: SessionState) -> None:
        """Replace the state and emit the signals of the parts that differ."""
        before, self._state = self._state, state
        is_new_dossier = state.dossier is not before.dossier
        is_new_selection = is_new_dossier or state.selected != before.selected
        if is_new_dossier:
            self.dossier_changed.emit(state.dossier)
        if is_new_dossier or state.layer_states != before.layer_states:
            self.layer_states_changed.emit(state.layer_states)
        if is_new_selection or state.hits != before.hits:
            self.hits_changed.emit(state.hits, state.selected)
        if is_new_selection:
            self.selection_changed.emit(state.selected)
        if state.step != before.step:
            self.step_changed.emit(state.step)
        if is_new_selection or (state.step, state.media_files) != (before.step, before.media_files):
            self.page_changed.emit(self._build_page())
        if state.media_files != before.media_files:
            self.media_files_changed.emit(state.media_files)

    def _build_page(self) -> Page | None:
        state = self._state
        step = state.dossier.briefing.steps[state.step] if state.step is not None else None
        if step is not None and step.claims:
            return build_claims_page(state.dossier, step.claims, state.media_files)
        if state.selected is None:
            return None
        return build_page(state.dossier, state.selected, state.media_files)

    # Dossier ---------------------------------------------------------------------------------

    def show_dossier(self, dossier: Dossier) -> None:
        """Show a newly opened dossier with its initial layer states and no selection."""
        media_files = self._state.media_files
        self._set_state(
            SessionState(
                dossier=dossier, layer_states=dossier.layer_states, media_files=media_files
            )
        )
        self.dossier_opened.emit()

    def refresh_dossier(self, dossier: Dossier) -> None:
        """Replace the open dossier with its reloaded content.

        Selection and briefing step are retained if they still exist. Layers retain visibility,
        opacity and order; new layers are on top.
        """
        state = self._state
        previous = {layer_state.name: layer_state for layer_state in state.layer_states}
        order = {name: position for position, name in enumerate(previous)}
        ordered = sorted(dossier.layer_states, key=lambda fresh: order.get(fresh.name, -1))
        still_exists = state.selected == NO_LOCATION or dossier.locate_feature(state.selected)
        step_is_gone = state.step is None or state.step >= len(dossier.briefing.steps)
        self._set_state(
            replace(
                state,
                dossier=dossier,
                layer_states=tuple(
                    _with_display_of(previous.get(fresh.name, fresh), fresh) for fresh in ordered
                ),
                selected=state.selected if still_exists else None,
                hits=(),
                step=None if step_is_gone else state.step,
            )
        )

    # Layers ----------------------------------------------------------------------------------

    def set_visible(self, name: str, visible: bool) -> None:
        """Show or hide a layer."""
        self._set_layer_states(
            replace(state, visible=visible) if state.name == name else state
            for state in self._state.layer_states
        )

    def set_opacity(self, name: str, opacity: float) -> None:
        """Set the opacity of a layer, clamped to 0 to 1."""
        clamped = min(max(opacity, 0.0), 1.0)
        self._set_layer_states(
            replace(state, opacity=clamped) if state.name == name else state
            for state in self._state.layer_states
        )

    def set_order(self, names: tuple[str, ...]) -> None:
        """Set the drawing order of the layers, topmost first; unnamed layers go to the bottom."""
        order = {name: position for position, name in enumerate(names)}
        self._set_layer_states(
            sorted(self._state.layer_states, key=lambda state: order.get(state.name, len(order)))
        )

    def _set_layer_states(self, layer_states: Iterable[LayerState]) -> None:
        self._set_state(replace(self._state, layer_states=tuple(layer_states)))

    # Selection -------------------------------------------------------------------------------

    def select_from_hits(self, hits: tuple[FeatureKey, ...]) -> None:
        """Select the topmost of the clicked features; a repeated click selects the next one."""
        is_repeated = hits == self._state.hits and self._state.selected in hits
        index = hits.index(self._state.selected) + 1 if is_repeated else 0
        self._select(hits[index % len(hits)] if hits else None, hits)

    def select(self, key: FeatureKey | None) -> None:
        """Select a feature, `NO_LOCATION` or, with None, nothing."""
        self._select(key, self._state.hits if key in self._state.hits else ())

    def select_and_zoom(self, key: FeatureKey) -> None:
        """Select a feature and zoom to it."""
        self.select(key)
        if self._state.dossier.locate_feature(key):
            self.feature_zoom_requested.emit(key)

    def zoom_to_selection(self) -> None:
        """Zoom to the selected feature."""
        if self._state.dossier.locate_feature(self._state.selected):
            self.feature_zoom_requested.emit(self._state.selected)

    def clear_selection(self) -> None:
        """Deselect the selected feature."""
        self.select(None)

    def select_next(self, steps: int) -> None:
        """Select the next feature of the visible layers (1), or the previous (-1); wraps around."""
        layers = {layer.name: layer for layer in self._state.dossier.layers}
        visible = [layers[state.name] for state in self._state.layer_states if state.visible]
        starts = list(accumulate(map(len, visible), initial=0))
        if not starts[-1]:
            return
        names = [layer.name for layer in visible]
        selected = self._state.selected
        if selected and selected.layer in names:
            index = layers[selected.layer].positions[selected.id]
            position = starts[names.index(selected.layer)] + index + steps
        else:
            position = 0 if steps > 0 else -1
        position %= starts[-1]
        layer = visible[bisect_right(starts, position) - 1]
        self.select_and_zoom(
            FeatureKey(layer.name, layer.ids[position - starts[names.index(layer.name)]])
        )

    def follow_claim(self, claim_id: str) -> None:
        """Scroll to a claim, after selecting a feature that it is about.

        The selection stays if the claim is about the selected feature, and during a briefing. A
        claim about no open feature selects `NO_LOCATION`.
        """
        claim = self._state.dossier.index.claims.get(claim_id)
        if claim is None:
            return
        feature_ids = [about.feature for about in claim.about]
        selected = self._state.selected
        if self._state.step is None and (selected is None or selected.id not in feature_ids):
            keys = self._find_features(feature_ids)
            self.select_and_zoom(keys[0] if keys else NO_LOCATION)
        self.scroll_to_card_requested.emit(claim_id)

    def _find_features(self, feature_ids: Iterable[str]) -> list[FeatureKey]:
        """Return the keys of all features with these ids, in the order of the ids."""
        dossier = self._state.dossier
        return [key for feature_id in feature_ids for key in dossier.keys_with_id(feature_id)]

    def set_media_file(self, media_id: str, file: str) -> None:
        """Set the user's file for a medium that is not bundled."""
        self._set_state(
            replace(self._state, media_files={**self._state.media_files, media_id: file})
        )

    def _select(self, key: FeatureKey | None, hits: tuple[FeatureKey, ...]) -> None:
        exists = key == NO_LOCATION or self._state.dossier.locate_feature(key)
        self._set_state(replace(self._state, selected=key if exists else None, hits=hits))

    # Briefing --------------------------------------------------------------------------------

    def go_to_step(self, index: int) -> None:
        """Show a step of the briefing; an index out of range is clamped."""
        steps = self._state.dossier.briefing.steps
        if not steps:
            return
        index = min(max(index, 0), len(steps) - 1)
        step = steps[index]
        keys = self._find_features(step.select)
        self._set_state(
            replace(
                self._state,
                step=index,
                layer_states=tuple(self._layer_states_at(index)),
                selected=keys[0] if keys else None,
                hits=(),
            )
        )
        if step.view is not None:
            self.view_requested.emit(step.view, step.transition_ms)

    def _layer_states_at(self, index: int) -> Iterable[LayerState]:
        """Yield the layer states at a step: the result of all steps from the first one to it.

        They do not depend on the order in which steps were shown. Hidden steps before it are
        skipped.
        """
        visibility: dict[str, bool] = {}
        for position, step in enumerate(self._state.dossier.briefing.steps[: index + 1]):
            if position == index or not step.hidden:
                visibility |= step.layers
        for state in self._state.dossier.layer_states:
            yield replace(state, visible=visibility.get(state.name, state.visible))

    def next_step(self, steps: int) -> None:
        """Move forward by a number of steps, or back if it is negative; skip hidden steps."""
        briefing = self._state.dossier.briefing.steps
        current = self._state.step if self._state.step is not None else -1
        shown = [index for index, step in enumerate(briefing) if not step.hidden]
        ahead = [index for index in shown if (index > current if steps > 0 else index < current)]
        if ahead:
            self.go_to_step(ahead[:steps][-1] if steps > 0 else ahead[steps:][0])


def _with_display_of(previous: LayerState, fresh: LayerState) -> LayerState:
    """Return a reloaded layer state with the visibility and opacity of the previous one."""
    return replace(fresh, visible=previous.visible, opacity=previous.opacity)
