"""Puts one claim into words: its card in the evidence panel, and its citation."""

from frontviewer.core.model import edtf
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.evidence import Agent, Claim, Hop, Quantity
from frontviewer.core.model.relations import Link
from frontviewer.core.pages.page import Card, HopText, RelationText
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.shorten import shortened

QUOTED_SPEECH = ("direct", "social_post")
"""The manners of speech whose words are the speaker's own, to stand in quotation marks."""
_SPEECH = {
    "direct": "direct",
    "reported": "reported",
    "mixed": "reported, part quoted",
    "own": "own voice",
    "caption": "caption",
    "social_post": "post",
    "frame": "own voice · introduces a quotation",
    "heading": "own voice · heading",
}
_LANGUAGES = {"de": "German", "en": "English", "nl": "Dutch", "ru": "Russian", "uk": "Ukrainian"}
_EXCERPT = 90


def build_card(dossier: Dossier, claim: Claim) -> Card:
    """Return the card of one claim, its relations read from both ends."""
    links = dossier.index.links.get(claim.id, ())
    speaker = _agent(dossier, claim.speaker)
    grades = [
        ("source", speaker.reliability.grade),
        ("information", claim.credibility.grade),
    ]
    graded = [f"{what} graded {grade}" for what, grade in grades if grade is not None]
    return Card(
        claim_id=claim.id,
        words=_words(claim),
        speaker=speaker.name,
        role=speaker.role,
        camp=speaker.camp,
        attribution_chain=tuple(_hop(dossier, hop) for hop in claim.chain),
        date=_date(claim),
        badges=_badges(claim),
        reading=claim.text_normalised,
        remark=_remark(claim),
        numbers=tuple(_number(quantity) for quantity in claim.quantities),
        relations=tuple(_relation(dossier, link) for link in links),
        grade=", ".join(graded) or "not graded",
        verification=dossier.verification.get(claim.id, ""),
        citation=citation(dossier, claim),
        sensitive=bool(claim.sensitivity),
    )


def citation(dossier: Dossier, claim: Claim) -> str:
    """Return the words and where they come from, in one line, for a footnote."""
    hops = [f"{_agent(dossier, hop.agent).name} ({_verb(hop)})" for hop in claim.chain]
    position = claim.target.position
    parts = [
        _attribution(dossier, claim),
        "via " + " → ".join(hops) if hops else "",
        _document(dossier, claim.target.source),
        f"characters {position.start}–{position.end}" if position else "",
    ]
    words = _words(claim) + (" [sic]" if claim.text_normalised else "")
    return f"{words} — {'; '.join(filter(None, parts))} [{claim.id}]"


def _document(dossier: Dossier, source_id: str) -> str:
    source = dossier.index.sources.get(source_id)
    if source is None:
        return source_id
    publisher = _agent(dossier, source.publisher).name if source.publisher else ""
    published = edtf.format_edtf(source.published.edtf) or source.published.printed
    known = [*source.authors, source.title or source.id, publisher, published]
    return ", ".join(filter(None, known))


def _words(claim: Claim, most: int | None = None) -> str:
    """Return the words as printed; quotation marks say that these were the speaker's own."""
    words = claim.text_exact if most is None else shortened(claim.text_exact, most)
    return f"“{words}”" if claim.speech in QUOTED_SPEECH else words


def _agent(dossier: Dossier, agent_id: str) -> Agent:
    return dossier.index.agents.get(agent_id) or Agent(id=agent_id, name=agent_id)


def _attribution(dossier: Dossier, claim: Claim) -> str:
    speaker = _agent(dossier, claim.speaker)
    return ", ".join(filter(None, [speaker.name, speaker.role]))


def _hop(dossier: Dossier, hop: Hop) -> HopText:
    return HopText(
        agent=_agent(dossier, hop.agent).name,
        verb=_verb(hop),
        date=edtf.format_edtf(hop.date),
        uncertain=hop.uncertain,
    )


def _verb(hop: Hop) -> str:
    return " · ".join(filter(None, [hop.verb, hop.medium]))


def _date(claim: Claim) -> str:
    """Say when it is about, when it was said, and when it was published; each once."""
    clocks = [
        ("about", claim.event_time),
        ("said", claim.said_time),
        ("published", claim.published_time),
    ]
    known = [(label, edtf.format_edtf(time)) for label, time in clocks if time]
    return " · ".join(f"{label}: {words}" for label, words in known) or "date not given"


def _badges(claim: Claim) -> tuple[str, ...]:
    modality = "" if claim.modality == "asserted" else claim.modality
    badges = [
        _SPEECH[claim.speech],
        modality,
        "hedged: " + ", ".join(f"“{words}”" for words in claim.hedges) if claim.hedges else "",
        "translated" if claim.translated_from else "",
        "attribution ambiguous" if claim.attribution_ambiguous else "",
        "withdrawn" if claim.status == "withdrawn" else "",
    ]
    return tuple(filter(None, badges))


def _remark(claim: Claim) -> str:
    origins = [_language(code) for code in claim.translated_from]
    translated = f"Translated from {', '.join(origins)}." if origins else ""
    return " ".join(filter(None, [claim.text_note, translated]))


def _language(code: str) -> str:
    name = _LANGUAGES.get(code.rstrip("?"), code.rstrip("?"))
    return f"{name} (probably)" if code.endswith("?") else name


def _number(quantity: Quantity) -> str:
    about = "about" if quantity.approx else ""
    amount = " ".join(filter(None, [about, _figure(quantity), quantity.unit]))
    meaning = ", ".join(filter(None, [quantity.what, quantity.side]))
    return f"{amount}: {meaning}" if meaning else amount


def _figure(quantity: Quantity) -> str:
    if quantity.value is not None:
        return format_number(quantity.value)
    low, high = quantity.min, quantity.max
    if low is not None and high is not None:
        return f"{format_number(low)}–{format_number(high)}"
    if low is not None:
        return f"at least {format_number(low)}"
    return f"at most {format_number(high)}" if high is not None else ""


def _relation(dossier: Dossier, link: Link) -> RelationText:
    other = dossier.index.claims[link.claim]
    return RelationText(
        phrase=link.phrase,
        claim_id=other.id,
        speaker=_agent(dossier, other.speaker).name,
        excerpt=_words(other, _EXCERPT),
        basis="the article's words" if link.relation.basis == "article" else "our reading",
        note=link.relation.note,
    )
