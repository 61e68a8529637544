"""Verifies quotations: each must occur in its source text word for word, once, at its position.

Matching is exact, never fuzzy. Positions count Unicode characters of the text in Normalization
Form C, from 0.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from frontviewer.core.model.evidence import Evidence, Source, Target
from frontviewer.core.problems import Problem, UnusableFileError, unusable_file
from frontviewer.core.text.json_positions import JsonDocument
from frontviewer.core.text.translation import mark, tr
from frontviewer.core.validation.references import make_record_problem

MatchResult = Literal[
    "found once", "not found in source", "found more than once", "found elsewhere"
]

_MESSAGES: Mapping[MatchResult, str] = MappingProxyType(
    {
        "not found in source": mark("{record}: the quotation is not in its source word for word."),
        "found more than once": mark(
            "{record}: the quotation occurs more than once in its source, at {positions}."
        ),
        "found elsewhere": mark(
            "{record}: the quotation occurs in its source at {positions}, "
            "but not at the stated position."
        ),
    }
)


class _Quotation(NamedTuple):
    """The quoted text of one claim or media record; `member` is its list in evidence.json."""

    member: str
    record_id: str
    text: str
    target: Target


def verify_quotations(
    evidence: Evidence,
    source_texts: Mapping[str, Path] | None = None,
    documents: Iterable[JsonDocument] = (),
) -> tuple[Mapping[str, MatchResult], tuple[Problem, ...]]:
    """Match every quotation against the available source texts.

    Returns the match results by claim id, and the problems. Claims whose source text is not
    available have no result. Captions of media are matched too, but have no result. Every
    quotation that is not found once is a problem.

    `source_texts` maps source ids to files; other texts are read from the snapshots, whose paths
    must be absolute. A text with the wrong SHA-256 is reported and not searched.
    """
    files = tuple(documents)
    given_texts = dict(source_texts or {})
    results: dict[str, MatchResult] = {}
    problems = list(_check_given_texts(evidence, given_texts))
    for source in evidence.sources:
        path = given_texts.get(source.id) or source.snapshot.path
        if path is None:
            continue
        try:
            text = read_source_text(Path(path), source)
        except UnusableFileError as error:
            problems.extend(error.problems)
            continue
        for quotation in _iter_quotations(evidence, source.id):
            result = match_quotation(text, quotation.text, quotation.target)
            results.update({quotation.record_id: result} if quotation.member == "claims" else {})
            if result != "found once":
                problems.append(_make_problem(quotation, text, result, files))
    return results, tuple(problems)


def read_source_text(path: Path, source: Source) -> str:
    """Return a source's text, normalized to NFC.

    Raises
    ------
    UnusableFileError
        If the file cannot be read, or its SHA-256 is not the recorded one.
    """
    try:
        data = path.read_bytes()
        text = data.decode(_text_encoding(source))
    except OSError as error:
        reason = error.strerror or error
        message = tr("The file cannot be read: {reason}.").format(reason=reason)
        raise unusable_file(path, message) from error
    except (UnicodeDecodeError, LookupError) as error:
        message = tr("The text of source {id} cannot be decoded: {reason}.")
        raise unusable_file(path, message.format(id=source.id, reason=error)) from error
    recorded = source.snapshot.sha256.lower()
    if recorded and hashlib.sha256(data).hexdigest() != recorded:
        message = tr("This is not the recorded text of source {id}: its SHA-256 is different.")
        remedy = tr("Use the unchanged file that the quotations were taken from.")
        raise unusable_file(path, message.format(id=source.id), remedy)
    return unicodedata.normalize("NFC", text)


def match_quotation(text: str, quotation: str, target: Target) -> MatchResult:
    """Match a quotation, between prefix and suffix, character by character against a text.

    `text` is in NFC. A quotation that differs from the target's own quote is "not found in
    source".
    """
    quote = target.quote
    if not quotation or quotation != quote.exact or quotation not in text:
        return "not found in source"
    matches = list(_find_all(text, quote.prefix + quotation + quote.suffix))
    if len(matches) > 1:
        return "found more than once"
    if not matches:
        return "found elsewhere"
    start = matches[0] + len(quote.prefix)
    stated = target.position
    differs = stated and (stated.start, stated.end) != (start, start + len(quotation))
    return "found elsewhere" if differs else "found once"


def _find_all(text: str, part: str) -> Iterator[int]:
    """Yield the offset of every occurrence, overlapping ones included."""
    offset = text.find(part)
    while offset >= 0:
        yield offset
        offset = text.find(part, offset + 1)


def _iter_quotations(evidence: Evidence, source_id: str) -> Iterator[_Quotation]:
    for claim in evidence.claims:
        if claim.target.source == source_id:
            yield _Quotation("claims", claim.id, claim.text_exact, claim.target)
    for media in evidence.media:
        if media.target and media.target.source == source_id and media.caption_exact:
            yield _Quotation("media", media.id, media.caption_exact, media.target)


def _make_problem(
    quotation: _Quotation, text: str, result: MatchResult, files: Sequence[JsonDocument]
) -> Problem:
    positions = ", ".join(str(offset) for offset in _find_all(text, quotation.text))
    path = ("text_exact",) if quotation.member == "claims" else ("caption_exact",)
    return make_record_problem(
        files,
        "error",
        (quotation.member, quotation.record_id),
        path,
        tr(_MESSAGES[result]),
        remedy=tr("Copy the quotation, and the text before and after it, from the source."),
        positions=positions,
    )


def _check_given_texts(evidence: Evidence, given_texts: Mapping[str, Path]) -> Iterator[Problem]:
    """Report texts of unknown sources, and of sources without a recorded SHA-256."""
    sources = {source.id: source for source in evidence.sources}
    for source_id, path in given_texts.items():
        if source_id not in sources:
            message = (
                tr("There is no source “{id}”. Known sources: {sources}.")
                if sources
                else tr("There is no source “{id}”; the evidence lists no sources.")
            ).format(id=source_id, sources=", ".join(sources))
            yield Problem(severity="error", file=str(path), message=message)
        elif not sources[source_id].snapshot.sha256:
            message = tr("Source {id} has no recorded SHA-256: this may be a different text.")
            yield Problem(severity="warning", file=str(path), message=message.format(id=source_id))


def _text_encoding(source: Source) -> str:
    encoding = source.snapshot.encoding
    return "utf-8-sig" if encoding.lower() in ("utf-8", "utf8", "") else encoding
