"""Puts together what there is to read about a feature: every word of the evidence panel."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType, UnionType
from typing import TypeVar

import msgspec

from frontviewer.core.model import edtf
from frontviewer.core.model.dossier import Dossier
from frontviewer.core.model.evidence import Claim, Media
from frontviewer.core.model.feature import Feature, FeatureKey
from frontviewer.core.pages.claim_card import QUOTED_SPEECH, build_card
from frontviewer.core.pages.feature_facts import Facts, feature_facts
from frontviewer.core.pages.page import NO_LOCATION_NAME, Card, Group, MediaCard, Page
from frontviewer.core.problems import CallError
from frontviewer.core.text.shorten import shortened

NO_LOCATION = FeatureKey("", "")
"""Stands for the claims and pictures that are about no feature that is open."""
NO_LOCATION_ID = "-"
"""What `NO_LOCATION` is called where a feature's id is asked for."""

_AboutT = TypeVar("_AboutT", Claim, Media)

_GROUPS = (
    ("Direct quotations", QUOTED_SPEECH),
    ("Reported speech", ("reported", "mixed")),
    ("The article's own statements", ("own", "frame", "heading")),
    ("Captions", ("caption",)),
)
_MEDIA_STATES = {
    "bundled": "the file is missing",
    "credit_only": "not bundled",
    "link_only": "link only",
}
_LONGEST = 2000
_MOST_PAIRS = 100
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


def find_features(dossier: Dossier, word: str) -> tuple[FeatureKey, ...]:
    """Return the features that bear an id, or `NO_LOCATION` for its own.

    Raises
    ------
    CallError
        If there is none; it says how to find one.
    """
    keys = (NO_LOCATION,) if word == NO_LOCATION_ID else dossier.keys_with_id(word)
    if not keys:
        call = " ".join(["frontviewer show", *map(str, dossier.opened)])
        raise CallError(f"There is no feature {word}; `{call}` lists those there are.")
    return keys


def build_page(
    dossier: Dossier,
    key: FeatureKey,
    files: Mapping[str, str] | None = None,
    *,
    whole: bool = False,
) -> Page:
    """Return the page of one feature, or of `NO_LOCATION`.

    `files` maps media ids to files that the user holds. Very long notes and values are cut, and
    very many properties left out, unless the page is to be `whole`.

    Raises
    ------
    KeyError
        If the dossier has no such feature.
    """
    if key == NO_LOCATION:
        return _unplaced_page(dossier, files or {})
    feature = dossier.feature(key)
    if feature is None:
        raise KeyError(key)
    claims = dossier.index.claims_about.get(key.id, ())
    media = dossier.index.media_about.get(key.id, ())
    page = Page(
        key=key,
        name=feature.name,
        other_names=_other_names(feature),
        facts=feature_facts(dossier, feature),
        note=feature.note,
        unsourced=feature.unsourced,
        located=feature.located,
        groups=_groups(dossier, claims),
        media=_pictures(media, files or {}),
        properties=_properties(feature),
    )
    return page if whole else _cut(page)


def _cut(page: Page) -> Page:
    """Return a page that can be laid out at once, whatever a foreign file holds."""
    more = len(page.properties) - _MOST_PAIRS
    rest = (("…", f"and {more:,} more"),) if more > 0 else ()
    return replace(
        page,
        other_names=tuple(shortened(name) for name in page.other_names[:_MOST_PAIRS]),
        facts=_cut_pairs(page.facts),
        note=shortened(page.note, _LONGEST),
        properties=_cut_pairs(page.properties[:_MOST_PAIRS]) + rest,
    )


def _cut_pairs(pairs: Facts) -> Facts:
    return tuple((shortened(name), shortened(words, _LONGEST)) for name, words in pairs)


def build_claims_page(
    dossier: Dossier,
    claim_ids: Sequence[str],
    files: Mapping[str, str] | None = None,
) -> Page:
    """Return a page without a name: chosen claims in the order given, as a briefing shows them.

    An id that names a picture shows the picture, not its caption once more as a claim. Relations
    are told only between the claims on show: what cannot be seen is not spoken of on a wall.
    """
    index = dossier.index
    pictures = [index.media[known] for known in claim_ids if known in index.media]
    told = [known for known in claim_ids if known in index.claims and known not in index.media]
    cards = tuple(
        replace(card, relations=tuple(r for r in card.relations if r.claim_id in told))
        for card in _cards(dossier, [index.claims[known] for known in told])
    )
    return Page(
        key=NO_LOCATION,
        name="",
        other_names=(),
        facts=(),
        note="",
        unsourced=False,
        groups=(Group("", cards),) if cards else (),
        media=_pictures(pictures, files or {}),
        properties=(),
    )


def count_claims(dossier: Dossier) -> Mapping[FeatureKey, int]:
    """Count the claims about each feature that has any, and those about `NO_LOCATION`."""
    index = dossier.index
    counts = {
        key: len(claims)
        for feature, claims in index.claims_about.items()
        for key in dossier.keys_with_id(feature)
    }
    unplaced = len(_unplaced(dossier, dossier.evidence.claims))
    return {**counts, NO_LOCATION: unplaced} if unplaced else counts


def _unplaced_page(dossier: Dossier, files: Mapping[str, str]) -> Page:
    claims = _unplaced(dossier, dossier.evidence.claims)
    media = _unplaced(dossier, dossier.evidence.media)
    return Page(
        key=NO_LOCATION,
        name=NO_LOCATION_NAME,
        other_names=(),
        facts=(),
        note="These claims and pictures are about none of the features that are open.",
        unsourced=False,
        groups=_groups(dossier, claims),
        media=_pictures(media, files),
        properties=(),
    )


def _unplaced(dossier: Dossier, records: Iterable[_AboutT]) -> list[_AboutT]:
    return [
        item
        for item in records
        if not any(dossier.keys_with_id(about.feature) for about in item.about)
    ]


def _groups(dossier: Dossier, claims: Sequence[Claim]) -> tuple[Group, ...]:
    manners = ((title, [c for c in claims if c.speech in speech]) for title, speech in _GROUPS)
    return tuple(Group(title, _cards(dossier, chosen)) for title, chosen in manners if chosen)


def _cards(dossier: Dossier, claims: Iterable[Claim]) -> tuple[Card, ...]:
    return tuple(build_card(dossier, claim) for claim in claims)


def _pictures(media: Iterable[Media], files: Mapping[str, str]) -> tuple[MediaCard, ...]:
    return tuple(_picture(item, files.get(item.id)) for item in media)


def _picture(media: Media, held: str | None) -> MediaCard:
    # Path.is_file raises where a name is too long.
    shipped = media.path if media.path and os.path.isfile(media.path) else None  # noqa: PTH113
    file = held or shipped
    return MediaCard(
        media_id=media.id,
        kind=media.kind,
        caption=media.caption_exact,
        credit=media.credit_as_printed,
        date="depicts: " + edtf.format_edtf(media.depicted_time) if media.depicted_time else "",
        availability=media.availability,
        file=file,
        alt=media.alt,
        sensitive=bool(media.sensitivity),
        state="" if file else _MEDIA_STATES[media.availability],
    )


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
