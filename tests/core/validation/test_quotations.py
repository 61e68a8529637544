import hashlib
import json
import unicodedata
from pathlib import Path

import pytest

from frontviewer.core.io.dossier.record_codec import members_of
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
from frontviewer.core.text.json_positions import Document
from frontviewer.core.validation.quotations import match_quotation, verify_quotations

TEXT = "Kyiv said yes. Moscow said yes. Nobody said “no – never”."


def target(words: str, prefix: str = "", suffix: str = "", start: int | None = None) -> Target:
    position = None if start is None else Position(start=start, end=start + len(words))
    return Target(
        source="S0", quote=Quote(exact=words, prefix=prefix, suffix=suffix), position=position
    )


@pytest.mark.parametrize(
    ("where", "found"),
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
def test_words_are_looked_up_character_by_character(where: Target, found: str):
    assert match_quotation(TEXT, where.quote.exact, where) == found


def test_words_that_are_not_their_own_quote_are_not_in_their_source():
    assert match_quotation(TEXT, "said yes", target("Moscow said yes")) == "not found in source"


def test_overlapping_words_count_each_time():
    assert match_quotation("anana", "ana", target("ana")) == "found more than once"


def evidence(
    *claims: tuple[str, Target], text: bytes = TEXT.encode(), path: str | None = None
) -> Evidence:
    seal = Snapshot(path=path, sha256=hashlib.sha256(text).hexdigest().upper(), bytes=len(text))
    return Evidence(
        sources=(Source(id="S0", snapshot=seal),),
        claims=tuple(
            Claim(id=name, text_exact=where.quote.exact, speech="own", speaker="A1", target=where)
            for name, where in claims
        ),
    )


def test_every_quotation_that_is_not_found_once_is_a_problem_at_its_line(tmp_path: Path):
    (tmp_path / "article.txt").write_bytes(TEXT.encode())
    found = evidence(
        ("C1", target("Nobody", start=32)), ("C2", target("Somebody")), ("C3", target("said"))
    )
    members = members_of(found)
    document = Document("evidence.json", members, json.dumps(members, indent=2))

    results, problems = verify_quotations(
        found, source_texts={"S0": tmp_path / "article.txt"}, documents=[document]
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


def test_a_text_that_was_changed_is_refused(tmp_path: Path):
    (tmp_path / "article.txt").write_bytes(TEXT.replace("yes", "no").encode())

    results, (problem,) = verify_quotations(
        evidence(("C1", target("Nobody"))), source_texts={"S0": tmp_path / "article.txt"}
    )

    assert results == {}
    assert "not the text of source S0" in problem.message
    assert problem.file == str(tmp_path / "article.txt")


def test_a_text_that_is_missing_or_of_no_known_source_is_told(tmp_path: Path):
    given = {"S0": tmp_path / "none.txt", "S7": tmp_path / "other.txt"}

    results, problems = verify_quotations(evidence(), source_texts=given)

    assert results == {}
    assert ["no source “S7”" in problems[0].message, "cannot be read" in problems[1].message] == [
        True
    ] * 2


def test_a_dossier_that_ships_its_source_is_checked_without_being_asked(tmp_path: Path):
    (tmp_path / "article.txt").write_bytes(TEXT.encode())
    shipped = evidence(("C1", target("Nobody")), path=str(tmp_path / "article.txt"))

    assert verify_quotations(shipped) == ({"C1": "found once"}, ())
    assert verify_quotations(evidence(("C1", target("Nobody")))) == ({}, ())


def test_letters_that_look_the_same_are_the_same_once_normalised(tmp_path: Path):
    decomposed = unicodedata.normalize("NFD", "Київ").encode()
    (tmp_path / "article.txt").write_bytes(b"\xef\xbb\xbf" + decomposed)
    assert decomposed != "Київ".encode()
    found = evidence(("C1", target("Київ", start=0)), text=b"\xef\xbb\xbf" + decomposed)

    assert verify_quotations(found, source_texts={"S0": tmp_path / "article.txt"})[0] == {
        "C1": "found once"
    }


def test_captions_are_looked_up_too(tmp_path: Path):
    (tmp_path / "article.txt").write_bytes(TEXT.encode())
    picture = Media(id="I1", kind="image", caption_exact="Ruins.", target=target("Ruins."))
    found = Evidence(sources=evidence().sources, media=(picture,))

    results, (problem,) = verify_quotations(found, source_texts={"S0": tmp_path / "article.txt"})

    assert results == {}
    assert "Media I1 is not in its source" in problem.message


def test_all_entries_of_the_inventory_stand_in_the_article(seed: Path):
    inventory = json.loads((seed / "inventory.json").read_text("utf-8"))
    entries = [
        (c["id"], target(c["exact"], c["prefix"], c["suffix"], c["start"]))
        for c in inventory["claims"]
    ]
    found = evidence(*entries, text=(seed / "article.txt").read_bytes())
    assert found.sources[0].snapshot.sha256.lower() == inventory["source"]["sha256"]

    results, problems = verify_quotations(found, source_texts={"S0": seed / "article.txt"})

    assert len(results) == 68
    assert set(results.values()) == {"found once"}
    assert problems == ()
