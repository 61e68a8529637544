"""What every test may use. Tests draw without a display and leave no window behind."""

import gc
import os
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest

from frontviewer.shell.application import Application

REPOSITORY = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def repository() -> Path:
    return REPOSITORY


@pytest.fixture(scope="session")
def seed() -> Path:
    """The source article and its checked inventory; users do not have them."""
    folder = REPOSITORY.parent / "shared" / "seed"
    if not folder.is_dir():
        pytest.skip("needs ../shared/seed")
    return folder


@pytest.fixture(scope="session")
def qapp_cls() -> type[Application]:
    return Application


@pytest.fixture(autouse=True)
def _collected_here() -> Iterator[None]:
    """No thread of the program finds a window of an earlier test and destroys it: see `app`."""
    gc.disable()
    yield
    gc.collect(1)
