"""The features of all layers as rows of a list, each made when it is shown."""

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
from frontviewer.core.search.search_names import searchable_names

_AT_ONCE = 500
"""Features whose names are read together: about a millisecond's worth."""


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature in the list; `claims` is how many claims are about it."""

    key: FeatureKey
    name: str
    layer_title: str
    kind: str
    located: bool
    claims: int


@dataclass(frozen=True, eq=False)
class FeatureRows:
    """A row for every feature, layer by layer, in the order of the files.

    Before them stands one for the claims about no place, if any are counted.
    """

    layers: Sequence[Layer]
    claim_counts: Mapping[FeatureKey, int]

    def __len__(self) -> int:
        return self._starts[-1]

    def row(self, number: int) -> FeatureRow:
        """Return the row at a place, from 0."""
        if number < self._starts[0]:
            return FeatureRow(
                NO_LOCATION, NO_LOCATION_NAME, "", "", False, self.claim_counts[NO_LOCATION]
            )
        which = bisect_right(self._starts, number) - 1
        layer = self.layers[which]
        feature = layer.feature(number - self._starts[which])
        claims = self.claim_counts.get(feature.key, 0)
        return FeatureRow(
            feature.key, feature.name, layer.title, feature.kind, feature.located, claims
        )

    def number_of(self, key: FeatureKey) -> int | None:
        """Return the place of a feature's row; None where it has none."""
        if key == NO_LOCATION:
            return 0 if self._starts[0] else None
        for start, layer in zip(self._starts, self.layers, strict=False):
            if layer.name == key.layer:
                position = layer.positions.get(key.id)
                return None if position is None else start + position
        return None

    def folded(self) -> Iterator[list[str]]:
        """Yield the names and ids of all rows as `fold` makes them, some at a time, in order."""
        if self._starts[0]:
            yield [fold(NO_LOCATION_NAME)]
        for layer in self.layers:
            for first in range(0, len(layer), _AT_ONCE):
                names = searchable_names(layer, first, min(first + _AT_ONCE, len(layer)))
                yield [fold(name) for name in names]

    @cached_property
    def _starts(self) -> list[int]:
        """The first row of each layer, and the end of the last."""
        return [*accumulate(map(len, self.layers), initial=int(NO_LOCATION in self.claim_counts))]


def fold(words: str) -> str:
    """Return words without case and diacritics: "Łódź" and "lodz" are one, "Ї" and "і" too."""
    lowered = words.casefold()
    if lowered.isascii():
        return lowered
    apart = unicodedata.normalize("NFKD", lowered)
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).replace("ł", "l")
