"""Which of a place's many names is the Ukrainian one, and its official Latin spelling.

GeoNames lists alternate names without their language. The Ukrainian one is the Cyrillic
name whose official Latin spelling (Cabinet of Ministers of Ukraine, resolution 55 of
27 January 2010) is the place's English name, or differs from it only as older systems
do ("Kryvyy Rih" for "Kryvyi Rih"). Where none is, none is given.
"""

import re
from collections.abc import Iterable

CYRILLIC = "абвгґдежзиійклмнопрстуфхцчшщєїюя"
LATIN = "a b v h g d e zh z y i i k l m n o p r s t u f kh ts ch sh shch ie i iu ia"
SILENT = "ь'ʼ’"
SPELLING = dict(zip(CYRILLIC, LATIN.split(" "), strict=True))
AT_START = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}


def ukrainian_names(name: str, alternatives: Iterable[str]) -> tuple[str, str | None]:
    """Return the Latin name, spelled officially if that is possible, and the Ukrainian one."""
    possible = sorted((n for n in alternatives if _may_be_ukrainian(n)), key=_signs, reverse=True)
    for other in possible:
        if romanised(other) == _without_silent(name):
            return name, other
    for other in possible:
        if _loosely(romanised(other)) == _loosely(name) and _signs(other):
            return _capitals(other), other
    return name, None


def romanised(name: str) -> str:
    """Return the official Latin spelling in small letters; foreign letters stay as they are."""
    letters = _without_silent(name).replace("зг", "zgh")
    begun = re.sub(r"\b[єїйюя]", lambda found: AT_START[found[0]], letters)
    return begun.translate(str.maketrans(SPELLING))


def _may_be_ukrainian(name: str) -> bool:
    """Return whether a name has Cyrillic letters only, and none of Russian's own spellings."""
    letters = name.casefold()
    russian = re.search(r"[сцз]к(|а|е|ий|і)\b", letters)
    return not set(letters) - set(CYRILLIC + SILENT + " -") and not russian


def _signs(name: str) -> int:
    """Return how many spellings speak for Ukrainian: letters that Russian does without, and ьк."""
    return len(re.findall("[іїєґ'’]|ьк", name.casefold()))


def _without_silent(name: str) -> str:
    return name.casefold().translate(dict.fromkeys(map(ord, SILENT)))


def _loosely(name: str) -> str:
    """Return a key in which the spellings of и, і, ї and й, the things systems differ in, agree."""
    return re.sub("i+", "i", _without_silent(name).replace("y", "i"))


def _capitals(name: str) -> str:
    return re.sub(r"\b\w", lambda found: found[0].upper(), romanised(name))
