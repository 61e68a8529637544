"""Reads and writes `evidence.json`, and the same arrays inside a GeoJSON file."""

from collections.abc import Iterator
from pathlib import Path

from frontviewer.core.io.dossier.json_reader import read_document
from frontviewer.core.io.dossier.record_codec import read_record, write_record
from frontviewer.core.model.evidence import Claim, Evidence, Media, Quantity
from frontviewer.core.problems import Problem
from frontviewer.core.text.json_positions import Document, JsonPath


def read_evidence(path: Path) -> tuple[Evidence, tuple[Problem, ...], Document]:
    """Read an evidence file: return it, its problems and the document. Raises UnusableFileError.

    A record that cannot be read is left out and reported, the rest is kept.
    """
    document, repeated = read_document(path)
    evidence, problems = evidence_of(document)
    return evidence, repeated + problems, document


def evidence_of(document: Document) -> tuple[Evidence, tuple[Problem, ...]]:
    """Read the evidence in a document."""
    evidence, problems = read_record(document, Evidence)
    return evidence, problems + tuple(_doubts(document, evidence))


def write_evidence(path: Path, evidence: Evidence) -> None:
    """Write an evidence file, whole or not at all. Raises UnusableFileError."""
    write_record(path, evidence)


def _doubts(document: Document, evidence: Evidence) -> Iterator[Problem]:
    for claim in evidence.claims:
        place = document.find("claims", claim.id) or ("claims",)
        yield from _claim_doubts(document, claim, place)
    for media in evidence.media:
        place = document.find("media", media.id) or ("media",)
        yield from _media_doubts(document, media, place)


def _claim_doubts(document: Document, claim: Claim, place: JsonPath) -> Iterator[Problem]:
    if claim.text_exact != claim.target.quote.exact:
        message = f"Claim {claim.id} shows other words than the quote of its target."
        remedy = "Make text_exact and target.quote.exact the same, as printed."
        yield document.problem("error", (*place, "text_exact"), message, remedy)
    position = claim.target.position
    if position and not 0 <= position.start < position.end:
        message = f"Claim {claim.id}: the position ends before it starts."
        yield document.problem("warning", (*place, "target", "position"), message)
    for number, quantity in enumerate(claim.quantities):
        fault = _quantity_fault(quantity)
        if fault:
            path = (*place, "quantities", number)
            yield document.problem("warning", path, f"Claim {claim.id}: {fault}")


def _media_doubts(document: Document, media: Media, place: JsonPath) -> Iterator[Problem]:
    if media.target and media.caption_exact and media.caption_exact != media.target.quote.exact:
        message = f"Media {media.id} shows another caption than the quote of its target."
        remedy = "Make caption_exact and target.quote.exact the same, as printed."
        yield document.problem("error", (*place, "caption_exact"), message, remedy)


def _quantity_fault(quantity: Quantity) -> str:
    low, high = quantity.min, quantity.max
    if quantity.value is None and low is None and high is None:
        return "a quantity has no number; give value, or min and max."
    if quantity.value is not None and (low is not None or high is not None):
        return "a quantity has a value and a range; give one of them."
    if low is not None and high is not None and low > high:
        return "a quantity's min is above its max."
    return ""
