"""The evidence panel as text and as JSON: what `frontviewer show` prints."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.pages.page import (
    MEDIA_HEADING,
    NO_LOCATION_NAME,
    NOTHING_SAID,
    PROBABLY_MEANT,
    PROPERTIES_HEADING,
    UNSOURCED,
    Card,
    HopText,
    MediaCard,
    Page,
)
from frontviewer.core.pages.page_builder import NO_LOCATION, NO_LOCATION_ID, count_claims
from frontviewer.core.problems import Problem, one_line
from frontviewer.core.text.json_codec import json_bytes
from frontviewer.core.text.shorten import shortened

_WIDTH = 96
_WIDEST_CELL = 200


def list_text(dossier: Dossier) -> str:
    """Return every feature, a line each: id, name, layer and number of claims."""
    rows = [
        [one_line(shortened(str(cell), _WIDEST_CELL)) for cell in row] for row in _rows(dossier)
    ]
    if not rows:
        return "There are no features."
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def list_json(dossier: Dossier) -> str:
    """Return every feature as JSON."""
    names = ("id", "name", "layer", "claims")
    return _json([dict(zip(names, row, strict=True)) for row in _rows(dossier)])


def _rows(dossier: Dossier) -> list[tuple[str, str, str, int]]:
    """Return id, name, layer and number of claims of every feature, and of those about none."""
    counts = count_claims(dossier)
    rows = [
        (feature.key.id, feature.name, layer.name, counts.get(feature.key, 0))
        for layer in dossier.layers
        for feature in layer.features()
    ]
    if NO_LOCATION in counts:
        rows.append((NO_LOCATION_ID, NO_LOCATION_NAME, "", counts[NO_LOCATION]))
    return rows


def pages_json(dossier: Dossier, pages: Sequence[Page]) -> str:
    """Return one page as a JSON object, several as a list of them.

    The words are those the panel shows; beside them stand the claims' own `text_exact`.
    """
    members = [_page_members(dossier, page) for page in pages]
    return _json(members[0] if len(members) == 1 else members)


def _page_members(dossier: Dossier, page: Page) -> dict[str, Any]:
    return {
        "feature": page.key.id or NO_LOCATION_ID,
        "layer": page.key.layer,
        "name": page.name,
        "other_names": page.other_names,
        "located": page.located,
        "facts": dict(page.facts),
        "note": page.note,
        "unsourced": page.unsourced,
        "claims": [_claim_members(dossier, card) for card in page.cards],
        "media": [asdict(media) for media in page.media],
        "properties": dict(page.properties),
    }


def _claim_members(dossier: Dossier, card: Card) -> dict[str, Any]:
    claim = dossier.index.claims[card.claim_id]
    shown = asdict(card)
    del shown["claim_id"]
    return {
        "id": claim.id,
        "text_exact": claim.text_exact,
        "speech": claim.speech,
        "modality": claim.modality,
        **shown,
    }


def problems_json(problems: Sequence[Problem]) -> str:
    """Return problems as JSON."""
    return _json([asdict(problem) for problem in problems])


def page_text(page: Page) -> str:
    """Return a page as text for a terminal; words are wrapped, but nothing else changes them."""
    return "\n".join(one_line(line) for line in _page_lines(page))


def _page_lines(page: Page) -> Iterator[str]:
    yield from _head_lines(page)
    for group in page.groups:
        yield from ("", group.title.upper())
        for card in group.cards:
            yield from _card_lines(card)
    if page.media:
        yield from ("", MEDIA_HEADING.upper())
        for media in page.media:
            yield from _media_lines(media)
    if page.properties:
        yield from ("", PROPERTIES_HEADING.upper())
        for name, value in page.properties:
            yield from _wrapped(value, f"  {name}: ")
    if not (page.groups or page.media):
        yield from ("", "  " + NOTHING_SAID)


def _head_lines(page: Page) -> Iterator[str]:
    yield page.name + (f" ({', '.join(page.other_names)})" if page.other_names else "")
    yield page.key.id or NO_LOCATION_ID
    for label, words in page.facts:
        yield from _wrapped(words, f"  {label + ':':16}", " " * 18)
    yield from _wrapped(UNSOURCED if page.unsourced else "", "  ")
    yield from _wrapped(page.note, "  ")


def _card_lines(card: Card) -> Iterator[str]:
    yield ""
    yield from _wrapped(card.words, f"  {card.claim_id:5}", " " * 7)
    inset = " " * 7
    yield from _wrapped(", ".join(filter(None, [card.speaker, card.role])), inset + "— ")
    if card.attribution_chain:
        yield from _wrapped(" → ".join(_hop(hop) for hop in card.attribution_chain), inset)
    yield from _wrapped(card.date, inset)
    yield from _wrapped(" · ".join(card.badges), inset + "[", inset + " ", "]")
    for label, words in [(PROBABLY_MEANT, card.reading), ("note", card.remark)]:
        yield from _wrapped(words, f"{inset}{label}: ")
    for number in card.numbers:
        yield from _wrapped(number, inset + "# ")
    for relation in card.relations:
        words = f"{relation.phrase} {relation.claim_id} {relation.speaker}: {relation.excerpt}"
        basis = ": ".join(filter(None, [relation.basis, relation.note]))
        yield from _wrapped(f"{words} ({basis})", inset + "→ ", inset + "  ")
    yield inset + " · ".join(filter(None, [card.grade, card.verification]))


def _hop(hop: HopText) -> str:
    doubt = "?" if hop.uncertain else ""
    return f"{hop.agent}{doubt} ({', '.join(filter(None, [hop.verb, hop.date]))})"


def _media_lines(media: MediaCard) -> Iterator[str]:
    yield ""
    yield from _wrapped(media.caption or "(no caption)", f"  {media.media_id:5}", " " * 7)
    about = [media.credit, media.date, media.file or media.state]
    yield from _wrapped(" · ".join(filter(None, about)), " " * 7)


def _wrapped(words: str, first: str, rest: str = "", end: str = "") -> list[str]:
    return textwrap.wrap(
        words + end,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=rest or " " * len(first),
        break_long_words=False,
        break_on_hyphens=False,
    )


def _json(value: object) -> str:
    return json_bytes(value).decode().rstrip()
