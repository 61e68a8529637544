"""NOW: what is open, shown and selected; the only place where that changes."""

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
    """One moment of a session.

    Attributes
    ----------
    hits
        Every feature under the last click, topmost first.
    step
        Position of the briefing's step on show, from 0; None outside a briefing.
    media_files
        Media id to a file the user pointed to.
    """

    dossier: Dossier = field(default_factory=Dossier)
    layer_states: tuple[LayerState, ...] = ()
    selected: FeatureKey | None = None
    hits: tuple[FeatureKey, ...] = ()
    step: int | None = None
    media_files: Mapping[str, str] = field(default_factory=dict)


class Session(QObject):
    """Holds the dossier and how it is looked at, and says what changed.

    Methods are the only way to change it; each speaks up only if something did change.
    Widgets never see this class: `shell.wiring` joins their wishes to its methods and its
    signals to their setters.
    """

    dossier_changed = Signal(object)  # Dossier, another one or the same read again
    dossier_opened = Signal()  # another one, and all has been said of it
    layer_states_changed = Signal(object)  # tuple[LayerState, ...]
    selection_changed = Signal(object)  # FeatureKey | None
    hits_changed = Signal(object, object)  # tuple[FeatureKey, ...], the selected one | None
    page_changed = Signal(object)  # Page | None
    scroll_to_card_requested = Signal(str)  # claim id
    view_requested = Signal(object, int)  # Bounds, milliseconds to get there
    feature_zoom_requested = Signal(object)  # FeatureKey, to be brought into view
    step_changed = Signal(object)  # position from 0 | None
    media_file_chosen = Signal(object)  # Mapping of media id to file

    def __init__(
        self, media_files: Mapping[str, str] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._state = SessionState(media_files=dict(media_files or {}))

    @property
    def state(self) -> SessionState:
        """The present moment."""
        return self._state

    def _set_state(self, state: SessionState) -> None:
        """Make another moment the present one, and say what is different in it."""
        before, self._state = self._state, state
        opened = state.dossier is not before.dossier
        selects = opened or state.selected != before.selected
        if opened:
            self.dossier_changed.emit(state.dossier)
        if opened or state.layer_states != before.layer_states:
            self.layer_states_changed.emit(state.layer_states)
        if selects or state.hits != before.hits:
            self.hits_changed.emit(state.hits, state.selected)
        if selects:
            self.selection_changed.emit(state.selected)
        if state.step != before.step:
            self.step_changed.emit(state.step)
        if selects or (state.step, state.media_files) != (before.step, before.media_files):
            self.page_changed.emit(self._page())
        if state.media_files != before.media_files:
            self.media_file_chosen.emit(state.media_files)

    def _page(self) -> Page | None:
        state = self._state
        step = state.dossier.briefing.steps[state.step] if state.step is not None else None
        if step is not None and step.claims:
            return build_claims_page(state.dossier, step.claims, state.media_files)
        if state.selected is None:
            return None
        return build_page(state.dossier, state.selected, state.media_files)

    # Opening ---------------------------------------------------------------------------------

    def show_dossier(self, dossier: Dossier) -> None:
        """Show a dossier just opened, from its beginning."""
        media_files = self._state.media_files
        self._set_state(
            SessionState(
                dossier=dossier, layer_states=dossier.layer_states, media_files=media_files
            )
        )
        self.dossier_opened.emit()

    def refresh_dossier(self, dossier: Dossier) -> None:
        """Show the dossier that is open as its files stand now, and stay where we are.

        Layers stay shown or hidden and in their order; new ones lie on top.
        """
        state = self._state
        known = {state.name: state for state in state.layer_states}
        order = {name: place for place, name in enumerate(known)}
        fresh = sorted(dossier.layer_states, key=lambda state: order.get(state.name, -1))
        stays = state.selected == NO_LOCATION or dossier.locate_feature(state.selected)
        ended = state.step is None or state.step >= len(dossier.briefing.steps)
        self._set_state(
            replace(
                state,
                dossier=dossier,
                layer_states=tuple(
                    _looking_like(known.get(state.name, state), state) for state in fresh
                ),
                selected=state.selected if stays else None,
                hits=(),
                step=None if ended else state.step,
            )
        )

    # Layers ----------------------------------------------------------------------------------

    def set_visible(self, name: str, visible: bool) -> None:
        """Show or hide one layer."""
        self._change_states(
            replace(state, visible=visible) if state.name == name else state
            for state in self._state.layer_states
        )

    def set_opacity(self, name: str, opacity: float) -> None:
        """Let what lies below shine through a layer; from 0 to 1."""
        limited = min(max(opacity, 0.0), 1.0)
        self._change_states(
            replace(state, opacity=limited) if state.name == name else state
            for state in self._state.layer_states
        )

    def set_order(self, names: tuple[str, ...]) -> None:
        """Lay the layers on top of each other in this order, topmost first."""
        place = {name: number for number, name in enumerate(names)}
        self._change_states(
            sorted(self._state.layer_states, key=lambda state: place.get(state.name, len(place)))
        )

    def _change_states(self, layer_states: Iterable[LayerState]) -> None:
        self._set_state(replace(self._state, layer_states=tuple(layer_states)))

    # Selecting -------------------------------------------------------------------------------

    def select_from_hits(self, hits: tuple[FeatureKey, ...]) -> None:
        """Take the topmost of what was clicked; a second click at the place takes the next."""
        again = hits == self._state.hits and self._state.selected in hits
        at = hits.index(self._state.selected) + 1 if again else 0
        self._select(hits[at % len(hits)] if hits else None, hits)

    def select(self, key: FeatureKey | None) -> None:
        """Select a feature, the claims about no place, or nothing."""
        self._select(key, self._state.hits if key in self._state.hits else ())

    def select_and_zoom(self, key: FeatureKey) -> None:
        """Select a feature and bring it into view."""
        self.select(key)
        if self._state.dossier.locate_feature(key):
            self.feature_zoom_requested.emit(key)

    def zoom_to_selection(self) -> None:
        """Bring what is selected into view."""
        if self._state.dossier.locate_feature(self._state.selected):
            self.feature_zoom_requested.emit(self._state.selected)

    def clear(self) -> None:
        """Select nothing."""
        self.select(None)

    def select_next(self, steps: int) -> None:
        """Select the next feature of the visible layers, or the one before for -1."""
        layers = {layer.name: layer for layer in self._state.dossier.layers}
        shown = [layers[state.name] for state in self._state.layer_states if state.visible]
        starts = list(accumulate(map(len, shown), initial=0))
        if not starts[-1]:
            return
        names = [layer.name for layer in shown]
        selected = self._state.selected
        if selected and selected.layer in names:
            position = layers[selected.layer].positions[selected.id]
            place = starts[names.index(selected.layer)] + position + steps
        else:
            place = 0 if steps > 0 else -1
        place %= starts[-1]
        layer = shown[bisect_right(starts, place) - 1]
        self.select_and_zoom(
            FeatureKey(layer.name, layer.ids[place - starts[names.index(layer.name)]])
        )

    def follow_claim(self, claim_id: str) -> None:
        """Go to another claim: stay on this feature if the claim is about it."""
        claim = self._state.dossier.index.claims.get(claim_id)
        if claim is None:
            return
        about = [about.feature for about in claim.about]
        selected = self._state.selected
        if self._state.step is None and (selected is None or selected.id not in about):
            keys = [key for known in about for key in self._state.dossier.keys_with_id(known)]
            self.select_and_zoom(keys[0] if keys else NO_LOCATION)
        self.scroll_to_card_requested.emit(claim_id)

    def set_media_file(self, media_id: str, file: str) -> None:
        """Remember the user's own copy of a picture that is not bundled."""
        self._set_state(
            replace(self._state, media_files={**self._state.media_files, media_id: file})
        )

    def _select(self, key: FeatureKey | None, hits: tuple[FeatureKey, ...]) -> None:
        known = key == NO_LOCATION or self._state.dossier.locate_feature(key)
        self._set_state(replace(self._state, selected=key if known else None, hits=hits))

    # Presenting ------------------------------------------------------------------------------

    def go_to_step(self, position: int) -> None:
        """Show one step of the briefing; positions beyond its ends stay at the ends."""
        steps = self._state.dossier.briefing.steps
        if not steps:
            return
        position = min(max(position, 0), len(steps) - 1)
        step = steps[position]
        chosen = [key for known in step.select for key in self._state.dossier.keys_with_id(known)]
        self._set_state(
            replace(
                self._state,
                step=position,
                layer_states=tuple(self._states_at(position)),
                selected=chosen[0] if chosen else None,
                hits=(),
            )
        )
        if step.view is not None:
            self.view_requested.emit(step.view, step.transition_ms)

    def _states_at(self, position: int) -> Iterable[LayerState]:
        """Yield the layers as every step up to one has set them, whichever way we came."""
        told: dict[str, bool] = {}
        for place, step in enumerate(self._state.dossier.briefing.steps[: position + 1]):
            if place == position or not step.hidden:
                told |= step.layers
        for state in self._state.dossier.layer_states:
            yield replace(state, visible=told.get(state.name, state.visible))

    def next_step(self, steps: int) -> None:
        """Go on by some steps of the briefing, or back for a negative number; skip hidden ones."""
        briefing = self._state.dossier.briefing.steps
        at = self._state.step if self._state.step is not None else -1
        shown = [place for place, step in enumerate(briefing) if not step.hidden]
        beyond = [place for place in shown if (place > at if steps > 0 else place < at)]
        if beyond:
            self.go_to_step(beyond[:steps][-1] if steps > 0 else beyond[steps:][0])


def _looking_like(seen: LayerState, state: LayerState) -> LayerState:
    return replace(state, visible=seen.visible, opacity=seen.opacity)
