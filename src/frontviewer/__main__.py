"""`python -m frontviewer` is the command `frontviewer`."""

import sys

from frontviewer.cli.main import main

sys.exit(main())
