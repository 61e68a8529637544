"""Every text that people see is translated: the program is run in a pseudo-language, ⟦like this⟧.

What comes from a dossier (names, quotations, notes, file names) is not translated.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex, Qt, QTranslator
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QFileDialog,
    QGroupBox,
    QLabel,
    QLineEdit,
    QMenu,
    QTabBar,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from frontviewer.app import MainController
from frontviewer.cli.main import main
from frontviewer.core.model.feature import FeatureKey
from frontviewer.core.model.layer import Layer
from frontviewer.core.pages.page_builder import NO_LOCATION
from frontviewer.core.system.app_paths import cache_folder, log_folder, settings_folder
from frontviewer.core.text.shorten import shorten
from frontviewer.core.text.translation import DOMAIN, install_language, tr, trc, trn
from frontviewer.mapview.overlays.map_controls import layout_controls
from frontviewer.ui.crash_handler import Crash
from frontviewer.ui.dialogs.about import find_library_versions
from frontviewer.ui.dialogs.crash import CrashDialog
from frontviewer.ui.dialogs.preferences import PreferencesDialog
from frontviewer.ui.dialogs.sheet import OverlaySheet

PSEUDO = "qps"
KEYWORDS = {"tr": None, "trn": (1, 2), "trc": ((1, "c"), 2), "mark": None}
TEMPLATE = Path("resources/i18n/frontviewer.pot")


def feature_keys(layer: Layer) -> list[FeatureKey]:
    return [feature.key for feature in layer.features()]


def wrapped(text: str) -> str:
    return f"⟦{text}⟧"


def template(repository: Path) -> Catalog:
    with (repository / TEMPLATE).open("rb") as stream:
        return read_po(stream)


def test_the_template_has_every_message_of_the_source(repository: Path):
    extracted = {
        (message, context)
        for *_, message, _, context in extract_from_dir(
            str(repository / "src"), keywords=KEYWORDS, comment_tags=()
        )
    }
    listed = {(message.id, message.context) for message in template(repository) if message.id}

    assert listed == extracted, "run: make messages"


def test_no_message_is_inside_an_f_string(repository: Path):
    """Babel does not look there before Python 3.12, so such a message stays English."""
    functions = {"tr", "trn", "trc", "mark"}
    for file in (repository / "src").rglob("*.py"):
        tree = ast.parse(file.read_text("utf-8"))
        strings = (n for n in ast.walk(tree) if isinstance(n, ast.JoinedStr))
        calls = (n for s in strings for n in ast.walk(s) if isinstance(n, ast.Call))
        found = [c for c in calls if isinstance(c.func, ast.Name) and c.func.id in functions]
        assert not [c for c in found if isinstance(c.args[0], ast.Constant)], file


@pytest.fixture
def pseudo_folder(repository: Path, tmp_path: Path) -> Path:
    """A catalog in which every message is wrapped in ⟦⟧."""
    catalog = Catalog(locale="en", domain=DOMAIN)
    for message in template(repository):
        if message.id:
            plural = isinstance(message.id, tuple)
            text = tuple(map(wrapped, message.id)) if plural else wrapped(message.id)
            catalog.add(message.id, text, context=message.context)
    file = tmp_path / "i18n" / PSEUDO / "LC_MESSAGES" / f"{DOMAIN}.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as stream:
        write_mo(stream, catalog)
    return tmp_path / "i18n"


@pytest.fixture
def pseudo(pseudo_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The program and Qt use the pseudo-language."""
    monkeypatch.setenv("LANGUAGE", PSEUDO)
    monkeypatch.setattr("frontviewer.cli.main.data_folder", lambda _: pseudo_folder.parent)
    install_language(pseudo_folder, [PSEUDO])
    yield
    install_language(pseudo_folder, [])


class PseudoQt(QTranslator):
    """Qt's own strings in the pseudo-language."""

    def translate(self, _context: str, text: str, _note: str = "", _count: int = -1) -> str:
        return wrapped(text)


@pytest.fixture
def pseudo_qt(qapp: QApplication, pseudo: None) -> Iterator[None]:
    translator = PseudoQt()
    qapp.installTranslator(translator)
    yield
    qapp.removeTranslator(translator)


def test_messages_plurals_and_contexts_are_looked_up(pseudo: None):
    assert tr("Cancel") == "⟦Cancel⟧"
    assert trn("{count} problem", "{count} problems", 2).format(count=2) == "⟦2 problems⟧"
    assert trc("no such context", "Cancel") == "Cancel"


def test_without_a_catalog_messages_are_english(tmp_path: Path):
    assert install_language(tmp_path, ["uk"]) == ""
    assert (tr("Cancel"), trn("one", "many", 2)) == ("Cancel", "many")


# What people see ------------------------------------------------------------------------------

ENUMERATIONS = {
    *("kind", "class", "geom_basis", "speech", "modality", "type", "basis", "status"),
    *("availability", "camp", "lang", "translated_from", "verb", "sensitivity"),
}
"""Members whose values are words of the format, not of a source: they are translated, too."""
KEYS = re.compile(
    r"\b(?:Ctrl|Alt|Shift|Meta|Esc|Tab|Home|End|PgUp|PgDown|Space|Return|Enter|Del|F\d+|[A-Z])\b"
)
SYNTAX = (
    *("error:", "warning:", "note:", "window", "present", "show", "check", "snapshot", "bench"),
    *("day", "night", "projector", "ID=FILE", "FILE", "W,S,E,N"),
)
"""Words of the command line's syntax, which are the same in every language."""
FILES = re.compile(r"\S+\.(?:geojson|json|fvz|png|txt)\b")
EXCERPT = 90
"""Characters of a related claim that a card shows."""
NAMES = ("frontviewer", "GeoJSON", "SHA-256", "WGS 84", "MIT")
"""Names that are the same in every language."""


def words_of_files(repository: Path) -> list[str]:
    """Return all free text of the sample dossier, longest first."""
    found: set[str] = set()

    def collect(value: Any, member: str = "") -> None:
        match value:
            case dict():
                for name, inner in value.items():
                    collect(inner, name)
            case list():
                for inner in value:
                    collect(inner, member)
            case str() if member not in ENUMERATIONS:
                words = " ".join(value.split())
                found.update((words, shorten(words, EXCERPT)))

    for file in (repository / "layers").glob("*.*json"):
        collect(msgspec.json.decode(file.read_bytes()))
        found.update((file.name, file.stem))
    return sorted((text for text in found if len(text) > 1), key=len, reverse=True)


def untranslated(text: str, known: list[str]) -> list[str]:
    """Return the words of a text that are neither translated nor known."""
    if " ".join(text.split()) in known:
        return []
    rest, before = " ".join(re.sub(r"<[^<>]*>", " ", text.replace("&", "")).split()), ""
    while rest != before:
        rest, before = re.sub(r"⟦[^⟦⟧]*⟧", " ", rest), rest
    rest = FILES.sub(" ", rest)
    for words in (*known, *NAMES):
        if words in rest:
            rest = re.sub(rf"(?<!\w){re.escape(words)}(?!\w)", " ", rest)
    return re.findall(r"[^\W\d_]{2,}", KEYS.sub(" ", rest))


def texts_of_model(view: QAbstractItemView) -> Iterator[str]:
    model: QAbstractItemModel | None = view.model()
    if model is None:
        return
    roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole)

    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(QModelIndex())

    def texts(parent: QModelIndex) -> Iterator[str]:
        for row in range(min(model.rowCount(parent), 60)):
            for column in range(columns):
                index = model.index(row, column, parent)
                yield from (str(index.data(role) or "") for role in roles)
                if column == 0:
                    yield from texts(index)

    yield from texts(QModelIndex())
    for orientation in (Qt.Orientation.Horizontal, Qt.Orientation.Vertical):
        for section in range(columns):
            yield str(model.headerData(section, orientation) or "")


def texts_of(root: QWidget) -> Iterator[tuple[str, str]]:
    """Yield every text of a widget and the widgets in it, with the name of its class."""
    for widget in (root, *root.findChildren(QWidget)):
        texts = [widget.toolTip(), widget.statusTip(), widget.whatsThis(), widget.windowTitle()]
        texts += [widget.accessibleName(), widget.accessibleDescription()]
        match widget:
            case QLabel() | QAbstractButton():
                texts.append(widget.text())
            case QLineEdit():
                texts += [widget.placeholderText(), widget.text()]
            case QGroupBox() | QMenu():
                texts.append(widget.title())
            case QComboBox():
                texts += [widget.itemText(at) for at in range(widget.count())]
            case QTabBar():
                texts += [widget.tabText(at) for at in range(widget.count())]
                texts += [widget.tabToolTip(at) for at in range(widget.count())]
            case QAbstractItemView():
                texts += texts_of_model(widget)
        yield from ((type(widget).__name__, text) for text in texts if text)
    for action in root.findChildren(QAction):
        for text in (action.text(), action.toolTip(), action.statusTip()):
            yield "QAction", text


@pytest.fixture
def check(repository: Path, tmp_path: Path) -> Callable[[QWidget], None]:
    """Fail if a widget shows a text that is not translated."""
    folders = [settings_folder(), cache_folder(), log_folder(), tmp_path, repository]
    dossier = [*map(str, folders), *words_of_files(repository), "broken"]

    def checked(widget: QWidget, *known: str) -> None:
        found = {
            (kind, text): rest
            for kind, text in texts_of(widget)
            if (rest := untranslated(text, [*known, *dossier]))
        }
        assert found == {}

    return checked


def test_the_window_is_translated(
    pseudo_qt: None, controller: MainController, check: Callable[[QWidget], None]
):
    window = controller.window
    window.problems_dock.show()
    check(window)
    keys = [key for layer in controller.session.state.dossier.layers for key in feature_keys(layer)]
    for key in (*keys, NO_LOCATION):
        controller.session.select(key)
        window.evidence.finish()
        check(window)
    controller.session.select_from_hits(tuple(keys[:3]))
    for tool in window.findChildren(QToolButton):
        if tool.isCheckable() and tool.isVisible():
            tool.click()  # unfold what is folded
    window.map.cursor_moved.emit((37.1, 48.3))
    controller.settings_store.remember_opened((Path("/x.geojson"),))
    check(window)


def test_messages_in_the_window_are_translated(
    pseudo_qt: None,
    empty_controller: MainController,
    check: Callable[[QWidget], None],
    qtbot: QtBot,
    tmp_path: Path,
):
    window, loader = empty_controller.window, empty_controller.loader
    check(window)  # empty states
    broken = tmp_path / "broken.geojson"
    ring = "[[[37, 48], [38, 49], [38, 48], [37, 49], [37, 48]]]"
    features = (
        '{"type": "Feature", "properties": {}, "geometry": {"type": "Circle"}}',
        '{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [1]}}',
        f'{{"type": "Feature", "geometry": {{"type": "Polygon", "coordinates": {ring}}}}}',
    )
    collection = f'{{"type": "FeatureCollection", "features": [{", ".join(features)}]}}'
    broken.write_text(collection, encoding="utf-8")
    with qtbot.waitSignal(loader.opened):
        loader.open([broken])
    window.problems_dock.show()
    check(window)
    for said in (window.show_reloaded, window.show_opened):
        said(empty_controller.session.state.dossier)
        check(window.message_bar)
    with qtbot.waitSignal(loader.failed):
        loader.open([tmp_path / "missing.geojson"])
    check(window.message_bar)
    window.show_progress(0.5, "broken.geojson")
    check(window.message_bar)
    empty_controller.clear_cache()
    check(window.message_bar)


def test_dialogs_are_translated(
    pseudo_qt: None,
    controller: MainController,
    check: Callable[[QWidget], None],
    tmp_path: Path,
):
    controller.show_preferences()
    check(controller.window.findChild(PreferencesDialog))
    dialog = CrashDialog(Crash("", tmp_path / "crash.txt"), controller.window)
    check(dialog)
    controller.window.show_shortcuts()
    sheet = controller.window.findChild(OverlaySheet)
    check(sheet)
    sheet.close_sheet()


def test_about_is_translated(
    pseudo_qt: None, controller: MainController, check: Callable[..., None], repository: Path
):
    controller.window.show_about()

    sheet = controller.window.findChild(OverlaySheet)
    notices = [repository / "layers" / "NOTICE", repository / "resources" / "NOTICE"]
    texts = [" ".join(file.read_text("utf-8").split()) for file in notices]
    check(sheet, *texts, *find_library_versions(), "BSD-3-Clause", "LGPL-3.0")


def test_file_dialogs_are_translated(
    pseudo_qt: None,
    controller: MainController,
    monkeypatch: pytest.MonkeyPatch,
    repository: Path,
):
    shown: list[str] = []

    def note(_parent: QWidget, *texts: str) -> tuple[list[str], str]:
        shown.extend(texts)
        return [], ""

    for name in ("getOpenFileNames", "getExistingDirectory", "getSaveFileName"):
        monkeypatch.setattr(QFileDialog, name, note)
    actions = controller.window.actions_by_name
    for name in ("open_files", "add_layers", "export_image"):
        actions[name].trigger()

    filters = [part for text in shown for part in text.split(";;")]
    assert [text for text in filters if untranslated(text, ["frontviewer.png"])] == []


def test_the_briefing_is_translated(
    pseudo_qt: None, controller: MainController, check: Callable[[QWidget], None]
):
    audience = controller.present()
    assert audience
    for step in range(len(controller.session.state.dossier.briefing.steps)):
        audience.step_requested.emit(step)
        audience.evidence.finish()
        check(audience)
    audience.show_shortcuts()
    check(audience)
    audience.close()


def test_the_map_is_translated(pseudo_qt: None, controller: MainController, repository: Path):
    window, dossier = controller.window, words_of_files(repository)
    content = window.map._content
    controls = layout_controls(window.map._camera, content.theme, window.font(), content.credit)
    texts = [controls.credit, *controls.bar.marks, *(text for text, _ in controls.edge_labels)]

    known = [*dossier, *content.basemap.attribution]
    assert [text for text in texts if untranslated(text, known)] == []


@pytest.fixture
def printed(
    pseudo: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Callable[[list[str]], str]:
    """Run the command line in an empty folder and return all it prints."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "10000")  # argparse wraps nothing

    def run(arguments: list[str]) -> str:
        main(arguments)
        output = capsys.readouterr()
        return output.out + output.err

    return run


@pytest.mark.parametrize(
    "arguments",
    [
        *(["--help"], ["show", "--help"], ["check", "--help"], ["snapshot", "--help"]),
        *(["present", "--help"], ["window", "--help"], ["bench", "--help"]),
        *(["--self-test", "--help"], ["show"], ["show", "F-COR"], ["show", "-"], ["show", "F-POK"]),
        *(["show", "no-such-feature"], ["check", "missing.geojson"], ["snapshot"], ["--nonsense"]),
        *(["snapshot", "-o", "x.png", "--size", "big"], ["present", "--step", "0"]),
        *(["snapshot", "-o", "x.png", "--theme", "pink"], ["check", "--source", "S0"]),
        *(["snapshot", "-o", "x.png", "--view", "1,2"], ["show", "F-COR", "missing.geojson"]),
    ],
    ids=" ".join,
)
def test_the_command_line_is_translated(
    printed: Callable[[list[str]], str], arguments: list[str], repository: Path
):
    text = printed(arguments)

    options_and_files = re.findall(r"--?[a-z][a-z-]+|[\w./-]+\.\w+|[A-Z]{2,}", text)
    known = [*words_of_files(repository), *arguments, *options_and_files, *SYNTAX]
    assert untranslated(text, known) == []
