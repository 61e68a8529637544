"""NOW: what is open, shown and selected; the only place where that changes."""

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import accumulate

from PySide6.QtCore import QObject, Signal

from frontviewer.core.model.dossier import Dossier, LayerState
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.pages.page import Page
from frontviewer.core.pages.page_builder import NO_PLACE, page_of, page_of_claims


@dataclass(frozen=True, slots=True)
class Now:
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
    states: tuple[LayerState, ...] = ()
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
    states_changed = Signal(object)  # tuple[LayerState, ...]
    selection_changed = Signal(object)  # FeatureKey | None
    hits_changed = Signal(object, object)  # tuple[FeatureKey, ...], the selected one | None
    page_changed = Signal(object)  # Page | None
    card_sought = Signal(str)  # claim id
    view_sought = Signal(object, int)  # Bounds, milliseconds to get there
    feature_sought = Signal(object)  # FeatureKey, to be brought into view
    step_changed = Signal(object)  # position from 0 | None
    media_pointed = Signal(object)  # Mapping of media id to file

    def __init__(
        self, media_files: Mapping[str, str] | None = None, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._now = Now(media_files=dict(media_files or {}))

    @property
    def now(self) -> Now:
        """The present moment."""
        return self._now

    def _become(self, now: Now) -> None:
        """Make another moment the present one, and say what is different in it."""
        before, self._now = self._now, now
        opened = now.dossier is not before.dossier
        selects = opened or now.selected != before.selected
        if opened:
            self.dossier_changed.emit(now.dossier)
        if opened or now.states != before.states:
            self.states_changed.emit(now.states)
        if selects or now.hits != before.hits:
            self.hits_changed.emit(now.hits, now.selected)
        if selects:
            self.selection_changed.emit(now.selected)
        if now.step != before.step:
            self.step_changed.emit(now.step)
        if selects or (now.step, now.media_files) != (before.step, before.media_files):
            self.page_changed.emit(self._page())
        if now.media_files != before.media_files:
            self.media_pointed.emit(now.media_files)

    def _page(self) -> Page | None:
        now = self._now
        step = now.dossier.briefing.steps[now.step] if now.step is not None else None
        if step is not None and step.claims:
            return page_of_claims(now.dossier, step.claims, now.media_files)
        if now.selected is None:
            return None
        return page_of(now.dossier, now.selected, now.media_files)

    # Opening ---------------------------------------------------------------------------------

    def show_dossier(self, dossier: Dossier) -> None:
        """Show a dossier just opened, from its beginning."""
        media_files = self._now.media_files
        self._become(Now(dossier=dossier, states=dossier.states, media_files=media_files))
        self.dossier_opened.emit()

    def refresh_dossier(self, dossier: Dossier) -> None:
        """Show the dossier that is open as its files stand now, and stay where we are.

        Layers stay shown or hidden and in their order; new ones lie on top.
        """
        now = self._now
        known = {state.name: state for state in now.states}
        order = {name: place for place, name in enumerate(known)}
        fresh = sorted(dossier.states, key=lambda state: order.get(state.name, -1))
        stays = now.selected == NO_PLACE or dossier.place_of(now.selected)
        ended = now.step is None or now.step >= len(dossier.briefing.steps)
        self._become(
            replace(
                now,
                dossier=dossier,
                states=tuple(_looking_like(known.get(state.name, state), state) for state in fresh),
                selected=now.selected if stays else None,
                hits=(),
                step=None if ended else now.step,
            )
        )

    # Layers ----------------------------------------------------------------------------------

    def set_visible(self, name: str, visible: bool) -> None:
        """Show or hide one layer."""
        self._change_states(
            replace(state, visible=visible) if state.name == name else state
            for state in self._now.states
        )

    def set_opacity(self, name: str, opacity: float) -> None:
        """Let what lies below shine through a layer; from 0 to 1."""
        limited = min(max(opacity, 0.0), 1.0)
        self._change_states(
            replace(state, opacity=limited) if state.name == name else state
            for state in self._now.states
        )

    def set_order(self, names: tuple[str, ...]) -> None:
        """Lay the layers on top of each other in this order, topmost first."""
        place = {name: number for number, name in enumerate(names)}
        self._change_states(
            sorted(self._now.states, key=lambda state: place.get(state.name, len(place)))
        )

    def _change_states(self, states: Iterable[LayerState]) -> None:
        self._become(replace(self._now, states=tuple(states)))

    # Selecting -------------------------------------------------------------------------------

    def pick(self, hits: tuple[FeatureKey, ...]) -> None:
        """Take the topmost of what was clicked; a second click at the place takes the next."""
        again = hits == self._now.hits and self._now.selected in hits
        at = hits.index(self._now.selected) + 1 if again else 0
        self._select(hits[at % len(hits)] if hits else None, hits)

    def select(self, key: FeatureKey | None) -> None:
        """Select a feature, the claims about no place, or nothing."""
        self._select(key, self._now.hits if key in self._now.hits else ())

    def reveal(self, key: FeatureKey) -> None:
        """Select a feature and bring it into view."""
        self.select(key)
        if self._now.dossier.place_of(key):
            self.feature_sought.emit(key)

    def seek_selected(self) -> None:
        """Bring what is selected into view."""
        if self._now.dossier.place_of(self._now.selected):
            self.feature_sought.emit(self._now.selected)

    def clear(self) -> None:
        """Select nothing."""
        self.select(None)

    def walk(self, steps: int) -> None:
        """Select the next feature of the visible layers, or the one before for -1."""
        layers = {layer.name: layer for layer in self._now.dossier.layers}
        shown = [layers[state.name] for state in self._now.states if state.visible]
        starts = list(accumulate(map(len, shown), initial=0))
        if not starts[-1]:
            return
        names = [layer.name for layer in shown]
        selected = self._now.selected
        if selected and selected.layer in names:
            position = layers[selected.layer].positions[selected.id]
            place = starts[names.index(selected.layer)] + position + steps
        else:
            place = 0 if steps > 0 else -1
        place %= starts[-1]
        layer = shown[bisect_right(starts, place) - 1]
        self.reveal(FeatureKey(layer.name, layer.ids[place - starts[names.index(layer.name)]]))

    def follow_claim(self, claim_id: str) -> None:
        """Go to another claim: stay on this feature if the claim is about it."""
        claim = self._now.dossier.index.claims.get(claim_id)
        if claim is None:
            return
        about = [about.feature for about in claim.about]
        selected = self._now.selected
        if self._now.step is None and (selected is None or selected.id not in about):
            keys = [key for known in about for key in self._now.dossier.keys_of(known)]
            self.reveal(keys[0] if keys else NO_PLACE)
        self.card_sought.emit(claim_id)

    def point_to_file(self, media_id: str, file: str) -> None:
        """Remember the user's own copy of a picture that is not bundled."""
        self._become(replace(self._now, media_files={**self._now.media_files, media_id: file}))

    def _select(self, key: FeatureKey | None, hits: tuple[FeatureKey, ...]) -> None:
        known = key == NO_PLACE or self._now.dossier.place_of(key)
        self._become(replace(self._now, selected=key if known else None, hits=hits))

    # Presenting ------------------------------------------------------------------------------

    def go_to_step(self, position: int) -> None:
        """Show one step of the briefing; positions beyond its ends stay at the ends."""
        steps = self._now.dossier.briefing.steps
        if not steps:
            return
        position = min(max(position, 0), len(steps) - 1)
        step = steps[position]
        chosen = [key for known in step.select for key in self._now.dossier.keys_of(known)]
        self._become(
            replace(
                self._now,
                step=position,
                states=tuple(self._states_at(position)),
                selected=chosen[0] if chosen else None,
                hits=(),
            )
        )
        if step.view is not None:
            self.view_sought.emit(step.view, step.transition_ms)

    def _states_at(self, position: int) -> Iterable[LayerState]:
        """Yield the layers as every step up to one has set them, whichever way we came."""
        told: dict[str, bool] = {}
        for place, step in enumerate(self._now.dossier.briefing.steps[: position + 1]):
            if place == position or not step.hidden:
                told |= step.layers
        for state in self._now.dossier.states:
            yield replace(state, visible=told.get(state.name, state.visible))

    def turn(self, steps: int) -> None:
        """Go on by some steps of the briefing, or back for a negative number; skip hidden ones."""
        briefing = self._now.dossier.briefing.steps
        at = self._now.step if self._now.step is not None else -1
        shown = [place for place, step in enumerate(briefing) if not step.hidden]
        beyond = [place for place in shown if (place > at if steps > 0 else place < at)]
        if beyond:
            self.go_to_step(beyond[:steps][-1] if steps > 0 else beyond[steps:][0])


def _looking_like(seen: LayerState, state: LayerState) -> LayerState:
    return replace(state, visible=seen.visible, opacity=seen.opacity)
