"""How a verb answers: an exit status, and on stderr a line for each complaint."""

import sys

from frontviewer.core.problems import Problem, one_line

DONE, PROBLEMS, USAGE, FAILED = 0, 1, 2, 3
"""The exit status: done; the data has problems; the call is wrong; the program failed."""


def complain(*said: Problem | str) -> None:
    """Say each thing in one line."""
    for thing in said:
        print(one_line(str(thing)), file=sys.stderr)
