"""Runs the command line for `python -m frontviewer`."""

import sys

from frontviewer.cli.main import main

sys.exit(main())
