"""Reads and writes `evidence.json`, and parses the same records inside a GeoJSON file."""

from collections.abc import Iterator
from pathlib import Path

from frontviewer.core.io.dossier.json_reader import read_json_file
from frontviewer.core.io.dossier.record_codec import read_record, write_record
from frontviewer.core.model.evidence import Claim, Evidence, Media, Quantity
from frontviewer.core.problems import Problem
from frontviewer.core.text.json_positions import JsonDocument, JsonPath
from frontviewer.core.text.translation import tr


def read_evidence(path: Path) -> tuple[Evidence, tuple[Problem, ...], JsonDocument]:
    """Read an evidence file; return it, its problems and the document. Raises UnusableFileError.

    Invalid records are left out and reported.
    """
    document, duplicates = read_json_file(path)
    evidence, problems = parse_evidence(document)
    return evidence, duplicates + problems, document


def parse_evidence(document: JsonDocument) -> tuple[Evidence, tuple[Problem, ...]]:
    """Parse the evidence in a document; return it and its problems."""
    evidence, problems = read_record(document, Evidence)
    return evidence, problems + tuple(_find_problems(document, evidence))


def write_evidence(path: Path, evidence: Evidence) -> None:
    """Write an evidence file atomically. Raises UnusableFileError."""
    write_record(path, evidence)


def _find_problems(document: JsonDocument, evidence: Evidence) -> Iterator[Problem]:
    for claim in evidence.claims:
        path = document.find_record("claims", claim.id) or ("claims",)
        yield from _find_claim_problems(document, claim, path)
    for media in evidence.media:
        path = document.find_record("media", media.id) or ("media",)
        yield from _find_media_problems(document, media, path)


def _find_claim_problems(document: JsonDocument, claim: Claim, path: JsonPath) -> Iterator[Problem]:
    if claim.text_exact != claim.target.quote.exact:
        message = tr("Claim {id}: text_exact is different from target.quote.exact.")
        message = message.format(id=claim.id)
        remedy = tr("Make both the same as the text in the source.")
        yield document.make_problem("error", (*path, "text_exact"), message, remedy)
    position = claim.target.position
    if position and not 0 <= position.start < position.end:
        message = tr("Claim {id}: the position must start at 0 or later and end after its start.")
        message = message.format(id=claim.id)
        yield document.make_problem("warning", (*path, "target", "position"), message)
    for index, quantity in enumerate(claim.quantities):
        message = _check_quantity(quantity, claim.id)
        if message:
            yield document.make_problem("warning", (*path, "quantities", index), message)


def _find_media_problems(document: JsonDocument, media: Media, path: JsonPath) -> Iterator[Problem]:
    if media.target and media.caption_exact and media.caption_exact != media.target.quote.exact:
        message = tr("Media {id}: caption_exact is different from target.quote.exact.")
        message = message.format(id=media.id)
        remedy = tr("Make both the same as the text in the source.")
        yield document.make_problem("error", (*path, "caption_exact"), message, remedy)


def _check_quantity(quantity: Quantity, claim_id: str) -> str:
    """Return what is wrong with a quantity of a claim; "" if it is valid."""
    low, high = quantity.min, quantity.max
    message = ""
    if quantity.value is None and low is None and high is None:
        message = tr("Claim {id}: a quantity has no number; give value, or min and max.")
    elif quantity.value is not None and (low is not None or high is not None):
        message = tr("Claim {id}: a quantity has a value and a range; give only one of them.")
    elif low is not None and high is not None and low > high:
        message = tr("Claim {id}: the min of a quantity is greater than its max.")
    return message.format(id=claim_id)
