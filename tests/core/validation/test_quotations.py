import hashlib
import json
import unicodedata
from pathlib import Path

import pytest

from frontviewer.core.io.dossier.record_codec import to_json_object
from frontviewer.core.model.evidence import (
    Claim,
    Evidence,
    Media,
    Position,
    Quote,
    Snapshot,
    Source,
    Target,
)
from frontviewer.core.text.json_positions import JsonDocument
from frontviewer.core.validation.quotations import match_quotation, verify_quotations

TEXT = "Kyiv said yes. Moscow said yes. Nobody said “no – never”."


def target(text: str, prefix: str = "", suffix: str = "", start: int | None = None) -> Target:
    position = None if start is None else Position(start=start, end=start + len(text))
    return Target(
        source="S0", quote=Quote(exact=text, prefix=prefix, suffix=suffix), position=position
    )


@pytest.mark.parametrize(
    ("quotation", "expected"),
    [
        (target("no – never", "“", "”", 45), "found once"),
        (target("said yes", "Moscow ", ".", 22), "found once"),
        (target("said yes", "Moscow ", "."), "found once"),
        (target("said yes"), "found more than once"),
        (target("said yes", start=22), "found more than once"),
        (target("said yes", "Moscow ", ".", 5), "found elsewhere"),
        (target("said yes", "Minsk ", "."), "found elsewhere"),
        (target("no - never"), "not found in source"),
        (target("No – never"), "not found in source"),
        (target("no  – never"), "not found in source"),
        (target(""), "not found in source"),
    ],
)
def test_quotations_are_matched_exactly(quotation: Target, expected: str):
    assert match_quotation(TEXT, quotation.quote.exact, quotation) == expected


def test_text_that_differs_from_its_quote_is_not_found():
    assert match_quotation(TEXT, "said yes", target("Moscow said yes")) == "not found in source"


def test_overlapping_occurrences_are_counted():
    assert match_quotation("anana", "ana", target("ana")) == "found more than once"


def evidence(
    *claims: tuple[str, Target], text: bytes = TEXT.encode(), path: str | None = None
) -> Evidence:
    snapshot = Snapshot(path=path, sha256=hashlib.sha256(text).hexdigest().upper(), bytes=len(text))
    return Evidence(
        sources=(Source(id="S0", snapshot=snapshot),),
        claims=tuple(
            Claim(id=name, text_exact=quoted.quote.exact, speech="own", speaker="A1", target=quoted)
            for name, quoted in claims
        ),
    )


def test_mismatched_quotations_are_reported_with_their_line(tmp_path: Path):
    (tmp_path / "article.txt").write_bytes(TEXT.encode())
    quoted = evidence(
        ("C1", target("Nobody", start=32)), ("C2", target("Somebody")), ("C3", target("said"))
    )
    members = to_json_object(quoted)
    document = JsonDocument("evidence.json", members, json.dumps(members, indent=2))

    results, problems = verify_quotations(
        quoted, source_texts={"S0": tmp_path / "article.txt"}, documents=[document]
    )

    assert results == {
        "C1": "found once",
        "C2": "not found in source",
        "C3": "found more than once",
    }
    assert [p.path for p in problems] == ["claims[1].text_exact", "claims[2].text_exact"]
    assert (
        document.text.splitlines()[problems[0].line - 1]
        .strip()
        .startswith('"text_exact": "Somebody"')
    )
    assert "at 5, 22, 39" in problems[1].message


def test_changed_source_text_is_refused(tmp_path: Path):
    (tmp_path / "article.txt").write_bytes(TEXT.replace("yes", "no").encode())

    results, (problem,) = verify_quotations(
        evidence(("C1", target("Nobody"))), source_texts={"S0": tmp_path / "article.txt"}
    )

    assert results == {}
    assert "not the recorded text of source S0" in problem.message
    assert problem.file == str(tmp_path / "article.txt")


def test_missing_text_and_unknown_source_are_reported(tmp_path: Path):
    given = {"S0": tmp_path / "none.txt", "S7": tmp_path / "other.txt"}

    results, problems = verify_quotations(evidence(), source_texts=given)

    assert results == {}
    assert ["no source “S7”" in problems[0].message, "cannot be read" in problems[1].message] == [
        True
    ] * 2


def test_quotations_are_verified_against_snapshots(tmp_path: Path):
    (tmp_path / "article.txt").write_bytes(TEXT.encode())
    with_snapshot = evidence(("C1", target("Nobody")), path=str(tmp_path / "article.txt"))

    assert verify_quotations(with_snapshot) == ({"C1": "found once"}, ())
    assert verify_quotations(evidence(("C1", target("Nobody")))) == ({}, ())


def test_text_is_normalized_before_matching(tmp_path: Path):
    decomposed = unicodedata.normalize("NFD", "Київ").encode()
    (tmp_path / "article.txt").write_bytes(b"\xef\xbb\xbf" + decomposed)
    assert decomposed != "Київ".encode()
    quoted = evidence(("C1", target("Київ", start=0)), text=b"\xef\xbb\xbf" + decomposed)

    assert verify_quotations(quoted, source_texts={"S0": tmp_path / "article.txt"})[0] == {
        "C1": "found once"
    }


def test_captions_are_verified(tmp_path: Path):
    (tmp_path / "article.txt").write_bytes(TEXT.encode())
    picture = Media(id="I1", kind="image", caption_exact="Ruins.", target=target("Ruins."))
    quoted = Evidence(sources=evidence().sources, media=(picture,))

    results, (problem,) = verify_quotations(quoted, source_texts={"S0": tmp_path / "article.txt"})

    assert results == {}
    assert "Media I1: the quotation is not in its source" in problem.message


def test_all_quotations_of_the_inventory_are_in_the_article(seed: Path):
    inventory = json.loads((seed / "inventory.json").read_text("utf-8"))
    entries = [
        (c["id"], target(c["exact"], c["prefix"], c["suffix"], c["start"]))
        for c in inventory["claims"]
    ]
    quoted = evidence(*entries, text=(seed / "article.txt").read_bytes())
    assert quoted.sources[0].snapshot.sha256.lower() == inventory["source"]["sha256"]

    results, problems = verify_quotations(quoted, source_texts={"S0": seed / "article.txt"})

    assert len(results) == 68
    assert set(results.values()) == {"found once"}
    assert problems == ()
