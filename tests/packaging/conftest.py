"""Lets the tests import what lies in `packaging/`, as the scripts there import each other."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging"))
