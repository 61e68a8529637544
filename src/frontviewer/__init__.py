"""An offline map that shows who claims what, where, when and on whose word."""

import os

# Asked of the installed package, it would cost the start of the window 20 ms.
__version__ = "0.1.0"

# Before anything imports numpy: its OpenBLAS would start a thread for every core, which spin and
# make the start 50 ms longer. We have no matrices to multiply.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
