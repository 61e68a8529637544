"""The keys of the main window and of the briefing, for their key sheets."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction, QKeySequence

from frontviewer.ui.actions import Command


def main_keys(
    table: Sequence[Command], actions: Mapping[str, QAction]
) -> tuple[tuple[str, str], ...]:
    """Return (keys, meaning) of every command that has a key, and of the mouse on the map."""
    translate = QCoreApplication.translate
    by_key = tuple(
        (_named(actions[command.name]), command.text.replace("&", "").rstrip(" …"))
        for command in table
        if command.shortcuts
    )
    by_hand = (
        (translate("Keys", "Tab  →  ↓"), translate("Keys", "On the map: next feature")),
        (translate("Keys", "Shift+Tab  ←  ↑"), translate("Keys", "On the map: feature before")),
        (translate("Keys", "Click"), translate("Keys", "Select; again: what lies below")),
        (translate("Keys", "Drag"), translate("Keys", "Move the map")),
        (translate("Keys", "Shift+drag"), translate("Keys", "Zoom to a box")),
        (translate("Keys", "Wheel"), translate("Keys", "Zoom at the pointer")),
    )
    return by_key + by_hand


def briefing_keys() -> tuple[tuple[str, str], ...]:
    """Return (keys, meaning) of the briefing."""
    translate = QCoreApplication.translate
    return (
        (translate("Keys", "→  ↓  Space  Page down"), translate("Keys", "Next step")),
        (translate("Keys", "←  ↑  Page up"), translate("Keys", "Step before")),
        (translate("Keys", "Home  End"), translate("Keys", "First step, last step")),
        (translate("Keys", "B  ."), translate("Keys", "Black screen")),
        (translate("Keys", "?"), translate("Keys", "These keys")),
        (translate("Keys", "Esc"), translate("Keys", "Leave the briefing")),
    )


def _named(action: QAction) -> str:
    native = QKeySequence.SequenceFormat.NativeText
    return "  ".join(sequence.toString(native) for sequence in action.shortcuts()[:2])
