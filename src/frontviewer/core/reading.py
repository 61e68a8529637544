"""Puts together what there is to read about a feature: every word of the evidence panel."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType, UnionType
from typing import TypeVar

import msgspec

from frontviewer.core.dossier import Dossier
from frontviewer.core.evidence import Agent, Claim, Hop, Media, Quantity
from frontviewer.core.facts import date_words, facts_of
from frontviewer.core.layer import Feature, FeatureKey
from frontviewer.core.page import Card, Group, HopText, MediaCard, Page, RelationText
from frontviewer.core.relations import Link

NO_PLACE = FeatureKey("", "")
"""Stands for the claims and pictures that are about no feature that is open."""

_AboutT = TypeVar("_AboutT", Claim, Media)

_ALOUD = ("direct", "social_post")
_GROUPS = (
    ("Direct quotations", _ALOUD),
    ("Reported speech", ("reported", "mixed")),
    ("The article's own statements", ("own", "frame", "heading")),
    ("Captions", ("caption",)),
)
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
_LOOKS = (
    *("stroke", "stroke-width", "stroke-opacity", "fill", "fill-opacity"),
    *("marker-color", "marker-size", "marker-symbol"),
)
_SAID_ELSEWHERE: Mapping[str, type | UnionType] = MappingProxyType(
    {
        **dict.fromkeys(_LOOKS, object),
        **dict.fromkeys(("kind", "class", "geom_basis", "geom_source", "valid", "note"), str),
        **dict.fromkeys(("drawn_by", "drawn_at", "schematic"), object),
        "name": str | int | float,
        "names": list,
        "precision_m": int | float,
        "width_m": dict,
    }
)
"""Properties that the page tells in words, or the map by its looks, if they are of this type."""


def page_of(dossier: Dossier, key: FeatureKey, files: Mapping[str, str] | None = None) -> Page:
    """Return the page of one feature, or of `NO_PLACE`.

    `files` maps media ids to files that the user holds.

    Raises
    ------
    KeyError
        If the dossier has no such feature.
    """
    if key == NO_PLACE:
        return _unplaced_page(dossier, files or {})
    feature = dossier.feature(key)
    if feature is None:
        raise KeyError(key)
    claims = dossier.index.claims_about.get(key.id, ())
    media = dossier.index.media_about.get(key.id, ())
    return Page(
        key=key,
        name=feature.name,
        other_names=_other_names(feature),
        facts=facts_of(dossier, feature),
        note=feature.note,
        unsourced=feature.unsourced,
        located=feature.located,
        groups=_groups(dossier, claims),
        media=_pictures(dossier, media, files or {}),
        properties=_properties(feature),
    )


def page_of_claims(
    dossier: Dossier,
    claim_ids: Sequence[str],
    files: Mapping[str, str] | None = None,
) -> Page:
    """Return a page without a name: chosen claims in the order given, as a briefing shows them.

    An id that names a picture shows the picture, not its caption once more as a claim.
    """
    index = dossier.index
    pictures = [index.media[known] for known in claim_ids if known in index.media]
    told = [known for known in claim_ids if known in index.claims and known not in index.media]
    cards = _cards(dossier, [index.claims[known] for known in told])
    return Page(
        key=NO_PLACE,
        name="",
        other_names=(),
        facts=(),
        note="",
        unsourced=False,
        groups=(Group("", cards),) if cards else (),
        media=_pictures(dossier, pictures, files or {}),
        properties=(),
    )


def claim_counts(dossier: Dossier) -> Mapping[FeatureKey, int]:
    """Count the claims about each feature that has any, and those about `NO_PLACE`."""
    index = dossier.index
    counts = {
        key: len(claims)
        for feature, claims in index.claims_about.items()
        for key in index.keys.get(feature, ())
    }
    unplaced = len(_unplaced(dossier, dossier.evidence.claims))
    return {**counts, NO_PLACE: unplaced} if unplaced else counts


def citation(dossier: Dossier, claim: Claim) -> str:
    """Return the words and where they come from, in one line, for a footnote."""
    index = dossier.index
    hops = [f"{_agent(dossier, hop.agent).name} ({_verb(hop)})" for hop in claim.chain]
    source = index.sources.get(claim.target.source)
    document = [source.title, source.published.printed or source.published.edtf] if source else []
    position = claim.target.position
    place = f"characters {position.start}–{position.end}" if position else ""
    parts = [
        _attribution(dossier, claim),
        "via " + " → ".join(hops) if hops else "",
        ", ".join(filter(None, [*document, place])),
    ]
    return f"{_words(claim)} — {'; '.join(filter(None, parts))} [{claim.id}]"


def _unplaced_page(dossier: Dossier, files: Mapping[str, str]) -> Page:
    claims = _unplaced(dossier, dossier.evidence.claims)
    media = _unplaced(dossier, dossier.evidence.media)
    return Page(
        key=NO_PLACE,
        name="Claims about no place",
        other_names=(),
        facts=(),
        note="These claims and pictures are about none of the features that are open.",
        unsourced=False,
        groups=_groups(dossier, claims),
        media=_pictures(dossier, media, files),
        properties=(),
    )


def _unplaced(dossier: Dossier, records: Iterable[_AboutT]) -> list[_AboutT]:
    there = dossier.index.keys
    return [item for item in records if not any(about.feature in there for about in item.about)]


def _groups(dossier: Dossier, claims: Sequence[Claim]) -> tuple[Group, ...]:
    manners = ((title, [c for c in claims if c.speech in speech]) for title, speech in _GROUPS)
    return tuple(Group(title, _cards(dossier, chosen)) for title, chosen in manners if chosen)


def _cards(dossier: Dossier, claims: Iterable[Claim]) -> tuple[Card, ...]:
    links = dossier.index.links
    return tuple(_card(dossier, claim, links.get(claim.id, ())) for claim in claims)


def _card(dossier: Dossier, claim: Claim, links: Sequence[Link]) -> Card:
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
        ribbon=tuple(_hop(dossier, hop) for hop in claim.chain),
        date=_date(claim),
        badges=_badges(claim),
        reading=claim.text_normalised,
        remark=_remark(claim),
        numbers=tuple(_number(quantity) for quantity in claim.quantities),
        relations=tuple(
            _relation(dossier, link) for link in links if link.claim in dossier.index.claims
        ),
        grade=", ".join(graded) or "not graded",
        seal=dossier.seals.get(claim.id, ""),
        citation=citation(dossier, claim),
        sensitive=bool(claim.sensitivity),
    )


def _words(claim: Claim) -> str:
    """Return the words as printed; quotation marks say that these were the speaker's own."""
    return f"“{claim.text_exact}”" if claim.speech in _ALOUD else claim.text_exact


def _agent(dossier: Dossier, agent_id: str) -> Agent:
    return dossier.index.agents.get(agent_id) or Agent(id=agent_id, name=agent_id)


def _attribution(dossier: Dossier, claim: Claim) -> str:
    speaker = _agent(dossier, claim.speaker)
    return ", ".join(filter(None, [speaker.name, speaker.role]))


def _hop(dossier: Dossier, hop: Hop) -> HopText:
    return HopText(
        agent=_agent(dossier, hop.agent).name,
        verb=_verb(hop),
        date=date_words(hop.date) if hop.date else "",
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
    known = [(label, date_words(time)) for label, time in clocks if time]
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
        return _digits(quantity.value)
    low, high = quantity.min, quantity.max
    if low is not None and high is not None:
        return f"{_digits(low)}–{_digits(high)}"
    if low is not None:
        return f"at least {_digits(low)}"
    return f"at most {_digits(high)}" if high is not None else ""


def _digits(number: float) -> str:
    """Return a number as it was given: thousands parted, nothing rounded."""
    return f"{number:,.15g}"


def _relation(dossier: Dossier, link: Link) -> RelationText:
    other = dossier.index.claims[link.claim]
    return RelationText(
        phrase=link.phrase,
        claim_id=other.id,
        speaker=_agent(dossier, other.speaker).name,
        excerpt=_shortened(_words(other)),
        basis="the article's words" if link.relation.basis == "article" else "our reading",
        note=link.relation.note,
    )


def _shortened(words: str) -> str:
    if len(words) <= _EXCERPT:
        return words
    return words[:_EXCERPT].rsplit(" ", 1)[0] + " …" + ("”" if words.startswith("“") else "")


def _pictures(
    dossier: Dossier, media: Iterable[Media], files: Mapping[str, str]
) -> tuple[MediaCard, ...]:
    return tuple(
        MediaCard(
            media_id=item.id,
            kind=item.kind,
            caption=item.caption_exact,
            credit=item.credit_as_printed,
            date="depicts: " + date_words(item.depicted_time) if item.depicted_time else "",
            availability=item.availability,
            file=files.get(item.id) or _shipped(dossier, item),
            alt=item.alt,
            sensitive=bool(item.sensitivity),
        )
        for item in media
    )


def _shipped(dossier: Dossier, media: Media) -> str | None:
    if media.path is None or dossier.path is None:
        return None
    file = dossier.path / media.path
    return str(file) if file.is_file() else None


def _other_names(feature: Feature) -> tuple[str, ...]:
    return tuple(
        f"{name['text']} (former)" if name.get("former") else str(name["text"])
        for name in feature.names
    )


def _properties(feature: Feature) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value if isinstance(value, str) else _json(value))
        for name, value in feature.properties.items()
        if name not in _SAID_ELSEWHERE or not isinstance(value, _SAID_ELSEWHERE[name])
    )


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
