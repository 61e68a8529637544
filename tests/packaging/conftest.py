"""Add `packaging/` to the module search path, as the scripts in it import each other."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "packaging"))
