"""The features of all layers as rows of a list, found by any of their names."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from frontviewer.core.layer import FeatureKey, Layer


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """One feature in the list.

    Attributes
    ----------
    claims
        How many claims are about it.
    folded
        Its names and id, as `fold` makes them, for finding it.
    """

    key: FeatureKey
    name: str
    layer_title: str
    kind: str
    located: bool
    claims: int
    folded: str


def feature_rows(
    layers: Sequence[Layer], claim_counts: Mapping[FeatureKey, int]
) -> Iterator[FeatureRow]:
    """Yield a row for every feature, layer by layer, in the order of the files."""
    for layer in layers:
        for feature in layer.features():
            names = (feature.name, *(other["text"] for other in feature.names), feature.key.id)
            yield FeatureRow(
                key=feature.key,
                name=feature.name,
                layer_title=layer.title,
                kind=feature.kind,
                located=feature.located,
                claims=claim_counts.get(feature.key, 0),
                folded=fold("\n".join(names)),
            )


def fold(words: str) -> str:
    """Return words without case and diacritics: "Łódź" and "lodz" are one, "Ї" and "і" too."""
    lowered = words.casefold()
    if lowered.isascii():
        return lowered
    apart = unicodedata.normalize("NFKD", lowered)
    return "".join(mark for mark in apart if not unicodedata.combining(mark)).replace("ł", "l")
