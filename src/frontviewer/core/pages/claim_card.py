"""Texts of one claim: its card in the evidence panel, and its citation."""

from collections.abc import Mapping
from types import MappingProxyType

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.edtf import format_edtf
from frontviewer.core.model.evidence import Agent, Claim, Hop, Modality, Quantity, Speech, Verb
from frontviewer.core.model.relations import Link
from frontviewer.core.pages.page import Card, HopText, RelationText
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.shorten import shorten
from frontviewer.core.text.translation import mark, tr, trc

QUOTED_SPEECH = ("direct", "social_post")
"""Kinds of speech in the speaker's own words, shown in quotation marks."""
_DOCUMENT_SPEECH = ("own", "frame", "heading")
"""Kinds of speech of the document itself, made when it was published."""
_SPEECH: Mapping[Speech, str] = MappingProxyType(
    {
        "direct": mark("Direct quote"),
        "reported": mark("Reported"),
        "mixed": mark("Reported, partly quoted"),
        "own": mark("Article's own statement"),
        "caption": mark("Caption"),
        "social_post": mark("Post"),
        "frame": mark("Article's own statement · introduces a quotation"),
        "heading": mark("Article's own statement · heading"),
    }
)
_MODALITIES: Mapping[Modality, str] = MappingProxyType(
    {
        "estimate": mark("Estimate"),
        "prediction": mark("Prediction"),
        "conditional": mark("Conditional"),
        "doubt": mark("Doubt"),
        "denial": mark("Denial"),
        "hearsay": mark("Hearsay"),
        "opinion": mark("Opinion"),
        "question": mark("Question"),
        "recommendation": mark("Recommendation"),
    }
)
_VERBS: Mapping[Verb, str] = MappingProxyType(
    {
        "said": mark("said"),
        "wrote": mark("wrote"),
        "broadcast": mark("broadcast"),
        "quoted": mark("quoted"),
        "paraphrased": mark("paraphrased"),
        "translated": mark("translated"),
        "captioned": mark("captioned"),
    }
)
_LANGUAGES = MappingProxyType(
    {
        "de": mark("German"),
        "en": mark("English"),
        "nl": mark("Dutch"),
        "ru": mark("Russian"),
        "uk": mark("Ukrainian"),
    }
)
_VERIFICATIONS = MappingProxyType(
    {
        "found once": mark("Found in source"),
        "found more than once": mark("Found more than once in source"),
        "found elsewhere": mark("Found elsewhere in source"),
        "not found in source": mark("Not found in source"),
    }
)
_EXCERPT_LENGTH = 90


def build_card(dossier: Dossier, claim: Claim) -> Card:
    """Build the card of a claim, with its relations in both directions."""
    links = dossier.index.links.get(claim.id, ())
    speaker = _find_agent(dossier, claim.speaker)
    return Card(
        claim_id=claim.id,
        text=_format_text(claim),
        speaker=speaker.name,
        role=speaker.role,
        camp=speaker.camp,
        attribution_chain=tuple(_build_hop(dossier, hop) for hop in claim.chain),
        date=_format_dates(claim),
        badges=_list_badges(claim),
        normalized_text=claim.text_normalised,
        note=_format_note(claim),
        figures=tuple(_format_figure(quantity) for quantity in claim.quantities),
        relations=tuple(_build_relation(dossier, link) for link in links),
        grade=_format_grades(claim, speaker),
        verification=_format_verification(dossier, claim),
        citation=format_citation(dossier, claim),
        sensitive=bool(claim.sensitivity),
    )


def format_citation(dossier: Dossier, claim: Claim) -> str:
    """Format text, speaker, attribution chain and source of a claim on one line."""
    hops = [f"{_find_agent(dossier, hop.agent).name} ({_format_verb(hop)})" for hop in claim.chain]
    position = claim.target.position
    parts = [
        _format_speaker(dossier, claim),
        tr("via {chain}").format(chain=" → ".join(hops)) if hops else "",
        _format_document(dossier, claim.target.source),
        tr("characters {start}–{end}").format(start=position.start, end=position.end)
        if position
        else "",
    ]
    text = _format_text(claim) + (" [sic]" if claim.text_normalised else "")
    return f"{text} — {'; '.join(filter(None, parts))} [{claim.id}]"


def _format_document(dossier: Dossier, source_id: str) -> str:
    source = dossier.index.sources.get(source_id)
    if source is None:
        return source_id
    publisher = _find_agent(dossier, source.publisher).name if source.publisher else ""
    published = format_edtf(source.published.edtf) or source.published.printed
    parts = [*source.authors, source.title or source.id, publisher, published]
    return ", ".join(filter(None, parts))


def _format_text(claim: Claim, max_length: int | None = None) -> str:
    """Return the text as printed, in quotation marks if these are the speaker's own words."""
    text = claim.text_exact if max_length is None else shorten(claim.text_exact, max_length)
    return f"“{text}”" if claim.speech in QUOTED_SPEECH else text


def _find_agent(dossier: Dossier, agent_id: str) -> Agent:
    return dossier.index.agents.get(agent_id) or Agent(id=agent_id, name=agent_id)


def _format_speaker(dossier: Dossier, claim: Claim) -> str:
    speaker = _find_agent(dossier, claim.speaker)
    return ", ".join(filter(None, [speaker.name, speaker.role]))


def _build_hop(dossier: Dossier, hop: Hop) -> HopText:
    return HopText(
        agent=_find_agent(dossier, hop.agent).name,
        verb=_format_verb(hop),
        date=format_edtf(hop.date),
        uncertain=hop.uncertain,
    )


def _format_verb(hop: Hop) -> str:
    return " · ".join(filter(None, [tr(_VERBS[hop.verb]), hop.medium]))


def _format_dates(claim: Claim) -> str:
    """List the period a claim covers, and the dates of the statement and of its publication."""
    stated, published = claim.said_time, claim.published_time
    if claim.speech in _DOCUMENT_SPEECH and published in ("", stated):
        stated, published = "", stated
    dates = [
        (tr("Covers: {date}"), claim.event_time),
        (tr("Stated: {date}"), stated),
        (tr("Published: {date}"), published),
    ]
    texts = [template.format(date=format_edtf(date)) for template, date in dates if date]
    return " · ".join(texts) or tr("Date not given")


def _list_badges(claim: Claim) -> tuple[str, ...]:
    hedges = ", ".join(f"“{hedge}”" for hedge in claim.hedges)
    badges = [
        tr(_SPEECH[claim.speech]),
        tr(_MODALITIES[claim.modality]) if claim.modality in _MODALITIES else "",
        tr("Hedge words: {words}").format(words=hedges) if hedges else "",
        tr("Translated") if claim.translated_from else "",
        tr("Ambiguous attribution") if claim.attribution_ambiguous else "",
        tr("Withdrawn") if claim.status == "withdrawn" else "",
    ]
    return tuple(filter(None, badges))


def _format_note(claim: Claim) -> str:
    languages = ", ".join(_format_language(code) for code in claim.translated_from)
    translated = tr("Translated from {languages}.").format(languages=languages) if languages else ""
    return " ".join(filter(None, [claim.text_note, translated]))


def _format_language(code: str) -> str:
    plain_code = code.rstrip("?")
    name = tr(_LANGUAGES[plain_code]) if plain_code in _LANGUAGES else plain_code
    return tr("{language} (probably)").format(language=name) if code.endswith("?") else name


def _format_figure(quantity: Quantity) -> str:
    """Format a quantity as claimed: "~3 km · corridor width (Ukrainian)"."""
    sign = "~" if quantity.approx else ""
    amount = sign + " ".join(filter(None, [_format_value(quantity), quantity.unit]))
    side = _format_side(quantity.side)
    figure = " · ".join(filter(None, [amount, quantity.what]))
    return f"{figure} ({side})" if side else figure


def _format_side(side: str) -> str:
    # The context distinguishes these adjectives from the names of languages.
    labels = {"UA": trc("side", "Ukrainian"), "RU": trc("side", "Russian")}
    return labels.get(side, side)


def _format_value(quantity: Quantity) -> str:
    if quantity.value is not None:
        return format_number(quantity.value)
    low, high = quantity.min, quantity.max
    if low is not None and high is not None:
        return f"{format_number(low)}–{format_number(high)}"
    if low is not None:
        return tr("at least {value}").format(value=format_number(low))
    return tr("at most {value}").format(value=format_number(high)) if high is not None else ""


def _build_relation(dossier: Dossier, link: Link) -> RelationText:
    claim = dossier.index.claims[link.claim]
    by_article = link.relation.basis == "article"
    return RelationText(
        phrase=tr(link.phrase),
        claim_id=claim.id,
        speaker=_find_agent(dossier, claim.speaker).name,
        excerpt=_format_text(claim, _EXCERPT_LENGTH),
        basis=tr("Per the article") if by_article else tr("Analyst's judgment"),
        note=link.relation.note,
    )


def _format_grades(claim: Claim, speaker: Agent) -> str:
    reliability, credibility = speaker.reliability.grade, claim.credibility.grade
    grades = [
        tr("Source reliability: {grade}").format(grade=reliability) if reliability else "",
        tr("Information credibility: {grade}").format(grade=credibility) if credibility else "",
    ]
    return " · ".join(filter(None, grades))


def _format_verification(dossier: Dossier, claim: Claim) -> str:
    result = dossier.verification.get(claim.id, "")
    return tr(_VERIFICATIONS[result]) if result in _VERIFICATIONS else result
