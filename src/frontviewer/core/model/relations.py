"""How claims stand to each other. A relation is stored once and read from both ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from frontviewer.core.model.evidence import Claim, Evidence, Relation, RelationType

PHRASES: Mapping[RelationType, tuple[str, str]] = MappingProxyType(
    {
        "supports": ("supports", "supported by"),
        "contradicts": ("contradicts", "contradicted by"),
        "doubts": ("doubts", "doubted by"),
        "qualifies": ("qualifies", "qualified by"),
        "restates": ("restates", "restated by"),
        "variant_of": ("variant of", "variant of"),
        "part_of": ("part of", "contains"),
        "depends_on": ("depends on", "basis of"),
        "context": ("context", "context"),
    }
)
"""How a relation reads on the claim that holds it, and on the other one."""

OPPOSING: frozenset[RelationType] = frozenset({"contradicts", "doubts"})


@dataclass(frozen=True, slots=True)
class Link:
    """One relation, seen from one of its two claims.

    Attributes
    ----------
    phrase
        Reads from this side: "contradicted by".
    claim
        Id of the claim at the other end.
    relation
        As stored, on whichever side.
    """

    phrase: str
    claim: str
    relation: Relation


@dataclass(frozen=True, slots=True)
class ContradictionSet:
    """Claims that hang together by contradiction or doubt.

    Attributes
    ----------
    claims
        Ids, in the order of the evidence.
    pairs
        Who contradicts or doubts whom: (from, to).
    """

    claims: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


def link_claims(evidence: Evidence) -> Mapping[str, tuple[Link, ...]]:
    """Return every claim's links: its own first, then those that others hold to it.

    Claims without any are left out, and so are relations to a claim that is not there.
    """
    own: dict[str, list[Link]] = {claim.id: [] for claim in evidence.claims}
    others: dict[str, list[Link]] = {claim.id: [] for claim in evidence.claims}
    for claim in evidence.claims:
        for relation in claim.relations:
            if relation.claim in own:
                forth, back = PHRASES[relation.type]
                own[claim.id].append(Link(forth, relation.claim, relation))
                others[relation.claim].append(Link(back, claim.id, relation))
    links = {name: (*own[name], *others[name]) for name in own}
    return {name: linked for name, linked in links.items() if linked}


def find_contradictions(evidence: Evidence) -> tuple[ContradictionSet, ...]:
    """Group claims that contradict or doubt each other, directly or through others."""
    order = {claim.id: number for number, claim in enumerate(evidence.claims)}
    pairs = [pair for pair in _opposing_pairs(evidence) if pair[1] in order]
    group_of = _groups(pairs)
    members: dict[str, set[str]] = defaultdict(set)
    opposing: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for pair in pairs:
        members[group_of[pair[0]]].update(pair)
        opposing[group_of[pair[0]]].append(pair)
    sets = [
        ContradictionSet(tuple(sorted(claims, key=order.__getitem__)), tuple(opposing[group]))
        for group, claims in members.items()
    ]
    return tuple(sorted(sets, key=lambda found: order[found.claims[0]]))


def root_speaker(claim: Claim) -> str:
    """Return the id of the agent whose mouth the claim comes from."""
    return claim.chain[0].agent if claim.chain else claim.speaker


def independence(claims: Iterable[Claim]) -> int:
    """Count the distinct root speakers: what is only passed round counts once.

    An unnamed group counts once, however many speak in it.
    """
    return len({root_speaker(claim) for claim in claims})


def _opposing_pairs(evidence: Evidence) -> Iterator[tuple[str, str]]:
    for claim in evidence.claims:
        named = (r.claim for r in claim.relations if r.type in OPPOSING and r.claim != claim.id)
        yield from ((claim.id, other) for other in dict.fromkeys(named))


def _groups(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Name each claim's connected group by one of its claims."""
    neighbors: dict[str, list[str]] = defaultdict(list)
    for one, other in pairs:
        neighbors[one].append(other)
        neighbors[other].append(one)
    group_of: dict[str, str] = {}
    for first in neighbors:
        waiting = [first]
        while waiting:
            claim = waiting.pop()
            if claim not in group_of:
                group_of[claim] = first
                waiting.extend(neighbors[claim])
    return group_of
