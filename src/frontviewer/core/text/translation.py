"""Translates every string that people see, with GNU gettext.

All packages import `tr`, `trn` and `trc` from here. Babel extracts their arguments into
`resources/i18n/frontviewer.pot` (`make messages`), so arguments are literals: values are inserted
after translation, `tr("{name} was saved.").format(name=name)`. A table of labels marks its strings
with `mark` and translates them when they are shown, since the language is chosen after import.

=========  ===================================
function   GNU gettext
=========  ===================================
`tr`       ``gettext(message)``
`trn`      ``ngettext(singular, plural, n)``
`trc`      ``pgettext(context, message)``
`mark`     ``gettext_noop(message)``, ``N_``
=========  ===================================
"""

import gettext
from collections.abc import Sequence
from pathlib import Path

DOMAIN = "frontviewer"


class _Catalog:
    """The catalog in use and its language; an empty catalog and "" for English."""

    translations: gettext.NullTranslations = gettext.NullTranslations()
    language: str = ""


def install_language(folder: Path, languages: Sequence[str] | None = None) -> str:
    """Load the catalog of the first language that has one, and return its name; "" for English.

    Parameters
    ----------
    folder
        Holds `LANGUAGE/LC_MESSAGES/frontviewer.mo`.
    languages
        Language codes, preferred first; None takes those of the environment, as GNU gettext does:
        `LANGUAGE`, `LC_ALL`, `LC_MESSAGES`, `LANG`.
    """
    found = gettext.translation(DOMAIN, str(folder), languages, fallback=True)
    _Catalog.translations, _Catalog.language = found, found.info().get("language", "")
    return _Catalog.language


def current_language() -> str:
    """Return the language of the catalog in use; "" for English."""
    return _Catalog.language


def tr(message: str) -> str:
    """Return the translation of a message."""
    return _Catalog.translations.gettext(message)


def trn(singular: str, plural: str, count: int) -> str:
    """Return the translation of a message in the plural form for a count."""
    return _Catalog.translations.ngettext(singular, plural, count)


def trc(context: str, message: str) -> str:
    """Return the translation of a message that is ambiguous without its context."""
    return _Catalog.translations.pgettext(context, message)


def mark(message: str) -> str:
    """Mark a message of a table for extraction; it is translated when it is shown."""
    return message
