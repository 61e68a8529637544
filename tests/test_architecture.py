"""The shape of the program, kept."""

import ast
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


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(origin), names=names):
                yield from (f"{origin}.{name.name}" for name in names)


def test_imports_point_down():
    assert lint_imports(config_filename=str(REPOSITORY / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize("module", modules(), ids=lambda m: str(m.relative_to(SOURCE)))
def test_no_module_reaches_for_the_network(module: Path):
    reached = [name for name in imported(module) if name.split(".")[0] in NETWORK]

    assert not reached
    assert not [name for name in imported(module) if "QtNetwork" in name]


def test_each_test_file_stands_where_its_module_does():
    own_subject = {
        *("test_architecture.py", "test_bundled_dossier.py", "test_basemap.py"),
        "test_exactness.py",
    }
    packaging = set((TESTS / "packaging").glob("test_*.py"))  # its modules lie in packaging/
    for test in set(TESTS.rglob("test_*.py")) - packaging:
        module = test.relative_to(TESTS).with_name(test.name.removeprefix("test_"))
        assert test.name in own_subject or (SOURCE / module).exists(), test


def test_no_import_hides_in_a_function():
    # `show` and `check` must start without Qt; the window, without what measuring and About need;
    # the self test, without anything that it may find missing.
    late = {
        *("diagnostics/self_test.py", "core/geometry/geodesy.py"),
        *("core/io/geojson/crs.py", "ui/dialogs/about.py"),
    }
    verbs = set((SOURCE / "cli").glob("*.py"))
    for module in set(modules()) - verbs - {SOURCE / name for name in late}:
        tree = ast.parse(module.read_text("utf-8"))
        functions = [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
        inner = (n for f in functions for n in ast.walk(f))
        hidden = [n for n in inner if isinstance(n, ast.Import | ast.ImportFrom)]
        assert not hidden, module
