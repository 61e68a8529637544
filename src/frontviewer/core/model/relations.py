"""Relations between claims. Each is stored in one claim and linked in both directions."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from frontviewer.core.model.evidence import Claim, Evidence, Relation, RelationType
from frontviewer.core.text.translation import mark

PHRASES: Mapping[RelationType, tuple[str, str]] = MappingProxyType(
    {
        "supports": (mark("Supports"), mark("Supported by")),
        "contradicts": (mark("Contradicts"), mark("Contradicted by")),
        "doubts": (mark("Doubts"), mark("Doubted by")),
        "qualifies": (mark("Qualifies"), mark("Qualified by")),
        "restates": (mark("Repeats"), mark("Repeated by")),
        "variant_of": (mark("Variant of"), mark("Variant of")),
        "part_of": (mark("Part of"), mark("Contains")),
        "depends_on": (mark("Depends on"), mark("Premise for")),
        "context": (mark("Related to"), mark("Related to")),
    }
)
"""Labels of a relation in the claim that contains it, and in its target; translated when shown."""

OPPOSING: frozenset[RelationType] = frozenset({"contradicts", "doubts"})


@dataclass(frozen=True, slots=True)
class Link:
    """A relation as seen from one of its two claims.

    Attributes
    ----------
    phrase
        Label in this direction, untranslated: "Contradicted by".
    claim
        Id of the claim at the other end.
    relation
        The stored relation, in either of the two claims.
    """

    phrase: str
    claim: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class ContradictionSet:
    """A connected component of the graph of contradictions and doubts.

    Attributes
    ----------
    claims
        Ids, in the order of the evidence.
    pairs
        (from, to) ids: the first contradicts or doubts the second.
    """

    claims: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


def link_claims(evidence: Evidence) -> Mapping[str, tuple[Link, ...]]:
    """Return the links of each claim by its id: relations it contains, then relations to it.

    Claims without links and relations to missing claims are omitted.
    """
    outgoing: dict[str, list[Link]] = {claim.id: [] for claim in evidence.claims}
    incoming: dict[str, list[Link]] = {claim.id: [] for claim in evidence.claims}
    for claim in evidence.claims:
        for relation in claim.relations:
            if relation.claim in outgoing:
                forward, backward = PHRASES[relation.type]
                outgoing[claim.id].append(Link(forward, relation.claim, relation))
                incoming[relation.claim].append(Link(backward, claim.id, relation))
    links = {claim_id: (*outgoing[claim_id], *incoming[claim_id]) for claim_id in outgoing}
    return {claim_id: linked for claim_id, linked in links.items() if linked}


def find_contradictions(evidence: Evidence) -> tuple[ContradictionSet, ...]:
    """Group claims that contradict or doubt each other, directly or through other claims."""
    order = {claim.id: position for position, claim in enumerate(evidence.claims)}
    pairs = [pair for pair in _opposing_pairs(evidence) if pair[1] in order]
    group_by_claim = _connected_groups(pairs)
    claims_by_group: dict[str, set[str]] = defaultdict(set)
    pairs_by_group: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in pairs:
        group = group_by_claim[pair[0]]
        claims_by_group[group].update(pair)
        pairs_by_group[group].append(pair)
    sets = [
        ContradictionSet(tuple(sorted(claims, key=order.__getitem__)), tuple(pairs_by_group[group]))
        for group, claims in claims_by_group.items()
    ]
    return tuple(sorted(sets, key=lambda contradiction: order[contradiction.claims[0]]))


def original_speaker(claim: Claim) -> str:
    """Return the id of the agent at the start of the attribution chain."""
    return claim.chain[0].agent if claim.chain else claim.speaker


def count_independent_speakers(claims: Iterable[Claim]) -> int:
    """Count the distinct original speakers, so that repetitions of one statement count once.

    An unnamed group counts once, regardless of its size.
    """
    return len({original_speaker(claim) for claim in claims})


def _opposing_pairs(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for claim in evidence.claims:
        targets = (r.claim for r in claim.relations if r.type in OPPOSING and r.claim != claim.id)
        yield from ((claim.id, target) for target in dict.fromkeys(targets))


def _connected_groups(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Map each claim to its connected component, identified by one of its claims."""
    neighbors: dict[str, list[str]] = defaultdict(list)
    for first, second in pairs:
        neighbors[first].append(second)
        neighbors[second].append(first)
    group_by_claim: dict[str, str] = {}
    for root in neighbors:
        pending = [root]
        while pending:
            claim = pending.pop()
            if claim not in group_by_claim:
                group_by_claim[claim] = root
                pending.extend(neighbors[claim])
    return group_by_claim
