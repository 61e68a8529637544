"""Finds the records of a dossier by id, and what is said about a feature."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from frontviewer.core.evidence import Agent, Claim, Evidence, Media, Source
from frontviewer.core.layer import FeatureKey, Layer
from frontviewer.core.relations import Link, relations_of

_AboutT = TypeVar("_AboutT", Claim, Media)


@dataclass(frozen=True, slots=True)
class Index:
    """Look-ups into one dossier; made once when it is opened.

    Attributes
    ----------
    keys
        Feature id to the features that bear it; more than one when files share ids.
    positions
        Feature to its layer and its position there.
    claims_about, media_about
        Feature id to records, in the order of the file.
    links
        Claim id to its relations, from both ends.
    """

    agents: Mapping[str, Agent] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    media: Mapping[str, Media] = field(default_factory=dict)
    keys: Mapping[str, tuple[FeatureKey, ...]] = field(default_factory=dict)
    positions: Mapping[FeatureKey, tuple[Layer, int]] = field(default_factory=dict)
    claims_about: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    media_about: Mapping[str, tuple[Media, ...]] = field(default_factory=dict)
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)


def index_of(layers: Iterable[Layer], evidence: Evidence) -> Index:
    """Index layers and evidence, whose records of one kind have different ids."""
    positions = {
        FeatureKey(layer.name, feature_id): (layer, position)
        for layer in layers
        for position, feature_id in enumerate(layer.ids)
    }
    keys: dict[str, list[FeatureKey]] = defaultdict(list)
    for key in positions:
        keys[key.id].append(key)
    return Index(
        agents={agent.id: agent for agent in evidence.agents},
        sources={source.id: source for source in evidence.sources},
        claims={claim.id: claim for claim in evidence.claims},
        media={media.id: media for media in evidence.media},
        keys={feature_id: tuple(named) for feature_id, named in keys.items()},
        positions=positions,
        claims_about=_by_feature(evidence.claims),
        media_about=_by_feature(evidence.media),
        links=relations_of(evidence),
    )


def _by_feature(records: Iterable[_AboutT]) -> dict[str, tuple[_AboutT, ...]]:
    found: dict[str, dict[str, _AboutT]] = defaultdict(dict)
    for record in records:
        for about in record.about:
            found[about.feature][record.id] = record
    return {feature: tuple(records.values()) for feature, records in found.items()}
