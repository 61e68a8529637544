"""The seal: every quotation stands word for word in its source, once, at its place. Never fuzzy.

Positions count Unicode characters of the text in Normalization Form C, from 0.
"""

import hashlib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from frontviewer.core.model.evidence import Evidence, Source, Target
from frontviewer.core.problems import Problem, UnusableFileError, unusable
from frontviewer.core.text.json_positions import Document
from frontviewer.core.validation.references import record_problem

Found = Literal["found once", "not found in source", "found more than once", "found elsewhere"]

_REMEDY = "Copy the words, and what stands before and after them, from the source."


class _Quotation(NamedTuple):
    member: str
    id: str
    shown: str
    target: Target


def verify_quotations(
    evidence: Evidence,
    source_texts: Mapping[str, Path] | None = None,
    documents: Iterable[Document] = (),
) -> tuple[Mapping[str, Found], tuple[Problem, ...]]:
    """Look up every quotation in the texts at hand: claim id to how its words were found.

    A claim whose source's text is not at hand is left out. Captions are looked up too; what is
    not found once is a Problem.

    `source_texts` maps source ids to files; other texts are taken from the snapshots, whose paths
    are to be absolute. A text that is not the sealed one is reported and not looked into.
    """
    files = tuple(documents)
    given = dict(source_texts or {})
    results: dict[str, Found] = {}
    problems = list(_unsealed(evidence, given))
    for source in evidence.sources:
        path = given.get(source.id) or source.snapshot.path
        if path is None:
            continue
        try:
            text = read_source(Path(path), source)
        except UnusableFileError as error:
            problems.extend(error.problems)
            continue
        for quotation in _quotations(evidence, source.id):
            found = match_quotation(text, quotation.shown, quotation.target)
            results.update({quotation.id: found} if quotation.member == "claims" else {})
            if found != "found once":
                problems.append(_problem(quotation, text, found, files))
    return results, tuple(problems)


def read_source(path: Path, source: Source) -> str:
    """Return a source's text, normalised to NFC.

    Raises
    ------
    UnusableFileError
        If it cannot be read, or its SHA-256 is not the one that was recorded.
    """
    try:
        data = path.read_bytes()
        text = data.decode(_encoding(source))
    except OSError as error:
        raise unusable(path, f"The file cannot be read: {error.strerror or error}.") from error
    except (UnicodeDecodeError, LookupError) as error:
        message = f"Source {source.id} is not text in this encoding: {error}."
        raise unusable(path, message) from error
    wanted = source.snapshot.sha256.lower()
    if wanted and hashlib.sha256(data).hexdigest() != wanted:
        message = f"This is not the text of source {source.id} that was recorded (SHA-256)."
        raise unusable(path, message, "Find the file as it was read, without any change.")
    return unicodedata.normalize("NFC", text)


def match_quotation(text: str, words: str, target: Target) -> Found:
    """Look words up in a text, character by character, between prefix and suffix.

    `text` is in NFC. Words that are not the target's quote are not in their source.
    """
    quote = target.quote
    if not words or words != quote.exact or words not in text:
        return "not found in source"
    anchored = list(_occurrences(text, quote.prefix + words + quote.suffix))
    if len(anchored) > 1:
        return "found more than once"
    if not anchored:
        return "found elsewhere"
    start = anchored[0] + len(quote.prefix)
    position = target.position
    moved = position and (position.start, position.end) != (start, start + len(words))
    return "found elsewhere" if moved else "found once"


def _occurrences(text: str, words: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _quotations(evidence: Evidence, source_id: str) -> Iterator[_Quotation]:
    for claim in evidence.claims:
        if claim.target.source == source_id:
            yield _Quotation("claims", claim.id, claim.text_exact, claim.target)
    for media in evidence.media:
        if media.target and media.target.source == source_id and media.caption_exact:
            yield _Quotation("media", media.id, media.caption_exact, media.target)


def _problem(quotation: _Quotation, text: str, found: Found, files: Sequence[Document]) -> Problem:
    places = ", ".join(str(at) for at in _occurrences(text, quotation.shown))
    said = {
        "not found in source": "is not in its source word for word.",
        "found more than once": f"stands in its source more than once: at {places}.",
        "found elsewhere": f"stands in its source at {places}, but not at the place it names.",
    }
    path = ("text_exact",) if quotation.member == "claims" else ("caption_exact",)
    owner = (quotation.member, quotation.id)
    return record_problem(files, "error", owner, path, said[found], remedy=_REMEDY)


def _unsealed(evidence: Evidence, given: Mapping[str, Path]) -> Iterator[Problem]:
    known = {source.id: source for source in evidence.sources}
    for source_id, path in given.items():
        if source_id not in known:
            names = ", ".join(known) or "none"
            message = f"There is no source “{source_id}”; the sources are: {names}."
            yield Problem(severity="error", file=str(path), message=message)
        elif not known[source_id].snapshot.sha256:
            message = f"No SHA-256 of source {source_id} is recorded: this may be another text."
            yield Problem(severity="warning", file=str(path), message=message)


def _encoding(source: Source) -> str:
    encoding = source.snapshot.encoding
    return "utf-8-sig" if encoding.lower() in ("utf-8", "utf8", "") else encoding
