import time

from frontviewer.core.model.evidence import Claim, Evidence, Hop, Quote, Relation, Target
from frontviewer.core.model.relations import (
    PHRASES,
    ContradictionSet,
    count_independent_speakers,
    find_contradictions,
    link_claims,
    original_speaker,
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
        relations=tuple(
            Relation(type=kind, claim=target, basis="article") for kind, target in relations
        ),
        target=TARGET,
    )


def test_a_stored_relation_is_linked_in_both_directions():
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
        ("Q03", "Contradicts", "C14"),
        ("C14", "Contradicted by", "Q03"),
        ("C14", "Doubted by", "C15"),
        ("C15", "Doubts", "C14"),
    ]
    assert links["C14"][0].relation is links["Q03"][0].relation


def test_every_relation_type_has_a_phrase_for_its_target():
    def backward_phrase(kind: str) -> str:
        return link_claims(Evidence(claims=(claim("a", (kind, "b")), claim("b"))))["b"][0].phrase

    assert {kind: backward_phrase(kind) for kind in PHRASES} == {
        "supports": "Supported by",
        "contradicts": "Contradicted by",
        "doubts": "Doubted by",
        "qualifies": "Qualified by",
        "restates": "Repeated by",
        "variant_of": "Variant of",
        "part_of": "Contains",
        "depends_on": "Premise for",
        "context": "Related to",
    }


def test_relations_to_missing_claims_are_ignored():
    evidence = Evidence(claims=(claim("a", ("contradicts", "gone")),))

    assert link_claims(evidence) == {}
    assert find_contradictions(evidence) == ()


def test_contradictions_form_connected_sets_with_their_pairs():
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


def test_repetitions_of_a_statement_count_as_one_speaker():
    original = claim("a", speaker="corps")
    repeated = claim("b", chain=("corps", "facebook", "S0"), speaker="S0")
    unnamed = claim("c", speaker="military bloggers")
    same_group = claim("d", chain=("military bloggers",))

    assert original_speaker(repeated) == "corps"
    assert count_independent_speakers([original, repeated]) == 1
    assert count_independent_speakers([original, repeated, unnamed, same_group]) == 2
    assert count_independent_speakers([]) == 0


def test_ten_thousand_claims_are_linked_within_a_second():
    claims = [
        claim(f"C{n}", ("contradicts", f"C{n + 1}"), ("supports", "C0")) for n in range(10_000)
    ]
    evidence = Evidence(claims=tuple(claims))
    start = time.process_time()

    assert len(link_claims(evidence)["C0"]) == 10_001 + 1
    assert len(find_contradictions(evidence)[0].claims) == 10_000
    assert time.process_time() - start < 1
