"""Offline map of who claims what, where, when and on whose word."""

import os

# importlib.metadata would read it from the installed package, but delay the window by 20 ms.
__version__ = "0.1.0"

# OpenBLAS reads this when numpy is imported. It would start a thread per core, which busy-wait and
# delay the start by 50 ms; nothing here multiplies matrices.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
