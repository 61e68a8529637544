"""The evidence panel as plain text and as JSON, for `frontviewer show`."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.evidence import Claim
from frontviewer.core.pages.feature_facts import FACT_LABELS
from frontviewer.core.pages.page import (
    ATTRIBUTES_HEADING,
    MEDIA_HEADING,
    NO_EVIDENCE,
    NO_LOCATION_NAME,
    NO_SOURCE_STATED,
    PROBABLY_MEANT,
    Card,
    HopText,
    MediaCard,
    Page,
    RelationText,
)
from frontviewer.core.pages.page_builder import NO_LOCATION, NO_LOCATION_ID, count_claims
from frontviewer.core.problems import Problem, to_one_line
from frontviewer.core.text.json_codec import encode_json
from frontviewer.core.text.shorten import shorten
from frontviewer.core.text.translation import tr

_LINE_WIDTH = 96
_MAX_CELL_WIDTH = 200


def features_to_text(dossier: Dossier) -> str:
    """Return a table of all features: id, name, layer and number of claims."""
    rows = [
        [to_one_line(shorten(str(cell), _MAX_CELL_WIDTH)) for cell in row]
        for row in _feature_rows(dossier)
    ]
    if not rows:
        return tr("There are no features.")
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def features_to_json(dossier: Dossier) -> str:
    """Return all features as a JSON array."""
    members = ("id", "name", "layer", "claims")
    return _encode([dict(zip(members, row, strict=True)) for row in _feature_rows(dossier)])


def _feature_rows(dossier: Dossier) -> list[tuple[str, str, str, int]]:
    """Return id, name, layer and number of claims of all features and of `NO_LOCATION`."""
    counts = count_claims(dossier)
    rows = [
        (feature.key.id, feature.name, layer.name, counts.get(feature.key, 0))
        for layer in dossier.layers
        for feature in layer.features()
    ]
    if NO_LOCATION in counts:
        rows.append((NO_LOCATION_ID, tr(NO_LOCATION_NAME), "", counts[NO_LOCATION]))
    return rows


def pages_to_json(dossier: Dossier, pages: Sequence[Page]) -> str:
    """Return one page as a JSON object, several as an array.

    Texts are those of the panel, with the `text_exact` of each claim. Member names depend neither
    on the names of the Python attributes nor on the language of the interface.
    """
    objects = [_page_members(dossier, page) for page in pages]
    return _encode(objects[0] if len(objects) == 1 else objects)


def _page_members(dossier: Dossier, page: Page) -> dict[str, Any]:
    fact_names = {tr(label): name for name, label in FACT_LABELS.items()}
    return {
        "feature": page.key.id or NO_LOCATION_ID,
        "layer": page.key.layer,
        "name": page.name,
        "other_names": page.other_names,
        "located": page.located,
        "facts": {fact_names.get(label, label): text for label, text in page.facts},
        "note": page.note,
        "unsourced": page.unsourced,
        "claims": [_claim_members(dossier, card) for card in page.cards],
        "media": [_media_members(medium) for medium in page.media],
        "properties": dict(page.properties),
    }


def _claim_members(dossier: Dossier, card: Card) -> dict[str, Any]:
    claim = dossier.index.claims[card.claim_id]
    return {
        "id": claim.id,
        "text_exact": claim.text_exact,
        "speech": claim.speech,
        "modality": claim.modality,
        "words": card.text,
        "speaker": card.speaker,
        "role": card.role,
        "camp": card.camp,
        "ribbon": [_hop_members(hop) for hop in card.attribution_chain],
        "date": card.date,
        "badges": card.badges,
        "reading": card.normalized_text,
        "remark": " ".join(filter(None, [card.note, _editor_note(claim)])),
        "numbers": card.figures,
        "relations": [_relation_members(relation) for relation in card.relations],
        "grade": card.grade or "not graded",
        "seal": dossier.verification.get(claim.id, ""),
        "citation": card.citation,
        "sensitive": card.sensitive,
    }


def _editor_note(claim: Claim) -> str:
    """Return the member `note` of a claim: for editors of the dossier, like that of a source."""
    note = claim.extra.get("note")
    return note if isinstance(note, str) else ""


def _hop_members(hop: HopText) -> dict[str, Any]:
    return {
        "agent": hop.agent,
        "verb": hop.verb,
        "date": hop.date,
        "uncertain": hop.uncertain,
    }


def _relation_members(relation: RelationText) -> dict[str, Any]:
    return {
        "phrase": relation.phrase,
        "claim_id": relation.claim_id,
        "speaker": relation.speaker,
        "excerpt": relation.excerpt,
        "basis": relation.basis,
        "note": relation.note,
    }


def _media_members(medium: MediaCard) -> dict[str, Any]:
    return {
        "media_id": medium.media_id,
        "kind": medium.kind,
        "caption": medium.caption,
        "credit": medium.credit,
        "date": medium.date,
        "availability": medium.availability,
        "file": medium.file,
        "alt": medium.alt,
        "sensitive": medium.sensitive,
        "state": medium.placeholder,
    }


def problems_to_json(problems: Sequence[Problem]) -> str:
    """Return problems as a JSON array."""
    return _encode([asdict(problem) for problem in problems])


def page_to_text(page: Page) -> str:
    """Return a page as text for a terminal, with long texts wrapped."""
    return "\n".join(to_one_line(line) for line in _page_lines(page))


def _page_lines(page: Page) -> Iterator[str]:
    yield from _head_lines(page)
    for group in page.groups:
        yield from ("", group.title.upper())
        for card in group.cards:
            yield from _card_lines(card)
    if page.media:
        yield from ("", tr(MEDIA_HEADING).upper())
        for medium in page.media:
            yield from _media_lines(medium)
    if page.properties:
        yield from ("", tr(ATTRIBUTES_HEADING).upper())
        for name, value in page.properties:
            yield from _wrap(value, f"  {name}: ")
    if not (page.groups or page.media):
        yield from ("", "  " + tr(NO_EVIDENCE))


def _head_lines(page: Page) -> Iterator[str]:
    yield page.name + (f" ({', '.join(page.other_names)})" if page.other_names else "")
    yield page.key.id or NO_LOCATION_ID
    for label, text in page.facts:
        yield from _wrap(text, f"  {label + ':':16}", " " * 18)
    yield from _wrap(tr(NO_SOURCE_STATED) if page.unsourced else "", "  ")
    yield from _wrap(page.note, "  ")


def _card_lines(card: Card) -> Iterator[str]:
    yield ""
    yield from _wrap(card.text, f"  {card.claim_id:5}", " " * 7)
    indent = " " * 7
    yield from _wrap(", ".join(filter(None, [card.speaker, card.role])), indent + "— ")
    if card.attribution_chain:
        yield from _wrap(" → ".join(_format_hop(hop) for hop in card.attribution_chain), indent)
    yield from _wrap(card.date, indent)
    yield from _wrap(" · ".join(card.badges), indent + "[", indent + " ", "]")
    for label, text in [(tr(PROBABLY_MEANT), card.normalized_text), (tr("Note"), card.note)]:
        yield from _wrap(text, f"{indent}{label}: ")
    for figure in card.figures:
        yield from _wrap(figure, indent + "# ")
    for relation in card.relations:
        text = f"{relation.phrase} {relation.claim_id} {relation.speaker}: {relation.excerpt}"
        basis = ": ".join(filter(None, [relation.basis, relation.note]))
        yield from _wrap(f"{text} ({basis})", indent + "→ ", indent + "  ")
    yield from _wrap(" · ".join(filter(None, [card.grade, card.verification])), indent)


def _format_hop(hop: HopText) -> str:
    doubt = "?" if hop.uncertain else ""
    return f"{hop.agent}{doubt} ({', '.join(filter(None, [hop.verb, hop.date]))})"


def _media_lines(medium: MediaCard) -> Iterator[str]:
    yield ""
    yield from _wrap(medium.caption or tr("(no caption)"), f"  {medium.media_id:5}", " " * 7)
    details = [medium.credit, medium.date, medium.file or medium.placeholder]
    yield from _wrap(" · ".join(filter(None, details)), " " * 7)


def _wrap(text: str, first_indent: str, indent: str = "", suffix: str = "") -> list[str]:
    """Wrap a text; `indent` defaults to the width of `first_indent`. No text makes no line."""
    return textwrap.wrap(
        text + suffix,
        _LINE_WIDTH,
        initial_indent=first_indent,
        subsequent_indent=indent or " " * len(first_indent),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _encode(value: object) -> str:
    return encode_json(value).decode().rstrip()
