import time

from frontviewer.core.model.evidence import Claim, Evidence, Hop, Quote, Relation, Target
from frontviewer.core.model.relations import (
    PHRASES,
    ContradictionSet,
    find_contradictions,
    independence,
    link_claims,
    root_speaker,
)

TARGET = Target(source="S0", quote=Quote(exact="x"))


def claim(
    name: str, *relations: tuple[str, str], chain: tuple[str, ...] = (), speaker: str = "A1"
) -> Claim:
    return Claim(
        id=name,
        text_exact="x",
        speech="own",
        speaker=speaker,
        chain=tuple(Hop(agent=agent, verb="said") for agent in chain),
        relations=tuple(Relation(type=kind, claim=to, basis="article") for kind, to in relations),
        target=TARGET,
    )


def test_a_relation_is_stored_once_and_read_from_both_ends():
    links = link_claims(
        Evidence(
            claims=(
                claim("Q03", ("contradicts", "C14")),
                claim("C14"),
                claim("C15", ("doubts", "C14")),
            )
        )
    )

    assert [(n, link.phrase, link.claim) for n in links for link in links[n]] == [
        ("Q03", "contradicts", "C14"),
        ("C14", "contradicted by", "Q03"),
        ("C14", "doubted by", "C15"),
        ("C15", "doubts", "C14"),
    ]
    assert links["C14"][0].relation is links["Q03"][0].relation


def test_every_relation_reads_from_its_other_end():
    def other_end(kind: str) -> str:
        return link_claims(Evidence(claims=(claim("a", (kind, "b")), claim("b"))))["b"][0].phrase

    assert {kind: other_end(kind) for kind in PHRASES} == {
        "supports": "supported by",
        "contradicts": "contradicted by",
        "doubts": "doubted by",
        "qualifies": "qualified by",
        "restates": "restated by",
        "variant_of": "variant of",
        "part_of": "contains",
        "depends_on": "basis of",
        "context": "context",
    }


def test_a_relation_to_a_claim_that_is_not_there_leads_nowhere():
    evidence = Evidence(claims=(claim("a", ("contradicts", "gone")),))

    assert link_claims(evidence) == {}
    assert find_contradictions(evidence) == ()


def test_contradictions_hang_together_in_sets_with_their_pairs():
    evidence = Evidence(
        claims=(
            claim("a", ("supports", "b")),
            claim("b", ("contradicts", "e")),
            claim("c", ("doubts", "d")),
            claim("d"),
            claim("e"),
            claim("f", ("contradicts", "b"), ("contradicts", "b")),
        )
    )

    assert find_contradictions(evidence) == (
        ContradictionSet(claims=("b", "e", "f"), pairs=(("b", "e"), ("f", "b"))),
        ContradictionSet(claims=("c", "d"), pairs=(("c", "d"),)),
    )


def test_what_is_passed_round_counts_as_one_voice():
    said = claim("a", speaker="corps")
    repeated = claim("b", chain=("corps", "facebook", "S0"), speaker="S0")
    unnamed = claim("c", speaker="military bloggers")
    same_group = claim("d", chain=("military bloggers",))

    assert root_speaker(repeated) == "corps"
    assert independence([said, repeated]) == 1
    assert independence([said, repeated, unnamed, same_group]) == 2
    assert independence([]) == 0


def test_ten_thousand_claims_are_instant():
    claims = [
        claim(f"C{n}", ("contradicts", f"C{n + 1}"), ("supports", "C0")) for n in range(10_000)
    ]
    evidence = Evidence(claims=tuple(claims))
    start = time.process_time()

    assert len(link_claims(evidence)["C0"]) == 10_001 + 1
    assert len(find_contradictions(evidence)[0].claims) == 10_000
    assert time.process_time() - start < 1
