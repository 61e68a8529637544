"""Rows of the feature list over all layers, created on access."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.core.pages.page import NO_LOCATION_NAME
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.core.search.search_names import collect_search_names
from frontviewer.core.text.translation import tr

_BATCH_SIZE = 500
"""Features whose names are read in one batch, which takes about a millisecond."""


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One row of the feature list; `claims` is the number of claims about the feature."""

    key: FeatureKey
    name: str
    layer_title: str
    kind: str
    located: bool
    claims: int


@dataclass(frozen=True, eq=False)
class FeatureRows:
    """Sequence of one row per feature, layer by layer in file order.

    If `claim_counts` has an entry for `NO_LOCATION`, a row for claims without a location comes
    first.
    """

    layers: Sequence[Layer]
    claim_counts: Mapping[FeatureKey, int]

    def __len__(self) -> int:
        return self._starts[-1]

    def row(self, position: int) -> FeatureRow:
        """Create the row at a position, from 0."""
        if position < self._starts[0]:
            name, claims = tr(NO_LOCATION_NAME), self.claim_counts[NO_LOCATION]
            return FeatureRow(NO_LOCATION, name, "", "", False, claims)
        layer_index = bisect_right(self._starts, position) - 1
        layer = self.layers[layer_index]
        feature = layer.feature(position - self._starts[layer_index])
        claims = self.claim_counts.get(feature.key, 0)
        return FeatureRow(
            feature.key, feature.name, layer.title, feature.kind, feature.located, claims
        )

    def find_row(self, key: FeatureKey) -> int | None:
        """Return the position of a feature's row; None if there is no such feature."""
        if key == NO_LOCATION:
            return 0 if self._starts[0] else None
        for start, layer in zip(self._starts, self.layers, strict=False):
            if layer.name == key.layer:
                position = layer.positions.get(key.id)
                return None if position is None else start + position
        return None

    def search_text_batches(self) -> Iterator[list[str]]:
        """Yield the normalized names and ids of all rows, one text per row, in batches."""
        if self._starts[0]:
            yield [normalize_for_search(tr(NO_LOCATION_NAME))]
        for layer in self.layers:
            for start in range(0, len(layer), _BATCH_SIZE):
                texts = collect_search_names(layer, start, min(start + _BATCH_SIZE, len(layer)))
                yield [normalize_for_search(text) for text in texts]

    @cached_property
    def _starts(self) -> list[int]:
        """Position of the first row of each layer, followed by the number of rows."""
        return [*accumulate(map(len, self.layers), initial=int(NO_LOCATION in self.claim_counts))]


def normalize_for_search(text: str) -> str:
    """Case-fold a text and strip its diacritics: "Łódź" becomes "lodz", "Ї" becomes "і"."""
    lowered = text.casefold()
    if lowered.isascii():
        return lowered
    decomposed = unicodedata.normalize("NFKD", lowered)
    stripped = "".join(char for char in decomposed if not unicodedata.combining(char))
    return stripped.replace("ł", "l")  # has no decomposition
