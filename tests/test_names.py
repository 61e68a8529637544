"""Names are the field's terms: no class, function, signal or module keeps its old name."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "frontviewer"
REDESIGN = Path(__file__).parents[2] / "shared" / "redesign"

PLAIN_WORDS = {
    "AudienceWindow": "the term of presenter views; the console is the presenter's window",
    "Frame": "a frame of the renderer, the same in both columns",
    "add": "ProblemCollector.add, the same in both columns",
    "text": "MessageBar.text, the text it shows",
}
"""Names of the list that stay, and why."""
OTHER_PLACES = {
    "core/__init__.py": "every package has an __init__ that says what is in it",
    "core/dossier_files/briefing_file.py": "core/io/dossier/briefing_file.py: found by its name",
    "core/geojson/alike.py": "core/io/geojson/shared_properties.py: a subject of its own",
    "core/geojson/checking.py": "core/io/geojson/layer_checks.py: with it, one file has 400 lines",
    "core/geojson/foreign.py": "core/io/format_detection.py: other formats are detected, too",
    "core/moments.py": "core/model/edtf_date.py: with it, edtf.py has 340 lines",
    "mapview/halos.py": "mapview/painters/precision_halos.py: drawn from `precision_m`",
    "mapview/sprites.py": "mapview/labels/label_sprites.py: drawing is not selecting",
    "mapview/stopping.py": "core/system/cancellation.py: the core cancels work, too",
    "core/geojson/progress.py": "core/system/cancellation.py",
    "shell/presenting.py": "presenter/presentation.py: app.py is long enough",
    "verbs/trying.py": "cli/bench.py and cli/self_test.py: one file per command",
    "verbs/words.py": "cli/show.py and cli/check.py: one file per command",
}
"""Files that went elsewhere than the list proposes, and why."""


def signal_name(node: ast.AST) -> str | None:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call(func=ast.Name("Signal"))):
            return name
    return None


def definitions() -> Iterator[tuple[str, Path]]:
    """Yield the name of each class, public function and signal, with its file."""
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                    yield name, file
                case _ if name := signal_name(node):
                    yield name, file


def old_names() -> set[str]:
    """Return the identifiers in the first column of the list."""
    rows = (REDESIGN / "names.md").read_text("utf-8").splitlines()
    cells = [row.split("|")[1] for row in rows if row.startswith("|")][2:]
    quoted = (text for cell in cells for text in re.findall(r"`([^`]+)`", cell))
    return {name for text in quoted for name in re.findall(r"(?:\w+\.)?(_?[A-Za-z]\w+)", text)}


@pytest.mark.skipif(not REDESIGN.is_dir(), reason="needs ../shared/redesign")
def test_no_definition_keeps_an_old_name():
    old = old_names() - PLAIN_WORDS.keys()

    assert {name: str(file) for name, file in definitions() if name in old} == {}


@pytest.mark.skipif(not REDESIGN.is_dir(), reason="needs ../shared/redesign")
def test_every_file_is_where_the_layout_puts_it():
    rows = (REDESIGN / "modules.tsv").read_text("utf-8").splitlines()[1:]
    for now, becomes, remark in (row.split("\t") for row in rows):
        if now in OTHER_PLACES:
            continue
        assert (SOURCE / becomes).is_file(), becomes
        assert remark == "stays" or now == becomes or not (SOURCE / now).exists(), now


def test_signals_are_requests_or_past_tense():
    """`…_requested` asks; `changed`, `clicked`, `chosen` … have happened."""
    past = re.compile(r"(ed|en|chosen|drawn|shown|sent|ready|done)$")
    for file in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if name := signal_name(node):
                assert past.search(name), f"{file}: {name}"


def test_no_two_classes_have_one_name():
    names = Counter(
        node.name
        for file in SOURCE.rglob("*.py")
        for node in ast.parse(file.read_text("utf-8")).body
        if isinstance(node, ast.ClassDef)
    )

    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize(
    "package", sorted({file.parent for file in SOURCE.rglob("*.py")}), ids=lambda p: p.name
)
def test_every_package_has_tests(package: Path):
    if not any(file.stem != "__init__" for file in package.glob("*.py")):
        return
    folder = Path(__file__).parent / package.relative_to(SOURCE)

    assert list(folder.glob("test_*.py")), f"no tests of {package.relative_to(SOURCE)}"
