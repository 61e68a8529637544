"""`python -m frontviewer` is the command `frontviewer`."""

import sys

from frontviewer.cli import main

sys.exit(main())
