"""Shows foreign text literally in labels and tooltips, which otherwise interpret it as HTML."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

_MAX_TOOLTIP_LENGTH = 1000
"""Characters; a name may have 200,000."""


def plain_label(text: str = "") -> QLabel:
    """Return a label that shows its text literally."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def escape_tooltip(text: str) -> str:
    """Return HTML that shows the text literally in a tooltip; "" for no tooltip.

    Qt detects the format of a tooltip by its content. An image tag in it would be loaded, even
    from another machine.
    """
    shown = text if len(text) <= _MAX_TOOLTIP_LENGTH else text[:_MAX_TOOLTIP_LENGTH] + " …"
    return f'<p style="white-space:pre-wrap">{escape(shown)}</p>' if text else ""
