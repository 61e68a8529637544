"""Lookup tables of the evidence: records by id, claims and media by feature."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from frontviewer.core.model.evidence import Agent, Claim, Evidence, Media, Source
from frontviewer.core.model.relations import Link, link_claims

_AboutT = TypeVar("_AboutT", Claim, Media)


@dataclass(frozen=True, slots=True)
class EvidenceIndex:
    """Lookup tables of the evidence of one dossier, built once when it is opened.

    Attributes
    ----------
    agents, sources, claims, media
        Id to record.
    claims_about, media_about
        Feature id to records, in the order of the file.
    links
        Claim id to its relations, in both directions.
    """

    agents: Mapping[str, Agent] = field(default_factory=dict)
    sources: Mapping[str, Source] = field(default_factory=dict)
    claims: Mapping[str, Claim] = field(default_factory=dict)
    media: Mapping[str, Media] = field(default_factory=dict)
    claims_about: Mapping[str, tuple[Claim, ...]] = field(default_factory=dict)
    media_about: Mapping[str, tuple[Media, ...]] = field(default_factory=dict)
    links: Mapping[str, tuple[Link, ...]] = field(default_factory=dict)


def build_index(evidence: Evidence) -> EvidenceIndex:
    """Build the lookup tables; ids must be unique within each kind of record."""
    return EvidenceIndex(
        agents={agent.id: agent for agent in evidence.agents},
        sources={source.id: source for source in evidence.sources},
        claims={claim.id: claim for claim in evidence.claims},
        media={media.id: media for media in evidence.media},
        claims_about=_group_by_feature(evidence.claims),
        media_about=_group_by_feature(evidence.media),
        links=link_claims(evidence),
    )


def _group_by_feature(records: Iterable[_AboutT]) -> dict[str, tuple[_AboutT, ...]]:
    groups: dict[str, dict[str, _AboutT]] = defaultdict(dict)
    for record in records:
        for about in record.about:
            groups[about.feature][record.id] = record
    return {feature: tuple(group.values()) for feature, group in groups.items()}
