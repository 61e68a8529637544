"""Rules of the architecture: import direction, no network, location of tests."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

REPOSITORY = Path(__file__).parents[1]
SOURCE = REPOSITORY / "src" / "frontviewer"
TESTS = REPOSITORY / "tests"
NETWORK = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "asyncio", "requests"}


def modules() -> list[Path]:
    return sorted(SOURCE.rglob("*.py"))


def imported_names(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(origin), names=names):
                yield from (f"{origin}.{name.name}" for name in names)


def test_imports_point_down():
    assert lint_imports(config_filename=str(REPOSITORY / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("module", modules(), ids=lambda m: str(m.relative_to(SOURCE)))
def test_no_module_imports_a_network_library(module: Path):
    forbidden = [name for name in imported_names(module) if name.split(".")[0] in NETWORK]

    assert not forbidden
    assert not [name for name in imported_names(module) if "QtNetwork" in name]


def test_test_files_mirror_the_source_tree():
    without_module = {
        *("test_architecture.py", "test_bundled_dossier.py", "test_basemap.py"),
        *("test_names.py", "test_translation.py", "test_exactness.py"),
    }
    packaging = set((TESTS / "packaging").glob("test_*.py"))  # its modules are in packaging/
    for test in set(TESTS.rglob("test_*.py")) - packaging:
        module = test.relative_to(TESTS).with_name(test.name.removeprefix("test_"))
        assert test.name in without_module or (SOURCE / module).exists(), test


def test_no_imports_inside_functions():
    # Exceptions: `show` and `check` must start without Qt, the window without the imports of
    # geodesy and About, and the self-test without any library that it may report as missing.
    exceptions = {
        *("diagnostics/self_test.py", "core/geometry/geodesy.py"),
        *("core/io/geojson/crs.py", "ui/dialogs/about.py"),
    }
    commands = set((SOURCE / "cli").glob("*.py"))
    for module in set(modules()) - commands - {SOURCE / name for name in exceptions}:
        tree = ast.parse(module.read_text("utf-8"))
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        nodes = (n for f in functions for n in ast.walk(f))
        hidden = [n for n in nodes if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not hidden, module


def test_only_the_formatting_module_groups_digits():
    for module in set(modules()) - {SOURCE / "core" / "text" / "formatting.py"}:
        specs = (
            part.value
            for node in ast.walk(ast.parse(module.read_text("utf-8")))
            if isinstance(node, ast.FormattedValue) and isinstance(node.format_spec, ast.JoinedStr)
            for part in node.format_spec.values
            if isinstance(part, ast.Constant)
        )
        assert not [spec for spec in specs if "," in str(spec)], module


def test_qt_translation_functions_are_not_used():
    calls = re.compile(r"\bself\.tr\(|QCoreApplication\.translate\(|QT_TR_NOOP")
    for module in modules():
        assert not calls.search(module.read_text("utf-8")), module
