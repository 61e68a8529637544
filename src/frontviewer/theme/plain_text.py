"""Words of others, shown as written: Qt takes whatever looks like HTML for HTML."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

_ENOUGH = 1000
"""Characters that a tool tip shows; a name may have 200,000."""


def plain_label(text: str = "") -> QLabel:
    """Return a label that shows its text as written."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def plain_tip(text: str) -> str:
    """Return what a tool tip must be given to show this text as written; "" shows none.

    Qt guesses a tip's format. An image in it would be looked for, even on another machine.
    """
    shown = text if len(text) <= _ENOUGH else text[:_ENOUGH] + " …"
    return f'<p style="white-space:pre-wrap">{escape(shown)}</p>' if text else ""
