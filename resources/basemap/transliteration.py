"""Find the Ukrainian name of a place among its alternate names, and romanize it.

GeoNames lists alternate names without their language. The Ukrainian name is the Cyrillic one whose
official romanization (Cabinet of Ministers of Ukraine, resolution 55 of 27 January 2010) equals the
place's English name, or differs from it only as older systems do ("Kryvyy Rih" for "Kryvyi Rih").
If there is no such name, the result is None.
"""

import re
from collections.abc import Iterable

CYRILLIC = "абвгґдежзиійклмнопрстуфхцчшщєїюя"
LATIN = "a b v h g d e zh z y i i k l m n o p r s t u f kh ts ch sh shch ie i iu ia"
SILENT = "ь'ʼ’"
ROMANIZATION = dict(zip(CYRILLIC, LATIN.split(" "), strict=True))
WORD_INITIAL = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def ukrainian_names(name: str, alternatives: Iterable[str]) -> tuple[str, str | None]:
    """Return the Latin name, in the official romanization if possible, and the Ukrainian name."""
    candidates = sorted(
        (n for n in alternatives if _may_be_ukrainian(n)), key=_ukrainian_score, reverse=True
    )
    for candidate in candidates:
        if romanize(candidate) == _remove_silent(name):
            return name, candidate
    for candidate in candidates:
        if _spelling_key(romanize(candidate)) == _spelling_key(name) and _ukrainian_score(
            candidate
        ):
            return _romanize_capitalized(candidate), candidate
    return name, None


def romanize(name: str) -> str:
    """Return the official romanization in lower case; keep letters that are not Ukrainian."""
    letters = _remove_silent(name).replace("зг", "zgh")
    letters = re.sub(r"\b[єїйюя]", lambda match: WORD_INITIAL[match[0]], letters)
    return letters.translate(str.maketrans(ROMANIZATION))


def _may_be_ukrainian(name: str) -> bool:
    """Return whether a name consists of Ukrainian letters and has no Russian adjective ending."""
    letters = name.casefold()
    russian = re.search(r"[сцз]к(|а|е|ий|і)\b", letters)
    return not set(letters) - set(CYRILLIC + SILENT + " -") and not russian


def _ukrainian_score(name: str) -> int:
    """Return how many letters and combinations of a name are Ukrainian but not Russian."""
    return len(re.findall("[іїєґ'’]|ьк", name.casefold()))


def _remove_silent(name: str) -> str:
    return name.casefold().translate(dict.fromkeys(map(ord, SILENT)))


def _spelling_key(name: str) -> str:
    """Return a comparison key that ignores how a romanization spells и, і, ї and й."""
    return re.sub("i+", "i", _remove_silent(name).replace("y", "i"))


def _romanize_capitalized(name: str) -> str:
    return re.sub(r"\b\w", lambda match: match[0].upper(), romanize(name))
