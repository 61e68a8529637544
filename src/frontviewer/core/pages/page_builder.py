"""Builds the content of the evidence panel for a feature or for a step of a briefing."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType, UnionType
from typing import TypeVar

import msgspec

from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.edtf import format_edtf
from frontviewer.core.model.evidence import Claim, Media
from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.core.pages.claim_card import QUOTED_SPEECH, build_card
from frontviewer.core.pages.feature_facts import Facts, feature_facts
from frontviewer.core.pages.page import NO_LOCATION_NAME, Card, Group, MediaCard, Page
from frontviewer.core.problems import UsageError
from frontviewer.core.text.formatting import format_number
from frontviewer.core.text.shorten import shorten
from frontviewer.core.text.translation import mark, tr, trn

NO_LOCATION = FeatureKey("", "")
"""Key of the page with the claims and media that refer to no open feature."""
NO_LOCATION_ID = "-"
"""Feature id of `NO_LOCATION` on the command line and in JSON."""

_AboutT = TypeVar("_AboutT", Claim, Media)

_PARAPHRASED_SPEECH = ("reported", "mixed")
_GROUPS = (
    (mark("Direct quotations"), QUOTED_SPEECH),
    (mark("Reported speech"), _PARAPHRASED_SPEECH),
    (mark("The article's own statements"), ("own", "frame", "heading")),
    (mark("Captions"), ("caption",)),
)
_NOT_INCLUDED: Mapping[str, str] = MappingProxyType(
    {
        "image": mark("Image not included"),
        "video": mark("Video not included"),
        "post": mark("Post not included"),
    }
)
_MAX_TEXT_LENGTH = 2000
_MAX_PAIRS = 100
_STYLE_PROPERTIES = (
    *("stroke", "stroke-width", "stroke-opacity", "fill", "fill-opacity"),
    *("marker-color", "marker-size", "marker-symbol"),
)
_SHOWN_ELSEWHERE: Mapping[str, type | UnionType] = MappingProxyType(
    {
        **dict.fromkeys(_STYLE_PROPERTIES, object),
        **dict.fromkeys(("kind", "class", "geom_basis", "geom_source", "valid", "note"), str),
        **dict.fromkeys(("drawn_by", "drawn_at", "schematic"), object),
        "name": str | int | float,
        "names": list,
        "precision_m": int | float,
        "width_m": dict,
    }
)
"""Properties that other parts of the page or the map show if they are of this type."""


def find_features(dossier: Dossier, feature_id: str) -> tuple[FeatureKey, ...]:
    """Return the keys of the features with an id; `NO_LOCATION` for `NO_LOCATION_ID`.

    Raises
    ------
    UsageError
        If there is none; the message gives the command that lists the features.
    """
    keys = (NO_LOCATION,) if feature_id == NO_LOCATION_ID else dossier.keys_with_id(feature_id)
    if not keys:
        command = " ".join(["frontviewer show", *map(str, dossier.opened)])
        message = tr("There is no feature {id}; `{command}` lists all features.")
        raise UsageError(message.format(id=feature_id, command=command))
    return keys


def build_page(
    dossier: Dossier,
    key: FeatureKey,
    media_files: Mapping[str, str] | None = None,
    *,
    full: bool = False,
) -> Page:
    """Build the page of a feature, or of `NO_LOCATION`.

    Parameters
    ----------
    media_files
        Media id to a file chosen by the user.
    full
        Include long notes and values in full, and all properties; by default they are cut to what
        the panel can lay out without delay.

    Raises
    ------
    KeyError
        If the dossier has no such feature.
    """
    if key == NO_LOCATION:
        return _build_no_location_page(dossier, media_files or {})
    feature = dossier.feature(key)
    if feature is None:
        raise KeyError(key)
    claims = dossier.index.claims_about.get(key.id, ())
    media = dossier.index.media_about.get(key.id, ())
    page = Page(
        key=key,
        name=feature.name,
        other_names=_format_other_names(feature),
        facts=feature_facts(dossier, feature),
        note=feature.note,
        unsourced=feature.unsourced,
        located=feature.located,
        groups=_build_groups(dossier, claims),
        media=_build_media_cards(media, media_files or {}),
        properties=_list_properties(feature),
    )
    return page if full else _abridge(page)


def _abridge(page: Page) -> Page:
    """Cut long texts and lists of a page, since a file may contain megabytes of them."""
    omitted = max(len(page.properties) - _MAX_PAIRS, 0)
    more = trn("and {count} more", "and {count} more", omitted).format(count=format_number(omitted))
    return replace(
        page,
        other_names=tuple(shorten(name) for name in page.other_names[:_MAX_PAIRS]),
        facts=_abridge_pairs(page.facts),
        note=shorten(page.note, _MAX_TEXT_LENGTH),
        properties=_abridge_pairs(page.properties[:_MAX_PAIRS])
        + ((("…", more),) if omitted else ()),
    )


def _abridge_pairs(pairs: Facts) -> Facts:
    return tuple((shorten(name), shorten(text, _MAX_TEXT_LENGTH)) for name, text in pairs)


def build_claims_page(
    dossier: Dossier,
    claim_ids: Sequence[str],
    media_files: Mapping[str, str] | None = None,
) -> Page:
    """Build a page without a name from selected claims, in the given order, for a briefing.

    The id of a medium adds the medium, not its caption as a claim. Only relations between the
    selected claims are included, since the audience cannot open any other claim. Paraphrases are
    labeled, so that they cannot be mistaken for quotations from a distance.
    """
    index = dossier.index
    media = [index.media[item_id] for item_id in claim_ids if item_id in index.media]
    selected = [i for i in claim_ids if i in index.claims and i not in index.media]
    cards = tuple(_build_briefing_card(dossier, claim_id, selected) for claim_id in selected)
    return Page(
        key=NO_LOCATION,
        name="",
        other_names=(),
        facts=(),
        note="",
        unsourced=False,
        groups=(Group("", cards),) if cards else (),
        media=_build_media_cards(media, media_files or {}),
        properties=(),
    )


def count_claims(dossier: Dossier) -> Mapping[FeatureKey, int]:
    """Count the claims about each feature with any, and those of `NO_LOCATION`."""
    index = dossier.index
    counts = {
        key: len(claims)
        for feature_id, claims in index.claims_about.items()
        for key in dossier.keys_with_id(feature_id)
    }
    without_location = len(_without_location(dossier, dossier.evidence.claims))
    return {**counts, NO_LOCATION: without_location} if without_location else counts


def _build_no_location_page(dossier: Dossier, media_files: Mapping[str, str]) -> Page:
    claims = _without_location(dossier, dossier.evidence.claims)
    media = _without_location(dossier, dossier.evidence.media)
    return Page(
        key=NO_LOCATION,
        name=tr(NO_LOCATION_NAME),
        other_names=(),
        facts=(),
        note=tr("Claims and media not tied to any feature on the map."),
        unsourced=False,
        groups=_build_groups(dossier, claims),
        media=_build_media_cards(media, media_files),
        properties=(),
    )


def _without_location(dossier: Dossier, records: Iterable[_AboutT]) -> list[_AboutT]:
    return [
        record
        for record in records
        if not any(dossier.keys_with_id(about.feature) for about in record.about)
    ]


def _build_groups(dossier: Dossier, claims: Sequence[Claim]) -> tuple[Group, ...]:
    groups = ((title, [c for c in claims if c.speech in speech]) for title, speech in _GROUPS)
    return tuple(
        Group(tr(title), tuple(build_card(dossier, claim) for claim in members))
        for title, members in groups
        if members
    )


def _build_briefing_card(dossier: Dossier, claim_id: str, shown_ids: Sequence[str]) -> Card:
    claim = dossier.index.claims[claim_id]
    card = build_card(dossier, claim)
    is_paraphrase = claim.speech in _PARAPHRASED_SPEECH
    return replace(
        card,
        text=tr("Paraphrase: {text}").format(text=card.text) if is_paraphrase else card.text,
        relations=tuple(r for r in card.relations if r.claim_id in shown_ids),
    )


def _build_media_cards(
    media: Iterable[Media], media_files: Mapping[str, str]
) -> tuple[MediaCard, ...]:
    return tuple(_build_media_card(medium, media_files.get(medium.id)) for medium in media)


def _build_media_card(medium: Media, chosen_file: str | None) -> MediaCard:
    # Path.is_file raises OSError for a name that is too long.
    is_bundled = medium.path and os.path.isfile(medium.path)  # noqa: PTH113
    file = chosen_file or (medium.path if is_bundled else None)
    depicted = format_edtf(medium.depicted_time)
    return MediaCard(
        media_id=medium.id,
        kind=medium.kind,
        caption=medium.caption_exact,
        credit=medium.credit_as_printed,
        date=tr("Depicted: {date}").format(date=depicted) if depicted else "",
        availability=medium.availability,
        file=file,
        alt=medium.alt,
        sensitive=bool(medium.sensitivity),
        placeholder="" if file else _describe_missing_file(medium),
    )


def _describe_missing_file(medium: Media) -> str:
    if medium.availability == "bundled":
        return tr("File missing")
    return tr("Link only") if medium.availability == "link_only" else tr(_NOT_INCLUDED[medium.kind])


def _format_other_names(feature: Feature) -> tuple[str, ...]:
    return tuple(
        tr("{name} (former)").format(name=name["text"]) if name.get("former") else name["text"]
        for name in feature.names
    )


def _list_properties(feature: Feature) -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value if isinstance(value, str) else _encode(value))
        for name, value in feature.properties.items()
        if name not in _SHOWN_ELSEWHERE or not isinstance(value, _SHOWN_ELSEWHERE[name])
    )


def _encode(value: object) -> str:
    return msgspec.json.encode(value).decode()
